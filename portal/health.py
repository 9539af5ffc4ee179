"""GET /healthz: is the portal able to work? For probes and people, without secrets.

The database must answer, or nothing works: 503. Without the broker pages still work, and letters
and invoices wait in the database for the next sweep: 200, with the broker stated as down.
"""

import logging

from celery import current_app
from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from kombu.exceptions import OperationalError as BrokerError

from organisations.access import public

log = logging.getLogger(__name__)


@public
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """{"database": "up", "broker": "up"}"""
    state = {"database": _database(), "broker": _broker()}
    return JsonResponse(state, status=200 if state["database"] == "up" else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError as error:
        log.error("The database doesn't answer: %s", error)
        return "down"
    return "up"


def _broker() -> str:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=3)
    except BrokerError as error:
        log.error("The broker doesn't answer: %s", error)
        return "down"
    return "up"
