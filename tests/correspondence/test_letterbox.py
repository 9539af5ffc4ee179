"""The demo's letterbox: every mail is there, also when one connection carried many."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def test_mails_of_one_run_are_all_in_the_letterbox(settings: Settings, tmp_path: Path) -> None:
    settings.DEVELOPMENT_MAIL_DIR = tmp_path
    server = get_connection("correspondence.letterbox.EmailBackend")
    for subject in ("Påminnelse", "Pengarna är utbetalda"):
        EmailMessage(subject, "Hej!", to=["anna@skane.example"], connection=server).send()
    page = Client().get(reverse("portal:mailbox")).content.decode()
    assert "Påminnelse" in page
    assert page.index("Pengarna är utbetalda") < page.index("Påminnelse")
