"""One page of a form as a Django form that crispy-forms draws; the only place with Django in it.

    form = page_form(document, page, answers, facts, request.POST)
    draft |= form.answers()          # also with errors: a draft may be wrong
    if not form.errors: …            # on to the next page

The form judges nothing itself: values and errors come from the engine.
"""

from reporting.questionnaire.page_form.form import PageForm, page_form
from reporting.questionnaire.page_form.layout import blocks_html

__all__ = ["PageForm", "blocks_html", "page_form"]
