"""What is filled into a compiled page: each slot takes the filled page and gives escaped HTML.

Nothing else is put between the pieces of a page, so this is where escaping can be checked.
"""

from collections.abc import Callable, Sequence

from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form
from django.utils.html import escape, json_script
from django.utils.safestring import SafeString

from reporting.questionnaire import answers as typed
from reporting.questionnaire.browser import exact, facts_data, numbers_data
from reporting.questionnaire.document import Field, Place
from reporting.questionnaire.facts import fact_text
from reporting.questionnaire.page_form.drawing import Element
from reporting.questionnaire.page_form.form import FilledPage, PageForm
from reporting.questionnaire.page_form.layout import Asked, Earlier, figure_text

Slot = Callable[[FilledPage], str]
Piece = str | Slot


def joined(pieces: Sequence[Piece], filled: FilledPage) -> str:
    """Pieces one after the other, with their slots filled in."""
    return "".join([one if isinstance(one, str) else one(filled) for one in pieces])


def fact(name: str, filled: FilledPage) -> str:
    """What the case says, in the page's text."""
    return escape(fact_text(name, filled.drawing.facts))


def figure(place: Place, filled: FilledPage) -> str:
    """A shown or computed value."""
    return escape(figure_text(place, filled.drawing.reach))


def text(field: Field, filled: FilledPage) -> str:
    """What stands in a long text, or in a date: Django gives an empty date too a value."""
    return escape(_form_value(field, filled))


def value(field: Field, filled: FilledPage) -> str:
    """The value of an input; an empty one has none."""
    found = _form_value(field, filled)
    return f' value="{escape(found)}"' if found != "" else ""


def tick(field: Field, option: str, filled: FilledPage) -> str:
    """Whether an option is chosen, or the only box ticked."""
    found = _form_value(field, filled)
    chosen = found if isinstance(found, list) else [found]
    return " checked" if option in chosen else ""


def errors(key: str, before: str, after: str, filled: FilledPage) -> str:
    """A field's errors, a line each."""
    return "".join([before + escape(said) + after for said in filled.errors[key]])


def with_or_without_errors(
    key: str, sound: Sequence[Piece], faulty: Sequence[Piece], filled: FilledPage
) -> str:
    """A field as it is drawn when something is wrong with it, or when nothing is."""
    return joined(faulty if key in filled.errors else sound, filled)


def asked(element: Asked, field: Slot, filled: FilledPage) -> str:
    """What a broken warning asks; nothing while it holds."""
    return element.html(filled.drawing, lambda: SafeString(field(filled)))


def earlier(element: Earlier, filled: FilledPage) -> str:
    """What the recipient wrote last year; nothing where there is none."""
    return element.html(filled.drawing)


def by_template(element: Element, filled: FilledPage) -> str:
    """What changes its shape with the answers, drawn anew."""
    form = PageForm(filled.places, filled.drawing, Layout(element))
    return str(render_crispy_form(form))


def number(key: str, filled: FilledPage) -> str:
    """A shown value in the page's data."""
    return _json(exact(filled.drawing.reach.numbers.get(key)))


def count(key: str, filled: FilledPage) -> str:
    """How many files there are, in the page's data."""
    return _json(int(filled.drawing.reach.numbers.get(key) or 0))


def numbers(keys: Sequence[str], filled: FilledPage) -> str:
    """The numbers of other pages, in the page's data."""
    return _json(numbers_data(keys, filled.drawing.reach.numbers))


def facts(filled: FilledPage) -> str:
    """The amounts of the case, in the page's data."""
    return _json(facts_data(filled.drawing.facts))


OPEN_DATA = {"number": number, "count": count}
"""What the data of a field say of its answer."""


def _json(value: object) -> str:
    """Escaped as Django does it inside a script element."""
    return json_script(value).partition(">")[2].removesuffix("</script>")


def _form_value(field: Field, filled: FilledPage) -> str | list[str]:
    return typed.form_value(field, filled.drawing.stored[field.key])
