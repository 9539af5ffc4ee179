"""How many questions to the database a saved page costs: the post and the page that it leads to.

A process of its own with the portal's settings. Takes one of the world's people as JSON, and prints
how many for each of her pages, as a JSON list.
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.visitors import form_on  # noqa: E402


def main(cookies: dict[str, str], pages: list[str]) -> None:
    """Save every page twice: the first time a process reads and compiles the form."""
    client = Client()
    client.cookies.load(cookies)
    for page in pages:
        _saved(client, page)
    json.dump([_saved(client, page) for page in pages], sys.stdout)


def _saved(client: Client, page: str) -> int:
    fields: dict[str, list[str]] = {}
    for name, value in form_on(client.get(page).content.decode()):
        fields.setdefault(name, []).append(value)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(page, fields)
        if answer.status_code != 302:
            raise RuntimeError(f"{page} was not saved: {answer.status_code}")
        client.get(answer["Location"])
    return len(asked)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
