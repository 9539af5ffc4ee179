"""Every address of the portal. Each view states who may reach it (organisations.access)."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from organisations.access import public
from portal.health import healthz

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@public
def not_here(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
    """What the log-in library offers and the portal does not: people are invited, not signed up;
    an address is changed by staff; there are no passwords."""
    raise Http404


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    re_path(r"^konto/(signup|email|confirm-email|password|3rdparty)(/|$)", not_here),
    path("konto/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("requisitions.urls")),
    path("", include("reporting.urls")),
    path("", include("portal.urls")),
]
