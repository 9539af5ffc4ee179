"""Tables and files on a page: rows come and go without JavaScript, and nothing typed is lost."""

from typing import Any

import pytest
from django.http import QueryDict
from django.template import engines

from reporting.questionnaire import Stored, presentation, problems
from reporting.questionnaire.page_form import PageForm, page_form
from tests.reporting.questionnaire_builders import small_form

pytestmark = pytest.mark.engine

COLUMNS = [
    {"key": "vad", "type": "text", "label": "Befattning", "required": True},
    {"key": "kr", "type": "kronor", "label": "Kostnad", "required": True},
]
TABLE = {"key": "personal", "type": "table", "label": "Personal", "columns": COLUMNS}
FILE = {"key": "kontoutdrag", "type": "file", "label": "Kontoutdrag"}
REFERENCE: dict[str, Any] = {"id": "7", "name": "konto.pdf", "size": 12, "sha256": "a" * 64}
TWO = "personal.0.vad=Ekonom&personal.0.kr=1 000&personal.1.vad=Chef&personal.1.kr=2000"
ROWS: list[Any] = [{"vad": "Ekonom", "kr": 1000}, {"vad": "Chef", "kr": 2000}]


def page(sent: str | None, question: dict[str, Any] = TABLE, **stored: Stored) -> PageForm:
    form = small_form(question)
    return page_form(form, form.pages[0], stored, {}, None if sent is None else QueryDict(sent))


def drawn(form: PageForm) -> str:
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    return str(template.render({"form": form}))


def test_rows_are_stored_in_proper_form() -> None:
    form = page(TWO)
    assert form.answers() == {"personal": ROWS}
    assert form.errors == {}


def test_stored_rows_are_drawn_again() -> None:
    html = drawn(page(None, personal=ROWS))
    assert 'name="personal.1.kr" value="2\u00a0000"' in html
    assert "personal.2." not in html


def test_a_row_is_added_without_judging_the_page() -> None:
    form = page("personal.0.vad=Ekonom&personal.0.kr=tolv&add_row=personal")
    assert form.is_reshaped and form.errors == {}
    assert 'name="personal.1.vad"' in drawn(form)
    assert 'value="tolv"' in drawn(form)


def test_a_row_is_removed() -> None:
    form = page(f"{TWO}&remove_row=personal.0")
    assert form.is_reshaped
    assert form.answers() == {"personal": ROWS[1:]}


def test_rows_stop_at_the_highest_number() -> None:
    form = page(f"{TWO}&add_row=personal", {**TABLE, "max_rows": 2})
    assert "personal.2." not in drawn(form)
    assert 'name="add_row"' not in drawn(form)


def test_rows_that_the_form_names_can_not_be_added_or_removed() -> None:
    named = {**TABLE, "rows": [{"key": "a", "label": "Kvinnor"}, {"key": "b", "label": "Män"}]}
    html = drawn(page(None, named))
    assert "Kvinnor" in html and "Män" in html
    assert 'name="add_row"' not in html and 'name="remove_row"' not in html


def test_what_is_wrong_names_row_and_column() -> None:
    form = small_form(TABLE)
    rows: list[Any] = [{"vad": "Ekonom", "kr": "tolv"}, {"kr": 5}]
    found = problems(form, {"personal": rows}, {})
    assert [v.message[:22] for v in found] == ["Rad 1, ”Kostnad”: Skri", "Rad 2, ”Befattning”: F"]


def test_a_table_reads_as_a_line_a_row() -> None:
    line = presentation(small_form(TABLE), {"personal": ROWS}, {})[0].questions[0].lines[0]
    assert line.text.replace("\u00a0", " ").split("\n") == [
        "Rad 1: Befattning Ekonom; Kostnad 1 000 kr",
        "Rad 2: Befattning Chef; Kostnad 2 000 kr",
    ]


def test_a_browser_can_not_make_up_a_stored_file() -> None:
    assert page('kontoutdrag={"id":"1"}', FILE).answers() == {"kontoutdrag": None}


def test_files_that_the_view_has_stored_join_those_before() -> None:
    form = small_form({**FILE, "files": {"most": 2}})
    new = {**REFERENCE, "id": "8"}
    uploads = {"kontoutdrag": [new]}
    before: dict[str, Stored] = {"kontoutdrag": [REFERENCE]}
    after = page_form(form, form.pages[0], before, {}, QueryDict(""), uploads=uploads)
    assert after.answers() == {"kontoutdrag": [REFERENCE, new]}
    assert after.is_multipart()


def test_a_file_is_taken_away() -> None:
    form = page("remove_file=7", FILE, kontoutdrag=[REFERENCE])
    assert form.answers() == {"kontoutdrag": None}
    assert form.is_reshaped
