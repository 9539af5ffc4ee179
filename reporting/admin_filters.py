"""Filters of the report list: each answers a question."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from core import clock
from core.admin_base import QuestionFilter
from reporting.models import Extension, Supplement
from reporting.states import ExtensionStatus, ReportStatus, SupplementStatus

__all__ = ["NEVER_SENT", "QUESTIONS", "HandledFilter", "LateFilter", "TodoFilter"]

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


def _extensions(status: ExtensionStatus) -> Q:
    return Q(Exists(Extension.objects.filter(report=OuterRef("pk"), status=status)))


def _supplements(status: SupplementStatus) -> Q:
    return Q(Exists(Supplement.objects.filter(report=OuterRef("pk"), status=status)))


class HandledFilter(QuestionFilter):
    """What has been asked beside the report, by either side."""

    title = "anstånd och komplettering"
    parameter_name = "bredvid"
    questions = {
        "begart": ("Begär anstånd", _extensions(ExtensionStatus.ASKED)),
        "anstand": ("Har anstånd", _extensions(ExtensionStatus.GRANTED)),
        "vantar": ("Komplettering väntar på svar", _supplements(SupplementStatus.ASKED)),
        "lasa": ("Komplettering att läsa", _supplements(SupplementStatus.ANSWERED)),
    }
