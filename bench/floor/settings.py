"""Nothing but what the page needs."""

import os
from pathlib import Path

from environs import Env

SECRET_KEY = "the floor holds no secrets"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.floor.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "bench.floor.apps.FloorConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
_database = dict(Env().dj_db_url("DATABASE_URL"))
DATABASES = {
    "default": {
        **_database,
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": int(os.environ.get("DATABASE_POOL_SIZE", "4"))},
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "sv"
USE_TZ = True
# The tables are made straight from the models: one app here has no migrations, so none uses them.
MIGRATION_MODULES = dict.fromkeys(["auth", "contenttypes", "sessions", "floor"])
