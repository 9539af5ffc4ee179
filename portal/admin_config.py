"""Tells Django which site the admin is. Alone here: portal.apps may hold one config only."""

from django.contrib.admin.apps import AdminConfig

__all__ = ["PortalAdminConfig"]


class PortalAdminConfig(AdminConfig):
    default_site = "portal.admin_site.PortalAdminSite"
