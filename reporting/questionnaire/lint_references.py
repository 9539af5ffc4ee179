"""Checks of what conditions, calculations and rules refer to: it exists, comes before, and fits."""

from collections.abc import Iterator

from reporting.questionnaire.calculations import (
    Answer,
    Calculation,
    Fact,
    answers_in,
    leaves,
    parts,
)
from reporting.questionnaire.conditions import (
    All,
    AnyOf,
    Condition,
    Not,
    Test,
    day_of,
    depth,
    number_of,
    tests_in,
)
from reporting.questionnaire.document import (
    NUMERIC,
    Field,
    FormDocument,
    Place,
    QuestionType,
    Rule,
)
from reporting.questionnaire.facts import FACTS
from reporting.questionnaire.findings import Finding, fields, named
from reporting.questionnaire.kinds import KINDS, options_of
from reporting.questionnaire.kinds.base import COMPARISONS

DEEPEST = 2
NUMBERS = NUMERIC | {
    QuestionType.COMPUTED,
    QuestionType.SHOWN,
    QuestionType.TABLE,
    QuestionType.FILE,
}
_WITHOUT_VALUE = frozenset({"answered", "unanswered"})
_SEVERAL = frozenset({"in", "includes_any"})
_NUMERIC = frozenset(COMPARISONS)
_DAYS = frozenset({"before", "after", "from", "until"})


def conditions(document: FormDocument) -> Iterator[Finding]:
    """Conditions look backwards, at questions that exist, with what those can answer."""
    for place, condition, before in _conditions(document):
        yield from _condition(named(place), condition, document, before)


def _condition(
    where: str, condition: Condition, document: FormDocument, before: int
) -> Iterator[Finding]:
    if depth(condition) > DEEPEST:
        yield Finding(
            "too_deep", where, "Villkoret är nästlat i fler än två nivåer.",
            "Dela upp det, så att läsaren kan följa det.",
        )  # fmt: skip
    if _has_empty_group(condition):
        yield Finding(
            "empty_condition", where, "Villkoret har en tom grupp.",
            "Lägg till ett villkor i gruppen eller ta bort den.",
        )  # fmt: skip
    yield from _tests(where, condition, document, before)


def _tests(
    where: str, condition: Condition, document: FormDocument, before: int
) -> Iterator[Finding]:
    for test in tests_in(condition):
        if test.q not in document.order:
            yield _dangling(where, test.q)
        elif document.order[test.q] >= before:
            yield _forward(where, test.q)
        elif document.referable[test.q].rule is not None:
            yield Finding(
                "comment_tested", where, f"”{test.q}” är en kommentar till en kontroll.",
                "Välj en fråga i stället.",
            )  # fmt: skip
        elif fault := _misfit(test, document.referable[test.q].field):
            yield Finding("wrong_test", where, fault, "Välj villkoret på nytt ur menyerna.")


def calculations(document: FormDocument) -> Iterator[Finding]:
    """A computed value, and nothing else, has a calculation over numbers that come before."""
    for place in fields(document):
        field, where = place.field, named(place)
        computed = field.type is QuestionType.COMPUTED
        if computed != (field.calculation is not None):
            yield Finding(
                "calculation", where, "Ett beräknat värde, och inget annat, har en beräkning.",
                "Lägg till beräkningen, eller ta bort den.",
            )  # fmt: skip
        if computed and field.unit is None:
            yield Finding(
                "no_unit", where, "Det står inte om värdet är kronor, procent eller antal.",
                "Ange enhet.",
            )  # fmt: skip
        if field.calculation is not None:
            before = document.order[field.key]
            yield from _references(where, field.calculation, document, before)


def rules(document: FormDocument) -> Iterator[Finding]:
    """A rule compares numbers of the form, and speaks at a field that somebody answers."""
    for rule in document.rules:
        where = f"Regeln ”{rule.key}”"
        if rule.at not in document.by_key or not document.by_key[rule.at].is_asked:
            yield Finding(
                "rule_place", where, "Meddelandet har ingen plats: fältet besvaras inte här.",
                "Välj ett fält som besvaras.",
            )  # fmt: skip
        used = [leaf.q for side in (rule.left, rule.right) for leaf in answers_in(side)]
        if not used:
            yield Finding(
                "rule_without_answers", where, "Regeln jämför inget som besvaras.",
                "Välj minst ett belopp eller tal ur formuläret.",
            )  # fmt: skip
        if rule.severity == "warning" and _speaks_too_early(rule, used, document):
            yield Finding(
                "rule_too_early", where, "Frågan ställs på en tidigare sida än det som jämförs.",
                "Ställ den vid ett fält på den sista av sidorna.",
            )  # fmt: skip
        for side in (rule.left, rule.right):
            yield from _references(where, side, document, len(document.places))
        if rule.applies_if is not None:
            yield from _condition(where, rule.applies_if, document, len(document.places))


