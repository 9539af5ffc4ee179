"""Verbs that write reports. Each is one transaction; who may do what is in states.py."""

from reporting.actions.asking import (
    Person,
    hand_over,
    hand_over_own,
    remind_signatory,
    renew_link,
)
from reporting.actions.extensions import (
    ask_extension,
    give_extension,
    grant_extension,
    refuse_extension,
    withdraw_extension,
)
from reporting.actions.handling import raise_submissions, write_note
from reporting.actions.opening import open_missing_reports, open_reporting
from reporting.actions.signing import (
    approve_report,
    decline_report,
    lock_for_approval,
    reopen_report,
    unlock_report,
)
from reporting.actions.staff import accept_report, return_report
from reporting.actions.supplements import (
    answer_supplement,
    ask_supplement,
    close_supplement,
    save_supplement,
    withdraw_supplement,
)
from reporting.saving import save_page

__all__ = [
    "Person",
    "accept_report",
    "answer_supplement",
    "approve_report",
    "ask_extension",
    "ask_supplement",
    "close_supplement",
    "decline_report",
    "give_extension",
    "grant_extension",
    "hand_over",
    "hand_over_own",
    "lock_for_approval",
    "open_missing_reports",
    "open_reporting",
    "raise_submissions",
    "refuse_extension",
    "remind_signatory",
    "renew_link",
    "reopen_report",
    "return_report",
    "save_page",
    "save_supplement",
    "unlock_report",
    "withdraw_extension",
    "withdraw_supplement",
    "write_note",
]
