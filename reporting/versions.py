"""A version of a report: form, answers and the facts they were given with, and its fingerprint.

What is locked, approved and sent in is the same version all along; only what the signatory
acknowledges by approving is added (question 25).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.fingerprint import canonical_sha256
from reporting.models import Approval, FormRevision, Report, Submission
from reporting.questionnaire import Facts, clean
from reporting.questionnaire.document import QuestionType

__all__ = [
    "Version",
    "acknowledged",
    "draft_version",
    "is_unchanged",
    "kept_version",
    "submitted_version",
]


@dataclass(frozen=True)
class Version:
    """What one reads as one: the form's revision, the answers, the facts of the case."""

    revision: FormRevision
    answers: Mapping[str, Any]
    facts: Facts

    @property
    def sha256(self) -> str:
        """The fingerprint: of the form's own fingerprint, the answers and the facts."""
        return canonical_sha256(
            {
                "form": self.revision.sha256,
                "answers": dict(self.answers),
                "facts": dict(self.facts),
            }
        )


def draft_version(report: Report, facts: Facts) -> Version:
    """The draft as it would be locked now, without what a jump has hidden."""
    answers = clean(report.revision.content, report.answers, facts)
    return Version(report.revision, answers, facts)


def kept_version(row: Approval | Submission) -> Version:
    """What a row keeps: an approval the locked version, a submission what was sent in."""
    return Version(row.revision, row.answers, row.facts)


def submitted_version(approval: Approval) -> Version:
    """What is sent in by approving: the locked version and what the signatory acknowledges."""
    answers = {**approval.answers, **acknowledged(approval.revision)}
    return Version(approval.revision, answers, approval.facts)


def acknowledged(revision: FormRevision) -> dict[str, bool]:
    """What the signatory says by approving (question 25): the keys that only she may add."""
    return {
        place.key: True
        for place in revision.content.places
        if place.question.by == "signatory" and place.field.type is QuestionType.ACKNOWLEDGEMENT
    }


def is_unchanged(version: Version, latest: Submission | None) -> bool:
    """Whether sending this in would only repeat the latest submission."""
    return latest is not None and latest.approval.sha256 == version.sha256
