"""The linter: what is wrong with a form document, where, and how to mend it.

One check, one function; `CHECKS` lists them. A finding stops publication. The checks of what
belongs to each kind of question are in lint_kinds.py, those of conditions, calculations and rules
in lint_references.py.
"""

from collections.abc import Callable, Iterable, Iterator

from reporting.questionnaire.conditions import tests_in
from reporting.questionnaire.document import (
    NOT_ASKED,
    Block,
    Bullets,
    FormDocument,
    Heading,
    QuestionType,
)
from reporting.questionnaire.facts import FACTS, PLACEHOLDER
from reporting.questionnaire.findings import Finding, fields, named, repeated
from reporting.questionnaire.lint_kinds import files, limits, options, scales, tables
from reporting.questionnaire.lint_references import calculations, conditions, rules
from reporting.questionnaire.satisfiable import unreachable

RULE_WORDS = frozenset({"left", "right"})


def lint(document: FormDocument) -> list[Finding]:
    """Everything that must be mended before the form can be published; empty when it is fit."""
    return [finding for check in CHECKS for finding in check(document)]


def duplicate_keys(document: FormDocument) -> Iterator[Finding]:
    """Keys name answers across years, so each may stand once; numbers must not mislead."""
    groups = [q for page in document.pages for q in page.questions if q.type is QuestionType.GROUP]
    keys = [*(place.key for place in document.places), *(group.key for group in groups)]
    numbers = [q.number for page in document.pages for q in page.questions if q.number]
    for what, names in {
        "Sidan": [page.key for page in document.pages],
        "Frågan": keys,
        "Regeln": [rule.key for rule in document.rules],
    }.items():
        for name in repeated(names):
            yield Finding(
                "duplicate_key", f"{what} ”{name}”", "Nyckeln används mer än en gång.",
                "Ge den ena en annan nyckel.",
            )  # fmt: skip
    for number in repeated(numbers):
        yield Finding(
            "duplicate_number", f"Fråga {number}", "Två frågor har samma nummer.",
            "Numrera om frågorna i ordning.",
        )  # fmt: skip


def groups(document: FormDocument) -> Iterator[Finding]:
    """A group holds fields; nothing else does, and groups don't hold groups."""
    for page in document.pages:
        for question in page.questions:
            where = f"Sidan ”{page.title}”, ”{question.label}”"
            if question.type is QuestionType.GROUP and not question.fields:
                yield Finding("no_fields", where, "Gruppen har inga fält.", "Lägg till ett fält.")
            if question.type is not QuestionType.GROUP and question.fields:
                yield Finding(
                    "fields_unused", where, "Fälten visas inte, för frågan är ingen grupp.",
                    "Gör frågan till en grupp eller ta bort fälten.",
                )  # fmt: skip
            if any(field.type is QuestionType.GROUP for field in question.fields):
                yield Finding(
                    "nested_group", where, "En grupp kan inte stå i en grupp.",
                    "Lägg fälten direkt i den yttre gruppen.",
                )  # fmt: skip


def case_facts(document: FormDocument) -> Iterator[Finding]:
    """Prefill and shown values name facts that a case has."""
    for place in fields(document):
        field, where = place.field, named(place)
        if field.type is QuestionType.SHOWN and field.fact is None:
            yield Finding(
                "no_fact", where, "Det står inte vilken uppgift som ska visas.",
                "Välj en uppgift ur ärendet.",
            )  # fmt: skip
        for name in filter(None, (field.fact, field.prefill)):
            if name not in FACTS:
                yield _unknown_fact(where, name)
        if field.fact and field.type is not QuestionType.SHOWN:
            yield Finding(
                "fact_unused", where, "Bara en visad uppgift kan hämtas ur ärendet.",
                "Byt frågans sort till visad uppgift, eller förifyll den i stället.",
            )  # fmt: skip
        if field.prefill and field.type in NOT_ASKED:
            yield Finding(
                "prefill_unused", where, "Det går bara att förifylla en fråga som besvaras.",
                "Ta bort förifyllningen.",
            )  # fmt: skip
        if field.required and field.type in (QuestionType.SHOWN, QuestionType.COMPUTED):
            yield Finding(
                "required_unused", where, "Ingen svarar på frågan, så den kan inte krävas.",
                "Ta bort kravet.",
            )  # fmt: skip


def texts(document: FormDocument) -> Iterator[Finding]:
    """`{name}` in a text is a fact of the case; in a rule's message it is {left} or {right}."""
    places = [("Inledningen", document.intro)]
    places += [(f"Sidan ”{page.title}”", page.body) for page in document.pages]
    for where, blocks in places:
        for name in _placeholders(_words(block) for block in blocks):
            if name not in FACTS:
                yield _unknown_fact(where, name)
    for place in fields(document):
        for name in _placeholders([place.field.label, place.field.help]):
            yield Finding(
                "text_not_filled", named(place), f"”{{{name}}}” fylls inte i här.",
                "Skriv uppgiften i sidans text, eller visa den som en uppgift ur ärendet.",
            )  # fmt: skip
    for rule in document.rules:
        for name in _placeholders([rule.message]):
            if name not in RULE_WORDS:
                yield Finding(
                    "unknown_word", f"Regeln ”{rule.key}”", f"”{{{name}}}” betyder ingenting där.",
                    "Använd {left} och {right}.",
                )  # fmt: skip


def pages(document: FormDocument) -> Iterator[Finding]:
    """A page says or asks something, and a form has pages."""
    if not document.pages:
        yield Finding("no_pages", "Formuläret", "Det har inga sidor.", "Lägg till en sida.")
    for page in document.pages:
        if not page.body and not page.questions:
            yield Finding(
                "empty_page", f"Sidan ”{page.title}”", "Sidan är tom.",
                "Skriv en text, lägg till en fråga eller ta bort sidan.",
            )  # fmt: skip


def never_asked(document: FormDocument) -> Iterator[Finding]:
    """A question whose condition can never hold is a slip; a required one doubly so.

    A condition on a question that is gone can't hold either, but is said by its own check.
    """
    for place in unreachable(document):
        asked_if = (place.question.shown_if, place.field.shown_if)
        if any(test.q not in document.referable for one in asked_if for test in tests_in(one)):
            continue
        code = "required_but_hidden" if place.field.required else "unreachable"
        yield Finding(
            code, named(place), "Frågan kan aldrig visas: villkoret kan inte bli uppfyllt.",
            "Rätta villkoret, eller ta bort frågan.",
        )  # fmt: skip


CHECKS: tuple[Callable[[FormDocument], Iterable[Finding]], ...] = (
    pages,
    duplicate_keys,
    groups,
    options,
    limits,
    scales,
    tables,
    files,
    case_facts,
    texts,
    conditions,
    calculations,
    rules,
    never_asked,
)


def _unknown_fact(where: str, name: str) -> Finding:
    return Finding(
        "unknown_fact", where, f"Ärendet har ingen uppgift som heter ”{name}”.",
        "Välj en uppgift ur listan över ärendets uppgifter.",
    )  # fmt: skip


def _placeholders(sentences: Iterable[str]) -> list[str]:
    return [name for sentence in sentences for name in PLACEHOLDER.findall(sentence)]


def _words(block: Block) -> str:
    match block:
        case Heading():
            return block.heading
        case Bullets():
            return "\n".join(block.bullets)
        case _:
            return block.p
