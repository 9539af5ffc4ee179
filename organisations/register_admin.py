"""Staff pages of registers: read by all staff, changed by the roles that a page names.

Who changed what is kept in Django's log and as an event beside those of the cases.
"""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib.admin import ModelAdmin, ShowFacets, TabularInline
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest

from core import clock
from core.admin_base import ListTitle
from core.transitions import record
from organisations.admin_base import StaffSite
from organisations.models import User
from organisations.roles import StaffRole

__all__ = ["RecordsChanges", "RegisterAdmin", "RegisterInline", "StaffPermissions"]

if TYPE_CHECKING:
    _ModelAdmin = ModelAdmin[Any]
    _TabularInline = TabularInline[Any, Any]
else:
    _ModelAdmin = ModelAdmin
    _TabularInline = TabularInline

ADMINISTRATORS = frozenset({StaffRole.ADMINISTRATOR})


class StaffPermissions:
    """All staff read; `writers` add and change; nothing is deleted. No Django permissions."""

    admin_site: StaffSite
    writers: ClassVar[frozenset[str]] = ADMINISTRATORS

    def may_write(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.roles(request) & self.writers)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordsChanges:
    """Every addition and change is also an event (core.models.Event)."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        entry: LogEntry = super().log_addition(request, obj, message)  # type: ignore[misc]
        _record(request, obj, "register_added", entry)
        return entry

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        entry: LogEntry = super().log_change(request, obj, message)  # type: ignore[misc]
        if message:
            _record(request, obj, "register_changed", entry)
        return entry


class RegisterAdmin(RecordsChanges, StaffPermissions, ListTitle, _ModelAdmin):  # type: ignore[misc]
    """A register as Django's own forms show it."""

    actions: Any = None
    list_per_page = 50
    show_facets = ShowFacets.NEVER


class RegisterInline(StaffPermissions, _TabularInline):  # type: ignore[misc]
    """Rows that belong to a register's row."""

    extra = 0


def _record(request: HttpRequest, obj: Any, action: str, entry: LogEntry) -> None:
    said = entry.get_change_message()
    record(obj, action, actor=cast(User, request.user), at=clock.now(), reason=said)
