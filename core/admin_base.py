"""The ground of every staff page: what may be read and not changed, as a page of facts.

Knows no role: whether somebody may come in is for the site to say (`has_permission`, given by
organisations.admin_base), so that core and correspondence can have pages of their own. Pages of
cases with buttons, and registers that may be changed, are organisations.admin_base's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.contrib.admin import ModelAdmin, ShowFacets, SimpleListFilter
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from core.kronor import grouped

__all__ = [
    "Facts",
    "ListTitle",
    "QuestionFilter",
    "ReadOnlyAdmin",
    "about_link",
    "admin_url",
    "kronor_cell",
    "once",
    "tag",
]

if TYPE_CHECKING:
    _ModelAdmin = ModelAdmin[Any]
else:
    _ModelAdmin = ModelAdmin

Answer = TypeVar("Answer")
Facts = Sequence[tuple[str, object]]
"""(label, value) for components/facts.html, which leaves empty values out."""


class ListTitle:
    """The list is called what it holds; the page that Django calls "Choose … to view"."""

    opts: Any

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        page: HttpResponse = super().changelist_view(  # type: ignore[misc]
            request, {**title, **(extra_context or {})}
        )
        return page


class ReadOnlyAdmin(ListTitle, _ModelAdmin):
    """A list and a page of facts for each row. Nothing is added, changed or deleted here."""

    page_template = "admin/dossier.html"
    actions: Any = None
    list_per_page = 50
    show_facets = ShowFacets.NEVER

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def heading(self, obj: Any) -> str:
        """The page's h1."""
        return str(obj)

    def facts(self, obj: Any) -> Facts:
        """What the page says first."""
        return []

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the page's template gets beyond the facts."""
        return {}

    def row(self, request: HttpRequest, object_id: str) -> Any:
        """The row of an address. Raises PermissionDenied for others than staff, Http404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        return obj

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The row's page; only ever read."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        obj = self.row(request, object_id)
        context = self.page_context(request, obj)
        return self.page(request, self.page_template, obj, facts=self.facts(obj), **context)

    def page(self, request: HttpRequest, template: str, obj: Any, **more: Any) -> HttpResponse:
        """A page about a row, in the admin's frame."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": self.heading(obj),
            "heading": self.heading(obj),
            **more,
        }
        return TemplateResponse(request, template, context)


class QuestionFilter(SimpleListFilter):
    """A filter that is a literal table: key in the address → what is asked, in words and as Q."""

    questions: Mapping[str, tuple[str, models.Q]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, text) for key, (text, _) in self.questions.items()]

    def get_facet_counts(
        self, pk_attname: str, filtered_qs: models.QuerySet[Any]
    ) -> dict[str, models.Count]:
        return {
            f"{number}__c": models.Count(pk_attname, filter=self.questions[key][1])
            for number, (key, _) in enumerate(self.lookup_choices)
        }

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> models.QuerySet[Any]:
        asked = self.questions.get(self.value() or "")
        return queryset.filter(asked[1]) if asked else queryset


def once(request: HttpRequest, name: str, read: Callable[[], Answer]) -> Answer:
    """What `read` answers, asked for once per request: Django makes a list's filters anew for
    every count that they show.
    """
    kept: dict[str, Any] = request.__dict__.setdefault("_read_once", {})
    if name not in kept:
        kept[name] = read()
    answer: Answer = kept[name]
    return answer


def admin_url(row: models.Model) -> str:
    """The address of a row's page."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def about_link(about: str) -> SafeString | str:
    """What an event, letter or document is about, with a link to its page if it has one."""
    label, _, pk = about.partition(":")
    try:
        name = f"{capfirst(apps.get_model(label)._meta.verbose_name)} {pk}"
        url = reverse(f"admin:{label.replace('.', '_')}_change", args=[pk])
    except (LookupError, ValueError):
        return about
    except NoReverseMatch:
        return name
    return format_html('<a href="{}">{}</a>', url, name)


def kronor_cell(kr: int | None) -> str:
    """An amount for a column whose heading says kr."""
    return "–" if kr is None else grouped(kr)


def tag(label: str, tone: str = "neutral") -> SafeString:
    """A state as components/status_tag.html shows it; the words carry it, not the colour."""
    return format_html('<span class="tag tag--{}">{}</span>', tone, label)
