"""A person at a report: the case, her rights in it, the report and its frame, in one read.

Every page of the form asks for all of this, and again when it is saved. What a page shows besides
(older versions, what a signatory has before her) is read by reporting.queries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    IntegerField,
    JSONField,
    OuterRef,
    Subquery,
)
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404

from core import clock
from core.models import Event
from core.prepared import Parameter, Prepared
from core.transitions import label_column
from organisations.access import ActingFor
from organisations.models import Organisation, User
from reporting.case_facts import case_facts
from reporting.models import Approval, Remark, Report, ReportQuerySet, Submission
from reporting.queries import latest_declined, latest_return, waiting_approval
from reporting.questionnaire import Facts
from reporting.states import ApprovalStatus, ReportStatus
from requisitions.access import acting_for, reachable_cases
from requisitions.queries import received_column

__all__ = ["Desk", "at_desk"]


@dataclass(frozen=True)
class Desk(ActingFor):
    """Somebody acting for a recipient, with the report before her.

    `made` is how many times it has been sent in, `received_kr` what the recipient has received.
    `was_declined` and `was_returned` say that the last signatory, or staff, gave it back; `noted`
    are all remarks of staff. `last_year` are the answers that the same organisation sent in for
    the same recipient and grant the year before, if it did.
    """

    report: Report
    made: int
    received_kr: int
    was_declined: bool
    was_returned: bool
    noted: list[dict[str, Any]]
    last_year: Mapping[str, Any]

    @cached_property
    def earlier(self) -> Mapping[str, str]:
        """What was written last year, by the question's key: texts only."""
        return {key: said for key, said in self.last_year.items() if isinstance(said, str)}

    @cached_property
    def remarks(self) -> Mapping[str, str]:
        """What staff want mended in the latest submission, by page, while it is being mended."""
        return {one["page"]: one["text"] for one in self._latest_noted()}

    @cached_property
    def unmended(self) -> frozenset[str]:
        """The pages that nobody has changed since staff remarked on them."""
        return frozenset(
            one["page"]
            for one in self._latest_noted()
            if not self._changed_at(one["page"]) > datetime.fromisoformat(one["at"])
        )

    @cached_property
    def facts(self) -> Facts:
        """What the form may know about the case."""
        return case_facts(self.report, received=self.received_kr)

    @property
    def is_draft(self) -> bool:
        return self.report.status == ReportStatus.DRAFT

    def _latest_noted(self) -> list[dict[str, Any]]:
        is_mended = self.is_draft and self.noted
        return [one for one in self.noted if one["number"] == self.made] if is_mended else []

    def _changed_at(self, page: str) -> datetime:
        log = self.report.pages.get(page)
        return datetime.fromisoformat(log["at"]) if log else datetime.min.replace(tzinfo=UTC)

    def waiting(self) -> Approval | None:
        """What the signatory has before her; one query, and only while it is locked."""
        is_locked = self.report.status == ReportStatus.LOCKED
        return waiting_approval(self.report) if is_locked else None

    def declined(self) -> Approval | None:
        """The approval that was declined, while the draft is mended; one query where there is."""
        return latest_declined(self.report) if self.is_draft and self.was_declined else None

    def returned(self) -> Event | None:
        """Why staff gave it back, while the draft is mended; one query where they have."""
        return latest_return(self.report) if self.is_draft and self.was_returned else None


def at_desk(user: User, round_key: str, recipient_code: str) -> ActingFor:
    """A person's report by its address, for `for_case`.

    Without a report she is only somebody acting for the recipient, and the page answers 404;
    raises Http404 for a case of somebody else.
    """
    report = _AT_DESK.first(user=user.pk, round=round_key, recipient=recipient_code, **clock.days())
    if report is None:
        return acting_for(user, round_key, recipient_code)
    clock.know(report.moved_day)  # type: ignore[attr-defined]
    reach: dict[str, int | str] | None = report.reach  # type: ignore[attr-defined]
    if reach is None:
        raise Http404
    return Desk(
        user,
        report.recipient,
        _organisation(report, int(reach["organisation"])),
        frozenset({str(reach["role"])}),
        report=report,
        made=report.made,  # type: ignore[attr-defined]
        received_kr=report.received_kr,  # type: ignore[attr-defined]
        was_declined=report.last_approval == ApprovalStatus.DECLINED,  # type: ignore[attr-defined]
        was_returned=report.last_event == "reopen",  # type: ignore[attr-defined]
        noted=report.noted or [],  # type: ignore[attr-defined]
        last_year=report.last_year or {},  # type: ignore[attr-defined]
    )


def _organisation(report: Report, pk: int) -> Organisation:
    """The one that acts is the report's, unless the requisition has been undone since."""
    same = report.organisation_id == pk
    return report.organisation if same else Organisation.objects.get(pk=pk)


def _at_desk() -> ReportQuerySet:
    reach = reachable_cases(Parameter("user", BigIntegerField()), on=clock.today_in_query()).filter(
        allocation__round=OuterRef("round"), recipient=OuterRef("recipient")
    )
    submissions = Submission.objects.filter(report=OuterRef("pk")).order_by().values("report")
    approvals = Approval.objects.filter(report=OuterRef("pk")).order_by("-requested_at")
    moves = Event.objects.filter(about=label_column(Report)).exclude(to_status="")
    events = moves.order_by("-at", "-id")
    noted = Remark.objects.filter(report=OuterRef("pk")).order_by().values("report")
    remark = JSONObject(page="page", text="text", number="submission_number", at="at")
    last_year = Submission.objects.filter(
        report__recipient=OuterRef("recipient"),
        report__organisation=OuterRef("organisation"),
        report__round__grant=OuterRef("round__grant"),
        report__round__year=OuterRef("round__year") - 1,
    ).order_by("-number")
    return (
        Report.objects.with_case()
        .filter(
            round__key=Parameter("round", CharField()),
            recipient__code=Parameter("recipient", CharField()),
        )
        .annotate(
            reach=Subquery(
                reach.values(reach=JSONObject(role="role", organisation="acting_organisation_id"))[
                    :1
                ]
            ),
            moved_day=clock.moved_day(),
            made=Coalesce(
                Subquery(submissions.values(made=Count("pk")), output_field=IntegerField()), 0
            ),
            received_kr=received_column("requisition"),
            last_approval=Subquery(approvals.values("status")[:1]),
            last_event=Subquery(events.values("action")[:1]),
            noted=Subquery(
                noted.annotate(all=JSONBAgg(remark)).values("all"), output_field=JSONField()
            ),
            last_year=Subquery(last_year.values("answers")[:1]),
        )
        .defer("revision__document", "revision__changes", "requisition__draft", "round__conditions")
    )


_AT_DESK = Prepared(_at_desk)
