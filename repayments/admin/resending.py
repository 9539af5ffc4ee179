"""How an e-invoice or its credit note has travelled, and sending a rejected one again."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from core.admin_base import QuestionFilter
from organisations.admin_base import Button
from organisations.roles import MONEY_STAFF
from repayments import actions
from repayments.admin.asking import AsksFirst
from repayments.models import CreditNote, DeliveryChannel, DeliveryStatus, Invoice

__all__ = ["DeliveryFilter", "SendsAgain", "delivery_label"]

ON_THE_WAY = [DeliveryStatus.PUT_OUT, DeliveryStatus.AGAIN, DeliveryStatus.SENT]


class DeliveryFilter(QuestionFilter):
    title = "e-faktura"
    parameter_name = "efaktura"
    questions = {
        "avvisade": ("Avvisade", Q(peppol_status=DeliveryStatus.REJECTED)),
        "pa_vag": ("På väg", Q(peppol_status__in=ON_THE_WAY)),
        "mottagna": ("Mottagna", Q(peppol_status=DeliveryStatus.DELIVERED)),
    }


class SendsAgain(AsksFirst):
    """What InvoiceAdmin and CreditNoteAdmin get: the page, its address and its button."""

    def get_urls(self) -> list[URLPattern]:
        again = path(
            "<path:object_id>/skicka-igen/",
            self.admin_site.admin_view(self.again_view),
            name=f"repayments_{self.opts.model_name}_again",
        )
        return [again, *super().get_urls()]

    def again_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The same file once more, after a rejection."""
        obj: Invoice | CreditNote = self.row(request, object_id)
        return self.asked(
            request,
            obj,
            forms.Form(request.POST if request.method == "POST" else None),
            lambda press: actions.put_out_again(obj, **press),
            label="Skicka e-fakturan igen",
            done="E-fakturan ligger i utkorgen igen.",
            consequences=[
                "Samma fil läggs i utkorgen igen, med samma nummer.",
                "Är uppgifterna i fakturan fel hjälper det inte att skicka igen. "
                "Kreditera den då i stället.",
            ],
        )

    def again_buttons(self, request: HttpRequest, obj: Invoice | CreditNote) -> list[Button]:
        """One, for ekonomer, while the last that was told is a rejection."""
        told = obj.deliveries.filter(channel=DeliveryChannel.PEPPOL).order_by("at", "id").last()
        is_rejected = told is not None and told.status == DeliveryStatus.REJECTED
        if not is_rejected or not MONEY_STAFF & self.admin_site.roles(request):
            return []
        url = reverse(f"admin:repayments_{self.opts.model_name}_again", args=[obj.pk])
        return [Button("Skicka e-fakturan igen", url, asks=True, is_main=True)]


def delivery_label(row: Any) -> str:
    """The state in a list, of a row read by queries.with_peppol_status."""
    return DeliveryStatus(row.peppol_status).label if row.peppol_status else "Väntar"
