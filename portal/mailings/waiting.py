"""What the start page says of letters of staff's own."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from correspondence.mailings.states import STAFF, MailingStatus
from correspondence.models import Mailing
from organisations.models import User
from portal.admin_start import Waiting

__all__ = ["to_approve"]


def to_approve(by: User) -> Waiting:
    """Letters that wait for others than those who wrote them or asked (1 query)."""
    own = Q(written_by=by) | Q(asked_by=by)
    count = Mailing.objects.filter(status=MailingStatus.WAITING).exclude(own).count()
    url = reverse("admin:correspondence_mailing_changelist")
    query = urlencode({"status__exact": MailingStatus.WAITING})
    return Waiting("Egna brev att godkänna", count, f"{url}?{query}", STAFF)
