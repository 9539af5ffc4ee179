"""What differs between two revisions of a form, in Swedish sentences, and how much it matters.

Drafts move along with changes of text and additions; what has been sent in never does. How two
versions of one field are compared is in diff_fields.py.
"""

from collections.abc import Iterable, Iterator

from reporting.questionnaire.changes import Change, ChangeKind, additive, breaking, text
from reporting.questionnaire.diff_fields import field_changes, field_name, question_name
from reporting.questionnaire.document import FormDocument, Place, Question, QuestionType, Rule
from reporting.questionnaire.wording import in_words

__all__ = ["Change", "ChangeKind", "diff", "worst"]

_ORDER = list(ChangeKind)


def diff(old: FormDocument, new: FormDocument) -> list[Change]:
    """Every difference, in the new form's order; what is gone stands last in its group."""
    return [
        *_form_changes(old, new),
        *_page_changes(old, new),
        *_question_changes(old, new),
        *_rule_changes(old, new),
    ]


def worst(changes: Iterable[Change]) -> ChangeKind | None:
    """The most that any of them matters; None when there are none."""
    return max((change.kind for change in changes), key=_ORDER.index, default=None)


def _form_changes(old: FormDocument, new: FormDocument) -> Iterator[Change]:
    if old.key != new.key:
        yield breaking("Formuläret", f"nyckeln ändrades från ”{old.key}” till ”{new.key}”")
    if old.title != new.title:
        yield text("Formuläret", f"titeln ändrades till ”{new.title}”")
    if old.intro != new.intro:
        yield text("Formuläret", "inledningen ändrades")


def _page_changes(old: FormDocument, new: FormDocument) -> Iterator[Change]:
    before = {page.key: page for page in old.pages}
    after = {page.key: page for page in new.pages}
    for key, page in after.items():
        where, was = f"Sidan ”{page.title}”", before.get(key)
        if was is None:
            yield (additive if page.questions else text)(where, "sidan är ny")
            continue
        if was.title != page.title:
            yield text(where, f"sidan hette förut ”{was.title}”")
        if was.body != page.body:
            yield text(where, "texten ändrades")
    for key, page in before.items():
        if key not in after:
            yield text(f"Sidan ”{page.title}”", "sidan togs bort")
    common = [key for key in before if key in after]
    if common != [key for key in after if key in before]:
        yield text("Formuläret", "sidorna står i en annan ordning")


def _question_changes(old: FormDocument, new: FormDocument) -> Iterator[Change]:
    before, after = _questions(old), _questions(new)
    for key, (page, question) in after.items():
        where = question_name(question)
        if key in before:
            was_page, was = before[key]
            if was_page != page:
                yield text(where, f"frågan flyttades till sidan ”{page}”")
            yield from _heading_changes(where, was, question)
    were, are = _fields(old), _fields(new)
    for key, place in are.items():
        if key in were:
            yield from field_changes(were[key], place, new)
        else:
            must = "som måste besvaras" if place.field.required else "som är frivillig"
            yield additive(field_name(place), f"frågan är ny, {must}")
    for key, place in were.items():
        if key not in are:
            yield _removed(place)
    order = [key for key in were if key in are]
    if order != [key for key in are if key in were]:
        yield text("Formuläret", "frågorna står i en annan ordning")


def _heading_changes(where: str, old: Question, new: Question) -> Iterator[Change]:
    if old.number != new.number:
        yield text(where, f"frågan hade förut numret {old.number or '–'}")
    if old.by != new.by:
        who = "behörig företrädare" if new.by == "signatory" else "den som fyller i"
        yield breaking(where, f"frågan besvaras nu av {who}")
    if QuestionType.GROUP in (old.type, new.type) and old.label != new.label:
        yield text(where, f"rubriken ändrades till ”{new.label}”")
    if QuestionType.GROUP in (old.type, new.type) and old.help != new.help:
        yield text(where, "hjälptexten ändrades")


def _rule_changes(old: FormDocument, new: FormDocument) -> Iterator[Change]:
    before = {rule.key: rule for rule in old.rules}
    after = {rule.key: rule for rule in new.rules}
    for key, rule in after.items():
        where = f"Regeln ”{key}”"
        if key not in before:
            yield (additive if rule.severity == "warning" else breaking)(where, "regeln är ny")
        elif before[key] != rule:
            yield from _changed_rule(where, before[key], rule, new)
    for key in before:
        if key not in after:
            yield additive(f"Regeln ”{key}”", "regeln togs bort")


def _changed_rule(where: str, old: Rule, new: Rule, document: FormDocument) -> Iterator[Change]:
    if old.message != new.message:
        yield text(where, f"meddelandet ändrades till ”{new.message}”")
    if old.severity != new.severity:
        softer = new.severity == "warning"
        words = "regeln frågar nu i stället för att stoppa" if softer else "regeln stoppar nu"
        yield (additive if softer else breaking)(where, words)
    if old.applies_if != new.applies_if:
        when = f"om {in_words(new.applies_if, document)}" if new.applies_if else "alltid"
        yield breaking(where, f"regeln gäller nu {when}")
    if (old.left, old.must_be, old.right, old.unit) != (new.left, new.must_be, new.right, new.unit):
        yield breaking(where, "det som jämförs ändrades")
    if old.at != new.at:
        yield text(where, "meddelandet visas vid en annan fråga")


def _removed(place: Place) -> Change:
    if place.is_asked:
        return breaking(field_name(place), "frågan togs bort")
    return text(field_name(place), "uppgiften visas inte längre")


def _questions(document: FormDocument) -> dict[str, tuple[str, Question]]:
    return {q.key: (page.title, q) for page in document.pages for q in page.questions}


def _fields(document: FormDocument) -> dict[str, Place]:
    return {
        key: place
        for key, place in document.by_key.items()
        if place.option is None and place.rule is None
    }
