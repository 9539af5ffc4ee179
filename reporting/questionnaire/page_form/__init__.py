"""One page of a form as a Django form that crispy-forms draws; the only place with Django in it.

    form = page_form(document, page, answers, facts, request.POST)
    draft |= form.answers()          # also with errors: a draft may be wrong
    if not form.errors: …            # on to the next page

The form judges nothing itself: values and errors come from the engine. The pages of a published
form are drawn without making a form of them:

    compiled = compiled_form(revision.sha256, document).page(page, before)
    filled = fill(page, before, answers, facts, request.POST, possible=compiled.possible)
    compiled.html(filled)
"""

from reporting.questionnaire.page_form.compiled import CompiledForm, compiled_form
from reporting.questionnaire.page_form.form import FilledPage, PageForm, fill, page_form
from reporting.questionnaire.page_form.layout import blocks_html, label_of
from reporting.questionnaire.page_form.parts import Posted

__all__ = [
    "CompiledForm",
    "FilledPage",
    "PageForm",
    "Posted",
    "blocks_html",
    "compiled_form",
    "fill",
    "label_of",
    "page_form",
]
