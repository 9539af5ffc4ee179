"""Filters of the report list: each answers a question."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core import clock
from core.admin_base import QuestionFilter
from reporting.states import ReportStatus

__all__ = ["NEVER_SENT", "QUESTIONS", "LateFilter", "TodoFilter"]

DRAFT = Q(status=ReportStatus.DRAFT)
NEVER_SENT = Q(first_submitted_at__isnull=True)
QUESTIONS = {
    "granska": ("Att granska", Q(status=ReportStatus.SUBMITTED)),
    "utkast": ("Utkast men inte inskickat", DRAFT & NEVER_SENT & ~Q(pages={})),
    "orord": ("Inte påbörjad", DRAFT & NEVER_SENT & Q(pages={})),
    "foretradare": ("Hos behörig företrädare", Q(status=ReportStatus.LOCKED)),
    "andras": ("Inskickad förut, ändras nu", DRAFT & ~NEVER_SENT),
    "godtagna": ("Godtagna", Q(status=ReportStatus.ACCEPTED)),
}


class TodoFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = QUESTIONS


class LateFilter(SimpleListFilter):
    """Late is a fact once it has come in; until then the last day has passed."""

    title = "sena"
    parameter_name = "sena"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ute", "Inte inskickad, dagen har gått"), ("kom", "Kom in för sent")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "ute":
                return queryset.filter(NEVER_SENT, last_on__lt=clock.today())
            case "kom":
                return queryset.filter(is_late=True)
        return queryset
