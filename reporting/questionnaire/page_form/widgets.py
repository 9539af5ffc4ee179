"""Which control each kind of question has in a browser."""

from django import forms

from reporting.questionnaire.document import Field, Files, QuestionType
from reporting.questionnaire.kinds import limit_of, options_of

NUMBERS = frozenset({QuestionType.KRONOR, QuestionType.NUMBER, QuestionType.PERCENT})


class FilePicker(forms.FileInput):
    """Chooses files; several at once where the question takes several."""

    allow_multiple_selected = True


def widget(field: Field) -> forms.Widget:
    """The control of a question."""
    match field.type:
        case QuestionType.ONE_CHOICE | QuestionType.YES_NO | QuestionType.SCALE:
            return forms.RadioSelect(choices=choices(field))
        case QuestionType.MANY_CHOICE:
            return forms.CheckboxSelectMultiple(choices=choices(field))
        case QuestionType.ACKNOWLEDGEMENT:
            return forms.CheckboxInput()
        case QuestionType.FILE:
            allowed = field.files or Files()
            accept = ",".join(f".{ending}" for ending in allowed.types)
            return FilePicker({"accept": accept, "multiple": allowed.most > 1})
    return _control(field)


def cell_widget(column: Field) -> forms.Widget:
    """The control of a cell in a table: choices are lists to choose from, to take less room."""
    if column.type in (QuestionType.ONE_CHOICE, QuestionType.YES_NO, QuestionType.SCALE):
        listed = [("", "Välj"), *choices(column)]
        return forms.Select({"class": "form-select"}, choices=listed)
    control = _control(column)
    control.attrs["class"] = f"form-control {control.attrs.get('class', '')}".strip()
    return control


def choices(field: Field) -> list[tuple[str, str]]:
    """What there is to choose, with the words of a scale at its ends."""
    if field.scale is None or field.type is not QuestionType.SCALE:
        return [(option.key, option.label) for option in options_of(field)]
    steps = {step: str(step) for step in range(1, field.scale.steps + 1)}
    steps[1] += f" – {field.scale.lowest}"
    steps[field.scale.steps] += f" – {field.scale.highest}"
    return [(str(step), label) for step, label in steps.items()]


def _control(field: Field) -> forms.Widget:
    match field.type:
        case QuestionType.LONG_TEXT:
            return forms.Textarea({"rows": 6, "data-max-length": limit_of(field)})
        case kind if kind in NUMBERS:
            mode = "decimal" if _has_decimals(field) else "numeric"
            return forms.TextInput({"inputmode": mode, "class": "kronor"})
        case QuestionType.DATE:
            return forms.DateInput({"type": "date", "class": "input--short"})
        case QuestionType.EMAIL:
            return forms.EmailInput()
        case QuestionType.PHONE:
            return forms.TextInput({"type": "tel"})
        case QuestionType.POSTAL_CODE | QuestionType.ORGANISATIONSNUMMER:
            return forms.TextInput({"inputmode": "numeric", "class": "input--short"})
    return forms.TextInput()


def _has_decimals(field: Field) -> bool:
    return field.type is QuestionType.PERCENT or bool(field.decimals)
