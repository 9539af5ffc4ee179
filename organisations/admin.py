"""The registers of people and organisations for staff."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from core import clock
from core.admin_base import tag
from core.errors import NotAllowed
from core.transitions import record
from organisations.access import person
from organisations.admin_filters import OmbudFilter
from organisations.admin_forms import OrganisationForm, UserForm
from organisations.models import (
    Contact,
    HuvudmanPeriod,
    Lan,
    Membership,
    Organisation,
    Recipient,
    User,
)
from organisations.pages import HAPPENED
from organisations.register_admin import RegisterAdmin, RegisterInline
from organisations.register_import.admin import RegisterImportAdmin
from organisations.roles import StaffRole
from organisations.sessions import end_all
from organisations.unreached_admin import AddressMarkAdmin

__all__ = ["AddressMarkAdmin", "RegisterImportAdmin"]


LETTER_CHOICE = ["letters", "letter_grants"]
"""What people choose for themselves, on the organisation's pages and by its rules."""


class MembershipInline(RegisterInline):
    """Roles in organisations, given and taken away on the person's page."""

    model = Membership
    exclude = LETTER_CHOICE

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request) and obj != request.user

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request) and obj != request.user

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request) and obj != request.user


def _tell_the_organisation(request: HttpRequest, membership: Membership, action: str) -> None:
    """What staff do with a role stands in the organisation's own log, also when it is gone."""
    record(
        membership.organisation,
        action,
        actor=person(request),
        at=clock.now(),
        reason=f"{membership.user} ({membership.user.email}), "
        f"{membership.get_role_display().lower()}. Ändrat av Socialstyrelsen.",
    )


class MembersInline(RegisterInline):
    """The same rows as seen from the organisation; changed on the person's page."""

    model = Membership
    fields = ["user", "role"]
    readonly_fields = ["user", "role"]
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows: QuerySet[Membership] = super().get_queryset(request)
        return rows.select_related("user", "organisation").order_by("user__email")


PERSON = ("email", "first_name", "last_name", "title", "phone", "is_active")


