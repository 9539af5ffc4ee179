"""The pages where a letter of staff's own is written: choose a round, whom it is to, the words."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from core import clock
from core.admin_base import admin_url
from core.errors import NotAllowed
from correspondence.mailings import actions
from correspondence.mailings.states import STAFF, MailingStatus
from correspondence.models import Mailing
from correspondence.wording import FACTS
from grants.admin_filters import round_name
from grants.models import Round
from organisations.access import person
from portal.admin.mailing_form import MailingForm
from portal.admin.mailing_steps import round_of
from portal.mailings.letters import FIELDS
from portal.mailings.selection import standings

__all__ = ["MailingWriting"]


class MailingWriting:
    """Part of the mailings' admin: nytt/ and …/skriv/."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("nytt/", self.new_view, "new"),
            ("<path:object_id>/skriv/", self.write_view, "write"),
        )
        own = [
            path(address, self.admin_site.admin_view(view), name=f"correspondence_mailing_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a round, then write (GET with omgang); save the draft (POST)."""
        self._refuse_others(request)
        key = request.GET.get("omgang", "")
        if not key:
            return self._choose_round(request)
        round_ = Round.objects.filter(key=key).select_related("grant", "decision").first()
        if round_ is None:
            raise Http404
        rows = standings(round_)
        form = MailingForm(
            request.POST or None, standings=rows, initial={"draft_key": uuid.uuid4()}
        )
        if request.method == "POST" and form.is_valid():
            kept = actions.write_mailing(
                form.cleaned_data["draft_key"],
                round_.key,
                form.values,
                by=person(request),
                at=clock.now(),
            )
            messages.success(
                request, "Utkastet är sparat. Läs hur brevet blir och vilka som får det."
            )
            return HttpResponseRedirect(admin_url(kept))
        return self._form_page(request, round_, form, None)

    def write_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Change a draft. What is no draft any longer is only read."""
        obj: Mailing = self.row(request, object_id)  # type: ignore[attr-defined]
        self._refuse_others(request)
        if obj.status != MailingStatus.DRAFT:
            messages.info(request, "Brevet är inte längre ett utkast, så det går inte att ändra.")
            return HttpResponseRedirect(admin_url(obj))
        round_ = round_of(obj)
        form = MailingForm(
            request.POST or None,
            standings=standings(round_),
            initial=MailingForm.initial_of(obj),
        )
        if request.method == "POST" and form.is_valid():
            seen_at = form.cleaned_data["seen_at"] or obj.written_at
            actions.change_mailing(
                obj, form.values, seen_at=seen_at, by=person(request), at=clock.now()
            )
            messages.success(request, "Utkastet är sparat.")
            return HttpResponseRedirect(admin_url(obj))
        return self._form_page(request, round_, form, obj)

    def _choose_round(self, request: HttpRequest) -> HttpResponse:
        rounds = Round.objects.select_related("grant").order_by("-year", "key")
        url = reverse("admin:correspondence_mailing_new")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Nytt eget brev: välj omgång",
            "rounds": [(round_name(one), f"{url}?omgang={one.key}") for one in rounds],
        }
        return TemplateResponse(request, "admin/portal/mailing_rounds.html", context)

    def _form_page(
        self, request: HttpRequest, round_: Round, form: MailingForm, obj: Mailing | None
    ) -> HttpResponse:
        page: HttpResponse = self.page(  # type: ignore[attr-defined]
            request,
            "admin/portal/mailing_form.html",
            obj,
            title=f"{'Ändra brevet' if obj else 'Nytt eget brev'}: {round_name(round_)}",
            heading=str(obj or "Nytt eget brev"),
            form=form,
            fields=[(one.name, one.says) for one in FIELDS],
            facts=FACTS,
            back=admin_url(obj) if obj else reverse("admin:correspondence_mailing_changelist"),
        )
        return page

    def _refuse_others(self, request: HttpRequest) -> None:
        if not STAFF & self.admin_site.roles(request):
            raise NotAllowed("Din roll ger inte rätt att skriva brev till mottagarna.")
