"""The bank's files: one page to read them, and what each told of money in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from core import clock
from core.admin_base import Facts, ReadOnlyAdmin, admin_url
from core.dates import day_and_year
from core.templatetags.portal import clock as moment
from organisations.access import person
from organisations.admin_base import Button
from repayments import actions
from repayments.actions import IncomingReading
from repayments.admin.asking import AsksFirst
from repayments.admin.links import link
from repayments.balance import kronor_and_ore, with_rest
from repayments.bank_files import read_bank_file
from repayments.models import BankReversal, IncomingFile, IncomingPayment
from requisitions.admin.replies import BankReplyAdmin, tell
from requisitions.models import BankReply

__all__ = ["BankFileAdmin", "BankReversalAdmin", "IncomingFileAdmin"]

admin.site.unregister(BankReply)


@admin.register(BankReply)
class BankFileAdmin(BankReplyAdmin):
    """The same page as for payments out; the file is given to both readers."""

    def read_file(self, request: HttpRequest, content: bytes, *, filename: str) -> str:
        reading = read_bank_file(
            content,
            filename=filename or "bankfil.xml",
            by=person(request),
            roles=self.admin_site.roles(request),
            at=clock.now(),
        )
        for note in reading.notes:
            messages.info(request, note)
        if reading.outgoing is not None:
            tell(request, reading.outgoing)
        if reading.incoming is None:
            assert reading.outgoing is not None  # noqa: S101 - one of them read something
            return admin_url(reading.outgoing.reply)
        _tell_incoming(request, reading.incoming)
        return admin_url(reading.incoming.file)


def _tell_incoming(request: HttpRequest, reading: IncomingReading) -> None:
    if reading.settled:
        noun = "inbetalning är avräknad" if reading.settled == 1 else "inbetalningar är avräknade"
        amount = kronor_and_ore(reading.settled_amount)
        messages.success(request, f"{reading.settled} {noun}, {amount}.")
    if reading.returns:
        messages.success(request, f"{reading.returns} anmälda återlämningar har kommit.")
    if reading.known:
        messages.info(request, f"{reading.known} inbetalningar var kända sedan tidigare.")
    if reading.waiting:
        noun = "inbetalning" if reading.waiting == 1 else "inbetalningar"
        messages.warning(request, f"{reading.waiting} {noun} behöver någon ta hand om.")


@admin.register(IncomingFile)
class IncomingFileAdmin(ReadOnlyAdmin):
    page_template = "admin/repayments/incoming_file.html"
    list_display = ["filename", "message_id", "when", "reader", "to_look_into"]
    list_select_related = ["read_by"]
    search_fields = ["filename", "message_id", "sha256"]
    search_help_text = "Sök på filnamn, bankens nummer eller filens sha256."
    ordering = ["-read_at", "-id"]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = IncomingFile.objects.select_related("read_by", "document")
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="inläst", ordering="read_at")
    def when(self, row: IncomingFile) -> str:
        return moment(row.read_at)

    @admin.display(description="av")
    def reader(self, row: IncomingFile) -> str:
        return str(row.read_by or "portalen")

    @admin.display(description="att titta på")
    def to_look_into(self, row: IncomingFile) -> str:
        return str(len(row.unread)) if row.unread else "–"

    def heading(self, obj: IncomingFile) -> str:
        return f"Bankfil {obj.filename}"

    def facts(self, obj: IncomingFile) -> Facts:
        stored = reverse("portal:staff_document", kwargs={"document_id": obj.document_id})
        return [
            ("Bankens nummer", obj.message_id),
            ("Inläst", f"{moment(obj.read_at)} av {obj.read_by or 'portalen'}"),
            ("Filens sha256", obj.sha256),
            ("Filen", link(stored, "Filen som den kom (XML)")),
        ]

    def page_context(self, request: HttpRequest, obj: IncomingFile) -> dict[str, Any]:
        return {
            "payments": with_rest(obj.payments.all()).order_by("id"),
            "reversals": obj.reversals.select_related("payment").order_by("id"),
        }


class ReversedForm(forms.Form):
    """Which payment it was, among those of the same sum that have not been taken back."""

    payment = forms.ModelChoiceField(
        label="Vilken inbetalning tog banken tillbaka?",
        queryset=IncomingPayment.objects.none(),
        empty_label="Välj",
        error_messages={"required": "Välj en inbetalning."},
    )

    def __init__(self, *args: Any, reversal: BankReversal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["payment"]
        field.queryset = IncomingPayment.objects.filter(
            amount=reversal.amount, reversal__isnull=True
        )


@admin.register(BankReversal)
class BankReversalAdmin(AsksFirst):
    page_template = "admin/case.html"
    list_display = ["payer_name", "booked", "total", "which"]
    list_select_related = ["payment"]
    ordering = ["-booked_on", "-id"]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = BankReversal.objects.select_related("payment", "file")
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="bokförd", ordering="booked_on")
    def booked(self, row: BankReversal) -> str:
        return day_and_year(row.booked_on)

    @admin.display(description="belopp", ordering="amount")
    def total(self, row: BankReversal) -> str:
        return kronor_and_ore(row.amount)

    @admin.display(description="inbetalning")
    def which(self, row: BankReversal) -> str:
        return str(row.payment or "Att peka ut")

    def heading(self, obj: BankReversal) -> str:
        return f"Återtagen inbetalning, {kronor_and_ore(obj.amount)}"

    def facts(self, obj: BankReversal) -> Facts:
        return [
            ("Belopp", kronor_and_ore(obj.amount)),
            ("Bokförd", day_and_year(obj.booked_on)),
            ("Till", obj.payer_name),
            ("Meddelande", obj.message),
            ("Bankens referens", obj.bank_reference),
            ("Bankens fil", link(admin_url(obj.file), obj.file.filename)),
            ("Inbetalning", link(admin_url(obj.payment), str(obj.payment)) if obj.payment else ""),
        ]

    def page_context(self, request: HttpRequest, obj: BankReversal) -> dict[str, Any]:
        url = reverse("admin:repayments_bankreversal_name", args=[obj.pk])
        waits = obj.payment_id is None and self.may(request)
        return {"buttons": [Button("Peka ut inbetalningen", url, True, True)] if waits else []}

    def get_urls(self) -> list[URLPattern]:
        name = path(
            "<path:object_id>/peka-ut/",
            self.admin_site.admin_view(self.name_view),
            name="repayments_bankreversal_name",
        )
        return [name, *super().get_urls()]

    def name_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say which payment the bank has taken back."""
        obj = self.row(request, object_id)
        return self.asked(
            request,
            obj,
            ReversedForm(request.POST or None, reversal=obj),
            lambda typed: actions.name_reversed(obj, **typed),
            label="Peka ut inbetalningen",
            done="Inbetalningen räknas inte längre som betalning.",
            consequences=["Det som inbetalningen har betalat räknas som obetalt igen."],
        )
