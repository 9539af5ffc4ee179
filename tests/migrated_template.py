"""A migrated database that test databases are copied from: migrating takes ten times as long.

It is named after the migrations, so that a changed one makes a new template.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from config.embedded import Cluster

__all__ = ["migrated_template"]

TEMPLATES = "SELECT datname FROM pg_database WHERE starts_with(datname, 'migrated_')"
ONE_AT_A_TIME = 4711  # the advisory lock's number, within the tests' own cluster


def migrated_template(cluster: Cluster) -> str:
    """The template's name; made by the first process that needs it, while the others wait."""
    name = f"migrated_{_fingerprint()}"
    with psycopg.connect(cluster.conninfo, autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        templates = session.execute(TEMPLATES).fetchall()
        if (name,) not in templates:
            for (older,) in templates:
                _do(session, "DROP DATABASE {} WITH (FORCE)", older)
            unfinished = f"{name}_unfinished"
            _do(session, "CREATE DATABASE {}", unfinished)
            with _connected_to(unfinished):
                call_command("migrate", verbosity=0)
            _do(session, "ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


def _fingerprint() -> str:
    """Of every migration of every installed app, theirs and ours."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for migration in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(f"{app.label}/{migration.name}".encode() + migration.read_bytes())
    return digest.hexdigest()[:16]


def _do(session: psycopg.Connection, statement: str, *names: str) -> None:
    session.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def _connected_to(database: str) -> Iterator[None]:
    """Django's connection goes elsewhere for a while, and leaves no session there."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict["NAME"] = usual
