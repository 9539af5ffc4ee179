"""The demo's clock, which staff move to play through a whole year; not there in production."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import clock
from core.dates import day_in_words
from core.models import DemoClock
from organisations.register_admin import RegisterAdmin
from organisations.roles import ANY_STAFF

__all__ = ["DemoClockAdmin"]

WHAT_IT_DOES = (
    "Portalen tror att det är den här dagen. Flytta den framåt för att se vad som händer: "
    "påminnelser går ut när deras dag kommer, sista dagar passerar, det som skickas in efter "
    "dem blir sent. Det som redan har hänt ändras inte. Klockan finns bara i demon."
)


@admin.register(DemoClock)
class DemoClockAdmin(RegisterAdmin):
    """One row at most; its list leads straight to the form."""

    writers = ANY_STAFF
    fieldsets = [(None, {"fields": ["today"], "description": WHAT_IT_DOES})]

    def may_write(self, request: HttpRequest) -> bool:
        return settings.PORTAL_TODAY is not None and super().may_write(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return settings.PORTAL_TODAY is not None and super().has_view_permission(request, obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        moved = DemoClock.objects.first()
        name, args = ("change", [moved.pk]) if moved else ("add", [])
        return HttpResponseRedirect(reverse(f"admin:core_democlock_{name}", args=args))

    def save_model(self, request: HttpRequest, obj: DemoClock, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)
        clock.forget()

    def response_add(
        self, request: HttpRequest, obj: DemoClock, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: DemoClock) -> HttpResponse:
        messages.success(request, f"I portalen är det nu {day_in_words(obj.today)}.")
        return HttpResponseRedirect(reverse("admin:index"))
