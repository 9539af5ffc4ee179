"""A post with an old CSRF token: given back to its writer, to nobody else, and without secrets."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from core.resending import LARGEST
from tests.builders import make_user

pytestmark = pytest.mark.django_db

ADDRESS = "/konto/login/?next=/"
OURS = "http://testserver"
LONG = "Könsuppdelad statistik, <b>all</b> uppföljning. " * 4


def sent(values: dict[str, Any], *, logged_in: bool = True, origin: str = OURS) -> Any:
    client = Client(enforce_csrf_checks=True)
    if logged_in:
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(make_user(), backend=backend)
    values = {"csrfmiddlewaretoken": "x" * 64, **values}
    answer = client.post(ADDRESS, values, headers={"origin": origin})
    assert answer.status_code == 403
    return answer


def hidden_fields(answer: Any) -> list[tuple[str | None, str | None]]:
    """Name and value of those in the page, but for the token."""
    found: list[tuple[str | None, str | None]] = []

    class Inputs(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            named = dict(attrs)
            if named.get("type") == "hidden" and named["name"] != "csrfmiddlewaretoken":
                found.append((named["name"], named.get("value")))

    Inputs().feed(answer.content.decode())
    return found


def test_everything_typed_can_be_sent_again() -> None:
    answer = sent({"text": LONG, "val": ["a", "b"], "later": ""})
    typed = [("text", LONG), ("val", "a"), ("val", "b"), ("later", "")]
    assert [one for one in hidden_fields(answer) if one in typed] == typed


def test_long_texts_can_be_read_and_copied_and_are_escaped() -> None:
    html = sent({"text": LONG}).content.decode()
    assert "Texter som du skrev" in html
    assert "<b>all</b>" not in html


@pytest.mark.parametrize(
    "how",
    [
        {"logged_in": False},
        {"origin": "https://example.com"},
        {"origin": "null"},
        {"values": {"text": LONG, "code": "123456"}},
        {"values": {"text": "x" * LARGEST}},
    ],
)
def test_nothing_is_given_back_to_others_or_with_secrets_or_too_large(how: dict[str, Any]) -> None:
    answer = sent(**{"values": {"text": LONG}, **how})
    assert ("text", LONG) not in hidden_fields(answer)
    assert "Skicka igen" not in answer.content.decode()
