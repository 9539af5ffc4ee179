"""Filters of the requisition list: each answers a question."""

from django.db.models import F, Q

from core.admin_base import QuestionFilter
from requisitions.states import RequisitionStatus

__all__ = ["QUESTIONS", "DeviationFilter", "TodoFilter"]

QUESTIONS = {
    "godkanna": ("Att godkänna", Q(status=RequisitionStatus.SUBMITTED)),
    "betala": ("Att betala ut", Q(status=RequisitionStatus.APPROVED)),
    "utbetalda": ("Utbetalda", Q(status=RequisitionStatus.PAID)),
    "tillbaka": ("Tillbaka för rättelse", Q(status=RequisitionStatus.RETURNED)),
    "utkast": ("Utkast, inte inskickade", Q(status=RequisitionStatus.DRAFT)),
    "avstar": ("Avstår", Q(status=RequisitionStatus.DECLINED)),
    "avvisade": ("Avvisade, kom in för sent", Q(status=RequisitionStatus.REFUSED)),
}
DEVIATIONS = {
    "sena": ("Sena", Q(is_late=True)),
    "mindre": ("Mindre än ramen", Q(amount_kr__lt=F("frame_kr"))),
}


class TodoFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = QUESTIONS


class DeviationFilter(QuestionFilter):
    title = "avvikelse"
    parameter_name = "avviker"
    questions = DEVIATIONS
