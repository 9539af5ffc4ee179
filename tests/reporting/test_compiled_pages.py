"""A compiled page says what crispy's page says: every page of every form, whatever is answered."""

from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from django.template import engines
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.questionnaire import FormDocument, Page, reachable
from reporting.questionnaire.page_form import CompiledForm, FilledPage, fill
from tests.builders import form_document
from tests.reporting.builders import FORMS, faultless_for
from tests.reporting.questionnaire_builders import FACTS, small_form

pytestmark = pytest.mark.engine

HOSTILE = """"'><script>alert(1)</script>&amp;{{ form }}{% now "Y" %}</textarea>x-0-"""
VOID = {"input", "br", "meta", "link", "img"}


class _Tree(HTMLParser):
    """Elements with their attributes in any order, and texts; white space between tags is none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[object] = []
        self._is_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))
        self._is_text = tag == "textarea"

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.found.append(f"/{tag}")
        self._is_text = False

    def handle_data(self, data: str) -> None:
        if self._is_text or data.strip():
            self.found.append(data if self._is_text else " ".join(data.split()))


def tree(html: str) -> list[object]:
    parser = _Tree()
    parser.feed(html)
    parser.close()
    return parser.found


def by_crispy(filled: FilledPage) -> str:
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    return str(template.render({"form": filled.form}))


@cache
def form(name: str) -> tuple[FormDocument, CompiledForm]:
    document = FormDocument.model_validate(form_document(name))
    return document, CompiledForm(document)


def both(
    name: str, page: Page, answers: dict[str, Any], sent: str | None = None, **how: Any
) -> tuple[str, str]:
    """The page as crispy draws it, and as the compiled one is filled in."""
    document, pages = form(name)
    before = reachable(document, answers, FACTS)
    data = None if sent is None else QueryDict(sent)
    compiled = pages.page(page, before)
    filled = fill(page, before, answers, FACTS, data, possible=compiled.possible, **how)
    uncompiled = fill(page, before, answers, FACTS, data, **how)
    return by_crispy(uncompiled), compiled.html(filled)


def pages() -> list[Any]:
    return [
        pytest.param(name, page.key, id=f"{name}:{page.key}")
        for name in FORMS
        for page in form(name)[0].pages
    ]


@pytest.mark.parametrize(("name", "key"), pages())
def test_an_empty_page_is_the_same(name: str, key: str) -> None:
    expected, found = both(name, form(name)[0].page(key), {})
    assert tree(found) == tree(expected)


@pytest.mark.parametrize(("name", "key"), pages())
def test_a_page_with_answers_is_the_same(name: str, key: str) -> None:
    document = form(name)[0]
    expected, found = both(name, document.page(key), faultless_for(document, FACTS))
    assert tree(found) == tree(expected)


@pytest.mark.parametrize(("name", "key"), pages())
def test_a_page_with_errors_is_the_same(name: str, key: str) -> None:
    document = form(name)[0]
    page = document.page(key)
    asked = [place.key for place in document.places if place.page is page]
    wrong = {**faultless_for(document, FACTS), **dict.fromkeys(asked, HOSTILE)}
    for answers in ({}, wrong):
        expected, found = both(name, page, answers, check=True)
        assert tree(found) == tree(expected)


@pytest.mark.parametrize(("name", "key"), pages())
def test_a_page_just_sent_is_the_same(name: str, key: str) -> None:
    document = form(name)[0]
    asked = [place.key for place in document.places if place.page.key == key]
    sent = QueryDict(mutable=True)
    for field in asked:
        sent.appendlist(field, HOSTILE)
    expected, found = both(name, document.page(key), {}, sent.urlencode())
    assert tree(found) == tree(expected)


TYPED = st.text(alphabet=st.sampled_from("<>\"'&{%}/ax-0= \n\u2028é"), max_size=40)


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=20, deadline=None)
@given(typed=TYPED.filter(str.strip))
def test_nothing_that_is_typed_becomes_markup(name: str, typed: str) -> None:
    """A page has the same elements whatever stands in its fields; blanks alone crispy shortens."""
    document, _ = form(name)
    page = max(document.pages, key=lambda one: len(one.questions))
    asked = [place.key for place in document.places if place.page is page]
    expected, found = both(name, page, dict.fromkeys(asked, typed), check=True)
    assert tree(found) == tree(expected)


def test_what_the_case_says_is_escaped_in_texts_and_figures() -> None:
    document = small_form(
        {"key": "namn", "type": "shown", "label": "Namn", "fact": "recipient_name"}
    )
    page = document.pages[0]
    facts = {"recipient_name": HOSTILE}
    before = reachable(document, {}, facts)
    compiled = CompiledForm(document).page(page, before)
    assert "<script>alert" not in compiled.html(fill(page, before, {}, facts))
