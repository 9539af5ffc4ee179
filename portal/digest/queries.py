"""Who gets the morning's digest."""

from datetime import datetime

from django.db.models import Q, QuerySet

from organisations.models import User
from organisations.roles import ANY_STAFF, StaffRole

__all__ = ["readers", "wants_digest"]


def readers(*, at: datetime | None = None) -> QuerySet[User]:
    """Staff who want the digest: handläggare unless they have said no, others who have said yes.

    With `at`, only those who did so by then: who says yes at noon gets the next morning's first.
    """
    wanted = Q(digest_choice__is_wanted=True)
    by_default = Q(digest_choice__isnull=True, groups__name=StaffRole.HANDLAGGARE)
    if at is not None:
        wanted &= Q(digest_choice__changed_at__lte=at)
        by_default &= Q(date_joined__lte=at)
    staff = User.objects.filter(is_active=True, is_staff=True).filter(
        Q(groups__name__in=ANY_STAFF) | Q(is_superuser=True)
    )
    return staff.filter(wanted | by_default).distinct().order_by("email")


def wants_digest(user: User) -> bool:
    """Whether this person gets it from now on."""
    return readers().filter(pk=user.pk).exists()
