"""A database and a folder for one run, and settings that lead there. Both are gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from bench.year.children import run

__all__ = ["scratch"]


@contextmanager
def scratch() -> Iterator[Path]:
    """Lead Django to a migrated database of its own; yields a folder for files."""
    name = f"simulated_year_{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="simulated-year-") as folder:
        server = _server(Path(folder))
        _do(server, "CREATE DATABASE {}", name)
        connection.settings_dict["NAME"] = name
        settings.STORAGES["documents"]["OPTIONS"]["location"] = Path(folder) / "documents"
        try:
            run(lambda: call_command("migrate", verbosity=0))
            yield Path(folder)
        finally:
            _do(server, "DROP DATABASE {} WITH (FORCE)", name)


def _server(folder: Path) -> str:
    """A conninfo of the server: the configured one, else the embedded one, started."""
    known = connection.settings_dict
    if settings.EMBEDDED_POSTGRES:
        settings.EMBEDDED_POSTGRES.start()
        return str(settings.EMBEDDED_POSTGRES.conninfo)
    parts = {
        "host": known["HOST"], "port": known["PORT"], "user": known["USER"],
        "password": known["PASSWORD"], "dbname": known["NAME"],
    }  # fmt: skip
    return psycopg.conninfo.make_conninfo(**{key: one for key, one in parts.items() if one})


def _do(server: str, statement: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(sql.SQL(statement).format(sql.Identifier(name)))
