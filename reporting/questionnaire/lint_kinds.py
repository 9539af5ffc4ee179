"""Checks of what belongs to each kind of question: its options, limits, scale, columns, files."""

from collections.abc import Iterator

from reporting.questionnaire.document import Field, Files, FormDocument, QuestionType
from reporting.questionnaire.findings import Finding, entries, fields, named, repeated
from reporting.questionnaire.kinds import CELLS, limit_of

CHOICES = frozenset({QuestionType.ONE_CHOICE, QuestionType.MANY_CHOICE})
AMOUNTS = frozenset({QuestionType.KRONOR, QuestionType.NUMBER, QuestionType.PERCENT})
DECIMALS = frozenset({QuestionType.NUMBER, QuestionType.PERCENT, QuestionType.COMPUTED})
MEASURED = frozenset({QuestionType.NUMBER, QuestionType.COMPUTED})
WHOLE_PERCENT = 100


def options(document: FormDocument) -> Iterator[Finding]:
    """A choice has something to choose, and only a choice has options."""
    for where, field in entries(document):
        if field.type in CHOICES:
            yield from _choice(where, field)
        elif field.options:
            yield Finding(
                "options_unused", where, "Alternativen visas inte för den här sortens fråga.",
                "Ta bort alternativen eller byt frågans sort.",
            )  # fmt: skip


def _choice(where: str, field: Field) -> Iterator[Finding]:
    one = field.type is QuestionType.ONE_CHOICE
    if not field.options:
        yield Finding("no_options", where, "Frågan har inga alternativ.", "Lägg till alternativ.")
    if one and len(field.options) == 1:
        yield Finding(
            "single_option", where, "Frågan har bara ett alternativ att välja.",
            "Lägg till ett alternativ, eller gör frågan till ett intygande.",
        )  # fmt: skip
    for key in repeated(option.key for option in field.options):
        yield Finding(
            "duplicate_option", where, f"Två alternativ har nyckeln ”{key}”.",
            "Ge det ena en annan nyckel.",
        )  # fmt: skip
    for label in repeated(option.label for option in field.options):
        yield Finding(
            "duplicate_label", where, f"Två alternativ heter ”{label}”.",
            "Ändra det ena, så att läsaren kan skilja dem åt.",
        )  # fmt: skip
    if one and any(option.exclusive for option in field.options):
        yield Finding(
            "exclusive_unused", where, "Här kan bara ett alternativ väljas ändå.",
            "Ta bort märket ”utesluter andra”.",
        )  # fmt: skip


def limits(document: FormDocument) -> Iterator[Finding]:
    """Limits belong to what they limit, and can be met."""
    for where, field in entries(document):
        if field.type is QuestionType.LONG_TEXT and field.limit is None:
            yield Finding(
                "no_limit", where, "En lång text ska ha en gräns.",
                "Ange högsta antal tecken, till exempel 2 000.",
            )  # fmt: skip
        yield from _unused_limits(where, field)
        highest = field.maximum
        if highest is None and field.type is QuestionType.PERCENT:
            highest = WHOLE_PERCENT
        if highest is not None and highest < (field.minimum or 0):
            yield Finding(
                "impossible_limit", where, "Det högsta värdet är lägre än det lägsta.",
                "Höj det högsta eller sänk det lägsta.",
            )  # fmt: skip
        if field.earliest and field.latest and field.latest < field.earliest:
            yield Finding(
                "impossible_days", where, "Det senaste datumet är före det tidigaste.",
                "Byt plats på datumen.",
            )  # fmt: skip


