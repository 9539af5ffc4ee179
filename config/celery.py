"""Celery's application: tasks are found in the apps' tasks.py, settings in Django's CELERY_…."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("statsbidragsportalen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
