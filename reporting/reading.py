"""A submission as staff read it: beside last year's, and how its figures stand among the others'.

Four queries, however many pages, questions and recipients there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.kronor import percent
from reporting import keys
from reporting.differences import ChangedQuestion, differences
from reporting.drawn_answers import drawn_pages
from reporting.files import address_for_staff
from reporting.models import Remark, Report, Submission
from reporting.neighbours import Neighbour, Standing, similar, standing
from reporting.questionnaire import figures, presentation
from reporting.questionnaire.document import NUMERIC, Field, QuestionType
from reporting.versions import kept_version

__all__ = ["Reading", "changed_pages", "reading_of"]

NO_QUESTION = "Frågan fanns inte"
NOT_ASKED = "Frågan ställdes inte"


@dataclass(frozen=True)
class Beside:
    """What stands beside an answer: last year's words, and where a figure stands."""

    last_year: str = ""
    standing: Standing | None = None
    median: str = ""
    own: str = ""


@dataclass(frozen=True)
class ReadPage:
    """A page with its questions as they are drawn, each line with what stands `beside` it."""

    key: str
    title: str
    questions: list[dict[str, Any]]
    remark: Remark | None = None


@dataclass(frozen=True)
class Reading:
    """One submission of a report, and what to read it with."""

    submission: Submission
    submissions: Sequence[Submission]
    pages: Sequence[ReadPage]
    last_year: Submission | None
    others: int
    similar: Sequence[Neighbour]
    standing_out: Sequence[str]
    compared: Submission | None = None
    changes: Sequence[ChangedQuestion] = field(default_factory=list)

    @property
    def comparable(self) -> Sequence[Submission]:
        """The report's other submissions."""
        return [one for one in self.submissions if one != self.submission]

    @property
    def earlier(self) -> Submission | None:
        """The earlier of the two that are compared, whichever is shown."""
        return _in_order(self.compared, self.submission)[0] if self.compared else None

    @property
    def difference(self) -> str:
        """Which two are compared: "Ändrat från nummer 1 till nummer 3"."""
        if self.compared is None:
            return ""
        before, now = _in_order(self.compared, self.submission)
        return f"Ändrat från nummer {before.number} till nummer {now.number}"


def reading_of(
    report: Report, submissions: Sequence[Submission], *, number: int, compared: int | None = None
) -> Reading:
    """The submission of this number, perhaps beside an earlier or later one of the same report.

    `submissions` are the report's, with their revisions. Raises KeyError for one there is not.
    """
    by_number = {one.number: one for one in submissions}
    shown = by_number[number]
    against = by_number[compared] if compared else None
    others = _others(report)
    last_year = _last_year(report)
    remarks = {
        one.page: one
        for one in report.remarks.filter(submission_number=number).select_related("by")
    }
    own = _neighbour(report, shown)
    pages = _pages(shown, last_year, own, others, remarks)
    return Reading(
        submission=shown,
        submissions=submissions,
        pages=pages,
        last_year=last_year,
        others=len(others),
        similar=similar(own, others),
        standing_out=_standing_out(pages),
        compared=against,
        changes=_differences(against, shown) if against else [],
    )


def changed_pages(before: Submission, now: Submission) -> frozenset[str]:
    """The keys of the pages that say something else in `now` than in `before`."""
    was, are = _texts(before), _texts(now)
    return frozenset(key for key in was.keys() | are.keys() if was.get(key) != are.get(key))


def _texts(submission: Submission) -> dict[str, list[tuple[str, str]]]:
    shown = presentation(submission.revision.content, submission.answers, submission.facts)
    return {
        page.key: [(line.key, line.text) for asked in page.questions for line in asked.lines]
        for page in shown
    }


def _differences(one: Submission, other: Submission) -> list[ChangedQuestion]:
    """From the earlier to the later of the two."""
    before, now = _in_order(one, other)
    return differences(kept_version(before), kept_version(now))


def _in_order(one: Submission, other: Submission) -> tuple[Submission, Submission]:
    return (one, other) if one.number < other.number else (other, one)