def _unused_limits(where: str, field: Field) -> Iterator[Finding]:
    for code, is_set, fits, message in (
        ("limit_unused", field.limit is not None, limit_of(field) is not None,
         "Gränsen för antal tecken gäller bara text."),
        ("amounts_unused", (field.minimum, field.maximum) != (None, None),
         field.type in AMOUNTS, "Lägsta och högsta värde gäller bara belopp, tal och procent."),
        ("days_unused", (field.earliest, field.latest) != (None, None),
         field.type is QuestionType.DATE, "Tidigaste och senaste dag gäller bara datum."),
        ("decimals_unused", field.decimals is not None, field.type in DECIMALS,
         "Antal decimaler gäller bara tal och procent."),
        ("measure_unused", bool(field.measure), field.type in MEASURED,
         "Vad som räknas anges bara för tal."),
    ):  # fmt: skip
        if is_set and not fits:
            yield Finding(code, where, message, "Ta bort uppgiften, eller byt frågans sort.")


def scales(document: FormDocument) -> Iterator[Finding]:
    """A scale, and nothing else, has steps."""
    for where, field in entries(document):
        if (field.type is QuestionType.SCALE) != (field.scale is not None):
            yield Finding(
                "scale", where, "En skala, och inget annat, har steg och ord för ändarna.",
                "Ange antal steg och ändarnas ord, eller ta bort dem.",
            )  # fmt: skip


def tables(document: FormDocument) -> Iterator[Finding]:
    """A table has columns of simple kinds and a number of rows that can be met."""
    for place in fields(document):
        field, where = place.field, named(place)
        if field.type is QuestionType.TABLE:
            yield from _columns(where, field)
            yield from _rows(where, field)
        elif field.columns or field.rows:
            yield Finding(
                "columns_unused", where, "Kolumnerna visas inte, för frågan är ingen tabell.",
                "Gör frågan till en tabell, eller ta bort dem.",
            )  # fmt: skip


def _columns(where: str, field: Field) -> Iterator[Finding]:
    if not field.columns:
        yield Finding("no_columns", where, "Tabellen har inga kolumner.", "Lägg till en kolumn.")
    for key in repeated(column.key for column in field.columns):
        yield Finding(
            "duplicate_column", where, f"Två kolumner har nyckeln ”{key}”.",
            "Ge den ena en annan nyckel.",
        )  # fmt: skip
    for column in field.columns:
        inner = f"{where}, kolumnen ”{column.label}”"
        if column.type not in CELLS:
            yield Finding(
                "column_type", inner, "Den här sortens fråga ryms inte i en tabell.",
                "Byt kolumnens sort, eller gör den till en egen fråga.",
            )  # fmt: skip
        if column.shown_if or column.prefill or column.fact or column.calculation:
            yield Finding(
                "column_condition", inner, "En kolumn kan inte ha villkor eller förifyllas.",
                "Ta bort det, eller gör kolumnen till en egen fråga.",
            )  # fmt: skip
        if any(option.text for option in column.options):
            yield Finding(
                "column_text", inner, "Ett alternativ i en tabell kan inte ha en egen text.",
                "Lägg texten i en egen kolumn.",
            )  # fmt: skip


def _rows(where: str, field: Field) -> Iterator[Finding]:
    for key in repeated(row.key for row in field.rows):
        yield Finding(
            "duplicate_row", where, f"Två rader har nyckeln ”{key}”.", "Ge den ena en annan nyckel."
        )
    most = len(field.rows) or field.max_rows
    if field.min_rows > most or len(field.rows) > field.max_rows:
        yield Finding(
            "impossible_rows", where, "Antalet rader kan inte bli rätt.",
            "Höj det högsta antalet eller sänk det lägsta.",
        )  # fmt: skip


def files(document: FormDocument) -> Iterator[Finding]:
    """An attachment, and nothing else, says what may be attached."""
    for where, field in entries(document):
        if field.files is not None and field.type is not QuestionType.FILE:
            yield Finding(
                "files_unused", where, "Bara en bifogad fil har gränser för filer.",
                "Ta bort dem, eller byt frågans sort.",
            )  # fmt: skip
        if field.type is QuestionType.FILE and not (field.files or Files()).types:
            yield Finding(
                "no_file_types", where, "Ingen sorts fil kan bifogas.",
                "Ange minst en filändelse, till exempel pdf.",
            )  # fmt: skip
