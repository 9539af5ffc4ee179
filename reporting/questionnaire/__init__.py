"""The form engine: a form is data, and these are the only ways into it.

A view loads a FormDocument from its JSON, shows a page with `page_form.page_form`, keeps one
flat dict of answers, and asks the functions below. Keep this door small.
"""

from reporting.questionnaire.answers import Answers
from reporting.questionnaire.document import FormDocument, Page
from reporting.questionnaire.engine import (
    PageState,
    Reach,
    clean,
    page_states,
    problems,
    problems_by_page,
    reachable,
)
from reporting.questionnaire.facts import Facts
from reporting.questionnaire.kinds import Stored
from reporting.questionnaire.lint import lint
from reporting.questionnaire.presentation import presentation, reading_copy

__all__ = [
    "Answers",
    "Facts",
    "FormDocument",
    "Page",
    "PageState",
    "Reach",
    "Stored",
    "clean",
    "lint",
    "page_states",
    "presentation",
    "problems",
    "problems_by_page",
    "reachable",
    "reading_copy",
]
