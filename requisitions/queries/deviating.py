"""What deviates, asked of the database: for the list's filters, and for each row's marks.

`requisitions.rules.deviations` says the same of one case; a test holds the two together.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from organisations.models import HuvudmanPeriod
from requisitions.frames import frame_now
from requisitions.models import AccountConfirmation, Payment, Requisition
from requisitions.rules import CaseFacts, Deviation, deviations
from requisitions.states import SENT_IN, PaymentStatus

__all__ = [
    "deviations_of",
    "frames_now",
    "known_accounts",
    "unconfirmed_accounts",
    "with_deviations",
]


def with_deviations(rows: QuerySet[Requisition]) -> QuerySet[Any]:
    """Annotate what `deviations_of` reads, and one boolean per deviation to filter on.

    `frame_now_kr` (NULL without a frame), `last_account` (bankgiro of the recipient's latest
    payment of the grant), `decided_organisation_id` (huvudman on the decision's day);
    `less_than_frame`, `above_frame`, `new_bankgiro`, `other_huvudman`; `is_late` is a field.
    """
    return rows.annotate(
        frame_now_kr=frame_now(),
        last_account=_last_account(),
        decided_organisation_id=_decided_huvudman(),
    ).annotate(
        less_than_frame=_yes(Q(amount_kr__lt=F("frame_now_kr"))),
        above_frame=_yes(
            Q(amount_kr__gt=F("frame_now_kr"))
            | Q(amount_kr__isnull=False, frame_now_kr__isnull=True)
        ),
        new_bankgiro=_yes(
            ~Q(organisation__bankgiro="") & ~Q(organisation__bankgiro=F("bankgiro"))
            | Q(last_account__isnull=False) & ~Q(last_account=F("bankgiro"))
        ),
        other_huvudman=_yes(
            Q(decided_organisation_id__isnull=False)
            & ~Q(decided_organisation_id=F("organisation_id"))
        ),
    )


def deviations_of(row: Any) -> list[Deviation]:
    """The deviations of an annotated row, with its organisation at hand; none unless sent in."""
    if row.amount_kr is None:
        return []
    known = {row.organisation.bankgiro, row.last_account}
    return deviations(
        CaseFacts(
            amount_kr=row.amount_kr,
            frame_kr=row.frame_now_kr,
            bankgiro=row.bankgiro,
            known_accounts=frozenset(known - {None, ""}),
            organisation_id=row.organisation_id,
            decided_organisation_id=row.decided_organisation_id,
            is_late=row.is_late,
        )
    )


def frames_now(requisitions: Collection[int]) -> dict[int, int]:
    """The frame in force, kr, by requisition id; 0 where there is none any more (one query)."""
    rows = Requisition.objects.filter(pk__in=requisitions).annotate(kr=frame_now())
    return {pk: kr or 0 for pk, kr in rows.values_list("pk", "kr")}


def known_accounts(requisitions: Collection[int]) -> dict[int, frozenset[str]]:
    """The accounts known before each requisition, by its id: register and last paid (one query)."""
    rows = Requisition.objects.filter(pk__in=requisitions).annotate(last=_last_account())
    return {
        pk: frozenset({registered, last} - {None, ""})
        for pk, registered, last in rows.values_list("pk", "organisation__bankgiro", "last")
    }


def unconfirmed_accounts(requisitions: Collection[int]) -> set[int]:
    """The requisitions whose account is new and that nobody has confirmed since (2 queries).

    A confirmation holds as long as what the account was compared with stays the same.
    """
    rows = with_deviations(Requisition.objects.filter(pk__in=requisitions)).filter(
        new_bankgiro=True
    )
    confirmed: dict[int, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for one in AccountConfirmation.objects.filter(requisition__in=requisitions):
        confirmed[one.requisition_id].add((one.bankgiro, tuple(one.known)))
    return {
        row.pk
        for row in rows.select_related("organisation")
        if (row.bankgiro, _known(row)) not in confirmed[row.pk]
    }


def _known(row: Any) -> tuple[str, ...]:
    accounts = {row.organisation.bankgiro, row.last_account}
    return tuple(sorted(accounts - {None, ""}))


def _yes(condition: Q) -> "ExpressionWrapper[Any]":
    """The condition as a column, for those that are sent in."""
    return ExpressionWrapper(condition & Q(status__in=SENT_IN), output_field=BooleanField())


def _last_account() -> Subquery:
    earlier = (
        Payment.objects.filter(
            status=PaymentStatus.PAID,
            requisition__recipient=OuterRef("recipient"),
            requisition__round__grant=OuterRef("round__grant"),
        )
        .exclude(requisition=OuterRef("pk"))
        .order_by("-paid_on", "-id")
    )
    return Subquery(earlier.values("bankgiro")[:1])


def _decided_huvudman() -> Subquery:
    behind = HuvudmanPeriod.objects.filter(
        recipient=OuterRef("recipient"), from_date__lte=OuterRef("round__decision__decided_on")
    ).order_by("-from_date")
    return Subquery(behind.values("organisation_id")[:1])
