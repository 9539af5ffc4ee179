"""Utbetalningsunderlag: what an ekonom prepares, another attests, and the bank answers."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import ShowFacets
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from core.admin_base import Facts, admin_url, kronor_cell, tag
from core.dates import day_and_year, day_in_words
from core.errors import NotAllowed, RuleViolated
from core.kronor import with_unit
from core.templatetags.portal import clock as moment
from core.transitions import Transition
from correspondence.models import Document
from correspondence.views import as_download
from grants.admin_filters import RoundFilter, round_name
from organisations.access import View, person
from organisations.admin_base import Button, CaseAdmin, CaseLink, Press, ReasonForm, Step
from organisations.roles import MONEY_STAFF
from requisitions import actions, queries
from requisitions.admin.appropriation import appropriation_view
from requisitions.admin.demo_bank import answer_as_the_demo_bank
from requisitions.admin.filters import BatchFilter
from requisitions.admin.preparing import prepare_view, to_prepare
from requisitions.admin.replies import tell
from requisitions.admin.rows import rows_of
from requisitions.models import PaymentBatch
from requisitions.states import ATTESTANTS, BATCH, BatchStatus

__all__ = ["PaymentBatchAdmin"]

TONES = {
    BatchStatus.PREPARED: "warning",
    BatchStatus.ATTESTED: "info",
    BatchStatus.SENT: "info",
    BatchStatus.ANSWERED: "success",
}
OWN = "Du har själv upprättat underlaget. Be en annan attestant."


def _attest(batch: PaymentBatch, press: Press) -> object:
    return actions.attest_batch(batch, by=press.by, roles=press.roles, at=press.at)


def _refuse(batch: PaymentBatch, press: Press) -> object:
    reason = press.typed["reason"]
    return actions.refuse_batch(batch, by=press.by, roles=press.roles, at=press.at, reason=reason)


def _dissolve(batch: PaymentBatch, press: Press) -> object:
    return actions.dissolve_batch(batch, by=press.by, roles=press.roles, at=press.at)


def _mark_sent(batch: PaymentBatch, press: Press) -> object:
    return actions.mark_sent(batch, by=press.by, roles=press.roles, at=press.at)


def _what_attesting_means(batch: PaymentBatch) -> list[str]:
    rows = rows_of(batch)
    said = [
        f"{_payments(batch)}, {with_unit(batch.total_kr)}, betalas {day_in_words(batch.bank_day)}. "
        "Filen till banken skapas, och kan sedan inte ändras."
    ]
    if new := [row.recipient for row in rows if row.is_new_account]:
        said.append(
            f"Nytt bankgiro: {', '.join(new)}. Läs hur det är bekräftat innan du attesterar."
        )
    return said


def _what_refusing_means(batch: PaymentBatch) -> list[str]:
    return [f"{_payments(batch)} blir planerade igen. {batch.prepared_by} ser ditt skäl."]


def _what_dissolving_means(batch: PaymentBatch) -> list[str]:
    return [f"{_payments(batch)} blir planerade igen, och kan läggas i ett nytt underlag."]


def _what_sending_means(batch: PaymentBatch) -> list[str]:
    return [
        "Gör detta när du har lämnat filen i bankens tjänst. Portalen skickar den inte.",
        "Sedan kan bankens svar läsas in.",
    ]


def _payments(batch: PaymentBatch) -> str:
    return f"{batch.count} {'utbetalning' if batch.count == 1 else 'utbetalningar'}"


@admin.register(PaymentBatch)
class PaymentBatchAdmin(CaseAdmin):
    page_template = "admin/requisitions/batch.html"
    change_list_template = "admin/requisitions/batch_list.html"
    table = BATCH
    the_case = "Underlaget"
    steps = {
        "attest": Step(
            _attest,
            "Underlaget är attesterat. Filen till banken finns att hämta.",
            consequence=_what_attesting_means,
        ),
        "refuse": Step(
            _refuse,
            "Underlaget är inte attesterat. Utbetalningarna är planerade igen.",
            consequence=_what_refusing_means,
            form=ReasonForm,
            is_main=False,
        ),
        "dissolve": Step(
            _dissolve,
            "Underlaget är upplöst. Utbetalningarna är planerade igen.",
            consequence=_what_dissolving_means,
            is_main=False,
        ),
        "mark_sent": Step(
            _mark_sent,
            "Underlaget är skickat till banken. Läs in bankens svar när det kommer.",
            consequence=_what_sending_means,
        ),
    }
    happened = {
        "prepare": "Upprättades",
        "attest": "Attesterades",
        "refuse": "Attesterades inte",
        "dissolve": "Löstes upp",
        "mark_sent": "Skickades till banken",
        "answer": "Banken har svarat för alla utbetalningar",
    }
    list_display = [
        "dnr", "round_name", "state", "day", "payments", "amount", "prepared_by", "attested_by",
    ]  # fmt: skip
    list_filter = [BatchFilter, RoundFilter]
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["round__grant", "prepared_by", "attested_by"]
    search_fields = ["diarienummer", "message_id"]
    search_help_text = "Sök på diarienummer eller bankens filnummer."

    # --- The list ----------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {
            "to_prepare": to_prepare(),
            "may_prepare": bool(MONEY_STAFF & self.admin_site.roles(request)),
        }
        return super().changelist_view(request, {**more, **(extra_context or {})})

    @admin.display(description="diarienummer", ordering="diarienummer")
    def dnr(self, row: PaymentBatch) -> str:
        return row.diarienummer

    @admin.display(description="omgång", ordering="round__key")
    def round_name(self, row: PaymentBatch) -> str:
        return round_name(row.round)

    @admin.display(description="läge", ordering="status")
    def state(self, row: PaymentBatch) -> str:
        return tag(row.get_status_display(), TONES.get(BatchStatus(row.status), "neutral"))

    @admin.display(description="bankdag", ordering="bank_day")
    def day(self, row: PaymentBatch) -> str:
        return day_and_year(row.bank_day)

    @admin.display(description="antal", ordering="count")
    def payments(self, row: PaymentBatch) -> int:
        return row.count

    @admin.display(description="summa, kr", ordering="total_kr")
    def amount(self, row: PaymentBatch) -> str:
        return kronor_cell(row.total_kr)

    # --- The batch ---------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = PaymentBatch.objects.select_related(
            "round__grant", "round__decision", "prepared_by", "attested_by", "sent_by"
        )
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    def heading(self, obj: PaymentBatch) -> str:
        return f"Utbetalningsunderlag {obj.diarienummer}"

    def related(self, obj: PaymentBatch) -> list[CaseLink]:
        return []

    def facts(self, obj: PaymentBatch) -> Facts:
        return [
            ("Omgång", round_name(obj.round)),
            ("Beslut", obj.round.decision.diarienummer),
            ("Bankdag", day_in_words(obj.bank_day)),
            ("Antal", obj.count),
            ("Summa", with_unit(obj.total_kr)),
            ("Upprättat", f"{moment(obj.prepared_at)} av {obj.prepared_by}"),
            ("Attesterat", _by(obj.attested_at, obj.attested_by)),
            ("Skickat till banken", _by(obj.sent_at, obj.sent_by)),
            ("Bankens filnummer", obj.message_id),
        ]

    def page_context(self, request: HttpRequest, obj: PaymentBatch) -> dict[str, Any]:
        roles = self.admin_site.roles(request)
        file = queries.batch_file(obj)
        is_waiting = obj.status == BatchStatus.SENT and bool(MONEY_STAFF & roles)
        return {
            **super().page_context(request, obj),
            "documents": [
                document
                for document in Document.objects.filter(diarienummer=obj.diarienummer)
                if queries.may_open(document, roles)
            ],
            "letters": None,  # the dossier is the round's; the batch has none
            "status_tone": TONES.get(BatchStatus(obj.status), "neutral"),
            "rows": rows_of(obj),
            "file": file,
            "may_download": bool((MONEY_STAFF | ATTESTANTS) & roles),
            "is_own": self._is_own(request, obj) and obj.status == BatchStatus.PREPARED,
            "may_read_reply": is_waiting,
            "has_demo_bank": is_waiting and settings.PORTAL_TODAY is not None,
        }

    def buttons(self, request: HttpRequest, obj: PaymentBatch) -> list[Button]:
        """Nobody is offered to attest what she prepared."""
        found = super().buttons(request, obj)
        own = self._is_own(request, obj)
        return [one for one in found if not (own and one.url.endswith("/attest/"))]

    def _ask(
        self, request: HttpRequest, obj: Any, step: Step, transition: Transition, form: Any
    ) -> HttpResponse:
        if transition.action == "attest" and self._is_own(request, obj):
            raise NotAllowed(OWN)
        return super()._ask(request, obj, step, transition, form)

    def _is_own(self, request: HttpRequest, obj: PaymentBatch) -> bool:
        return obj.prepared_by_id == request.user.pk

    # --- Pages around it ---------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("uppratta/<int:round_id>/", self.prepare_view, "prepare"),
            ("anslag/", self.appropriation_view, "appropriation"),
            ("<path:object_id>/fil/", require_safe(self.file_view), "file"),
            ("<path:object_id>/latsasbanken/", require_POST(self.demo_view), "demo"),
        ]
        own = [
            path(
                address, self.admin_site.admin_view(view), name=f"requisitions_paymentbatch_{name}"
            )
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def prepare_view(self, request: HttpRequest, round_id: int) -> HttpResponse:
        return prepare_view(self, request, round_id)

    def appropriation_view(self, request: HttpRequest) -> HttpResponse:
        return appropriation_view(self, request)

    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The bank's file, for those who pay and attest."""
        obj = self.row(request, object_id)
        if not (MONEY_STAFF | ATTESTANTS) & self.admin_site.roles(request):
            raise NotAllowed("Bara de som betalar ut och attesterar hämtar filen till banken.")
        file = queries.batch_file(obj)
        if file is None:
            raise Http404
        response = as_download(file)
        response["Content-Disposition"] = f'attachment; filename="{file.filename}"'
        return response

    def demo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the pretend bank answer; there is none outside the demo."""
        obj = self.row(request, object_id)
        if settings.PORTAL_TODAY is None:
            raise Http404
        refuses = request.POST.get("answer") == "refuse_one"
        try:
            readings = answer_as_the_demo_bank(
                obj,
                by=person(request),
                roles=self.admin_site.roles(request),
                refuses_one=refuses,
            )
        except RuleViolated as refused:
            messages.warning(request, str(refused))
            readings = []
        for reading in readings:
            tell(request, reading)
        return HttpResponseRedirect(admin_url(obj))

    def own_page(self, request: HttpRequest, template: str, **more: Any) -> HttpResponse:
        """A page in the admin's frame that is about no batch (yet)."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "back": reverse("admin:requisitions_paymentbatch_changelist"),
            **more,
        }
        return TemplateResponse(request, template, context)


def _by(at: Any, who: Any) -> str:
    return f"{moment(at)} av {who}" if at else ""
