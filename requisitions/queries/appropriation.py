"""Where a round's money is, beside what the decision gives: from frame to bank account and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from grants.models import Decision, Round
from requisitions.frames import frames_in_force
from requisitions.models import Payment, Requisition, Return
from requisitions.models.payment import ATTESTED
from requisitions.states import PaymentStatus, RequisitionStatus

__all__ = ["Appropriation", "appropriation", "appropriations", "every_appropriation"]


@dataclass(frozen=True)
class Appropriation:
    """A round in kr, and the books balance: what is planned, sent, paid and failed makes
    `bound_kr`; with what waits to be approved that is `requisitioned_kr`, and with `left_kr` it is
    `decided_kr`.

    `decided_kr` is what the decision gives the round's recipients, `frames_kr` what the allocation
    hands out of it; `requisitioned_kr` what is sent in and not refused; `planned_kr` also what
    lies in a batch; `attested_kr` what two people have let go, paid or not; `returned_kr` what
    has come back of what was paid.
    """

    round: Round
    decided_kr: int
    frames_kr: int
    requisitioned_kr: int
    planned_kr: int
    sent_kr: int
    attested_kr: int
    paid_kr: int
    failed_kr: int
    returned_kr: int
    bound_kr: int
    cases: int

    @property
    def left_kr(self) -> int:
        """What may still be approved."""
        return self.decided_kr - self.bound_kr

    @property
    def unpaid_kr(self) -> int:
        """What has not left the agency: for the figure "återstår"."""
        return self.decided_kr - self.paid_kr

    @property
    def waiting_kr(self) -> int:
        """What is sent in and waits to be approved."""
        return self.requisitioned_kr - self.bound_kr


def appropriation(round_: Round) -> Appropriation:
    """One round (4 queries)."""
    return _of([round_])[0]


def appropriations(decision: Decision) -> list[Appropriation]:
    """Every round of a decision, by key (5 queries); its `own_costs_cap_kr` stands beside."""
    return _of(decision.rounds.select_related("grant").order_by("key"))


def every_appropriation() -> list[Appropriation]:
    """Every round of every decision, decision by decision and by key (5 queries)."""
    rounds = Round.objects.select_related("grant", "decision")
    return _of(rounds.order_by("decision__decided_on", "decision", "key"))


def _of(rounds: Iterable[Round]) -> list[Appropriation]:
    rounds = list(rounds)
    frames = _sums(
        frames_in_force().filter(allocation__round__in=rounds),
        "allocation__round",
        frames_kr=Sum("kr"),
    )
    asked = _sums(
        Requisition.objects.sent_in()
        .exclude(status=RequisitionStatus.REFUSED)
        .filter(round__in=rounds),
        "round",
        requisitioned_kr=Sum("amount_kr"),
        cases=Count("pk"),
    )
    bound = _sums(
        Payment.objects.live().filter(requisition__round__in=rounds),
        "requisition__round",
        bound_kr=Sum("amount_kr"),
        planned_kr=_kr(status__in=[PaymentStatus.PLANNED, PaymentStatus.BATCHED]),
        sent_kr=_kr(status=PaymentStatus.SENT),
        attested_kr=_kr(batch__status__in=ATTESTED),
        paid_kr=_kr(status=PaymentStatus.PAID),
        failed_kr=_kr(status=PaymentStatus.FAILED),
    )
    back = _sums(
        Return.objects.arrived().filter(requisition__round__in=rounds),
        "requisition__round",
        returned_kr=Sum("arrived_kr"),
    )
    return [
        Appropriation(
            round=round_,
            decided_kr=round_.amount_kr,
            **{
                **NOTHING,
                **{
                    name: value
                    for found in (frames, asked, bound, back)
                    for name, value in found.get(round_.pk, {}).items()
                },
            },
        )
        for round_ in rounds
    ]


NOTHING = dict.fromkeys(
    (
        "frames_kr",
        "requisitioned_kr",
        "planned_kr",
        "sent_kr",
        "attested_kr",
        "paid_kr",
        "failed_kr",
        "returned_kr",
        "bound_kr",
        "cases",
    ),
    0,
)


def _kr(**which: object) -> Sum:
    return Sum("amount_kr", filter=Q(**which), default=0)


def _sums(rows: QuerySet[Any], path: str, **sums: Any) -> dict[int, dict[str, int]]:
    found = rows.order_by().values(round_pk=F(path)).annotate(**sums)
    return {row.pop("round_pk"): row for row in found}
