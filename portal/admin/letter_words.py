"""Brevens ord: staff's own text for a kind of letter, for all rounds or for one, every version."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from core import clock
from core.admin_base import Facts, ReadOnlyAdmin
from core.errors import NotAllowed, RuleViolated
from core.fields import show_violations
from core.templatetags.portal import clock as moment
from correspondence.models import OwnWords
from correspondence.plan import LetterKind, kinds
from correspondence.plan_actions import restore_words, write_words
from correspondence.queries import versions_of_words
from correspondence.rules import words_problems
from correspondence.wording import FACTS, SUBJECT_LENGTH
from correspondence.writing import Written, tried, written
from grants.admin_filters import round_name
from grants.models import Round
from organisations.access import person
from organisations.roles import CASE_STAFF
from portal.letter_examples import Example, example

__all__ = ["OwnWordsAdmin"]

LINK = "Öppna sidan"


class WordsForm(forms.Form):
    """Subject, text and the words on the link; all else in a letter is the portal's."""

    subject = forms.CharField(
        label="Ämne", max_length=150, help_text=f"Högst {SUBJECT_LENGTH} tecken syns."
    )
    body = forms.CharField(
        label="Text",
        widget=forms.Textarea({"rows": 14}),
        help_text="Första stycket säger vad mottagaren ska göra. En tom rad skiljer stycken åt. "
        "Börja varje rad i en lista med ”- ”.",
    )
    link_text = forms.CharField(
        label="Text på länken", max_length=60, help_text="Till exempel: Rekvirera"
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


@admin.register(OwnWords)
class OwnWordsAdmin(ReadOnlyAdmin):
    """The list is of the kinds of letter; each has a page where its words are written."""

    admin_site: Any
    page_template = "admin/portal/words_version.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[OwnWords]:
        rows: QuerySet[OwnWords] = super().get_queryset(request)
        return rows.select_related("written_by")

    def heading(self, obj: OwnWords) -> str:
        return f"{_label(obj.kind)}, version {obj.version}"

    def facts(self, obj: OwnWords) -> Facts:
        return [
            ("Brev", _label(obj.kind)),
            ("Omgång", obj.round_key or "Alla omgångar"),
            ("Skrivet", f"{moment(obj.written_at)}, {obj.written_by}"),
            ("Ämne", obj.subject or "Portalens ord"),
            ("Text på länken", obj.link_text),
        ]

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("<slug:kind>/skriv/", self.write_view, "write"),
            ("<slug:kind>/portalens/", require_POST(self.restore_view), "restore"),
        )
        own = [
            path(
                address,
                self.admin_site.admin_view(view),
                name=f"correspondence_ownwords_{name}",
            )
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every kind whose words may be written, and whose words apply (2 queries)."""
        own: dict[str, list[str]] = {}
        names = {one.key: round_name(one) for one in Round.objects.select_related("grant")}
        newest = OwnWords.objects.order_by("kind", "round_key", "-version")
        for words in newest.distinct("kind", "round_key"):
            if not words.is_standard:
                where = names.get(words.round_key, "Alla omgångar")
                own.setdefault(words.kind, []).append(where)
        rows = [
            (kind.label, _url(key, None), own.get(key, []))
            for key, kind in kinds().items()
            if kind.fields
        ]
        context = {**self.admin_site.each_context(request), "opts": self.opts, "rows": rows}
        return TemplateResponse(
            request, "admin/portal/words_list.html", {**context, "title": "Brevens ord"}
        )

    def write_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Write (POST), try (POST with try) or read (GET) the words of a kind."""
        letter, round_ = _letter(kind), _round(request)
        may_write = bool(self.admin_site.roles(request) & CASE_STAFF)
        versions = list(versions_of_words(kind, round_.key if round_ else ""))
        newest = versions[0] if versions else None
        form = WordsForm(request.POST or None, initial=_initial(newest))
        if request.method == "POST":
            if not may_write:
                raise NotAllowed("Din roll ger inte rätt att ändra brevens ord.")
            if form.is_valid() and (done := self._kept(request, letter, round_, form)):
                return done
        shown = _shown(letter, round_, form, newest)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Orden i brevet: {letter.label}",
            "letter": letter,
            "round": round_,
            "round_name": round_name(round_) if round_ else "Alla omgångar",
            "rounds": _rounds(kind, round_),
            "form": form,
            "versions": versions,
            "is_own": newest is not None and not newest.is_standard,
            "seen_version": newest.version if newest else 0,
            "may_write": may_write,
            "fields": [(one.name, one.says) for one in letter.fields],
            "must_say": sorted(letter.must_say),
            "facts": FACTS,
            "restore_url": _url(kind, round_, "restore"),
            "subject_length": SUBJECT_LENGTH,
            **shown,
        }
        return TemplateResponse(request, "admin/portal/words.html", context)

    def _kept(
        self, request: HttpRequest, letter: LetterKind, round_: Round | None, form: WordsForm
    ) -> HttpResponse | None:
        """Save the words, unless they are only tried or something is wrong with them."""
        typed = form.cleaned_data
        try:
            if "try" in request.POST:
                _judge(letter, typed)
                return None
            write_words(
                letter.key,
                round_.key if round_ else "",
                **typed,
                by=person(request),
                at=clock.now(),
            )
        except RuleViolated as refused:
            show_violations(form, refused)
            return None
        messages.success(request, "Orden är sparade. De gäller de brev som skrivs från och med nu.")
        return HttpResponseRedirect(_url(letter.key, round_))

    def restore_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        letter, round_ = _letter(kind), _round(request)
        if not self.admin_site.roles(request) & CASE_STAFF:
            raise NotAllowed("Din roll ger inte rätt att ändra brevens ord.")
        seen = request.POST.get("seen_version", "")
        restore_words(
            kind,
            round_.key if round_ else "",
            seen_version=int(seen) if seen.isdigit() else -1,
            by=person(request),
            at=clock.now(),
        )
        messages.success(request, f"{letter.label}: portalens ord gäller igen.")
        return HttpResponseRedirect(_url(kind, round_))


