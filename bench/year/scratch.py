"""A database and a folder for one run, and settings that lead there. Both are gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from bench.year.children import run
from config.embedded import Cluster
from tests.migrated_template import migrated_template

__all__ = ["scratch"]


@contextmanager
def scratch() -> Iterator[Path]:
    """Lead Django to a migrated database of its own; yields a folder for files."""
    name = f"simulated_year_{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="simulated-year-") as folder:
        template, server = _server()
        _do(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
        connection.settings_dict["NAME"] = name
        settings.STORAGES["documents"]["OPTIONS"]["location"] = Path(folder) / "documents"
        try:
            run(lambda: call_command("migrate", verbosity=0))
            yield Path(folder)
        finally:
            _do(server, "DROP DATABASE {} WITH (FORCE)", name)


def _server() -> tuple[str, str]:
    """A database to copy, and a conninfo of its server.

    The configured server; else the tests' own, where a migrated database is kept for them.
    """
    known = connection.settings_dict
    if settings.EMBEDDED_POSTGRES:
        cluster = Cluster(settings.VAR_DIR / "postgres-test", durable=False)
        cluster.start()
        known["HOST"] = str(cluster.socket_dir)
        return run(partial(migrated_template, cluster)), cluster.conninfo
    parts = {
        "host": known["HOST"], "port": known["PORT"], "user": known["USER"],
        "password": known["PASSWORD"], "dbname": known["NAME"],
    }  # fmt: skip
    given = {key: one for key, one in parts.items() if one}
    return "template1", psycopg.conninfo.make_conninfo(**given)


def _do(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
