"""make bench: the portal beside the floor, on this machine, in one run.

Prints one JSON line per figure and writes bench/results.md. Everything runs against 127.0.0.1, in
a scratch cluster that is removed again.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict

from bench.figures import (
    Figure,
    Person,
    Site,
    deadline_day,
    first_view,
    save_page,
    save_page_queries,
)
from bench.servers import ROOT, database_url, gunicorn, manage, postgres
from config.embedded import Cluster

SCRATCH = ROOT / "var" / "bench"
RESULTS = ROOT / "bench" / "results.md"
PORTS = {"portal": 8765, "floor": 8766}
APPLICATIONS = {"portal": "config.wsgi:application", "floor": "bench.floor.wsgi:application"}


def main() -> None:
    """Measure, print, write. Exits with 1 when a figure is over its limit."""
    sizes = argparse.ArgumentParser(description=__doc__)
    sizes.add_argument("--saves", type=int, default=60, help="saved pages in a turn")
    sizes.add_argument("--rounds", type=int, default=7, help="turns, the first one not counted")
    sizes.add_argument("--at-once", type=int, default=64, help="people at once on the last day")
    sizes.add_argument("--people", type=int, default=314, help="recipients with a report each")
    chosen = sizes.parse_args()
    shutil.rmtree(SCRATCH, ignore_errors=True)
    with ExitStack() as stack:
        cluster = stack.enter_context(postgres(SCRATCH / "postgres"))
        environment = _portal(cluster)
        portal = stack.enter_context(
            _site("portal", cluster, environment, "bench.world", str(chosen.people))
        )
        people = str(len(portal.people))
        floor = stack.enter_context(
            _site("floor", cluster, _floor(cluster), "bench.floor.visits", people)
        )
        found = save_page(portal, floor, saves=chosen.saves, rounds=chosen.rounds)
        found += save_page_queries(_queries(portal, environment))
        found += first_view(portal)
        found += deadline_day(portal, floor, at_once=chosen.at_once)
    shutil.rmtree(SCRATCH, ignore_errors=True)
    for figure in found:
        sys.stdout.write(json.dumps({"figure": figure.figure, "value": figure.value}) + "\n")
    _write(found)
    sys.exit(any(one.value > one.limit for one in found))


@contextmanager
def _site(
    name: str, cluster: Cluster, environment: Mapping[str, str], *make_people: str
) -> Iterator[Site]:
    """The application, served, with its people logged in."""
    module, *arguments = make_people
    made = _python(module, *arguments, environment=environment)
    people = [Person(**json.loads(line)) for line in made.splitlines()]
    served = gunicorn(APPLICATIONS[name], port=PORTS[name], environment=environment)
    with served as server:
        yield Site(server, cluster, people)


def _queries(portal: Site, environment: Mapping[str, str]) -> list[int]:
    person = json.dumps(asdict(portal.people[0]))
    counted: list[int] = json.loads(_python("bench.queries", person, environment=environment))
    return counted


def _python(module: str, *arguments: str, environment: Mapping[str, str]) -> str:
    """What a module prints, run with an application's settings."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def _portal(cluster: Cluster) -> dict[str, str]:
    environment = {
        "DATABASE_URL": _database(cluster, "portal"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "false",
        "DOCUMENTS_DIR": str(SCRATCH / "documents"),
        "LOG_LEVEL": "ERROR",
    }
    manage("migrate", "--verbosity", "0", environment=environment)
    manage("createcachetable", "--verbosity", "0", environment=environment)
    manage("setup_portal", environment=environment)
    return environment


def _floor(cluster: Cluster) -> dict[str, str]:
    environment = {
        "DATABASE_URL": _database(cluster, "floor"),
        "DJANGO_SETTINGS_MODULE": "bench.floor.settings",
    }
    manage("migrate", "--run-syncdb", "--verbosity", "0", environment=environment)
    return environment


def _database(cluster: Cluster, name: str) -> str:
    import psycopg

    with psycopg.connect(cluster.conninfo, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return database_url(cluster, name)


def _write(found: list[Figure]) -> None:
    rows = [f"| {one.figure} | {one.value} | {one.limit} | {one.detail} |" for one in found]
    RESULTS.write_text(
        "# Results\n\nWritten by `make bench`; ratios are against `bench/floor/` in the same run.\n"
        f"Python {platform.python_version()}, {os.cpu_count()} cores.\n\n"
        "| figure | value | at most | made of |\n|---|---|---|---|\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
