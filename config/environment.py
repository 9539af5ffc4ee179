"""What the environment says, read once and checked; settings.py only lays it out.

Development needs no variable at all. Production must be told what it can't guess, and nonsense is
refused with one sentence that names every variable at fault (docs/operations.md lists them).
"""

import re
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError, ValidationError, validate

from banking import bankgiro

DEMO_TODAY = date(2025, 4, 15)
NEEDED_IN_PRODUCTION = (
    "SECRET_KEY",
    "DATABASE_URL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "AGENCY_BANKGIRO",
    "AGENCY_BIC",
    "VIRUS_SCANNER",
)
POSTGRES_SCHEMES = ("postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss")
EMAIL_SCHEMES = ("smtp", "submission")
BIC = r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?"
BROKER_SCHEMES = (*REDIS_SCHEMES, "amqp", "amqps", "pgmq")


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The checked answers. `None` means: use what development has of its own."""

    production: bool
    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    database: dict[str, Any] | None
    database_pool_size: int
    broker_url: str | None
    redis_url: str | None
    task_seconds: int
    letters_per_minute: int
    email: dict[str, Any] | None
    default_from_email: str
    documents_dir: Path | None
    invoice_outbox: Path | None
    invoice_inbox: Path | None
    bank_inbox: Path | None
    bounce_secret: str | None
    portal_url: str
    portal_today: date | None
    staff_second_factor: str
    agency_bankgiro: str | None
    agency_bic: str | None
    pain001_version: str
    virus_scanner: str
    trusted_proxies: int
    log_format: str
    log_level: str


def read() -> Environment:
    """Read and check os.environ. Raises ImproperlyConfigured with everything that is wrong."""
    env = Env(eager=False)
    production = (
        env.str("PORTAL_ENV", "development", validate=validate.OneOf(["development", "production"]))
        == "production"
    )
    hosts = env.list("ALLOWED_HOSTS", [] if production else ["*"], validate=_real_hosts(production))
    found: dict[str, Any] = {
        "production": production,
        "debug": env.bool("DEBUG", not production, validate=_off_if(production)),
        "secret_key": env.str("SECRET_KEY", "development-only", validate=_secret(production)),
        "allowed_hosts": hosts,
        "database": _database(env),
        "database_pool_size": env.int("DATABASE_POOL_SIZE", 4, validate=validate.Range(1, 100)),
        "broker_url": env.str("CELERY_BROKER_URL", None, validate=_url(BROKER_SCHEMES)),
        "redis_url": env.str("REDIS_URL", None, validate=_url(REDIS_SCHEMES)),
        "task_seconds": env.int("TASK_SECONDS", 120, validate=validate.Range(5, 3600)),
        "letters_per_minute": env.int(
            "LETTERS_PER_MINUTE", 300, validate=validate.Range(1, 100_000)
        ),
        "email": _email(env),
        "default_from_email": env.str(
            "DEFAULT_FROM_EMAIL", "Statsbidrag <statsbidrag@example.se>", validate=_mail_address
        ),
        "documents_dir": env.path("DOCUMENTS_DIR", None, validate=_absolute),
        "invoice_outbox": env.path("INVOICE_OUTBOX", None, validate=_absolute),
        "invoice_inbox": env.path("INVOICE_INBOX", None, validate=_absolute),
        "bank_inbox": env.path("BANK_INBOX", None, validate=_absolute),
        "bounce_secret": env.str("BOUNCE_SECRET", None, validate=_hard_to_guess),
        "portal_url": env.str(
            "PORTAL_URL", _address(hosts, production, env), validate=_url(("http", "https"))
        ),
        "portal_today": _portal_today(env, production),
        "staff_second_factor": env.str(
            "STAFF_SECOND_FACTOR",
            "required" if production else "offered",
            validate=[validate.OneOf(["required", "offered"]), _required_if(production)],
        ),
        "agency_bankgiro": env.str("AGENCY_BANKGIRO", None, validate=_bankgiro),
        "agency_bic": env.str("AGENCY_BIC", None, validate=_bic),
        "pain001_version": env.str("PAIN001_VERSION", "09", validate=validate.OneOf(["03", "09"])),
        "virus_scanner": env.str("VIRUS_SCANNER", "off", validate=_scanner),
        "trusted_proxies": env.int("TRUSTED_PROXIES", 1 if production else 0),
        "log_format": env.str(
            "LOG_FORMAT",
            "json" if production else "plain",
            validate=validate.OneOf(["json", "plain"]),
        ),
        "log_level": env.str(
            "LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
        ),
    }
    _refuse_nonsense(env, missing=_missing(env) if production else [])
    return Environment(**found)


def _missing(env: Env) -> list[str]:
    return [name for name in NEEDED_IN_PRODUCTION if not env.str(name, "")]


def _refuse_nonsense(env: Env, *, missing: list[str]) -> None:
    complaints = [f"{name} must be set in production" for name in missing]
    try:
        env.seal()
    except EnvValidationError as wrong:
        by_name: Any = wrong.error_messages  # a mapping, since the reading was not eager
        complaints += [
            f"{name}: {' '.join(str(message) for message in messages)}"
            for name, messages in by_name.items()
            if name not in missing
        ]
    if complaints:
        raise ImproperlyConfigured("The environment is not usable. " + "; ".join(complaints))


def _bankgiro(value: str) -> None:
    try:
        bankgiro.compact(value)
    except bankgiro.NotABankgiro as problem:
        raise ValidationError("must be a bankgiro number with a right check digit.") from problem


def _bic(value: str) -> None:
    if not re.fullmatch(BIC, value):
        raise ValidationError("must be the BIC of a bank, such as SWEDSESS.")


def _scanner(value: str) -> None:
    """Off, or where clamd listens; production has to say which."""
    parts = urlsplit(value)
    if value == "off" or (parts.scheme == "unix" and parts.path.startswith("/")):
        return
    if parts.scheme != "tcp" or not parts.hostname:
        raise ValidationError("must be off, unix:///path/to/socket or tcp://host:3310.")


def _database(env: Env) -> dict[str, Any] | None:
    if not env.str("DATABASE_URL", None, validate=_url(POSTGRES_SCHEMES)):
        return None
    return dict(env.dj_db_url("DATABASE_URL"))


def _email(env: Env) -> dict[str, Any] | None:
    if not env.str("EMAIL_URL", None, validate=_url(EMAIL_SCHEMES, needs_host=False)):
        return None
    return dict(env.dj_email_url("EMAIL_URL"))


def _address(hosts: list[str], production: bool, env: Env) -> str:
    if production:
        return f"https://{hosts[0].removeprefix('.')}" if hosts else "https://missing.example"
    return f"http://127.0.0.1:{env.int('PORT', 8000, validate=validate.Range(1, 65535))}"


def _portal_today(env: Env, production: bool) -> date | None:
    def not_in_production(value: date | None) -> None:
        if production and value is not None:
            raise ValidationError("the demo's clock is refused in production.")

    default = None if production else DEMO_TODAY
    found: date | None = env.date("PORTAL_TODAY", default, validate=not_in_production)
    return found


def _url(schemes: tuple[str, ...], *, needs_host: bool = True) -> Any:
    def check(value: str | None) -> None:
        if not value:
            return
        try:
            parts = urlsplit(value)
            readable = parts.port is None or parts.port > 0
        except ValueError:
            readable = False
        if not readable or parts.scheme not in schemes:
            raise ValidationError(f"must be an address that begins with {schemes[0]}://.")
        if needs_host and not parts.hostname and "host=" not in parts.query:
            raise ValidationError("names no host.")
        if parts.scheme in POSTGRES_SCHEMES and not parts.path.strip("/"):
            raise ValidationError("names no database.")

    return check


def _secret(production: bool) -> Any:
    def check(value: str) -> None:
        if production and (len(value) < 50 or len(set(value)) < 5):
            raise ValidationError("must be at least 50 random characters in production.")

    return check


def _real_hosts(production: bool) -> Any:
    def check(hosts: list[str]) -> None:
        if production and "*" in hosts:
            raise ValidationError("must name the hosts in production, not *.")
        if any("/" in host or not host for host in hosts):
            raise ValidationError("must be host names with commas between, no addresses.")

    return check


def _off_if(production: bool) -> Any:
    def check(value: bool) -> None:
        if production and value:
            raise ValidationError("must be off in production.")

    return check


def _required_if(production: bool) -> Any:
    def check(value: str) -> None:
        if production and value != "required":
            raise ValidationError("must be required in production.")

    return check


def _mail_address(value: str) -> None:
    if "@" not in parseaddr(value)[1]:
        raise ValidationError("must be a mail address, with or without a name before it.")


def _hard_to_guess(value: str | None) -> None:
    if value is not None and (len(value) < 32 or len(set(value)) < 5):
        raise ValidationError("must be at least 32 random characters.")


def _absolute(value: Path | None) -> None:
    if value is not None and not value.is_absolute():
        raise ValidationError("must be an absolute path.")