@admin.register(User)
class UserAdmin(RegisterAdmin):
    form = UserForm
    inlines = [MembershipInline]
    list_display = ["email", "name", "title", "roles_at_the_agency", "is_active"]
    list_filter = ["is_active", "groups", "memberships__role"]
    search_fields = ["email", "first_name", "last_name", "memberships__organisation__name"]
    search_help_text = "Sök på e-postadress, namn eller organisation."
    ordering = ["email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.prefetch_related("groups")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only read sees the roles in words: a form's own field has no words then."""
        roles = "staff_roles" if self.may_write(request) else "roles_at_the_agency"
        return [*PERSON, roles]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["roles_at_the_agency"]

    def _new_address(self, request: HttpRequest, obj: User, before: str) -> None:
        """Whoever has the address can log in: her sessions end, her organisations are told."""
        end_all(obj)
        for membership in obj.memberships.select_related("organisation"):
            record(
                membership.organisation,
                "change_address",
                actor=person(request),
                at=clock.now(),
                reason=f"{obj}: {before} blev {obj.email}. Ändrat av Socialstyrelsen.",
            )

    @admin.display(description="namn", ordering="last_name")
    def name(self, row: User) -> str:
        return row.get_full_name() or "–"

    @admin.display(description="roller hos myndigheten")
    def roles_at_the_agency(self, row: User) -> str:
        names = dict(StaffRole.choices)
        held = [names[group.name] for group in row.groups.all() if group.name in names]
        return ", ".join(map(str, held)) or "–"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("FormOfEditor", (form,), {"editor_id": request.user.pk})

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Roles given, changed and taken away are told to their organisations."""
        super().save_formset(request, form, formset, change)
        for membership in [*formset.new_objects, *(one for one, _ in formset.changed_objects)]:
            _tell_the_organisation(request, membership, "change_role")
        for membership in formset.deleted_objects:
            _tell_the_organisation(request, membership, "remove_person")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change and "email" in form.changed_data:
            self._new_address(request, obj, str(form.initial["email"]))
        if not change:
            obj.set_unusable_password()
        obj.is_staff = bool(form.cleaned_data["staff_roles"]) or obj.is_superuser
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for role in form.cleaned_data["staff_roles"]:
            Group.objects.get_or_create(name=role)
        wanted = Group.objects.filter(name__in=form.cleaned_data["staff_roles"])
        kept = form.instance.groups.exclude(name__in=StaffRole.values)
        form.instance.groups.set([*wanted, *kept])


class PeriodsOfOrganisation(RegisterInline):
    """Which recipients the organisation stands behind; changed on the recipient's page."""

    model = HuvudmanPeriod
    fields = ["recipient", "from_date"]
    readonly_fields = ["recipient", "from_date"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[HuvudmanPeriod]:
        rows: QuerySet[HuvudmanPeriod] = super().get_queryset(request)
        return rows.select_related("recipient", "organisation").order_by("-from_date")


class ContactsInline(RegisterInline):
    """Whom to write to about each recipient: added by a register file, put right here."""

    model = Contact
    fields = ["recipient", "name", "email", "phone"]
    readonly_fields = ["recipient"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        rows: QuerySet[Contact] = super().get_queryset(request)
        return rows.select_related("recipient", "organisation").order_by("recipient__code")


@admin.register(Organisation)
class OrganisationAdmin(RegisterAdmin):
    form = OrganisationForm
    inlines = [PeriodsOfOrganisation, ContactsInline, MembersInline]
    list_display = ["name", "orgnr", "postal_town", "registry_email", "demo"]
    list_filter = [OmbudFilter, "is_demo"]
    search_fields = ["name", "organisationsnummer", "registry_email"]
    search_help_text = "Sök på namn, organisationsnummer eller registrator."
    happened = HAPPENED

    @admin.display(description="organisationsnummer", ordering="organisationsnummer")
    def orgnr(self, row: Organisation) -> str:
        return row.organisationsnummer_printed

    @admin.display(description="uppgifter", ordering="is_demo")
    def demo(self, row: Organisation) -> str:
        return tag("Påhittade", "warning") if row.is_demo else "–"


class HuvudmanInline(RegisterInline):
    model = HuvudmanPeriod
    ordering = ["-from_date"]


@admin.register(Recipient)
class RecipientAdmin(RegisterAdmin):
    inlines = [HuvudmanInline]
    list_display = ["name", "code", "kind", "lan", "rss"]
    list_filter = ["kind", ("lan", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["lan", "rss"]
    search_fields = ["name", "code"]
    search_help_text = "Sök på namn eller kod."


@admin.register(Membership)
class MembershipAdmin(RegisterAdmin):
    list_display = ["user", "organisation", "role"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__email", "user__last_name", "organisation__name"]
    search_help_text = "Sök på person eller organisation."
    raw_id_fields = ["user"]
    exclude = LETTER_CHOICE

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request) and (obj is None or obj.user != request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        if obj.user == request.user:
            raise NotAllowed("Du kan inte ge dig själv en roll. Be en annan administratör.")
        super().save_model(request, obj, form, change)
        _tell_the_organisation(request, obj, "change_role")

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        _tell_the_organisation(request, obj, "remove_person")
        super().delete_model(request, obj)


@admin.register(HuvudmanPeriod)
class HuvudmanPeriodAdmin(RegisterAdmin):
    list_display = ["recipient", "organisation", "from_date"]
    list_select_related = ["recipient", "organisation"]
    search_fields = ["recipient__name", "recipient__code", "organisation__name"]
    search_help_text = "Sök på mottagare eller huvudman."
    ordering = ["recipient__code", "-from_date"]


@admin.register(Lan)
class LanAdmin(RegisterAdmin):
    list_display = ["lanskod", "name"]
    search_fields = ["lanskod", "name"]
