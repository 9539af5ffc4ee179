"""The bank's replies: read a file, see what it changed, and what nobody could make use of."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from banking.replies import LARGEST_BYTES
from core import clock
from core.admin_base import Facts, ReadOnlyAdmin, admin_url
from core.errors import NotAllowed, RuleViolated
from core.fields import show_violations
from core.kronor import with_unit
from core.templatetags.portal import clock as moment
from core.transitions import label_of
from correspondence.models import Document
from organisations.access import person
from organisations.admin_base import StaffSite
from organisations.roles import MONEY_STAFF
from requisitions import actions
from requisitions.actions import Reading
from requisitions.admin.dossier import outcome_words
from requisitions.models import BankReply

__all__ = ["BankReplyAdmin", "tell"]


class ReplyForm(forms.Form):
    """A file; what is in it is for the bank's reader to judge."""

    file = forms.FileField(
        label="Fil från banken",
        help_text="pain.002 eller camt.054 (xml), högst 5 MB.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xml"}),
        error_messages={"required": "Välj en fil.", "invalid": "Välj en fil."},
    )


def tell(request: HttpRequest, reading: Reading) -> None:
    """What a file changed, in words."""
    if reading.settled:
        noun = "utbetalning är betald" if reading.settled == 1 else "utbetalningar är betalda"
        said = f"{reading.settled} {noun}, {with_unit(reading.settled_kr)}."
        messages.success(request, said)
    if reading.failed:
        messages.warning(
            request,
            f"{reading.failed} kunde inte betalas. De ligger bland utbetalningarna att "
            "försöka igen, med bankens skäl.",
        )
    if reading.informed:
        said = f"Banken har lämnat besked om {reading.informed} som inte ändrar något."
        messages.info(request, said)
    if reading.unread:
        messages.warning(request, f"{len(reading.unread)} besked behöver någon titta på.")
    if not (reading.settled or reading.failed or reading.informed or reading.unread):
        messages.info(request, "Filen är sparad, men den ändrade ingenting.")


@admin.register(BankReply)
class BankReplyAdmin(ReadOnlyAdmin):
    """Files that were read, and the way to read another."""

    admin_site: StaffSite
    page_template = "admin/requisitions/reply.html"
    change_list_template = "admin/requisitions/reply_list.html"
    list_display = ["message_id", "kind", "when", "read_by", "to_look_into"]
    list_select_related = ["read_by"]
    search_fields = ["message_id", "sha256"]
    search_help_text = "Sök på bankens nummer eller filens sha256."

    @admin.display(description="inläst", ordering="read_at")
    def when(self, row: BankReply) -> str:
        return moment(row.read_at)

    @admin.display(description="att titta på")
    def to_look_into(self, row: BankReply) -> str:
        return str(len(row.unread)) if row.unread else "–"

    def may_read(self, request: HttpRequest) -> bool:
        return bool(MONEY_STAFF & self.admin_site.roles(request))

    def get_urls(self) -> list[URLPattern]:
        upload = path(
            "las-in/",
            self.admin_site.admin_view(self.upload_view),
            name="requisitions_bankreply_upload",
        )
        return [upload, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {"may_read": self.may_read(request)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file; read it, or say why nothing was changed."""
        if not self.may_read(request):
            raise NotAllowed("Bara en ekonom läser in bankens svar.")
        form = ReplyForm(request.POST, request.FILES) if request.method == "POST" else ReplyForm()
        if form.is_bound and form.is_valid():
            url = self._read(request, form)
            if url:
                return HttpResponseRedirect(url)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Läs in svar från banken",
            "form": form,
        }
        return TemplateResponse(request, "admin/requisitions/reply_upload.html", context)

    def _read(self, request: HttpRequest, form: ReplyForm) -> str:
        """Where what was read is shown; empty when the file was refused."""
        file: UploadedFile[Any] = form.cleaned_data["file"]
        content = file.read(LARGEST_BYTES + 1)  # the reader says that it is too large
        try:
            return self.read_file(request, content, filename=file.name or "")
        except RuleViolated as refused:
            show_violations(form, refused)
            return ""

    def read_file(self, request: HttpRequest, content: bytes, *, filename: str) -> str:
        """Read the file and tell what it changed; an app further up reads money in as well."""
        reading = actions.read_bank_reply(
            content, by=person(request), roles=self.admin_site.roles(request), at=clock.now()
        )
        tell(request, reading)
        return admin_url(reading.reply)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = BankReply.objects.select_related("read_by")
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    def heading(self, obj: BankReply) -> str:
        return f"Svar från banken, {obj.kind}"

    def facts(self, obj: BankReply) -> Facts:
        return [
            ("Slag", obj.get_kind_display()),
            ("Bankens nummer", obj.message_id),
            ("Inläst", f"{moment(obj.read_at)} av {obj.read_by}"),
            ("Filens sha256", obj.sha256),
        ]

    def page_context(self, request: HttpRequest, obj: BankReply) -> dict[str, Any]:
        answers = obj.answers.select_related(
            "line__batch", "line__payment__requisition__recipient"
        ).order_by("line__end_to_end_id", "id")
        return {
            "answers": [(answer, outcome_words(answer)) for answer in answers],
            "stored": Document.objects.filter(about=label_of(obj)).first(),
        }
