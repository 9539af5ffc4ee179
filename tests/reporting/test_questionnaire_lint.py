"""The linter catches each seeded defect, says where it is and what to do about it."""

from collections.abc import Callable
from typing import Any

import pytest

from reporting.questionnaire import FormDocument, lint
from tests.reporting.questionnaire_builders import form_004, small_form

pytestmark = pytest.mark.engine

OPTIONS = [{"key": "ja", "label": "Ja"}, {"key": "nej", "label": "Nej"}]
CHOICE = {"key": "val", "type": "one_choice", "options": OPTIONS}
MANY = {"key": "flera", "type": "many_choice", "options": OPTIONS}
AMOUNT = {"key": "belopp", "type": "kronor"}
DAY = {"key": "dag", "type": "date"}
SCALE = {"key": "utfall", "type": "scale", "scale": {"lowest": "Låg", "highest": "Hög"}}
COLUMNS = [
    {"key": "vad", "type": "text", "label": "Vad"},
    {"key": "kr", "type": "kronor", "label": "Kostnad"},
]
TABLE: dict[str, Any] = {"key": "tabell", "type": "table", "columns": COLUMNS}
WITH_TEXT = [{**OPTIONS[0], "text": {"label": "Vad"}}, OPTIONS[1]]


def follow(q: str, op: str, value: object = None, **rest: object) -> dict[str, Any]:
    test = {"q": q, "op": op} | ({} if value is None else {"value": value})
    return {"key": "sist", "type": "text", "shown_if": test, **rest}


def total(calculation: object, **rest: object) -> dict[str, Any]:
    return {"key": "sum", "type": "computed", "unit": "kr", "calculation": calculation, **rest}


def rule(at: str, left: object, message: str = "Högst {right}.") -> dict[str, Any]:
    right = {"number": 1}
    return {"key": "regel", "at": at, "left": left, "must_be": "at_most", "right": right} | {
        "message": message
    }


def paged(*pages: dict[str, Any]) -> FormDocument:
    return FormDocument.model_validate({"key": "f", "title": "F", "pages": pages})


Q = {"q": "belopp"}
EXCLUSIVE = [{"key": "inget", "label": "Inget", "exclusive": True}]
ALL_OPPOSITES = {
    "all": [{"q": "val", "op": "is", "value": "ja"}, {"q": "val", "op": "is", "value": "nej"}]
}
DEEP = {"not": {"not": {"not": {"q": "val", "op": "is", "value": "ja"}}}}

