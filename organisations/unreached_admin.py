"""Inte nådd: addresses that took no letter, why, who got it instead, and what to do.

Lives here because it needs the roles, and the people and organisations who use the address.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core.admin_base import Facts, QuestionFilter, about_link, admin_url, tag
from core.dates import day_and_year, day_of
from core.templatetags.portal import clock
from correspondence.bounces.actions import clear_mark
from correspondence.bounces.states import MARK, MarkStatus
from correspondence.bounces.wording import why
from correspondence.models import AddressMark, Letter, LetterStatus
from organisations.admin_base import CaseAdmin, CaseLink, Press, ReasonForm, Step
from organisations.models import Contact, Organisation, Recipient, User

__all__ = ["AddressMarkAdmin"]

TONES = {MarkStatus.OPEN: "warning"}
HELD = "Hålls inne. De går till nästa person, eller till registratorn när ingen är kvar."
NOT_HELD = "Skickas fortfarande hit. Felet kan gå över."


class ClearForm(ReasonForm):
    """Why it works again, and whether the letter goes out once more."""

    send_again = forms.BooleanField(
        label="Skicka brevet en gång till, till samma adress", required=False
    )


def _clear(mark: AddressMark, press: Press) -> object:
    return clear_mark(mark, by=press.by, roles=press.roles, at=press.at, **press.typed)


def _what_clearing_means(mark: AddressMark) -> list[str]:
    said = ["Nya brev skickas till adressen igen."] if mark.is_held else []
    return [
        *said,
        "Har mottagaren bytt adress? Ändra den då först där den står. Nya brev går dit.",
    ]


class MarkFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "kvar": ("Att ta hand om", Q(status=MarkStatus.OPEN)),
        "klara": ("Klara", ~Q(status=MarkStatus.OPEN)),
    }


@admin.register(AddressMark)
class AddressMarkAdmin(CaseAdmin):
    page_template = "admin/organisations/unreached.html"
    table = MARK
    the_case = "Adressen"
    steps = {
        "clear": Step(
            _clear,
            "Adressen räknas som nåbar igen.",
            consequence=_what_clearing_means,
            form=ClearForm,
            initial=lambda mark, today: {"send_again": True},
        )
    }
    happened = {
        "clear": "Adressen fungerar igen",
        "confirm": "Den som har adressen loggade in med en kod som mejlades dit",
    }
    list_display = ["email", "state", "reason", "letter", "went_to", "since"]
    list_filter = [MarkFilter]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["email", "bounce__letter__case", "bounce__letter__subject"]
    search_help_text = "Sök på adress, akt eller ämne."
    ordering = ["-marked_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AddressMark]:
        rows: QuerySet[AddressMark] = super().get_queryset(request)
        rows = rows.select_related("bounce__letter").prefetch_related("bounce__letter__passed_on")
        rows = rows.annotate(others_have_it=Exists(_same_letter_to_others()))
        return rows.defer("bounce__letter__body_text", "bounce__letter__body_html")

    @admin.display(description="läge", ordering="status")
    def state(self, row: AddressMark) -> str:
        return tag(row.get_status_display(), TONES.get(MarkStatus(row.status), "success"))

    @admin.display(description="varför")
    def reason(self, row: AddressMark) -> str:
        return why(row.bounce.code)

    @admin.display(description="brev")
    def letter(self, row: AddressMark) -> str:
        letter = row.bounce.letter
        return format_html('<a href="{}">{}</a>', admin_url(letter), letter.subject)

    @admin.display(description="gick vidare till")
    def went_to(self, row: AddressMark) -> str:
        passed_on = [one.to_email for one in row.bounce.letter.passed_on.all()]
        others_have = row.others_have_it  # type: ignore[attr-defined]
        return ", ".join(passed_on) or ("Andra hade fått det" if others_have else "Ingen")

    @admin.display(description="sedan", ordering="marked_at")
    def since(self, row: AddressMark) -> str:
        return day_and_year(day_of(row.marked_at))

    def heading(self, obj: AddressMark) -> str:
        return obj.email

    def case_of(self, obj: AddressMark) -> str:
        return obj.bounce.letter.case

    def related(self, obj: AddressMark) -> list[CaseLink]:
        return _where_it_stands(obj.email)

    def facts(self, obj: AddressMark) -> Facts:
        letter = obj.bounce.letter
        return [
            ("Adress", obj.email),
            ("Namn", letter.to_name),
            ("Varför", why(obj.bounce.code)),
            ("Servern skrev", obj.bounce.detail),
            ("Kod", obj.bounce.code),
            ("Sedan", clock(obj.marked_at)),
            ("Nya brev", HELD if obj.is_held else NOT_HELD),
            ("Brevet gäller", about_link(letter.about)),
            ("Mottagare", _recipient(letter.case)),
            ("Akt", _letters_of(letter.case)),
        ]

    def page_context(self, request: HttpRequest, obj: AddressMark) -> dict[str, Any]:
        returned = Letter.objects.filter(bounces__email=obj.email, to_email=obj.email).distinct()
        became = returned.prefetch_related("deliveries", "bounces", "passed_on")
        marked = [{"at": obj.marked_at, "title": "Ett brev kom tillbaka", "actor": "Portalen"}]
        return {
            "status_label": obj.get_status_display(),
            "status_tone": TONES.get(MarkStatus(obj.status), "success"),
            "buttons": self.buttons(request, obj),
            "events": [*self.timeline(obj), *marked],
            "related": self.related(obj),
            "returned": became.order_by("-queued_at", "-id"),
        }


def _same_letter_to_others() -> QuerySet[Letter]:
    """Letters of the same words and occasion as the one that came back, that did not."""
    same = {name: OuterRef(f"bounce__letter__{name}") for name in ("kind", "about", "case")}
    return (
        Letter.objects.filter(**same, due_on=OuterRef("bounce__letter__due_on"))
        .filter(status=LetterStatus.SENT)
        .exclude(pk=OuterRef("bounce__letter"))
        .exclude(bounces__is_permanent=True)
    )


def _recipient(case: str) -> str:
    """Whose case it is, with a link to its page; nothing for letters about no case."""
    recipient = Recipient.objects.filter(code=case.rpartition("/")[2]).first()
    if recipient is None:
        return ""
    return format_html('<a href="{}">{}</a>', admin_url(recipient), recipient.name)


def _letters_of(case: str) -> str:
    url = reverse("admin:correspondence_letter_changelist")
    return format_html('<a href="{}?{}">{}</a>', url, urlencode({"q": case}), case)


def _where_it_stands(email: str) -> list[CaseLink]:
    """The registers that know the address, where it can be mended (3 queries)."""
    contacts = Contact.objects.filter(email__iexact=email).select_related("organisation")
    return [
        *(
            CaseLink("Användare", str(one), admin_url(one))
            for one in User.objects.filter(email__iexact=email)
        ),
        *(
            CaseLink("Registrator", one.name, admin_url(one))
            for one in Organisation.objects.filter(registry_email__iexact=email)
        ),
        *(
            CaseLink("Kontaktperson", one.organisation.name, admin_url(one.organisation))
            for one in contacts
        ),
    ]
