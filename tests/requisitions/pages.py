"""What the tests of the recipient's pages do again and again."""

import re

from django.test import Client
from django.urls import reverse

from tests.builders import ROUND_KEY, typed_requisition

__all__ = ["press", "seen_on", "send_in", "text", "type_in", "url"]


def url(name: str, code: str = "RSS-12") -> str:
    return reverse(f"requisitions:{name}", args=[ROUND_KEY, code])


def text(client: Client, name: str) -> str:
    """A page as its reader gets it, wherever its address leads."""
    return client.get(url(name), follow=True).content.decode()


def type_in(client: Client, **changes: str) -> str:
    """Fill in the page and go on: where that leads, or the page when something is wrong."""
    response = client.post(url("edit"), typed_requisition(**changes))
    return response.content.decode() if response.status_code == 200 else response["Location"]


def seen_on(client: Client, name: str) -> str:
    """The fingerprint of the draft that a page shows; nothing when it shows none."""
    found = re.search(r'name="seen" value="(\w+)"', text(client, name))
    return found[1] if found else ""


def press(client: Client, name: str, **data: str) -> str:
    """Press the button that posts to an address; the page it leads to."""
    return client.post(url(name), data, follow=True).content.decode()


def send_in(client: Client) -> str:
    """Accept the conditions and press the check page's button, as the page is now."""
    seen = seen_on(client, "check")
    return press(client, "submit", seen=seen, conditions_accepted="on")
