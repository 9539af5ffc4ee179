"""Who opens the pages."""

import pytest
from django.test import Client

from tests.builders import make_member, make_recipient, make_round


@pytest.fixture
def ombud(client: Client) -> Client:
    """RSS Skåne's ombud, logged in, in April 2025 with the round open."""
    make_round()
    client.force_login(make_member(make_recipient()))
    return client
