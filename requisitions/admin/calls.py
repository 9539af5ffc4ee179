"""Inte rekvirerat: who has money waiting, who was reached and by whom, and whom to call.

The page belongs to the notes of calls, one page per round; each call is noted from it.
"""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Exists, OuterRef, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from core import clock
from core.admin_base import Facts, ReadOnlyAdmin
from core.dates import day_and_year, day_of
from core.errors import NotAllowed, RuleViolated
from core.fields import show_violations
from core.templatetags.portal import clock as moment
from grants.admin_filters import RoundFilter, round_name
from grants.models import Round
from grants.states import TAKES_REQUISITIONS
from organisations.access import View, person
from organisations.admin_base import StaffSite
from organisations.models import Recipient
from organisations.roles import CASE_STAFF
from requisitions import actions, queries
from requisitions.frames import frames_in_force
from requisitions.models import CallNote, Requisition
from requisitions.queries import NonTaker

__all__ = ["CallNoteAdmin", "Unanswered", "unanswered_links"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "Kod", "Mottagare", "Län", "Huvudman", "Ram, kr", "Läge", "Brev skickade", "Senast skickat",
    "Brev som inte gick fram", "Namn", "Roll", "Telefon", "E-post", "Registrator", "Samtal",
)  # fmt: skip


class CallForm(forms.Form):
    """One call: whom, and what came of it."""

    spoke_with = forms.CharField(
        label="Vem talade du med?",
        help_text="Namn och nummer, eller att ingen svarade.",
        max_length=140,
        error_messages={"required": "Skriv vem du talade med, eller att ingen svarade."},
    )
    outcome = forms.CharField(
        label="Vad kom ni fram till?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv vad ni kom fram till."},
    )


@dataclass(frozen=True)
class Unanswered:
    """A round with recipients that have not requisitioned: how many, frames in kr, its page."""

    name: str
    cases: int
    kr: int
    url: str


def unanswered_links(round_key: str = "") -> list[Unanswered]:
    """The open rounds, or the one with this key, that somebody has not answered (2 queries)."""
    rounds = Round.objects.select_related("grant").order_by("-year", "key")
    rounds = rounds.filter(key=round_key) if round_key else rounds.taking_requisitions()
    answered = Requisition.objects.answered().filter(
        round=OuterRef("allocation__round"), recipient=OuterRef("recipient")
    )
    waiting = frames_in_force().filter(~Exists(answered), kr__gt=0).order_by()
    counted = waiting.values("allocation__round").annotate(n=Count("pk"), sum_kr=Sum("kr"))
    by_round = {row["allocation__round"]: row for row in counted}
    return [
        Unanswered(
            name=round_name(round_),
            cases=by_round[round_.pk]["n"],
            kr=by_round[round_.pk]["sum_kr"],
            url=reverse("admin:requisitions_callnote_round", args=[round_.pk]),
        )
        for round_ in rounds
        if round_.pk in by_round
    ]


