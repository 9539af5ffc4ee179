"""What the environment may say, and which nonsense is refused with which sentence."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

GOOD_PRODUCTION = {
    "AGENCY_BANKGIRO": "5050-1055",
    "AGENCY_BIC": "SWEDSESS",
    "VIRUS_SCANNER": "unix:///run/clamav/clamd.ctl",
    "PORTAL_ENV": "production",
    "SECRET_KEY": "kJ8s2mQ-4xPz7Lw1Rt6Yb3Nc9Vd5Hg0Fa_kJ8s2mQ4xPz7Lw1Rt6Yb3Nc9",
    "DATABASE_URL": "postgres://portal:secret@db.internal:5432/portal",
    "ALLOWED_HOSTS": "statsbidrag.example.se",
    "EMAIL_URL": "submission://portal:secret@mail.example.se",
}
OURS = {*GOOD_PRODUCTION, "DEBUG", "PORTAL_TODAY", "PORTAL_URL", "PORT", "REDIS_URL"}
OURS |= {
    "CELERY_BROKER_URL",
    "DOCUMENTS_DIR",
    "INVOICE_INBOX",
    "BANK_INBOX",
    "BOUNCE_SECRET",
    "INVOICE_OUTBOX",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "DEFAULT_FROM_EMAIL",
    "PAIN001_VERSION",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> environment.Environment:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return environment.read()


def test_development_needs_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch)
    assert (found.production, found.database, found.email) == (False, None, None)
    assert found.portal_today == date(2025, 4, 15)
    assert found.portal_url == "http://127.0.0.1:8000"


def test_production_has_the_real_clock_and_one_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, **GOOD_PRODUCTION)
    assert (found.debug, found.portal_today, found.trusted_proxies) == (False, None, 1)
    assert found.portal_url == "https://statsbidrag.example.se"
    assert found.log_format == "json"


@pytest.mark.parametrize("name", environment.NEEDED_IN_PRODUCTION)
def test_production_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    given = {key: value for key, value in GOOD_PRODUCTION.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=f"{name} must be set in production$"):
        read(monkeypatch, **given)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORTAL_ENV", "staging", "Must be one of: development, production"),
        ("SECRET_KEY", "secret", "at least 50 random characters"),
        ("DATABASE_URL", "mysql://db/portal", "begins with postgres://"),
        ("DATABASE_URL", "postgres://db.internal", "names no database"),
        ("DATABASE_URL", "postgres:///portal", "names no host"),
        ("DATABASE_URL", "postgres://db:port/portal", "begins with postgres://"),
        ("ALLOWED_HOSTS", "*", "must name the hosts"),
        ("ALLOWED_HOSTS", "https://statsbidrag.example.se", "host names with commas"),
        ("EMAIL_URL", "mail.example.se", "begins with smtp://"),
        ("CELERY_BROKER_URL", "filesystem://", "begins with redis://"),
        ("REDIS_URL", "localhost:6379", "begins with redis://"),
        ("AGENCY_BIC", "Swedbank", "the BIC of a bank"),
        ("VIRUS_SCANNER", "clamd", "must be off, unix:///"),
        ("PAIN001_VERSION", "07", "Must be one of: 03, 09"),
        ("PORTAL_TODAY", "2025-04-15", "refused in production"),
        ("PORTAL_TODAY", "i morgon", "Not a valid date"),
        ("DEBUG", "true", "must be off in production"),
        ("PORTAL_URL", "statsbidrag.example.se", "begins with http://"),
        ("DOCUMENTS_DIR", "documents", "absolute path"),
        ("BOUNCE_SECRET", "hemligt", "at least 32 random"),
        ("DEFAULT_FROM_EMAIL", "Statsbidrag", "mail address"),
        ("LOG_FORMAT", "xml", "Must be one of: json, plain"),
    ],
)
def test_nonsense_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name}: .*{says}"):
        read(monkeypatch, **{**GOOD_PRODUCTION, name: value})


def test_refusal_never_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read(monkeypatch, **{**GOOD_PRODUCTION, "DATABASE_URL": "mysql://me:hemligt@db/portal"})
    assert "hemligt" not in str(refused.value)
