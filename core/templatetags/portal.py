"""How amounts, days and numbers are written on pages, and how a form's control is drawn.

Load with {% load portal %}. Which component shows what is said in docs/face.md.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils import timezone
from django.utils.safestring import SafeString

from core import dates, kronor
from core.bundles import bundle_html

register = template.Library()


@register.filter
def kr(amount_kr: int | str | None) -> str:
    """1481482 → "1 481 482 kr"; nothing when there is no amount."""
    return "" if amount_kr is None or amount_kr == "" else kronor.with_unit(int(amount_kr))


@register.filter
def grouped(number: int | str | None) -> str:
    """1481482 → "1 481 482", for columns whose heading says kr."""
    return "" if number is None or number == "" else kronor.grouped(int(number))


@register.filter
def ore(amount: Decimal | None) -> str:
    """1234.50 → "1 234,50 kr"; whole kronor without öre."""
    return "" if amount is None else kronor.kronor_and_ore(amount)


@register.filter
def ore_bare(amount: Decimal | int) -> str:
    """1234.50 → "1 234,50", for columns whose heading says kr."""
    return kronor.kronor_and_ore(Decimal(amount)).removesuffix(f"{kronor.NBSP}kr")


@register.filter
def quantity(number: Decimal) -> str:
    """A measured number: 50295.0000 → "50 295", 12.5 → "12,5"."""
    whole, _, decimals = f"{number.normalize():f}".partition(".")
    return f"{grouped(whole)},{decimals}" if decimals else grouped(whole)


@register.filter
def change_from(after_kr: int | None, before_kr: int | None) -> str:
    """1 001 from 1 000 → "+1"; nothing when it is the same."""
    difference = (after_kr or 0) - (before_kr or 0)
    return f"+{kronor.grouped(difference)}" if difference > 0 else grouped(difference or None)


@register.filter
def day(moment: date | datetime | None) -> str:
    """ "torsdag 15 maj 2025"."""
    return dates.day_in_words(_calendar_day(moment)) if moment else ""


@register.filter
def short_day(moment: date | datetime | None) -> str:
    """ "15 maj 2025", where the weekday is of no use."""
    return dates.day_and_year(_calendar_day(moment)) if moment else ""


@register.filter
def clock(moment: datetime | None) -> str:
    """ "15 maj 2025 kl. 14.05"."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    return f"{dates.day_and_year(local.date())} kl. {local:%H.%M}"


@register.filter
def days_left(last_day: date | None, today: date) -> str:
    """ "om 12 dagar", "i dag", "för 3 dagar sedan"."""
    return dates.days_left_in_words(last_day, today=today) if last_day and today else ""


@register.filter
def orgnr(digits: str) -> str:
    """2120000142 → "212000-0142"."""
    return f"{digits[:6]}-{digits[6:]}" if len(digits) == 10 else digits


@register.filter
def bankgiro(digits: str) -> str:
    """58219917 → "5821-9917"; seven digits → "582-1991"."""
    return f"{digits[:-4]}-{digits[-4:]}" if digits.isdigit() and len(digits) in (7, 8) else digits


@register.filter
def decimal_comma(number: Any) -> str:
    """13.1 → "13,1"."""
    return "" if number in (None, "") else str(number).replace(".", ",")


@register.filter
def beside(columns: Iterable[Any], row: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row beside its column, for components/table.html."""
    return list(zip(columns, row, strict=True))


@register.filter
def anchor(field: BoundField) -> str:
    """The id an error summary links to: the control, or the first choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def kind(field: BoundField) -> str:
    """How field.html lays a field out: "group", "checkbox", "textarea" or "control"."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "textarea" if isinstance(widget, forms.Textarea) else "control"


@register.filter
def text_limit(field: BoundField) -> int | None:
    """The most characters a longer text may have: its data-max-length, else its max_length."""
    if kind(field) != "textarea":
        return None
    limit = field.field.widget.attrs.get("data-max-length") or getattr(
        field.field, "max_length", None
    )
    return int(limit) if limit else None


@register.filter
def optional(field: BoundField) -> bool:
    """Whether the label says "frivilligt".

    A field whose form checks it itself says so with `field.asked = True`; a form without the
    marks (filters, searches) has `optional_marks = False`.
    """
    marked = getattr(field.form, "optional_marks", True)
    return marked and not field.field.required and not getattr(field.field, "asked", False)


@register.simple_tag
def bundle(name: str) -> SafeString:
    """Loads the style sheets or scripts of core.bundles."""
    return bundle_html(name)


MOST_KEPT = 100
"""Of one part of a template, by what it hangs on; what comes after is drawn each time."""


class Kept(Node):
    """See kept()."""

    def __init__(self, nodes: NodeList, keys: list[FilterExpression]) -> None:
        self.nodelist = nodes
        self._keys = keys
        self._html: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """As it was drawn the first time with these values."""
        values = tuple(key.resolve(context) for key in self._keys)
        html = self._html.get(values)
        if html is None:
            html = self.nodelist.render(context)
            if len(self._html) < MOST_KEPT:
                self._html[values] = html
        return html


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """{% kept user.is_staff %}…{% endkept %}: a part that hangs on nothing but the values named.

    It is drawn once for each and kept as long as the process lives. Nothing that belongs to one
    person or one case may stand in it, nor a CSRF token.
    """
    keys = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, keys)


@register.simple_tag
def control(field: BoundField, extra_class: str = "", hint: str = "") -> SafeString:
    """The bare input, select or textarea with its classes, descriptions and error state.

    `maxlength` is left out: it would cut off what people paste; the server says what is too long.
    So are placeholders: they vanish when one begins to write.
    """
    limit = text_limit(field)
    left_out = {"maxlength": False, "placeholder": False}
    attrs: dict[str, Any] = {"class": _classes(field, extra_class), **left_out}
    if described := _described_by(field, hint=hint, with_limit=limit is not None):
        attrs["aria-describedby"] = described
    if limit is not None:
        attrs["data-max-length"] = limit
    return field.as_widget(attrs=attrs)


def _classes(field: BoundField, extra: str) -> str:
    own = field.field.widget.attrs.get("class", "")
    base = "" if kind(field) == "checkbox" else "form-control"
    invalid = "is-invalid" if field.errors else ""
    return " ".join(dict.fromkeys(f"{base} {own} {extra} {invalid}".split()))


def _described_by(field: BoundField, *, hint: str, with_limit: bool) -> str:
    ids = [str(field.aria_describedby or "")]
    if hint and not field.help_text:
        ids.insert(0, f"{field.auto_id}_helptext")
    if with_limit:
        ids.append(f"{field.id_for_label}_left")
    return " ".join(filter(None, ids))


def _calendar_day(moment: date | datetime) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