@admin.register(CallNote)
class CallNoteAdmin(ReadOnlyAdmin):
    """Every call, and for each round the page of those to call."""

    admin_site: StaffSite
    list_display = ["recipient", "round_name", "spoke_with", "when", "by"]
    list_select_related = ["recipient", "round__grant", "by"]
    list_filter = [RoundFilter]
    search_fields = ["recipient__name", "spoke_with", "outcome"]
    search_help_text = "Sök på mottagare, vem ni talade med och vad som sades."
    ordering = ["-at", "-id"]

    @admin.display(description="omgång", ordering="round__key")
    def round_name(self, row: CallNote) -> str:
        return round_name(row.round)

    @admin.display(description="när", ordering="at")
    def when(self, row: CallNote) -> str:
        return moment(row.at)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = CallNote.objects.select_related("recipient", "round__grant", "by")
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    def heading(self, obj: CallNote) -> str:
        return f"Samtal med {obj.recipient.name}"

    def facts(self, obj: CallNote) -> Facts:
        return [
            ("Omgång", round_name(obj.round)),
            ("Talade med", obj.spoke_with),
            ("Vad som sades", obj.outcome),
            ("När", moment(obj.at)),
            ("Av", str(obj.by)),
        ]

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("omgang/<int:round_id>/", self.round_view, "round"),
            ("omgang/<int:round_id>/ringlista.csv", self.csv_view, "csv"),
            ("omgang/<int:round_id>/<str:recipient_code>/", self.call_view, "call"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"requisitions_callnote_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def round_view(self, request: HttpRequest, round_id: int) -> HttpResponse:
        """Who has a frame and has neither sent in nor declined."""
        round_ = _round(round_id)
        rows = queries.non_takers(round_, on=clock.today())
        return self._page(
            request,
            "non_takers",
            round_,
            title=f"Inte rekvirerat: {round_name(round_)}",
            rows=rows,
            total_kr=sum(one.row.kr for one in rows),
            reached=sum(one.is_reached for one in rows),
            begun=sum(one.has_draft for one in rows),
            is_open=round_.status in TAKES_REQUISITIONS,
            may_call=self._may_call(request),
        )

    def csv_view(self, request: HttpRequest, round_id: int) -> HttpResponse:
        """The call list for a spreadsheet: a line for each person that can be called."""
        round_ = _round(round_id)
        file = StringIO()
        file.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # so that Excel reads å, ä and ö
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        for one in queries.non_takers(round_, on=clock.today()):
            writer.writerows([_safe(cell) for cell in line] for line in _lines(one))
        response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="ringlista-{round_.key}.csv"'
        return response

    def call_view(self, request: HttpRequest, round_id: int, recipient_code: str) -> HttpResponse:
        """Note a call with one of them (GET asks, POST writes)."""
        if not self._may_call(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        round_ = _round(round_id)
        frames = frames_in_force().filter(allocation__round=round_).select_related("recipient")
        recipient = get_object_or_404(frames, recipient__code=recipient_code).recipient
        form = CallForm(request.POST if request.method == "POST" else None)
        is_noted = (
            form.is_bound and form.is_valid() and self._note(request, round_, recipient, form)
        )
        if is_noted:
            messages.success(request, f"Samtalet med {recipient.name} är antecknat.")
            url = reverse("admin:requisitions_callnote_round", args=[round_.pk])
            return HttpResponseRedirect(f"{url}#mottagare-{recipient.code}")
        calls = CallNote.objects.filter(round=round_, recipient=recipient).select_related("by")
        title = f"Anteckna samtal: {recipient.name}"
        return self._page(request, "call", round_, title=title, form=form, calls=calls)

    def _note(
        self, request: HttpRequest, round_: Round, recipient: Recipient, form: CallForm
    ) -> bool:
        try:
            actions.note_call(
                round_,
                recipient,
                **form.cleaned_data,
                by=person(request),
                roles=self.admin_site.roles(request),
                at=clock.now(),
            )
        except RuleViolated as refused:
            show_violations(form, refused)
            return False
        return True

    def _may_call(self, request: HttpRequest) -> bool:
        return bool(CASE_STAFF & self.admin_site.roles(request))

    def _page(self, request: HttpRequest, name: str, round_: Round, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "round": round_,
            "round_name": round_name(round_),
            **more,
        }
        return TemplateResponse(request, f"admin/requisitions/{name}.html", context)


def _round(round_id: int) -> Round:
    return get_object_or_404(Round.objects.select_related("grant", "decision"), pk=round_id)


def _lines(one: NonTaker) -> list[list[str]]:
    """A line for each person, at least one; what is known of the case on each."""
    mail, huvudman = one.mail, one.huvudman
    state = "Tillbaka för rättelse" if one.was_returned else "Utkast" if one.has_draft else ""
    case = [
        one.row.recipient.code,
        one.row.recipient.name,
        one.row.recipient.lan.name,
        huvudman.name if huvudman else "",
        str(one.row.kr),
        state,
        str(mail.sent),
        mail.last_sent_on.isoformat() if mail.last_sent_on else "",
        str(mail.failed),
    ]
    registry = huvudman.registry_email if huvudman else ""
    calls = " | ".join(
        f"{day_and_year(day_of(call.at))} {call.by}: {call.spoke_with}. {call.outcome}"
        for call in one.calls
    )
    people = [[who.name, who.role, who.phone, who.email] for who in one.people] or [[""] * 4]
    return [[*case, *who, registry, calls] for who in people]


def _safe(cell: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
