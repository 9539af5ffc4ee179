"""Forms, reports, approvals and submissions, and what is said about them.

A report is the recipient's working copy; what was sent in is a `Submission` and never changes.
"""

from reporting.models.forms import Form, FormDraft, FormRevision
from reporting.models.handling import Extension, Note, Remark, Supplement
from reporting.models.reports import Report, ReportQuerySet
from reporting.models.signing import Approval, Submission

__all__ = [
    "Approval",
    "Extension",
    "Form",
    "FormDraft",
    "FormRevision",
    "Note",
    "Remark",
    "Report",
    "ReportQuerySet",
    "Submission",
    "Supplement",
]
