"""The kinds of answer, one small class each: read, check, compare and write in Swedish.

`answers.py` is the way in; nothing else needs to know the classes.
"""

from collections.abc import Mapping

from reporting.questionnaire.document import Field, QuestionType
from reporting.questionnaire.kinds.base import (
    Cells,
    Kind,
    Problem,
    Stored,
    UnreadableError,
    limit_of,
)
from reporting.questionnaire.kinds.choices import (
    Acknowledgement,
    ManyChoice,
    OneChoice,
    options_of,
)
from reporting.questionnaire.kinds.days import Day
from reporting.questionnaire.kinds.numbers import Figure, Kronor, Number, Percent, Steps
from reporting.questionnaire.kinds.rows import Attachment, Table
from reporting.questionnaire.kinds.texts import (
    Email,
    LongText,
    Organisationsnummer,
    Phone,
    PostalCode,
)

__all__ = [
    "CELLS",
    "KINDS",
    "TABLE",
    "Cells",
    "Kind",
    "Problem",
    "Stored",
    "UnreadableError",
    "limit_of",
    "operators_of",
    "options_of",
]

CELLS: Mapping[QuestionType, Kind] = {
    QuestionType.TEXT: Kind(),
    QuestionType.LONG_TEXT: LongText(),
    QuestionType.EMAIL: Email(),
    QuestionType.PHONE: Phone(),
    QuestionType.ORGANISATIONSNUMMER: Organisationsnummer(),
    QuestionType.POSTAL_CODE: PostalCode(),
    QuestionType.KRONOR: Kronor(),
    QuestionType.NUMBER: Number(),
    QuestionType.PERCENT: Percent(),
    QuestionType.DATE: Day(),
    QuestionType.YES_NO: OneChoice(),
    QuestionType.ONE_CHOICE: OneChoice(),
    QuestionType.SCALE: Steps(),
}
"""The kinds that hold one simple value, so that a column of a table may be of them."""

TABLE = Table(CELLS)

KINDS: Mapping[QuestionType, Kind] = {
    **CELLS,
    QuestionType.MANY_CHOICE: ManyChoice(),
    QuestionType.TABLE: TABLE,
    QuestionType.FILE: Attachment(),
    QuestionType.ACKNOWLEDGEMENT: Acknowledgement(),
    QuestionType.COMPUTED: Figure(),
    QuestionType.SHOWN: Figure(),
    QuestionType.GROUP: Kind(),
}


def operators_of(field: Field) -> tuple[str, ...]:
    """The comparisons that a condition can make with an answer of this kind, as menus list them."""
    return KINDS[field.type].operators
