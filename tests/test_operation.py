"""The portal as a running whole: health, headers, production's settings, schedule, containers."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery import current_app
from django.conf import settings
from django.contrib import admin
from django.db import OperationalError, connection
from django.test import Client
from kombu.exceptions import OperationalError as BrokerError
from playwright.sync_api import Page, expect

from config.logs import JsonFormatter
from config.settings import CELERY_BEAT_SCHEDULE
from organisations.models import User
from tests.config.test_environment import GOOD_PRODUCTION

ROOT = Path(settings.BASE_DIR)


# --- Health ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_healthz_states_database_and_broker(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "up", "broker": "up"})
    assert "Set-Cookie" not in answer.headers


@pytest.mark.django_db
def test_healthz_is_503_without_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("secret address")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "down")
    assert "secret" not in answer.text


@pytest.mark.django_db
def test_healthz_is_200_without_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise BrokerError("gone")

    monkeypatch.setattr("portal.health.current_app", SimpleNamespace(connection_for_write=fail))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["broker"]) == (200, "down")


# --- Security -------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/konto/login/", "/admin/", "/healthz"])
def test_content_security_policy_allows_nothing_inline(admin_user: User, path: str) -> None:
    client = Client()
    if path == "/admin/":
        client.force_login(admin_user)
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|<script(?![^>]* src=)(?![^>]*json)| style=| on\w+=", answer.text)


def test_no_admin_list_hides_its_actions_both_ways() -> None:
    """Django's change list has an inline <style> for exactly that case; the policy refuses it."""
    for model_admin in admin.site._registry.values():
        assert model_admin.actions_on_top or model_admin.actions_on_bottom, model_admin


@pytest.mark.django_db
def test_admin_sends_to_the_log_in_with_a_code(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/konto/login/")


@pytest.mark.django_db
def test_signing_up_is_closed(client: Client) -> None:
    client.post("/konto/signup/", {"email": "ny@example.se"})
    assert not User.objects.exists()


def test_production_passes_djangos_own_checks() -> None:
    done = _manage("check", "--deploy", "--fail-level", "WARNING", **GOOD_PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_refusal_is_one_line() -> None:
    done = _manage("check", PORTAL_ENV="staging")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1


def _manage(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


# --- Logs -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_request_id_of_the_proxy_is_kept_and_nonsense_replaced(client: Client) -> None:
    kept = client.get("/healthz", headers={"X-Request-ID": "proxy-4711-abc"})
    replaced = client.get("/healthz", headers={"X-Request-ID": "två\nrader"})
    assert kept.headers["X-Request-ID"] == "proxy-4711-abc"
    assert re.fullmatch(r"[0-9a-f]{32}", replaced.headers["X-Request-ID"])


def test_json_lines_keep_a_traceback_on_one_line() -> None:
    try:
        raise ValueError("rad ett\nrad två")
    except ValueError:
        record = logging.LogRecord("x", 40, "", 0, "åäö %s", (1,), sys.exc_info())
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "åäö 1"


# --- Work behind the scenes and containers --------------------------------------------------------


def test_every_scheduled_task_exists() -> None:
    current_app.loader.import_default_modules()
    assert set(CELERY_BEAT_SCHEDULE) <= set(current_app.tasks)


def test_containers_and_procfile_run_what_the_makefile_offers() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    procfile = (ROOT / "Procfile").read_text()
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    run = set(re.findall(r": make (\w+)$", compose + procfile, re.MULTILINE))
    assert run == {"load", "web", "worker", "beat"}
    assert run <= set(re.findall(r"make (\w+) ", listed.stdout))


# --- Browser --------------------------------------------------------------------------------------


@pytest.mark.journey
@pytest.mark.a11y
def test_log_in_page_opens_in_a_browser(
    page: Page,
    axe: Callable[[Page], None],
    fits_a_phone: Callable[[Page], None],
) -> None:
    page.goto("/konto/login/")
    expect(page.locator("h1")).to_be_visible()
    axe(page)
    fits_a_phone(page)
