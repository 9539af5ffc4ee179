"""What differs between two versions of one field: its words, its limits, its options, its jump."""

from collections.abc import Iterator
from datetime import date

from reporting.questionnaire.changes import Change, additive, breaking, text
from reporting.questionnaire.conditions import Condition
from reporting.questionnaire.document import Field, FormDocument, Option, Place, Question
from reporting.questionnaire.kinds import limit_of, options_of
from reporting.questionnaire.wording import in_words

TYPE_NAMES = {
    "text": "kort text",
    "long_text": "lång text",
    "email": "e-postadress",
    "phone": "telefonnummer",
    "organisationsnummer": "organisationsnummer",
    "postal_code": "postnummer",
    "kronor": "hela kronor",
    "number": "tal",
    "percent": "procent",
    "date": "datum",
    "yes_no": "ja eller nej",
    "one_choice": "ett val",
    "many_choice": "flera val",
    "scale": "skala",
    "table": "tabell",
    "file": "bifogad fil",
    "acknowledgement": "intygande",
    "computed": "beräknat värde",
    "shown": "uppgift ur ärendet",
    "group": "grupp av fält",
}
"""What the kinds of question are called where people read about them."""


def field_changes(old: Place, new: Place, after: FormDocument) -> Iterator[Change]:
    """The differences of a field that both revisions have."""
    where = field_name(new)
    if old.field.type is not new.field.type:
        was, now = TYPE_NAMES[old.field.type], TYPE_NAMES[new.field.type]
        yield breaking(where, f"svaret är nu {now} i stället för {was}")
    yield from _words(where, old.field, new.field)
    yield from _jump(where, old, new, after)
    yield from _demands(where, old.field, new.field)
    yield from _options(where, old.field, new.field)
    yield from _tables(where, old.field, new.field)


def question_name(question: Question) -> str:
    """ "Fråga 14", or the label where it has no number."""
    return f"Fråga {question.number}" if question.number else f"Frågan ”{question.label}”"


def field_name(place: Place) -> str:
    """The question's name, and the field's where it is one of several."""
    if place.field is place.question:
        return question_name(place.question)
    return f"{question_name(place.question)}, ”{place.field.label}”"


def _words(where: str, old: Field, new: Field) -> Iterator[Change]:
    if old.label != new.label:
        yield text(where, f"frågan lyder nu ”{new.label}”")
    if old.help != new.help:
        yield text(where, "hjälptexten ändrades")
    if old.measure != new.measure:
        yield text(where, f"talet räknar nu ”{new.measure}”")
    if old.prefill != new.prefill:
        yield text(where, "förifyllningen ändrades")
    if (old.fact, old.calculation, old.unit) != (new.fact, new.calculation, new.unit):
        yield breaking(where, "det visade värdet räknas eller hämtas på ett annat sätt")


def _jump(where: str, old: Place, new: Place, after: FormDocument) -> Iterator[Change]:
    """The condition of a field, and of the group that it stands in."""
    for was, now in (
        (old.question.shown_if, new.question.shown_if),
        (_own_condition(old), _own_condition(new)),
    ):
        if was == now:
            continue
        if now is None:
            yield additive(where, "frågan visas nu alltid")
        else:
            yield breaking(where, f"frågan visas nu om {in_words(now, after)}")


def _own_condition(place: Place) -> Condition | None:
    return None if place.field is place.question else place.field.shown_if