def _speaks_too_early(rule: Rule, used: list[str], document: FormDocument) -> bool:
    pages = [page.key for page in document.pages]
    compared = [document.referable[key].page.key for key in used if key in document.referable]
    here = document.by_key.get(rule.at)
    return here is not None and any(
        pages.index(page) > pages.index(here.page.key) for page in compared
    )


def _conditions(document: FormDocument) -> Iterator[tuple[Place, Condition, int]]:
    """Each condition with the place it sits on, and the position that it must look back from."""
    first: dict[int, int] = {}
    for at, place in enumerate(document.places):
        if place.option is not None or place.rule is not None:
            continue
        start = first.setdefault(id(place.question), at)
        if start == at and place.question.shown_if is not None:
            yield place, place.question.shown_if, start
        if place.field is not place.question and place.field.shown_if is not None:
            yield place, place.field.shown_if, at


def _references(
    where: str, calculation: Calculation, document: FormDocument, before: int
) -> Iterator[Finding]:
    if _has_empty_sum(calculation):
        yield Finding(
            "empty_calculation", where, "Beräkningen har en tom summa eller produkt.",
            "Lägg till det som ska räknas.",
        )  # fmt: skip
    for leaf in leaves(calculation):
        if isinstance(leaf, Answer):
            if leaf.q not in document.order:
                yield _dangling(where, leaf.q)
            elif document.order[leaf.q] >= before:
                yield _forward(where, leaf.q)
            elif document.referable[leaf.q].field.type not in NUMBERS:
                yield Finding(
                    "not_a_number", where, f"”{leaf.q}” är inget tal.", "Välj ett belopp."
                )
        if isinstance(leaf, Fact) and not (leaf.fact in FACTS and leaf.fact.endswith("_kr")):
            yield Finding(
                "unknown_fact", where, f"Ärendet har inget belopp som heter ”{leaf.fact}”.",
                "Välj ett belopp ur listan över ärendets uppgifter.",
            )  # fmt: skip


def _misfit(test: Test, field: Field) -> str | None:
    """Why a test can't be made of this question, None when it can."""
    if test.op not in KINDS[field.type].operators:
        return f"”{field.label}” kan inte jämföras på det sättet ({test.op})."
    if test.op in _WITHOUT_VALUE:
        return None if test.value is None else "Villkoret har ett värde som inte används."
    if test.op in _NUMERIC:
        return None if number_of(test.value) is not None else "Villkoret saknar ett tal."
    if test.op in _DAYS:
        return None if day_of(test.value) else "Villkoret saknar ett datum."
    if (test.op in _SEVERAL) != isinstance(test.value, tuple) or test.value == ():
        return "Villkoret har fel antal alternativ."
    chosen = test.value if isinstance(test.value, tuple) else (test.value,)
    unknown = set(chosen) - {option.key for option in options_of(field)}
    if unknown:
        return f"”{field.label}” har inget alternativ ”{unknown.pop()}”."
    return None


def _has_empty_group(condition: Condition) -> bool:
    match condition:
        case All():
            return not condition.all or any(map(_has_empty_group, condition.all))
        case AnyOf():
            return not condition.any or any(map(_has_empty_group, condition.any))
        case Not():
            return _has_empty_group(condition.not_)
        case _:
            return False


def _has_empty_sum(calculation: Calculation) -> bool:
    inner = parts(calculation)
    is_leaf = not inner and next(leaves(calculation), None) is calculation
    return not is_leaf and (not inner or any(map(_has_empty_sum, inner)))


def _dangling(where: str, key: str) -> Finding:
    return Finding(
        "dangling", where, f"En fråga som nämns här finns inte i formuläret (”{key}”).",
        "Välj en fråga som finns. Ur en grupp väljs ett av fälten.",
    )  # fmt: skip


def _forward(where: str, key: str) -> Finding:
    return Finding(
        "forward", where, f"”{key}” kommer inte före den här frågan.",
        "Flytta frågan, eller välj en tidigare.",
    )  # fmt: skip
