"""The broker without an installation: message queues as tables in our own PostgreSQL.

kombu's pgmq:// transport with the SQL that the package pgmq carries; docs/decisions/0003-broker.md
has the figures. A broker of its own (CELERY_BROKER_URL, REDIS_URL) takes its place.
"""

from typing import Any
from urllib.parse import urlsplit

import psycopg
from pgmq.install import install_pgmq_from_sql
from psycopg.conninfo import make_conninfo

OWN_DATABASE = "pgmq://own-database"
POLLING = {
    "wait_time_seconds": 1,  # an idle worker waits inside PostgreSQL …
    "poll_interval_ms": 250,  # … which looks this often
    "polling_interval": 0.02,  # a busy one with its hands full looks again after this long
}
_INSTALL_LOCK = 20250122  # any number, the same in every process


def transport_options(
    url: str, database: dict[str, Any], *, visibility_timeout: int
) -> dict[str, Any]:
    """Celery's broker_transport_options for an address; seconds until a lost task comes back."""
    options: dict[str, Any] = {"visibility_timeout": visibility_timeout}
    if not url.startswith("pgmq:"):
        return options
    where = conninfo_of(database) if url == OWN_DATABASE else url.replace("pgmq:", "postgresql:", 1)
    return {
        **options,
        **POLLING,
        "conn_string": where,
        "init_extension": False,
        "pool_size": 4,
        "pool_timeout": 5,
    }


def conninfo_of(database: dict[str, Any]) -> str:
    """Django's way of naming a database, as libpq's; its OPTIONS are libpq's own, but the pool."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    given = {libpq: database.get(django) for django, libpq in {**names, "PORT": "port"}.items()}
    given |= {name: value for name, value in database.get("OPTIONS", {}).items() if name != "pool"}
    return make_conninfo(**{name: str(value) for name, value in given.items() if value})


def prepare(url: str, options: dict[str, Any]) -> None:
    """Make pgmq's schema where it is missing. Other brokers need nothing."""
    if urlsplit(url).scheme != "pgmq":
        return
    with psycopg.connect(options["conn_string"]) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_INSTALL_LOCK])
        found = connection.execute("SELECT to_regclass('pgmq.meta')").fetchone()
        if found is None or found[0] is None:
            install_pgmq_from_sql(conn=connection)


def main() -> None:
    """`python -m config.broker`: prepare the broker that the settings name."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings

    prepare(settings.CELERY_BROKER_URL, settings.CELERY_BROKER_TRANSPORT_OPTIONS)


if __name__ == "__main__":
    main()