def _label(key: str) -> str:
    kind = kinds().get(key)
    return kind.label if kind else key


def _letter(key: str) -> LetterKind:
    kind = kinds().get(key)
    if kind is None or not kind.fields:
        raise Http404
    return kind


def _round(request: HttpRequest) -> Round | None:
    """The round of the address, or None for all of them."""
    key = request.GET.get("omgang", "")
    if not key:
        return None
    found = Round.objects.select_related("grant", "decision").filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _url(kind: str, round_: Round | None, name: str = "write") -> str:
    url = reverse(f"admin:correspondence_ownwords_{name}", args=[kind])
    return f"{url}?omgang={round_.key}" if round_ else url


def _rounds(kind: str, chosen: Round | None) -> list[tuple[str, str, bool]]:
    """Where the words of each round are written, and of all of them."""
    rounds = Round.objects.select_related("grant").order_by("-year", "key")
    return [
        ("Alla omgångar", _url(kind, None), chosen is None),
        *((round_name(one), _url(kind, one), one == chosen) for one in rounds),
    ]


def _initial(newest: OwnWords | None) -> dict[str, Any]:
    if newest is None or newest.is_standard:
        return {"link_text": LINK, "seen_version": newest.version if newest else 0}
    same = ("subject", "body", "link_text")
    return {**{name: getattr(newest, name) for name in same}, "seen_version": newest.version}


def _judge(letter: LetterKind, typed: dict[str, Any]) -> None:
    found = words_problems(
        subject=typed["subject"],
        body=typed["body"],
        fields={one.name for one in letter.fields},
        must_say=letter.must_say,
    )
    if found:
        raise RuleViolated(*found)


def _shown(
    letter: LetterKind, round_: Round | None, form: WordsForm, newest: OwnWords | None
) -> dict[str, Any]:
    """The letter as a recipient would read it: in the words of the form, else as it goes out."""
    found = example(letter, round_, today=clock.today())
    if found is None:
        return {"preview": None}
    words = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        words = OwnWords(subject=typed["subject"], body=typed["body"], link_text=typed["link_text"])
    elif not form.is_bound and newest is not None and not newest.is_standard:
        words = newest
    if words is None and not found.is_whole:
        return {"preview": None}
    return {"preview": _written(letter, found, words), "example": found, "in_own_words": words}


def _written(letter: LetterKind, found: Example, words: OwnWords | None) -> Written:
    if words is None:
        return written(letter, found.due, found.due.to[0])
    return tried(letter, found.due, found.due.to[0], words)
