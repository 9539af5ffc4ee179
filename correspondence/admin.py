"""Letters and documents for staff: what came in and what went out, as it was."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from core.admin_base import (
    Facts,
    QuestionFilter,
    ReadOnlyAdmin,
    about_link,
    admin_url,
    tag,
)
from core.clock import now
from core.dates import day_and_year
from core.errors import StaleState
from core.templatetags.portal import clock
from core.transitions import history
from correspondence.actions import send_again
from correspondence.bounces.states import STAFF
from correspondence.bounces.wording import why
from correspondence.models import AddressMark, Bounce, Document, Letter, LetterStatus
from correspondence.plan import kinds

if TYPE_CHECKING:
    from organisations.models import User

LETTER_TONES = {
    LetterStatus.QUEUED: "info",
    LetterStatus.SENT: "success",
    LetterStatus.FAILED: "error",
}


RETURNED = Exists(Bounce.objects.filter(letter=OuterRef("pk"), is_permanent=True))


class LetterFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        **{str(status): (str(status.label), Q(status=status)) for status in LetterStatus},
        "kom_tillbaka": ("Kom tillbaka", Q(RETURNED)),
        "utan_svar": (
            "Kunde inte skickas, utan svar om adressen",
            Q(~RETURNED, status=LetterStatus.FAILED),
        ),
    }


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """The outbox: each letter with its words as they were sent, and how it went."""

    admin_site: Any  # the portal's, which knows the roles
    page_template = "admin/correspondence/letter.html"
    list_display = ["subject", "to_email", "state", "queued", "dnr", "case"]
    list_filter = [LetterFilter]
    date_hierarchy = "queued_at"
    search_fields = ["subject", "to_email", "to_name", "diarienummer", "case"]
    search_help_text = "Sök på ämne, mottagare, diarienummer eller akt."
    ordering = ["-queued_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        rows: QuerySet[Letter] = super().get_queryset(request)
        return rows.defer("body_text", "body_html")

    @admin.display(description="läge", ordering="status")
    def state(self, row: Letter) -> str:
        return tag(row.get_status_display(), LETTER_TONES.get(LetterStatus(row.status), "neutral"))

    @admin.display(description="köat", ordering="queued_at")
    def queued(self, row: Letter) -> str:
        return clock(row.queued_at)

    @admin.display(description="diarienummer", ordering="diarienummer")
    def dnr(self, row: Letter) -> str:
        return row.diarienummer

    def get_urls(self) -> list[URLPattern]:
        again = path(
            "<path:object_id>/skicka-igen/",
            self.admin_site.admin_view(require_POST(self.send_again_view)),
            name="correspondence_letter_send_again",
        )
        return [again, *super().get_urls()]

    def send_again_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Try once more what was given up. A second click says how it is now."""
        letter, roles = self.row(request, object_id), self.admin_site.roles(request)
        try:
            send_again(letter, by=cast("User", request.user), roles=roles, at=now())
        except StaleState as stale:
            messages.info(request, str(stale))
        else:
            messages.success(request, "Brevet väntar på att skickas. Det går inom en minut.")
        return HttpResponseRedirect(admin_url(letter))

    def heading(self, obj: Letter) -> str:
        return obj.subject

    def facts(self, obj: Letter) -> Facts:
        return [
            ("Läge", obj.fate),
            ("I stället för", _link(obj.instead_of)),
            ("Till", f"{obj.to_name} <{obj.to_email}>" if obj.to_name else obj.to_email),
            ("Svar går till", obj.reply_to),
            ("Diarienummer", obj.diarienummer),
            ("Gäller", about_link(obj.about)),
            ("Ska skickas", day_and_year(obj.due_on)),
            ("Skickas senast", day_and_year(obj.send_until) if obj.send_until else ""),
            ("Räknat från", day_and_year(obj.counted_from_day) if obj.counted_from_day else ""),
            ("Ord", f"Egna ord, version {obj.words.version}" if obj.words else "Portalens ord"),
            ("Försök", obj.attempts),
        ]

    def page_context(self, request: HttpRequest, obj: Letter) -> dict[str, Any]:
        kind = kinds().get(obj.kind)
        return {
            "events": _what_happened(obj),
            "passed_on": obj.passed_on.all(),
            "mark": AddressMark.objects.standing().filter(email=obj.to_email).first(),
            "may_send_again": obj.status == LetterStatus.FAILED
            and bool(self.admin_site.roles(request) & STAFF),
            "documents": obj.attachments.all(),
            "is_personal": kind is not None and kind.is_personal,
        }


def _link(letter: Letter | None) -> str:
    if letter is None:
        return ""
    return format_html('<a href="{}">brevet till {}</a>', admin_url(letter), letter.to_email)


def _what_happened(letter: Letter) -> list[dict[str, Any]]:
    """Each attempt to send it, and what servers said of it later; oldest first."""
    tries = [
        {"at": one.at, "title": one.get_outcome_display(), "text": one.detail}
        for one in letter.deliveries.all()
    ]
    answers = [
        {
            "at": one.read_at,
            "title": "Kom tillbaka" if one.is_permanent else "Är försenat",
            "text": f"{one.email}: {why(one.code)} {one.detail}",
        }
        for one in letter.bounces.all()
    ]
    asked = [
        {"at": one.at, "title": "Ska skickas igen", "text": "", "actor": one.actor_name}
        for one in history(letter)
    ]
    return sorted([*tries, *answers, *asked], key=lambda event: event["at"])


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """The diary: every registered document."""

    list_display = ["title", "dnr", "direction", "registered", "counterpart", "file_link"]
    list_filter = ["direction"]
    date_hierarchy = "registered_at"
    search_fields = ["title", "diarienummer", "decision_diarienummer", "counterpart", "case"]
    search_help_text = "Sök på ärendemening, diarienummer, motpart eller akt."
    ordering = ["-registered_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        rows: QuerySet[Document] = super().get_queryset(request)
        return rows.defer("context")

    @admin.display(description="diarienummer", ordering="diarienummer")
    def dnr(self, row: Document) -> str:
        return row.diarienummer

    @admin.display(description="registrerad", ordering="registered_at")
    def registered(self, row: Document) -> str:
        return clock(row.registered_at)

    @admin.display(description="fil")
    def file_link(self, row: Document) -> str:
        url = reverse("portal:staff_document", kwargs={"document_id": row.pk})
        hidden = format_html('<span class="visually-hidden"> {}</span>', row.title)
        return format_html('<a href="{}">Öppna{}</a>', url, hidden)

    def facts(self, obj: Document) -> Facts:
        return [
            ("Ärendemening", obj.title),
            ("Diarienummer", obj.diarienummer),
            ("Beslutets diarienummer", obj.decision_diarienummer),
            ("Riktning", obj.get_direction_display()),
            ("Registrerad", clock(obj.registered_at)),
            ("Från eller till", obj.counterpart),
            ("Akt", obj.case),
            ("Gäller", about_link(obj.about)),
            ("Fil", self.file_link(obj)),
            ("Filnamn", f"{obj.filename}, {obj.media_type}, {obj.size} byte"),
            ("Mall", obj.template),
            ("sha256", obj.sha256),
        ]
