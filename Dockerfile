# One image for web, worker and beat; the command is a target of the Makefile.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        make libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /srv/portal portal

WORKDIR /srv/portal
ENV PYTHONUNBUFFERED=1 UV_COMPILE_BYTECODE=1 LOCK=requirements/production.lock BIND=0.0.0.0 PORT=8000 \
    DOCUMENTS_DIR=/srv/documents

COPY Makefile ./
COPY requirements/production.lock requirements/uv.lock requirements/
RUN make install

COPY . .
RUN DATABASE_URL=postgres://nobody@nowhere/none make static \
    && mkdir -p /srv/documents && chown portal /srv/documents var

ENV PORTAL_ENV=production
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD [".venv/bin/python", "-m", "config.probe"]
CMD ["make", "web"]
