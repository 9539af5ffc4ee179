# Everything one does with the portal, by name. `make help` lists it.
# DATABASE_URL, CELERY_BROKER_URL, REDIS_URL, EMAIL_URL and PORT come from the environment.

PORT ?= 8000
BIND ?= 127.0.0.1
PYTHON ?= $(shell command -v python3.11 || command -v python3)
LOCK ?= requirements/dev.lock
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
CELERY := $(BIN)/celery --app config
export PORT BIND
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

##@ Use

.PHONY: run
run: export DEBUG = false
run: setup static ## Install, load and start everything on http://127.0.0.1:PORT; Ctrl-C stops it
	@exec $(BIN)/python -m config.run

.PHONY: setup
setup: install load ## Install into .venv, migrate and load registers, rounds and demo; repeatable

.PHONY: stop
stop: ## Stop the embedded PostgreSQL
	@$(BIN)/python -m config.embedded stop var/postgres
	@$(BIN)/python -m config.embedded stop var/postgres-test

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z_-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Develop

.PHONY: test
test: install ## Checks and all tests on PostgreSQL; make test ARGS="-m journey" runs only pytest
	@$(BIN)/python -m config.needs run test
ifdef ARGS
	@$(MAKE) pytest
else
	@$(MAKE) --jobs 2 pytest lint
endif

.PHONY: pytest
pytest:
	@$(BIN)/pytest -n 2 --dist worksteal -m "not proof" $(ARGS)

.PHONY: proof
proof: install ## The full figures that the issues name; takes its time
	@$(BIN)/python -m config.needs run test
	@$(BIN)/pytest -m proof $(ARGS)

.PHONY: lint
lint: install ## Style, types, import direction, migrations
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(MANAGE) makemigrations --check --dry-run --verbosity 0

.PHONY: bench
bench: install static ## Figures beside bench/floor, a JSON object a line; ARGS="--people 8 --saves 12" is quick
	@$(BIN)/python -m bench.engine
	@$(BIN)/python -m bench.run $(ARGS)

.PHONY: schema
schema: install ## Write docs/form-document.schema.json anew
	@$(BIN)/python -m reporting.questionnaire.schema docs/form-document.schema.json

.PHONY: format
format: install ## Put code and templates in order
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet
	@$(BIN)/djade $$(git ls-files 'templates/*.html')

.PHONY: lock
lock: install ## Resolve pyproject.toml into requirements/*.lock, with hashes
	@echo "uv~=0.9" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links - --output-file requirements/uv.lock
	@for group in dev production; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links pyproject.toml \
			$$([ $$group = dev ] && echo --group dev) --output-file requirements/$$group.lock; \
	done

.PHONY: clean
clean: ## Stop the embedded PostgreSQL and remove its data, the documents and the environment
	@[ ! -x $(BIN)/python ] || $(MAKE) stop
	@rm -rf var .venv

##@ Parts, as Procfile and docker-compose.yml use them

.PHONY: install
install: .venv/installed ## Only what pip installs

.venv/installed: $(LOCK) requirements/uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	@$(PYTHON) -m venv .venv || { echo "Python lacks venv: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing $(LOCK) into .venv; the first time takes a moment."
	@$(PIP) --requirement requirements/uv.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement $(LOCK) \
		|| { echo "uv could not; pip, which may know of other indexes, tries now."; $(PIP) --requirement $(LOCK); }
	@touch $@

.PHONY: migrate
migrate: ## Bring the database up to date, with the tables of cache and broker
	@$(BIN)/python -m config.needs run
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createcachetable --verbosity 0
	@$(BIN)/python -m config.broker

.PHONY: load
load: migrate ## Load registers, decisions, allocations and forms; outside production the demo too
	@$(MANAGE) setup_portal

.PHONY: static
static: var/static/staticfiles.json ## Collect, hash and compress style sheets and scripts

# Of Bootstrap only the one style sheet that the pages use.
var/static/staticfiles.json: export DEBUG = false
var/static/staticfiles.json: .venv/installed $(shell find static -type f) core/bundles.py
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0 \
		--ignore 'bootstrap/js/*' --ignore 'bootstrap/css/bootstrap[-.][!m]*'

.PHONY: database
database:
ifndef DATABASE_URL
	@$(BIN)/python -m config.embedded start var/postgres
endif

.PHONY: web worker beat
web worker beat: export DEBUG = false
web: database ## gunicorn
	@exec $(BIN)/gunicorn --config config/gunicorn.py config.wsgi
worker: export PYTHONWARNINGS = ignore:You're running the worker with superuser
worker: database ## Celery's worker; as many as needed
	@exec $(CELERY) --quiet worker --concurrency $${WORKER_PROCESSES:-2} \
		--without-gossip --without-mingle --without-heartbeat
beat: database ## Celery's clock; exactly one
	@exec $(CELERY) --quiet beat --pidfile=
