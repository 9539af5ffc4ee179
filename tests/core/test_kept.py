"""Parts of a template that are drawn once for each of the values they hang on."""

from django.template import Context, Template

from core.templatetags.portal import MOST_KEPT


def draw(source: str, *contexts: dict[str, object]) -> list[str]:
    template = Template("{% load portal %}" + source)
    return [template.render(Context(context)) for context in contexts]


def test_the_same_value_gives_what_was_drawn_first() -> None:
    first, second = draw("{% kept a %}{{ b }}{% endkept %}", {"a": 1, "b": 1}, {"a": 1, "b": 2})
    assert (first, second) == ("1", "1")


def test_another_value_is_drawn_anew() -> None:
    found = draw("{% kept a %}{{ a }}{% endkept %}", {"a": 1}, {"a": 2}, {"a": 1})
    assert found == ["1", "2", "1"]


def test_what_is_kept_does_not_grow_without_end() -> None:
    many: list[dict[str, object]] = [{"a": at, "b": at} for at in range(MOST_KEPT + 1)]
    found = draw("{% kept a %}{{ b }}{% endkept %}", *many, {"a": MOST_KEPT, "b": "new"})
    assert found[-1] == "new"
