"""A page's HTML, made once and afterwards only filled in: a published revision never changes.

The page is drawn by crispy and the templates as ever (compiler.py), with marks where values, ticks
and errors go; what lies between the marks is kept. What is filled in later (slots.py) is escaped
there. Tests hold what comes out to what crispy draws.

Which questions stand on a page hangs on answers of earlier pages, so that a page may have a few
variants: one for each outcome of those tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from reporting.questionnaire.conditions import Test, holds, tests_in
from reporting.questionnaire.document import FormDocument, Page, Place, QuestionType
from reporting.questionnaire.page_form.compiler import pieces_of
from reporting.questionnaire.page_form.form import FilledPage
from reporting.questionnaire.page_form.slots import Piece, joined
from reporting.questionnaire.possible import Possible, possible_on
from reporting.questionnaire.reach import Reach

__all__ = ["CompiledForm", "CompiledPage", "compiled_form"]

MOST_VARIANTS = 300
"""Of one form; what comes after them is compiled each time."""


@dataclass(frozen=True)
class CompiledPage:
    """One variant of a page: what may be asked on it, and its HTML with slots."""

    possible: Sequence[Possible]
    pieces: Sequence[Piece]

    def html(self, filled: FilledPage) -> SafeString:
        """The page with its answers; each slot has escaped what it fills in."""
        return mark_safe(joined(self.pieces, filled))  # noqa: S308


class CompiledForm:
    """The pages of one revision, each compiled when it is first shown."""

    def __init__(self, document: FormDocument) -> None:
        self._document = document
        self._tests = {page.key: _earlier_tests(page, document) for page in document.pages}
        self._variants: dict[tuple[str, tuple[bool, ...]], CompiledPage] = {}

    def page(self, page: Page, before: Reach) -> CompiledPage:
        """The page as it is after what has been answered on the pages before it."""
        outcomes = tuple(holds(test, before.values) for test in self._tests[page.key])
        variant = self._variants.get((page.key, outcomes))
        if variant is None:
            possible = tuple(possible_on(page, before))
            variant = CompiledPage(possible, pieces_of(page, possible, self._document))
            if len(self._variants) < MOST_VARIANTS:
                self._variants[page.key, outcomes] = variant
        return variant


_FORMS: dict[str, CompiledForm] = {}


def compiled_form(sha256: str, document: FormDocument) -> CompiledForm:
    """The compiled form of a published revision, known by its fingerprint; one per process."""
    if sha256 not in _FORMS:
        _FORMS[sha256] = CompiledForm(document)
    return _FORMS[sha256]


def _earlier_tests(page: Page, document: FormDocument) -> tuple[Test, ...]:
    """The tests that decide what stands on a page, but for those on what is answered there."""
    conditions = [
        part.shown_if for question in page.questions for part in (question, *question.fields)
    ]
    return tuple(
        test
        for condition in conditions
        for test in tests_in(condition)
        if not _is_answered_on(page, document.referable.get(test.q))
    )


def _is_answered_on(page: Page, place: Place | None) -> bool:
    if place is None or place.page is not page:
        return False
    is_sum = place.parent is not None and place.parent.type is QuestionType.TABLE
    return is_sum or place.is_asked
