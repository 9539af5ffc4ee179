"""Settings: one file, from the environment (config.environment; docs/operations.md)."""

from datetime import date, time
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from config import broker, environment, logs
from config.embedded import DATABASE, SUPERUSER, Cluster

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
ENVIRONMENT = environment.read()
PRODUCTION = ENVIRONMENT.production
PORTAL_TODAY: date | None = ENVIRONMENT.portal_today
PORTAL_URL = ENVIRONMENT.portal_url.rstrip("/")

# --- What Django is made of -----------------------------------------------------------------------

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
INSTALLED_APPS = [
    # Upper apps first, and all of ours before the admin: the first template found is used.
    "portal",
    "oversight",
    "repayments",
    "reporting",
    "requisitions",
    "allocations",
    "grants",
    "organisations",
    "correspondence",
    "core",
    "portal.admin_config.PortalAdminConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "pgtrigger",
]
MIDDLEWARE = [
    "config.logs.RequestIdMiddleware",
    "core.middleware.OneDay",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "organisations.sessions.EndOfSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "organisations.second_factor.StaffSecondFactor",
    "core.middleware.NotKept",
    "core.middleware.DomainErrors",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,  # cached by Django itself, and reloaded in development
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # core.kronor groups amounts; years and numbers stay as they are

# --- The database, and what else remembers --------------------------------------------------------

EMBEDDED_POSTGRES = None if ENVIRONMENT.database else Cluster(VAR_DIR / "postgres")
POOL = {"min_size": 1, "max_size": ENVIRONMENT.database_pool_size, "timeout": 10}


def embedded_database(cluster: Cluster) -> dict[str, Any]:
    """How Django reaches a cluster of config.embedded."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": SUPERUSER,
        "HOST": str(cluster.socket_dir),
        "OPTIONS": {},
    }


_database = ENVIRONMENT.database or embedded_database(Cluster(VAR_DIR / "postgres"))
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 0,  # connections are kept by the pool instead
        "CONN_HEALTH_CHECKS": True,  # or a restart of PostgreSQL costs a failed page each
        "OPTIONS": {**_database.get("OPTIONS", {}), "pool": POOL},
    }
}
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENVIRONMENT.redis_url,
    }
    if ENVIRONMENT.redis_url
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
VIRUS_SCANNER = ENVIRONMENT.virus_scanner
DOCUMENTS_DIR = ENVIRONMENT.documents_dir or VAR_DIR / "documents"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media"},
    },
    "documents": {  # decided and sent papers: served by views that check access, never as files
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_DIR, "file_permissions_mode": 0o600},
    },
    "invoices_out": {  # Peppol files for the access point to fetch
        "BACKEND": "core.whole_files.WholeFileStorage",
        "OPTIONS": {"location": ENVIRONMENT.invoice_outbox or VAR_DIR / "invoices" / "out"},
    },
    "invoices_in": {  # what the access point tells of them
        "BACKEND": "core.whole_files.WholeFileStorage",
        "OPTIONS": {"location": ENVIRONMENT.invoice_inbox or VAR_DIR / "invoices" / "in"},
    },
    "bank_in": {  # the bank's files of booked payments
        "BACKEND": "core.whole_files.WholeFileStorage",
        "OPTIONS": {"location": ENVIRONMENT.bank_inbox or VAR_DIR / "bank" / "in"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "core.bundles.BundledStorage"
    },
}

# --- Logging in: a code by e-mail, and a second step (docs/decisions/0006-log-in.md) --------------

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",  # permissions; nobody has a password
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = []  # there are no passwords to validate
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "organisations.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "organisations.login_forms.AskForCode",
    "confirm_login_code": "organisations.login_forms.GiveCode",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code that arrives is the verification
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # somebody's second step was added or taken away
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "request_login_code": "20/m/ip,5/10m/key",
    "guess_login_code": "30/m/ip,15/10m/key",
    "login_failed": "10/m/ip,5/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies
STAFF_SECOND_FACTOR = ENVIRONMENT.staff_second_factor
MFA_ADAPTER = "organisations.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "organisations.login_forms.ActivateApp",
    "add_webauthn": "organisations.login_forms.AddPasskey",
    "authenticate_webauthn": "organisations.login_forms.UsePasskey",
    "reauthenticate_webauthn": "organisations.login_forms.ShowPasskeyAgain",
}
MFA_TOTP_ISSUER = "Statsbidragsportalen"
USERSESSIONS_TRACK_ACTIVITY = False  # a write on every page is a high price for a time stamp

# --- The agency on its invoices and payments ------------------------------------------------------

AGENCY = {
    name: value
    for name, value in {
        "bankgiro": ENVIRONMENT.agency_bankgiro,
        "bic": ENVIRONMENT.agency_bic,
    }.items()
    if value
}
PAIN001_VERSION = f"pain.001.001.{ENVIRONMENT.pain001_version}"
CLAIM_DECISIONS_MAY_BE_APPEALED = True
"""Which of the two endings a decision on a claim has; for a jurist to say (decision 0020)."""

# --- Security -------------------------------------------------------------------------------------

SESSION_COOKIE_AGE = 12 * 60 * 60  # organisations.sessions ends them, staff's earlier
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.resending.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # the probe comes from inside, without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # of what is typed; files are counted by themselves
DATA_UPLOAD_MAX_NUMBER_FILES = 10
BOUNCE_SECRET = ENVIRONMENT.bounce_secret  # of the mail server that posts what came back
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Bootstrap's icons are data: addresses in its style sheet
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Letters and work behind the scenes -----------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.default_from_email
MAIL_DOMAIN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
DEVELOPMENT_MAIL_DIR = None if ENVIRONMENT.email else VAR_DIR / "mail"
EMAIL_TIMEOUT = 20
if DEVELOPMENT_MAIL_DIR:
    EMAIL_BACKEND = "correspondence.letterbox.EmailBackend"
for name, value in (ENVIRONMENT.email or {}).items():
    if value is not None:
        globals()[name] = value

CELERY_BROKER_URL = ENVIRONMENT.broker_url or ENVIRONMENT.redis_url or broker.OWN_DATABASE
CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(
    CELERY_BROKER_URL,
    DATABASES["default"],
    visibility_timeout=ENVIRONMENT.task_seconds + 10,  # else a slow task is given out twice
)
CELERY_TASK_TIME_LIMIT = ENVIRONMENT.task_seconds
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
TASK_SECONDS = ENVIRONMENT.task_seconds
LETTERS_PER_MINUTE = ENVIRONMENT.letters_per_minute
LETTERS_FROM = time(7) if PORTAL_TODAY is None else time(0)
"""When reminders begin to go out, Swedish time. A demo's day can be moved at any hour."""
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
_demo = PORTAL_TODAY is not None
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for task, seconds in {
        "correspondence.tasks.queue_due_letters": 15 if _demo else 60,
        "correspondence.tasks.send_waiting_letters": 10 if _demo else 20,
        "correspondence.tasks.scan_waiting_uploads": 15 if _demo else 60,
        "allocations.tasks.file_missing": 30 if _demo else 5 * 60,
        "reporting.tasks.open_missing_reports": 60 if _demo else 15 * 60,
        "portal.tasks.make_digest": 30 if _demo else 60,
        "repayments.tasks.sweep_claims": 10 if _demo else 60,
        "repayments.tasks.sweep_deliveries": 10 if _demo else 60,
        "repayments.tasks.sweep_bank_files": 10 if _demo else 60,
        "repayments.tasks.sweep_demands": 10 if _demo else 15 * 60,
    }.items()
}

LOGGING = logs.configuration(form=ENVIRONMENT.log_format, level=ENVIRONMENT.log_level)
