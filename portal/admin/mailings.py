"""Egna brev: staff write to many, see who gets it, have it approved, send it and follow it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.admin_base import Facts, once, tag
from core.errors import NotAllowed
from core.templatetags.portal import clock as moment
from core.transitions import Transition, label_of
from correspondence.mailings.rules import mailing_problems, needs_approval, same_person_problems
from correspondence.mailings.states import ALONE, MAILING, STAFF, MailingStatus
from correspondence.models import LetterStatus, Mailing
from grants.admin_filters import round_name
from grants.models import Round
from organisations.access import person
from organisations.admin_base import Button, CaseAdmin, CaseLink, Step
from organisations.models import Lan
from portal.admin.mailing_steps import NAMES, STEPS, round_of
from portal.admin.mailing_writing import MailingWriting
from portal.mailings.letters import letters_about
from portal.mailings.preview import preview
from portal.mailings.selection import GROUPS, Selection, asked_of, select, standings

__all__ = ["MailingAdmin"]

TONES = {
    MailingStatus.DRAFT: "neutral",
    MailingStatus.WAITING: "warning",
    MailingStatus.SENT: "success",
}


@admin.register(Mailing)
class MailingAdmin(MailingWriting, CaseAdmin):
    """A letter of staff's own, from draft to log; the words are written on a page of their own."""

    page_template = "admin/portal/mailing.html"
    change_list_template = "admin/portal/mailing_list.html"
    confirm_template = "admin/portal/mailing_step.html"
    table = MAILING
    the_case = "Brevet"
    steps = STEPS
    happened = {
        "written": "Skrevs",
        "changed": "Ändrades",
        "ask": "Godkännande begärdes",
        "approve": "Godkändes och skickades",
        "send": "Skickades",
        "return": "Lämnades tillbaka",
        "discard": "Togs bort",
    }
    list_display = ["name", "state", "group", "count", "written_by", "written"]
    list_filter = ["status"]
    list_select_related = ["written_by"]
    search_fields = ["subject", "body", "round_key"]
    search_help_text = "Sök på ämne, text eller omgång."

    # --- The list -----------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {"may_write": bool(STAFF & self.admin_site.roles(request)), "alone": ALONE}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The rows know their round by key; its name is one query for all of them."""

        @admin.display(description="omgång", ordering="round_key")
        def round_column(row: Mailing) -> str:
            return once(request, "names of rounds", _round_names).get(row.round_key, row.round_key)

        name, state, *others = self.list_display
        return [name, state, round_column, *others]

    @admin.display(description="ämne", ordering="subject")
    def name(self, row: Mailing) -> str:
        return str(row)

    @admin.display(description="läge", ordering="status")
    def state(self, row: Mailing) -> str:
        return tag(row.get_status_display(), TONES.get(MailingStatus(row.status), "neutral"))

    @admin.display(description="till", ordering="chosen")
    def group(self, row: Mailing) -> str:
        return GROUPS.get(row.chosen, row.chosen)

    @admin.display(description="antal brev", ordering="letters")
    def count(self, row: Mailing) -> str:
        return str(row.letters) if row.letters else "–"

    @admin.display(description="skrivet", ordering="written_at")
    def written(self, row: Mailing) -> str:
        return moment(row.written_at)

    # --- The letter ---------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = Mailing.objects.select_related("written_by", "asked_by", "approved_by")
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    def related(self, obj: Mailing) -> list[CaseLink]:
        return []

    def facts(self, obj: Mailing) -> Facts:
        names = {one.code: one.name for one in standings(round_of(obj))}
        lan = Lan.objects.filter(pk__in=obj.lan_codes).values_list("name", flat=True)
        return [
            ("Omgång", round_name(round_of(obj))),
            ("Till", GROUPS.get(obj.chosen, obj.chosen)),
            ("Bara i länen", ", ".join(lan)),
            ("Också till", ", ".join(names.get(code, code) for code in obj.added)),
            ("Men inte till", ", ".join(names.get(code, code) for code in obj.left_out)),
            ("Skrivet", f"{moment(obj.written_at)} av {obj.written_by}"),
            *_pressed(obj),
        ]

    def page_context(self, request: HttpRequest, obj: Mailing) -> dict[str, Any]:
        selection = _selection(request, obj)
        is_draft = obj.status == MailingStatus.DRAFT
        broken = _problems(obj, selection) if is_draft else []
        return {
            "status_label": obj.get_status_display(),
            "status_tone": TONES.get(MailingStatus(obj.status), "neutral"),
            "buttons": self.buttons(request, obj),
            "events": self.timeline(obj),
            "problems": [one.message for one in broken],
            "is_draft": is_draft,
            "is_own": self._is_own(request, obj),
            "needs_approval": is_draft and needs_approval(selection.shown.letters),
            "alone": ALONE,
            **_readers(obj, selection),
            "preview": preview(obj, round_of(obj), selection, today=clock.today()),
            "edit_url": self._edit_url(request, obj),
            **_fates(obj),
        }

    def buttons(self, request: HttpRequest, obj: Mailing) -> list[Button]:
        """Only what leads on: nothing that is broken, too many alone, or one's own to approve."""
        found = super().buttons(request, obj)
        hidden = {"/approve/"} if self._is_own(request, obj) else set()
        if obj.status == MailingStatus.DRAFT:
            selection = _selection(request, obj)
            if _problems(obj, selection):
                hidden |= {"/send/", "/ask/"}
            many = needs_approval(selection.shown.letters)
            hidden.add("/send/" if many else "/ask/")
        return [one for one in found if not one.url.endswith(tuple(hidden))]

    def _ask(
        self, request: HttpRequest, obj: Any, step: Step, transition: Transition, form: forms.Form
    ) -> HttpResponse:
        if transition.action == "approve" and self._is_own(request, obj):
            (own,) = same_person_problems(
                person(request).pk, written_by=obj.written_by_id, asked_by=obj.asked_by_id
            )
            raise NotAllowed(own.message)
        page = super()._ask(request, obj, step, transition, form)
        assert isinstance(page, TemplateResponse)  # noqa: S101 - what `page` makes
        if transition.action in {"send", "ask", "approve"} and page.context_data is not None:
            page.context_data.update(_readers(obj, _selection(request, obj)))
        return page

    def _is_own(self, request: HttpRequest, obj: Mailing) -> bool:
        return obj.status == MailingStatus.WAITING and bool(
            same_person_problems(
                person(request).pk, written_by=obj.written_by_id, asked_by=obj.asked_by_id
            )
        )

    def _edit_url(self, request: HttpRequest, obj: Mailing) -> str:
        may = obj.status == MailingStatus.DRAFT and STAFF & self.admin_site.roles(request)
        return reverse("admin:correspondence_mailing_write", args=[obj.pk]) if may else ""