def _others(report: Report) -> list[Neighbour]:
    """The latest submission of everybody else in the round (1 query)."""
    rows = (
        Submission.objects.filter(report__round=report.round_id)
        .exclude(report=report.pk)
        .select_related("report__recipient__lan")
        .defer("facts")
        .order_by("report_id", "-number")
        .distinct("report_id")
    )
    return [_neighbour(row.report, row) for row in rows]


def _neighbour(report: Report, submission: Submission) -> Neighbour:
    recipient = report.recipient
    return Neighbour(
        report_id=report.pk,
        name=recipient.name,
        lan=recipient.lan.name,
        received_kr=submission.received_kr,
        answers=submission.answers,
    )


def _last_year(report: Report) -> Submission | None:
    """What the same recipient sent in last for the same grant, in an earlier year (1 query)."""
    earlier = Submission.objects.filter(
        report__recipient=report.recipient_id,
        report__round__grant=report.round.grant_id,
        report__round__year__lt=report.round.year,
    ).select_related("revision", "report__round")
    return earlier.order_by("-report__round__year", "-number").first()


def _pages(
    shown: Submission,
    last_year: Submission | None,
    own: Neighbour,
    others: Sequence[Neighbour],
    remarks: Mapping[str, Remark],
) -> list[ReadPage]:
    document = shown.revision.content
    before = _by_key(last_year) if last_year else None
    return [
        ReadPage(
            key=page["key"],
            title=page["title"],
            remark=remarks.get(page["key"]),
            questions=[
                question
                | {
                    "lines": [
                        line
                        | {
                            "beside": _beside(
                                document.by_key[line["key"]].field, before, own, others
                            )
                        }
                        for line in question["lines"]
                    ]
                }
                for question in page["questions"]
            ],
        )
        for page in drawn_pages(
            document, shown.answers, shown.facts, file_address=address_for_staff
        )
    ]


def _by_key(submission: Submission) -> dict[str, str]:
    """What it says to every question of its form, those that its own answers hid included."""
    document = submission.revision.content
    pages = presentation(document, submission.answers, submission.facts)
    said = {line.key: line.text for page in pages for q in page.questions for line in q.lines}
    return dict.fromkeys(document.by_key, NOT_ASKED) | said


def _beside(
    asked: Field, before: Mapping[str, str] | None, own: Neighbour, others: Sequence[Neighbour]
) -> Beside:
    last_year = "" if before is None else before.get(asked.key, NO_QUESTION)
    place = _standing(asked, own, others)
    if place is None:
        return Beside(last_year)
    return Beside(
        last_year, place, _in_words(place.median, asked, place), _in_words(place.own, asked, place)
    )


def _standing(asked: Field, own: Neighbour, others: Sequence[Neighbour]) -> Standing | None:
    """Of a number; amounts are compared as shares of what each recipient received."""
    if asked.key == keys.RECEIVED:
        return None  # the measure itself
    is_share = asked.type is QuestionType.KRONOR or asked.unit == "kr"
    if not (is_share or asked.unit or asked.type in NUMERIC):
        return None
    mine = _figure(own, asked.key, is_share=is_share)
    theirs = [_figure(one, asked.key, is_share=is_share) for one in others]
    known = [one for one in theirs if one is not None]
    return None if mine is None else standing(mine, known, is_share=is_share)


def _figure(one: Neighbour, key: str, *, is_share: bool) -> Decimal | None:
    value = one.answers.get(key)
    if not isinstance(value, int | str) or isinstance(value, bool):
        return None
    number = figures.parse(str(value))
    if number is None or not is_share:
        return number
    return percent(int(number), one.received_kr)


def _in_words(number: Decimal, asked: Field, place: Standing) -> str:
    if place.is_share or asked.unit == "percent" or asked.type is QuestionType.PERCENT:
        return figures.with_measure(figures.rounded(number, 1), "%")
    return figures.with_measure(Decimal(figures.plain(figures.rounded(number, 1))), asked.measure)


def _standing_out(pages: Iterable[ReadPage]) -> list[str]:
    """The questions with a figure out of the ordinary, in words."""
    return [
        line["label"] or question["label"]
        for page in pages
        for question in page.questions
        for line in question["lines"]
        if line["beside"].standing and line["beside"].standing.stands_out
    ]
