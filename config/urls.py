"""Every address of the portal. Each view states who may reach it (organisations.access)."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from portal.health import healthz

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("konto/", include("organisations.login_urls")),
    path("admin/", admin.site.urls),
    path("", include("organisations.urls")),
    path("", include("requisitions.urls")),
    path("", include("reporting.urls")),
    path("", include("repayments.urls")),
    path("", include("portal.urls")),
]
