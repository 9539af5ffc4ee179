"""Verbs that write reports. Each is one transaction; who may do what is in states.py."""

from reporting.actions.asking import (
    Person,
    hand_over,
    hand_over_own,
    remind_signatory,
    renew_link,
)
from reporting.actions.opening import open_missing_reports, open_reporting
from reporting.actions.signing import (
    approve_report,
    decline_report,
    lock_for_approval,
    reopen_report,
    unlock_report,
)
from reporting.actions.staff import accept_report, return_report
from reporting.saving import save_page

__all__ = [
    "Person",
    "accept_report",
    "approve_report",
    "decline_report",
    "hand_over",
    "hand_over_own",
    "lock_for_approval",
    "open_missing_reports",
    "open_reporting",
    "remind_signatory",
    "renew_link",
    "reopen_report",
    "return_report",
    "save_page",
    "unlock_report",
]