def _pressed(mailing: Mailing) -> Facts:
    """Who asked and who approved, or who sent it alone."""
    asked = f"{moment(mailing.asked_at)} av {mailing.asked_by}" if mailing.asked_at else ""
    if mailing.sent_at and not mailing.approved_at:
        return [("Skickat", asked)]
    approved = f"{moment(mailing.approved_at)} av {mailing.approved_by}"
    return [("Begärt", asked), ("Godkänt och skickat", approved if mailing.approved_at else "")]


def _round_names() -> dict[str, str]:
    return {one.key: round_name(one) for one in Round.objects.select_related("grant", "decision")}


def _selection(request: HttpRequest, mailing: Mailing) -> Selection:
    """Who gets a draft if it is sent now; who was shown when it was asked for or sent."""
    if mailing.status in (MailingStatus.WAITING, MailingStatus.SENT):
        return asked_of(mailing)
    return once(
        request,
        f"selection of {mailing.pk}",
        lambda: select(mailing, round_of(mailing), today=clock.today()),
    )


def _readers(mailing: Mailing, selection: Selection) -> dict[str, Any]:
    """For _mailing_readers.html."""
    verb = "skickades" if mailing.status == MailingStatus.SENT else "går"
    letters = selection.shown.letters
    heading = f"{letters} brev {verb} till dessa" if letters else "Ingen får brevet"
    return {"selection": selection, "readers_heading": heading}


def _problems(mailing: Mailing, selection: Selection) -> list[Any]:
    return mailing_problems(
        subject=mailing.subject,
        body=mailing.body,
        link_text=mailing.link_text,
        fields=NAMES,
        letters=selection.shown.letters,
    )


def _fates(mailing: Mailing) -> dict[str, Any]:
    """How many of the letters have come how far (one query)."""
    if mailing.status != MailingStatus.SENT:
        return {}
    found: QuerySet[Any] = letters_about(mailing).order_by().values("status")
    counted = {row["status"]: row["n"] for row in found.annotate(n=Count("pk"))}
    names = dict(LetterStatus.choices)
    url = reverse("admin:correspondence_letter_changelist")
    return {
        "fates": [(names[status], n) for status, n in sorted(counted.items())],
        "letters_url": f"{url}?{urlencode({'about': label_of(mailing)})}",
    }
