"""Celery's application: tasks are found in the apps' tasks.py, settings in Django's CELERY_…."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("statsbidragsportalen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect  # type: ignore[untyped-decorator]
def _leave_logging_to_django(**kwargs: Any) -> None:
    """Celery sets up its own handlers unless somebody answers this signal."""
