"""Every address of the portal. Each view states who may reach it (organisations.access)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("konto/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
