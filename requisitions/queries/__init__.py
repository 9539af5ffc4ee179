"""Page-shaped reads about requisitions, payments and returns; a fixed number of queries each."""

from requisitions.queries.amounts import kept_kr, paid, received_column, received_kr
from requisitions.queries.appropriation import (
    Appropriation,
    appropriation,
    appropriations,
    every_appropriation,
)
from requisitions.queries.cases import (
    approvable,
    latest_decline,
    latest_return,
    requisition_of,
    requisitions_of,
)
from requisitions.queries.corrections import Touched, touched_by
from requisitions.queries.deviating import (
    deviations_of,
    frames_now,
    known_accounts,
    unconfirmed_accounts,
    with_deviations,
)
from requisitions.queries.non_takers import Mail, NonTaker, non_takers
from requisitions.queries.payments import agency_account, batch_file, failed, may_open, payable
from requisitions.queries.prefill import prefill_for, prefill_sources

__all__ = [
    "Appropriation",
    "Mail",
    "NonTaker",
    "Touched",
    "agency_account",
    "appropriation",
    "appropriations",
    "approvable",
    "batch_file",
    "deviations_of",
    "every_appropriation",
    "failed",
    "frames_now",
    "kept_kr",
    "known_accounts",
    "latest_decline",
    "latest_return",
    "may_open",
    "non_takers",
    "paid",
    "payable",
    "prefill_for",
    "prefill_sources",
    "received_column",
    "received_kr",
    "requisition_of",
    "requisitions_of",
    "touched_by",
    "unconfirmed_accounts",
    "with_deviations",
]
