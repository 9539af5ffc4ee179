"""One page of a draft: opened, merged with what others have saved meanwhile, and kept.

What is typed is never thrown away: it is stored, or the page says why not and shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.safestring import SafeString

from core.errors import RuleViolated
from reporting import actions
from reporting.desk import Desk
from reporting.files import Received
from reporting.filling.merging import Merged, fingerprint, merged, read_seen
from reporting.lost_pages import typed_on_lost_questions
from reporting.models import Report
from reporting.questionnaire import Page, Stored, reachable
from reporting.questionnaire import answers as typed
from reporting.questionnaire.document import QuestionType
from reporting.questionnaire.page_form import FilledPage, compiled_form, fill
from reporting.questionnaire.page_form.compiled import CompiledPage

__all__ = ["Kept", "OpenPage", "keep", "open_page"]

CHOICE = "choice:"
"""Before a question's key: which version holds. No key has a colon."""

NOTHING_RECEIVED = Received()

OF_PARTS = frozenset({QuestionType.TABLE, QuestionType.FILE})


@dataclass(frozen=True)
class OpenPage:
    """A page as it is drawn: its compiled HTML and what fills it in."""

    compiled: CompiledPage
    filled: FilledPage

    @property
    def page(self) -> Page:
        """The page of the form."""
        return self.filled.page

    def html(self) -> SafeString:
        """The page's fields, filled in."""
        return self.compiled.html(self.filled)


@dataclass(frozen=True)
class Kept:
    """What became of a post: only new files are stored while two clash, else all of it is.

    `sent` is the page as its writer has it on her screen, `merged` what it is together with what
    the other had saved, `saved_by` the other's name; `lost` is what was typed in questions that
    the form no longer has.
    """

    sent: OpenPage
    merged: Merged
    saved_by: str
    lost: list[tuple[str, str]]

    @property
    def is_as_sent(self) -> bool:
        """What is stored is what stands on her screen."""
        return not (self.merged.clashes or self.merged.theirs)


def open_page(
    desk: Desk,
    key: str,
    data: QueryDict | None = None,
    *,
    typed_over: Mapping[str, Stored] | None = None,
    check: bool = False,
    received: Received = NOTHING_RECEIVED,
) -> OpenPage:
    """A page of the report's form, filled in with what is stored, else with what was sent.

    `typed_over` are answers that stand on the page instead of what is stored, `received` the files
    that came along. Raises KeyError for a page that the form doesn't have.
    """
    report, document = desk.report, desk.report.revision.content
    answers = {**report.answers, **typed_over} if typed_over else report.answers
    page = document.page(key)
    before = reachable(document, answers, desk.facts)
    compiled = compiled_form(report.revision.sha256, document).page(page, before)
    filled = fill(
        page,
        before,
        answers,
        desk.facts,
        data,
        possible=compiled.possible,
        check=check,
        uploads=received.references,
        refused=received.refused,
        earlier=desk.earlier,
    )
    return OpenPage(compiled, filled)


def keep(
    desk: Desk,
    key: str,
    data: QueryDict,
    *,
    at: datetime,
    by_itself: bool = False,
    received: Received = NOTHING_RECEIVED,
) -> Kept:
    """Store what was sent, right or wrong, beside what others have saved since it was opened.

    `by_itself` says that it came while she was typing. Raises what actions.save_page raises, and
    KeyError for a page that the form doesn't have.
    """
    try:
        return _keep(desk, key, data, received, at=at, by_itself=by_itself)
    except RuleViolated:  # somebody saved it between our read and our write: once more
        now = Report.objects.get(pk=desk.report.pk)
        desk.report.answers, desk.report.pages = now.answers, now.pages
        return _keep(desk, key, data, received, at=at, by_itself=by_itself)


def _keep(
    desk: Desk, key: str, data: QueryDict, received: Received, *, at: datetime, by_itself: bool
) -> Kept:
    report, began_from = desk.report, _began_from(desk.report, data)
    sent = open_page(desk, key, data, received=received)
    log = report.pages.get(key, {"at": "", "by": ""})
    choices = {
        name.removeprefix(CHOICE): str(data[name]) for name in data if name.startswith(CHOICE)
    }
    one = merged(sent.filled.answers(), sent.filled.shown(), began_from, choices)
    gone = [name for name in began_from or () if name not in one.answers]
    lost = typed_on_lost_questions(report, gone, data) if gone else []
    answers = {**one.answers, **_jumped_over(report, gone, data)}
    if one.clashes:  # files don't come a second time
        answers = {name: one.answers[name] for name in received.references if name in one.answers}
    if answers or not one.clashes:
        actions.save_page(
            report,
            desk,
            page=key,
            answers=answers,
            at=at,
            seen=log["at"],
            by_itself=by_itself,
        )
    return Kept(sent, one, log["by"], lost)


def _began_from(report: Report, data: QueryDict) -> dict[str, str] | None:
    """What the writer saw. Files are added and taken away one by one, so that those of others are
    among hers already and never clash."""
    began_from = read_seen(data.get("seen"))
    if began_from is None:
        return None
    places = report.revision.content.by_key
    files = {
        key: fingerprint(report.answers.get(key))
        for key in began_from
        if key in places and places[key].field.type is QuestionType.FILE
    }
    return began_from | files


def _jumped_over(report: Report, gone: Sequence[str], data: QueryDict) -> dict[str, Stored]:
    """What she typed in questions that a colleague's answer has hidden meanwhile: it stays in the
    draft, and comes back with them, unless something stands there already."""
    places = report.revision.content.by_key
    return {
        key: typed.store(places[key].field, data.getlist(key))
        for key in gone
        if key in places
        and key in data
        and places[key].field.type not in OF_PARTS
        and typed.is_empty(report.answers.get(key))
    }