def _demands(where: str, old: Field, new: Field) -> Iterator[Change]:
    if old.required != new.required:
        words = "måste nu besvaras" if new.required else "är nu frivillig"
        yield additive(where, f"frågan {words}")
    for name, was, now, is_highest in (
        ("högsta antalet tecken", limit_of(old), limit_of(new), True),
        ("det lägsta tillåtna värdet", old.minimum, new.minimum, False),
        ("det högsta tillåtna värdet", old.maximum, new.maximum, True),
        ("högsta antalet decimaler", old.decimals, new.decimals, True),
        ("det tidigaste datumet", _ordinal(old.earliest), _ordinal(new.earliest), False),
        ("det senaste datumet", _ordinal(old.latest), _ordinal(new.latest), True),
        ("lägsta antalet rader", old.min_rows or None, new.min_rows or None, False),
        ("högsta antalet rader", old.max_rows, new.max_rows, True),
    ):
        yield from _limit(where, name, was, now, is_highest=is_highest)
    if old.files != new.files:
        yield breaking(where, "vad som får bifogas ändrades")


def _limit(
    where: str, name: str, old: int | None, new: int | None, *, is_highest: bool
) -> Iterator[Change]:
    if old == new:
        return
    if new is None:
        yield additive(where, f"{name} togs bort")
    elif old is None or (new < old if is_highest else new > old):
        yield breaking(where, f"{name} skärptes")
    else:
        yield additive(where, f"{name} mildrades")


def _options(where: str, old: Field, new: Field) -> Iterator[Change]:
    before = {option.key: option for option in options_of(old)}
    after = {option.key: option for option in options_of(new)}
    for key, option in after.items():
        if key not in before:
            yield additive(where, f"alternativet ”{option.label}” är nytt")
        else:
            yield from _option(where, before[key], option)
    for key, option in before.items():
        if key not in after:
            yield breaking(where, f"alternativet ”{option.label}” togs bort")
    common = [key for key in before if key in after]
    if common != [key for key in after if key in before]:
        yield text(where, "alternativen står i en annan ordning")
    if old.scale != new.scale:
        steps = (old.scale and old.scale.steps, new.scale and new.scale.steps)
        yield (text if steps[0] == steps[1] else breaking)(where, "skalan ändrades")


def _option(where: str, old: Option, new: Option) -> Iterator[Change]:
    if old.label != new.label:
        yield text(where, f"alternativet ”{old.label}” heter nu ”{new.label}”")
    if old.exclusive != new.exclusive:
        words = "utesluter nu andra" if new.exclusive else "går nu att kombinera med andra"
        yield (breaking if new.exclusive else additive)(
            where, f"alternativet ”{new.label}” {words}"
        )
    if old.text == new.text:
        return
    if new.text is None:
        yield breaking(where, f"alternativet ”{new.label}” frågar inte längre efter en text")
    elif old.text is None:
        yield additive(where, f"alternativet ”{new.label}” frågar nu efter en text")
    elif new.text.limit < old.text.limit:
        yield breaking(where, f"texten vid alternativet ”{new.label}” får vara kortare")
    else:
        yield additive(where, f"texten vid alternativet ”{new.label}” ändrades")


def _tables(where: str, old: Field, new: Field) -> Iterator[Change]:
    columns = {column.key: column for column in old.columns}
    for column in new.columns:
        was = columns.pop(column.key, None)
        name = f"kolumnen ”{column.label}”"
        if was is None:
            yield additive(where, f"{name} är ny")
        elif was.type is not column.type:
            yield breaking(where, f"{name} är nu {TYPE_NAMES[column.type]}")
        else:
            inner = f"{where}, {name}"
            yield from _words(inner, was, column)
            yield from _demands(inner, was, column)
            yield from _options(inner, was, column)
    for column in columns.values():
        yield breaking(where, f"kolumnen ”{column.label}” togs bort")
    rows, was_rows = {row.key: row for row in new.rows}, {row.key: row for row in old.rows}
    if bool(rows) != bool(was_rows):
        yield breaking(where, "raderna anges nu" if rows else "raderna anges inte längre")
    for key in [*rows, *(key for key in was_rows if key not in rows)]:
        if key not in was_rows:
            yield additive(where, f"raden ”{rows[key].label}” är ny")
        elif key not in rows:
            yield breaking(where, f"raden ”{was_rows[key].label}” togs bort")


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None
