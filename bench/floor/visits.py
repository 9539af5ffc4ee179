"""People with a record each; prints their log-in cookies as JSON, one a line."""

import json
import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402

from bench.floor.models import Record  # noqa: E402

TEXT = "Vi har utbildat personal och prövat nya arbetssätt tillsammans med kommunerna. " * 5
ANSWERS = {
    "name": "Anna Lind",
    "email": "anna.lind@skane.example",
    "phone": "010-000 00 00",
    "costs": 1_400_000,
    "other_costs": 0,
    "kind": "b",
    "efforts": ["one", "three"],
    "text": TEXT,
    "result": TEXT,
    "note": "",
}


def main(people: int) -> None:
    """Make people and log them in."""
    for number in range(people):
        user = User.objects.create_user(f"person{number}")
        Record.objects.create(owner=user, answers={str(n): ANSWERS for n in range(1, 13)})
        client = Client()
        client.force_login(user)
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        print(json.dumps({"cookies": cookies, "pages": [f"/{n}/" for n in range(1, 13)]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
