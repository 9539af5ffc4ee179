"""The editor's small forms. Lengths and choices are checked here; the linter judges the whole."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from correspondence.sniffing import ENDINGS
from correspondence.uploads import MOST
from reporting.form_editor.free_text import text_of
from reporting.form_editor.parts import Document, Part
from reporting.form_editor.wording import NEW_TYPES, TYPES
from reporting.questionnaire.document import NOT_ASKED, Files, QuestionType
from reporting.questionnaire.facts import FACTS

__all__ = [
    "CopyForm",
    "FirstCopyForm",
    "MessageForm",
    "NewQuestionForm",
    "NothingForm",
    "OptionForm",
    "PageChoiceForm",
    "PageTextForm",
    "PublishForm",
    "QuestionForm",
    "RowQuestionForm",
]

MOST_CHARACTERS = 20_000
FREE_TEXT_HELP = (
    "En tom rad ger ett nytt stycke. Börja raden med ”# ” för en rubrik och med ”- ” för en punkt "
    "i en lista."
)
LIMITED = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT})
WITH_AMOUNTS = frozenset({QuestionType.KRONOR, QuestionType.NUMBER, QuestionType.PERCENT})
WITHOUT_PREFILL = frozenset(
    {
        QuestionType.ACKNOWLEDGEMENT, QuestionType.YES_NO, QuestionType.ONE_CHOICE,
        QuestionType.MANY_CHOICE, QuestionType.SCALE, QuestionType.TABLE, QuestionType.FILE,
    }
)  # fmt: skip
FILES = {"file_most": "most", "file_types": "types"}
SCALE = {"scale_steps": "steps", "scale_lowest": "lowest", "scale_highest": "highest"}


def _text(label: str, missing: str, **more: Any) -> forms.CharField:
    """A line that must be written, at most 500 characters unless told otherwise."""
    most = {"max_length": 500, **more}
    said = {"required": missing, "max_length": f"Skriv högst {most['max_length']} tecken."}
    return forms.CharField(label=label, error_messages=said, **most)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Skriv dagen som 2026-12-31."},
    )


def _number(label: str, **more: Any) -> forms.IntegerField:
    said = {
        "invalid": "Skriv ett helt tal med siffror.",
        "min_value": "Skriv minst %(limit_value)s.",
        "max_value": "Skriv högst %(limit_value)s.",
    }
    said["required"] = "Skriv ett tal."
    return forms.IntegerField(label=label, error_messages=said, **{"required": False, **more})


class NothingForm(forms.Form):
    """For a page that only asks whether."""


class PageTextForm(forms.Form):
    """A title and free text: of a page, or of the form's introduction."""

    title = _text("Rubrik", "Skriv en rubrik.")
    text = forms.CharField(
        label="Text",
        help_text=FREE_TEXT_HELP,
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    @staticmethod
    def initial_of(part: Document, blocks: str) -> dict[str, str]:
        """What a page or a form says now."""
        return {"title": part["title"], "text": text_of(part.get(blocks, []))}


class NewQuestionForm(forms.Form):
    """A new question's text and sort; what belongs to the sort is asked on its own page."""

    label = _text("Frågans text", "Skriv frågan.", widget=forms.Textarea(attrs={"rows": 3}))
    type = forms.ChoiceField(
        label="Sorts svar",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilken sorts svar frågan ska få."},
    )

    def __init__(self, *args: Any, in_group: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = {QuestionType.GROUP} if in_group else set()
        choices = [(one, TYPES[one]) for one in NEW_TYPES if one not in hidden]
        self.fields["type"].choices = choices  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """What can be changed about a question, given its sort."""

    label = _text("Frågans text", "Skriv frågan.", widget=forms.Textarea(attrs={"rows": 3}))
    help = forms.CharField(
        label="Hjälptext",
        help_text="Visas under frågan. En tom rad ger ett nytt stycke.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    number = forms.CharField(label="Nummer", required=False, max_length=10)
    required = forms.BooleanField(label="Frågan måste besvaras", required=False)
    limit = _number(
        "Högst antal tecken",
        help_text="Till exempel 2000.",
        min_value=1,
        max_value=MOST_CHARACTERS,
    )
    minimum = _number("Lägsta värde")
    maximum = _number("Högsta värde")
    decimals = _number("Antal decimaler", min_value=0, max_value=6)
    measure = forms.CharField(
        label="Vad talet räknar",
        help_text="Till exempel ”årsarbetare”. Står efter talet.",
        required=False,
        max_length=40,
    )
    earliest = _day("Tidigaste dag")
    latest = _day("Senaste dag")
    scale_steps = _number("Antal steg", min_value=2, max_value=11, required=True)
    scale_lowest = _text("Det lägsta steget betyder", "Skriv vad det lägsta steget betyder.")
    scale_highest = _text("Det högsta steget betyder", "Skriv vad det högsta steget betyder.")
    file_most = _number("Högst antal filer", min_value=1, max_value=MOST, required=True)
    file_types = forms.MultipleChoiceField(
        label="Filtyper som tas emot",
        widget=forms.CheckboxSelectMultiple,
        choices=[(one, one.upper()) for one in ENDINGS],
        error_messages={"required": "Välj minst en filtyp."},
    )
    prefill = forms.ChoiceField(
        label="Förifyll med",
        help_text="Mottagaren kan ändra det som är förifyllt.",
        required=False,
        choices=[("", "Inget"), *FACTS.items()],
    )
    fact = forms.ChoiceField(
        label="Uppgift som visas",
        choices=list(FACTS.items()),
        error_messages={"required": "Välj en uppgift ur ärendet."},
    )

    def __init__(self, question: Part, *args: Any, is_field: bool = False, **kwargs: Any) -> None:
        scale = question.get("scale") or {}
        initial = {name: question.get(name) for name in self.base_fields}
        initial |= {name: scale.get(part) for name, part in SCALE.items()}
        allowed = Files.model_validate(question.get("files") or {}).model_dump()
        initial |= {name: allowed[part] for name, part in FILES.items()}
        super().__init__(*args, **{"initial": initial, **kwargs})
        for name in set(self.fields) - _asked_about(question, is_field=is_field):
            del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """The values to write into the document; empty ones are taken away."""
        typed = {name: _stored(value) for name, value in self.cleaned_data.items()}
        scale = {part: typed.pop(name) for name, part in SCALE.items() if name in typed}
        files = {part: typed.pop(name) for name, part in FILES.items() if name in typed}
        return {
            **typed,
            **({"scale": scale} if scale else {}),
            **({"files": files} if files else {}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        lowest, highest = cleaned.get("minimum"), cleaned.get("maximum")
        if lowest is not None and highest is not None and highest < lowest:
            self.add_error("maximum", "Det högsta värdet måste vara minst lika stort som lägsta.")
        return cleaned


def _asked_about(question: Part, *, is_field: bool) -> set[str]:
    """Which of the form's fields make sense for this sort of question."""
    sort = QuestionType(question["type"])
    wanted = {"label", "help"} | (set() if is_field else {"number"})
    if sort is QuestionType.SHOWN:
        return wanted | {"fact"}
    if sort in NOT_ASKED:
        return wanted | ({"required"} if sort is QuestionType.GROUP else set())
    wanted |= {"required"}
    if sort in LIMITED:
        wanted |= {"limit"}
    if sort in WITH_AMOUNTS:
        wanted |= {"minimum", "maximum"}
    if sort is QuestionType.NUMBER:
        wanted |= {"decimals", "measure"}
    if sort is QuestionType.DATE:
        wanted |= {"earliest", "latest"}
    if sort is QuestionType.SCALE:
        wanted |= set(SCALE)
    if sort is QuestionType.FILE:
        wanted |= set(FILES)
    return wanted if sort in WITHOUT_PREFILL else wanted | {"prefill"}


def _stored(value: Any) -> Any:
    """A value as the document's JSON has it; None takes it away. Zero is a value."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" or value is False else value


class OptionForm(forms.Form):
    """One option of a choice, and the text that it may ask for."""

    label = _text("Alternativets text", "Skriv alternativet.")
    exclusive = forms.BooleanField(
        label="Utesluter de andra, som ”Inget av ovanstående”", required=False
    )
    ask = forms.CharField(
        label="Egen text när alternativet är valt",
        help_text="Till exempel ”Beskriv på vilket sätt”. Lämna tomt om ingen text ska skrivas.",
        required=False,
        max_length=200,
    )
    limit = _number("Högst antal tecken i den egna texten", min_value=1, max_value=MOST_CHARACTERS)

    def __init__(self, question: Part, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question["type"] != QuestionType.MANY_CHOICE:
            del self.fields["exclusive"]

    @staticmethod
    def initial_of(option: Part) -> dict[str, Any]:
        """The option as it is."""
        own = option.get("text") or {}
        return {**option, "ask": own.get("label", ""), "limit": own.get("limit")}


class MessageForm(forms.Form):
    """What a rule across answers says."""

    message = _text(
        "Meddelande",
        "Skriv vad mottagaren ska göra.",
        help_text="{left} och {right} byts mot beloppen som jämförs.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PageChoiceForm(forms.Form):
    """To which page."""

    page = forms.ChoiceField(label="Till sidan", widget=forms.RadioSelect)

    def __init__(self, pages: Iterable[Part], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["page"]
        chosen.choices = [(one["key"], one["title"]) for one in pages]  # type: ignore[attr-defined]
        chosen.error_messages["required"] = "Välj en sida."


class RowQuestionForm(forms.Form):
    """Which earlier question a jump looks at."""

    question = forms.ChoiceField(
        label="Frågan visas om", error_messages={"required": "Välj en fråga."}
    )

    def __init__(self, earlier: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["question"]
        asked.choices = [("", "Välj en tidigare fråga"), *earlier]  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """What to copy from another form, and where single questions go."""

    what = forms.MultipleChoiceField(
        label="Sidor och frågor som inte finns i utkastet",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en sida eller fråga."},
    )
    page = forms.ChoiceField(label="Lägg frågorna på sidan")

    def __init__(
        self,
        available: list[tuple[str, str]],
        pages: Iterable[Part],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = available  # type: ignore[attr-defined]
        places = [(one["key"], one["title"]) for one in pages]
        self.fields["page"].choices = places  # type: ignore[attr-defined]


class FirstCopyForm(forms.Form):
    """For which round, from which form."""

    round = forms.ChoiceField(label="Omgång", error_messages={"required": "Välj en omgång."})
    source = forms.ChoiceField(
        label="Kopiera formuläret från", error_messages={"required": "Välj ett formulär."}
    )

    def __init__(
        self,
        rounds: list[tuple[str, str]],
        sources: list[tuple[str, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].choices = [("", "Välj en omgång"), *rounds]  # type: ignore[attr-defined]
        self.fields["source"].choices = [("", "Välj ett formulär"), *sources]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """What happens to reports being filled in, past a change that breaks their answers."""

    drafts = forms.ChoiceField(
        label="Vad ska hända med påbörjade återrapporteringar?",
        widget=forms.RadioSelect,
        choices=[
            ("stay", "De behåller det formulär som de påbörjades med"),
            ("move", "De flyttas till det nya formuläret"),
        ],
        error_messages={"required": "Välj vad som ska hända med påbörjade återrapporteringar."},
    )
