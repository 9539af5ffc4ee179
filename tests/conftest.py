"""What every test stands on: a cluster of its own, a browser, axe, and a way to run queued work.

Builders of domain objects are in tests/builders.py.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client, TransactionTestCase
from playwright.sync_api import BrowserContext, Page
from psycopg import sql
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from config import needs
from config.celery import app as celery_app
from config.embedded import Cluster
from correspondence.pdf import Attached
from organisations.models import User
from tests.migrated_template import migrated_template

# Playwright's loop makes Django think that tests are asynchronous; they aren't.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOKS = """() => [...document.body.querySelectorAll("*")].map((one) => {
  const { parentElement: { tagName, className } } = one;
  const { color, backgroundColor } = getComputedStyle(one);
  return [tagName, className, one.tagName, one.className, color, backgroundColor].join(" ");
})"""
"""Each element's and its parent's kind, and its colours."""
POST_MIGRATE = {"django_content_type", "auth_permission"}
"""What Django fills after migrating."""
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


# --- Database and queue ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Start the tests' own cluster, with a migrated database that each worker's is copied from."""
    if settings.EMBEDDED_POSTGRES:
        settings.EMBEDDED_POSTGRES.start()
        _drop_what_killed_runs_left(settings.EMBEDDED_POSTGRES)
        with django_db_blocker.unblock():
            template = migrated_template(settings.EMBEDDED_POSTGRES)
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        drop = partial(_drop, settings.EMBEDDED_POSTGRES)
        connection.creation._destroy_test_db = drop  # type: ignore[attr-defined]


def _drop(cluster: Cluster, database: str, _verbosity: int) -> None:
    """Though a browser's last request may still be at work in it, which Django's own would mind."""
    with psycopg.connect(cluster.conninfo, autocommit=True) as session:
        session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def _drop_what_killed_runs_left(cluster: Cluster) -> None:
    """A test database is named after its process: test_4711 or test_4711_gw0."""
    with psycopg.connect(cluster.conninfo, autocommit=True) as session:
        query = "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+(_[a-z0-9]+)?$'"
        for (name,) in session.execute(query).fetchall():
            if not Path(f"/proc/{name.split('_')[1]}").exists():
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                session.execute(drop.format(sql.Identifier(name)))


@pytest.fixture(scope="session", autouse=True)
def _quick_to_empty() -> Iterator[None]:
    """Tests that commit empty the tables that they filled; Django's flush takes ten times as long.

    As it does, rows of migrations go too, and content types and permissions are there afterwards.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: _empty_filled_tables())
        yield


def _empty_filled_tables() -> None:
    """Without triggers: append-only tables refuse, and foreign keys would want an order."""
    tables = set(connection.introspection.django_table_names(only_existing=True)) - POST_MIGRATE
    has_rows = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    questions = [has_rows.format(table, sql.Identifier(table)) for table in sorted(tables)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.SQL(" UNION ALL ").join(questions))
        for (filled,) in cursor.fetchall():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(filled)))


@pytest.fixture
def run_waiting_work() -> Callable[[], list[str]]:
    """Run the queued tasks, and what they queue in turn; returns their names in order.

    Messages pass through the (in-memory) broker as JSON, as they do to a real worker.
    """
    celery_app.loader.import_default_modules()

    def run() -> list[str]:
        names = []
        with celery_app.connection_for_read(settings.CELERY_BROKER_URL) as connection:
            queue = connection.SimpleQueue(celery_app.conf.task_default_queue)
            while queue.qsize():
                message = queue.get_nowait()
                args, kwargs, _ = message.payload
                names.append(message.headers["task"])
                celery_app.tasks[names[-1]].apply(args=args, kwargs=kwargs, throw=True)
                message.ack()
            queue.close()
        return names

    return run


@pytest.fixture(autouse=True)
def _empty_queue() -> Iterator[None]:
    """What one test queues doesn't reach the next."""
    yield
    with celery_app.connection_for_write(settings.CELERY_BROKER_URL) as connection:
        queue = connection.SimpleQueue(celery_app.conf.task_default_queue)
        queue.clear()
        queue.close()


# --- Paper ----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _not_laid_out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Laying out a document costs a second: only where it is read, and in proofs."""
    if not {"paper", "proof"} & set(request.keywords):
        monkeypatch.setattr("correspondence.actions.render_pdf", _filled_in)
        monkeypatch.setattr("reporting.work_copy.render_pdf", _filled_in)


def _filled_in(template: str, context: dict[str, Any], *attached: Attached) -> bytes:
    """No PDF, but a template that breaks still breaks."""
    return b"%PDF-1.7\n" + render_to_string(template, context).encode()


# --- Browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Every journey is through the test's own server, so that addresses begin with a slash."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": needs.browser(), "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "sv-SE",
        "timezone_id": "Europe/Stockholm",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser of one person; fails the test for scripts that break and for what CSP refuses."""
    complaints: list[str] = []
    context.set_default_timeout(15_000)  # two cores are shared with the rest of the tests
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on(
        "console",
        lambda said: (
            complaints.append(said.text) if "Content Security Policy" in said.text else None
        ),
    )
    yield context
    assert complaints == []


@pytest.fixture
def log_in_as(live_server: LiveServer) -> Callable[[BrowserContext, User], None]:
    """Log somebody in without the e-mailed code, for journeys that aren't about logging in."""

    def log_in(context: BrowserContext, user: User) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    return log_in


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Check a page against WCAG 2.2 A and AA; fails with what, where and how to mend it.

    Contrast costs more than all the rest: it is measured on the pages which hold something that
    looks like nothing on the pages before.
    """
    engine = Axe()
    looks: set[str] = set()

    def check(page: Page) -> None:
        page.wait_for_load_state()
        here = set(page.evaluate(LOOKS))
        options = {
            "runOnly": WCAG_22_AA,
            "resultTypes": ["violations"],
            "rules": {"color-contrast": {"enabled": not here <= looks}},
        }
        found = engine.run(page, options=options)
        findings = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(f"    {node['target']}: {node['html']}" for node in violation["nodes"])
            for violation in found.response["violations"]
        ]
        assert not findings, f"{page.url} is not accessible:\n" + "\n".join(findings)
        looks.update(here)

    return check


@pytest.fixture(scope="session")
def fits_a_phone() -> Callable[[Page], None]:
    """Check that a page can be read 320 px wide without scrolling sideways; restores the width."""

    def check(page: Page) -> None:
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        width = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(before or {"width": 1280, "height": 900})
        assert width <= 320, f"{page.url} is {width} px wide on a screen of 320 px"

    return check