DEFECTS: dict[str, tuple[str, Callable[[], FormDocument]]] = {
    "no pages": ("no_pages", lambda: paged()),
    "an empty page": ("empty_page", lambda: paged({"key": "a", "title": "A"})),
    "two pages with one key": (
        "duplicate_key",
        lambda: paged(*[{"key": "a", "title": "A", "body": [{"p": "Text"}]}] * 2),
    ),
    "two questions with one key": ("duplicate_key", lambda: small_form(AMOUNT, AMOUNT)),
    "two questions with one number": (
        "duplicate_number",
        lambda: small_form({**AMOUNT, "number": "1"}, {**CHOICE, "number": "1"}),
    ),
    "a group without fields": ("no_fields", lambda: small_form({"key": "g", "type": "group"})),
    "fields outside a group": (
        "fields_unused",
        lambda: small_form({**AMOUNT, "fields": [{"key": "f", "type": "text", "label": "F"}]}),
    ),
    "a group inside a group": (
        "nested_group",
        lambda: small_form(
            {"key": "g", "type": "group", "fields": [{"key": "f", "type": "group", "label": "F"}]}
        ),
    ),
    "a choice without options": ("no_options", lambda: small_form({**CHOICE, "options": []})),
    "two options with one key": (
        "duplicate_option",
        lambda: small_form({**CHOICE, "options": OPTIONS * 2}),
    ),
    "options of a text": (
        "options_unused",
        lambda: small_form({"key": "t", "type": "text", "options": OPTIONS}),
    ),
    "an exclusive option where only one can be chosen": (
        "exclusive_unused",
        lambda: small_form({**CHOICE, "options": OPTIONS + EXCLUSIVE}),
    ),
    "a text limit on an amount": ("limit_unused", lambda: small_form({**AMOUNT, "limit": 5})),
    "a long text without limit": (
        "no_limit",
        lambda: small_form({"key": "t", "type": "long_text"}),
    ),
    "amounts on a text": (
        "amounts_unused",
        lambda: small_form({"key": "t", "type": "text", "minimum": 1}),
    ),
    "a highest amount below the lowest": (
        "impossible_limit",
        lambda: small_form({**AMOUNT, "minimum": 10, "maximum": 9}),
    ),
    "a highest amount below zero": (
        "impossible_limit",
        lambda: small_form({**AMOUNT, "maximum": -1}),
    ),
    "a shown value without its fact": (
        "no_fact",
        lambda: small_form({"key": "v", "type": "shown"}),
    ),
    "a prefill that no case knows": (
        "unknown_fact",
        lambda: small_form({"key": "t", "type": "text", "prefill": "shoe_size"}),
    ),
    "a fact of a question": (
        "fact_unused",
        lambda: small_form({"key": "t", "type": "text", "fact": "huvudman_name"}),
    ),
    "a prefilled computed value": (
        "prefill_unused",
        lambda: small_form(AMOUNT, total(Q, prefill="received_kr")),
    ),
    "a required computed value": (
        "required_unused",
        lambda: small_form(AMOUNT, total(Q, required=True)),
    ),
    "a text with a fact that no case knows": (
        "unknown_fact",
        lambda: paged({"key": "a", "title": "A", "body": [{"p": "Hej {nobody}"}]}),
    ),
    "a condition on nothing": ("dangling", lambda: small_form(follow("borta", "answered"))),
    "a condition on a later question": (
        "forward",
        lambda: small_form(follow("belopp", "answered"), AMOUNT),
    ),
    "a condition on the question itself": (
        "forward",
        lambda: small_form(follow("sist", "unanswered")),
    ),
    "an operator of another type": (
        "wrong_test",
        lambda: small_form(CHOICE, follow("val", "includes", "ja")),
    ),
    "an option that doesn't exist": (
        "wrong_test",
        lambda: small_form(MANY, follow("flera", "includes", "kanske")),
    ),
    "a comparison without a number": (
        "wrong_test",
        lambda: small_form(AMOUNT, follow("belopp", "gt", "mycket")),
    ),
    "several options where one is meant": (
        "wrong_test",
        lambda: small_form(CHOICE, follow("val", "is", ["ja", "nej"])),
    ),
    "a condition with an empty group": (
        "empty_condition",
        lambda: small_form({**AMOUNT, "shown_if": {"all": []}}),
    ),
    "a condition nested too deep": (
        "too_deep",
        lambda: small_form(CHOICE, {**AMOUNT, "shown_if": DEEP}),
    ),
    "a condition that contradicts itself": (
        "unreachable",
        lambda: small_form(CHOICE, {**AMOUNT, "shown_if": ALL_OPPOSITES}),
    ),
    "a required question that is never shown": (
        "required_but_hidden",
        lambda: small_form(AMOUNT, follow("belopp", "lt", 0, required=True)),
    ),
    "a computed value without calculation": (
        "calculation",
        lambda: small_form({"key": "s", "type": "computed", "unit": "kr"}),
    ),
    "a computed value without unit": (
        "no_unit",
        lambda: small_form(AMOUNT, total(Q) | {"unit": None}),
    ),
    "a calculation on nothing": ("dangling", lambda: small_form(total({"q": "borta"}))),
    "a calculation on a later amount": ("forward", lambda: small_form(total(Q), AMOUNT)),
    "a calculation on a choice": (
        "not_a_number",
        lambda: small_form(CHOICE, total({"q": "val"})),
    ),
    "a calculation on a name": (
        "unknown_fact",
        lambda: small_form(total({"fact": "recipient_name"})),
    ),
    "an empty sum": ("empty_calculation", lambda: small_form(total({"sum": []}))),
    "a rule at no field": ("rule_place", lambda: small_form(AMOUNT, rules=[rule("borta", Q)])),
    "a rule about nothing": (
        "dangling",
        lambda: small_form(AMOUNT, rules=[rule("belopp", {"q": "borta"})]),
    ),
    "a rule whose message means nothing": (
        "unknown_word",
        lambda: small_form(AMOUNT, rules=[rule("belopp", Q, "Högst {limit}.")]),
    ),
    "a text that nothing fills in": (
        "text_not_filled",
        lambda: small_form({**AMOUNT, "label": "Kostnader för {recipient_name}"}),
    ),
    "one choice of one option": (
        "single_option",
        lambda: small_form({**CHOICE, "options": OPTIONS[:1]}),
    ),
    "two options that read the same": (
        "duplicate_label",
        lambda: small_form({**CHOICE, "options": [*OPTIONS, {"key": "ej", "label": "Nej"}]}),
    ),
    "days on an amount": ("days_unused", lambda: small_form({**AMOUNT, "latest": "2025-12-31"})),
    "a latest day before the earliest": (
        "impossible_days",
        lambda: small_form({**DAY, "earliest": "2025-12-31", "latest": "2025-01-01"}),
    ),
    "decimals on whole kronor": (
        "decimals_unused",
        lambda: small_form({**AMOUNT, "decimals": 2}),
    ),
    "a measure on whole kronor": (
        "measure_unused",
        lambda: small_form({**AMOUNT, "measure": "timmar"}),
    ),
    "more than a hundred per cent at least": (
        "impossible_limit",
        lambda: small_form({"key": "p", "type": "percent", "minimum": 101}),
    ),
    "a scale without steps": ("scale", lambda: small_form({"key": "s", "type": "scale"})),
    "a table without columns": ("no_columns", lambda: small_form({**TABLE, "columns": []})),
    "columns of a text": (
        "columns_unused",
        lambda: small_form({**TABLE, "type": "text"}),
    ),
    "two columns with one key": (
        "duplicate_column",
        lambda: small_form({**TABLE, "columns": COLUMNS * 2}),
    ),
    "a table in a table": (
        "column_type",
        lambda: small_form({**TABLE, "columns": [{**COLUMNS[0], "type": "table"}]}),
    ),
    "a column with a condition": (
        "column_condition",
        lambda: small_form({**TABLE, "columns": [{**COLUMNS[0], "prefill": "received_kr"}]}),
    ),
    "an own text in a table": (
        "column_text",
        lambda: small_form({**TABLE, "columns": [{**CHOICE, "label": "V", "options": WITH_TEXT}]}),
    ),
    "a column without a limit": (
        "no_limit",
        lambda: small_form({**TABLE, "columns": [{**COLUMNS[0], "type": "long_text"}]}),
    ),
    "more rows at least than at most": (
        "impossible_rows",
        lambda: small_form({**TABLE, "min_rows": 3, "max_rows": 2}),
    ),
    "two rows with one key": (
        "duplicate_row",
        lambda: small_form({**TABLE, "rows": [{"key": "a", "label": "A"}] * 2}),
    ),
    "files of a text": (
        "files_unused",
        lambda: small_form({"key": "t", "type": "text", "files": {}}),
    ),
    "an attachment of no sort": (
        "no_file_types",
        lambda: small_form({"key": "f", "type": "file", "files": {"types": []}}),
    ),
    "a comparison without a day": (
        "wrong_test",
        lambda: small_form(DAY, follow("dag", "before", "snart")),
    ),
    "a day after the latest": (
        "unreachable",
        lambda: small_form({**DAY, "latest": "2025-12-31"}, follow("dag", "after", "2025-12-31")),
    ),
    "a step above the scale": (
        "unreachable",
        lambda: small_form(SCALE, follow("utfall", "gt", 5)),
    ),
    "more rows than the table takes": (
        "unreachable",
        lambda: small_form({**TABLE, "max_rows": 2}, follow("tabell", "gt", 2)),
    ),
    "a column that can't be summed": (
        "dangling",
        lambda: small_form(TABLE, total({"q": "tabell.vad"})),
    ),
    "a rule about nothing that is answered": (
        "rule_without_answers",
        lambda: small_form(AMOUNT, rules=[rule("belopp", {"fact": "received_kr"})]),
    ),
    "a rule that applies when something unknown is answered": (
        "dangling",
        lambda: small_form(
            AMOUNT,
            rules=[rule("belopp", Q) | {"applies_if": {"q": "borta", "op": "answered"}}],
        ),
    ),
    "a warning that asks before the answer": (
        "rule_too_early",
        lambda: small_form(CHOICE, AMOUNT, rules=[rule("val", Q) | {"severity": "warning"}]),
    ),
    "a condition on a warning's explanation": (
        "comment_tested",
        lambda: small_form(
            AMOUNT,
            follow("regel.comment", "answered"),
            rules=[rule("belopp", Q) | {"severity": "warning"}],
        ),
    ),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_linter_catches(defect: str) -> None:
    code, build = DEFECTS[defect]
    findings = lint(build())
    assert code in {finding.code for finding in findings}
    assert all(finding.where and finding.message and finding.remedy for finding in findings)


@pytest.mark.parametrize(
    "question",
    [
        follow("val", "is", "ja"),
        follow("val", "in", ["ja", "nej"]),
        follow("flera", "includes_any", ["ja"]),
        follow("flera", "excludes", "ja"),
        follow("belopp", "gt", 0),
        follow("belopp", "le", "12.5"),
        follow("val", "unanswered"),
        follow("dag", "until", "2025-12-31"),
        follow("utfall", "le", 2),
        follow("tabell", "ge", 2),
        follow("tabell.kr", "gt", 0),
    ],
)
def test_the_linter_lets_a_sound_condition_pass(question: dict[str, Any]) -> None:
    assert lint(small_form(CHOICE, MANY, AMOUNT, DAY, SCALE, TABLE, question)) == []


def test_what_hangs_on_an_unreachable_question_is_unreachable_too() -> None:
    hidden = {**AMOUNT, "shown_if": ALL_OPPOSITES}
    findings = lint(small_form(CHOICE, hidden, follow("belopp", "answered")))
    assert [finding.code for finding in findings] == ["unreachable", "unreachable"]


def test_a_question_shown_with_an_exclusive_option_and_another_is_unreachable() -> None:
    both = {"all": [{"q": "m", "op": "includes", "value": key} for key in ("ja", "inget")]}
    many = {"key": "m", "type": "many_choice", "options": OPTIONS + EXCLUSIVE}
    findings = lint(small_form(many, {**AMOUNT, "shown_if": both}))
    assert [finding.code for finding in findings] == ["unreachable"]


def test_a_finding_names_page_number_and_label() -> None:
    form = small_form({"key": "t", "type": "long_text", "number": "9", "label": "Beskriv"})
    assert lint(form)[0].where == "Sidan ”Sida 1”, fråga 9, ”Beskriv”"


def test_form_004_with_its_pages_turned_round_is_refused() -> None:
    form = form_004()
    moved = form.model_copy(update={"pages": tuple(reversed(form.pages))})
    assert "forward" in {finding.code for finding in lint(moved)}
