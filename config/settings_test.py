"""What tests change: a cluster of their own, nothing that leaves the process, nothing slow."""

import os

os.environ["PORTAL_ENV"] = "development"
os.environ["DEBUG"] = "false"
os.environ.pop("STAFF_SECOND_FACTOR", None)  # tests of the second step ask for it themselves
os.environ.pop("CELERY_BROKER_URL", None)  # Celery itself would prefer it to what is set below

from config.embedded import Cluster
from config.settings import *  # noqa: F403
from config.settings import ENVIRONMENT, MIDDLEWARE, POOL, STORAGES, VAR_DIR, embedded_database

EMBEDDED_POSTGRES = (
    None if ENVIRONMENT.database else Cluster(VAR_DIR / "postgres-test", durable=False)
)
_database = ENVIRONMENT.database or embedded_database(Cluster(VAR_DIR / "postgres-test"))
DATABASES = {
    "default": {
        **_database,
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            "pool": {**POOL, "min_size": 0, "max_size": 20},
        },
        "TEST": {"NAME": f"test_{os.getpid()}"},  # several runs may be on in one tree
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
STORAGES = {
    **STORAGES,
    "documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
