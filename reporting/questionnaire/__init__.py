"""The form engine: a form is data, and these are the only ways into it.

A view loads a FormDocument from its JSON, shows a page with `page_form.page_form`, keeps one
flat dict of answers, and asks the functions below. Keep this door small.
"""

from reporting.questionnaire.answers import Answers
from reporting.questionnaire.carry_over import Carried, Lost, carry_over
from reporting.questionnaire.diff import Change, ChangeKind, diff, worst
from reporting.questionnaire.document import FormDocument, Page
from reporting.questionnaire.engine import (
    PageState,
    clean,
    page_states,
    problems,
    reachable,
    unsettled,
    unsettled_by_page,
    warnings,
)
from reporting.questionnaire.facts import Facts
from reporting.questionnaire.kinds import Stored, operators_of, options_of
from reporting.questionnaire.lint import lint
from reporting.questionnaire.presentation import presentation, reading_copy
from reporting.questionnaire.reach import Reach

__all__ = [
    "Answers",
    "Carried",
    "Change",
    "ChangeKind",
    "Facts",
    "FormDocument",
    "Lost",
    "Page",
    "PageState",
    "Reach",
    "Stored",
    "carry_over",
    "clean",
    "diff",
    "lint",
    "operators_of",
    "options_of",
    "page_states",
    "presentation",
    "problems",
    "reachable",
    "reading_copy",
    "unsettled",
    "unsettled_by_page",
    "warnings",
    "worst",
]
