"""Filters of the lists of requisitions, payments, batches and returns: each answers a question."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from core.admin_base import QuestionFilter
from grants.admin_filters import RoundFilter
from requisitions.states import BatchStatus, PaymentStatus, RequisitionStatus, ReturnStatus

__all__ = [
    "QUESTIONS",
    "BatchFilter",
    "DeviationFilter",
    "PaymentFilter",
    "ReturnFilter",
    "RoundOfRequisition",
    "TodoFilter",
]

QUESTIONS = {
    "godkanna": ("Att godkänna", Q(status=RequisitionStatus.SUBMITTED)),
    "betala": ("Att betala ut", Q(status=RequisitionStatus.APPROVED)),
    "utbetalda": ("Utbetalda", Q(status=RequisitionStatus.PAID)),
    "tillbaka": ("Tillbaka för rättelse", Q(status=RequisitionStatus.RETURNED)),
    "utkast": ("Utkast, inte inskickade", Q(status=RequisitionStatus.DRAFT)),
    "avstar": ("Avstår", Q(status=RequisitionStatus.DECLINED)),
    "avvisade": ("Avvisade, kom in för sent", Q(status=RequisitionStatus.REFUSED)),
}


class TodoFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = QUESTIONS


class DeviationFilter(QuestionFilter):
    """Asks what `queries.with_deviations` annotates."""

    title = "avvikelse"
    parameter_name = "avviker"
    questions = {
        "sena": ("Sena", Q(is_late=True)),
        "konto": ("Nytt bankgiro", Q(new_bankgiro=True)),
        "huvudman": ("Annan huvudman än vid beslutet", Q(other_huvudman=True)),
        "over": ("Mer än ramen", Q(above_frame=True)),
        "mindre": ("Mindre än ramen", Q(less_than_frame=True)),
    }


class PaymentFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "planerade": ("Planerade", Q(status=PaymentStatus.PLANNED)),
        "underlag": ("I underlag", Q(status=PaymentStatus.BATCHED)),
        "skickade": ("Skickade till banken", Q(status=PaymentStatus.SENT)),
        "igen": ("Att försöka igen", Q(status=PaymentStatus.FAILED)),
        "utbetalda": ("Utbetalda", Q(status=PaymentStatus.PAID)),
        "installda": ("Inställda", Q(status=PaymentStatus.CANCELLED)),
    }


class BatchFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "attestera": ("Att attestera", Q(status=BatchStatus.PREPARED)),
        "skicka": ("Att skicka till banken", Q(status=BatchStatus.ATTESTED)),
        "skickade": ("Väntar på bankens svar", Q(status=BatchStatus.SENT)),
        "besvarade": ("Besvarade", Q(status=BatchStatus.ANSWERED)),
        "inte": (
            "Upplösta eller inte attesterade",
            Q(status__in=[BatchStatus.DISSOLVED, BatchStatus.REFUSED]),
        ),
    }


class ReturnFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "vantar": ("Väntar på pengarna", Q(status=ReturnStatus.ANNOUNCED)),
        "kommit": ("Pengarna har kommit", Q(status=ReturnStatus.ARRIVED)),
        "tagna": ("Återtagna", Q(status=ReturnStatus.WITHDRAWN)),
    }


class RoundOfRequisition(RoundFilter):
    """By the round of the row's requisition."""

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return {
            f"{number}__c": Count(pk_attname, filter=Q(requisition__round__key=key))
            for number, (key, _) in enumerate(self.lookup_choices)
        }

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(requisition__round__key=self.value()) if self.value() else queryset
