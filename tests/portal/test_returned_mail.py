"""The address where mail servers post what came back: who may, what is taken, twice as once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from correspondence.models import Bounce, Letter
from correspondence.outbox import queue_due_letters, send_waiting_letters
from portal.views.returned_mail import LARGEST
from tests.builders import APRIL, make_requisition, make_round
from tests.correspondence.builders import notice, report

pytestmark = pytest.mark.django_db

SECRET = "en hemlighet som bara vi och servern vet"
ANNA = "anna.lind@example.se"


@pytest.fixture
def letter(settings: Any) -> Letter:
    settings.BOUNCE_SECRET = SECRET
    make_requisition(make_round(frames={"RSS-12": 1_611_111}))
    queue_due_letters(at=APRIL, only=["requisition_receipt"])
    send_waiting_letters(at=APRIL)
    return Letter.objects.get(to_email=ANNA)


def post(content: bytes, *, secret: str = SECRET, media_type: str = "message/rfc822") -> Any:
    client = Client(enforce_csrf_checks=True)
    head = {"Authorization": f"Bearer {secret}"}
    return client.post(reverse("portal:bounces"), content, content_type=media_type, headers=head)


@pytest.mark.parametrize("make", [report, notice])
def test_a_report_and_a_notice_are_kept_once_however_often_they_come(
    letter: Letter, make: Any
) -> None:
    answers = [post(make(letter.pk, ANNA)).json() for _ in range(2)]
    assert answers == [{"letters": 1}] * 2
    assert Bounce.objects.get().letter == letter


@pytest.mark.parametrize("secret", ["", "fel", f"{SECRET}å"])
def test_without_the_secret_there_is_nothing_here(letter: Letter, secret: str) -> None:
    assert post(report(letter.pk, ANNA), secret=secret).status_code == 404
    assert not Bounce.objects.exists()


def test_where_no_secret_is_set_nobody_is_let_in(letter: Letter, settings: Any) -> None:
    settings.BOUNCE_SECRET = None
    assert post(report(letter.pk, ANNA), secret="None").status_code == 404


def test_it_is_not_for_reading(letter: Letter, client: Client) -> None:
    head = {"Authorization": f"Bearer {SECRET}"}
    answer = client.get(reverse("portal:bounces"), headers=head)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_a_flood_is_refused(letter: Letter) -> None:
    assert post(b"x" * (LARGEST + 1)).status_code == 413


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"{", b"Subject: Hej\n\nHej"])
def test_what_is_no_report_is_taken_and_forgotten(letter: Letter, content: bytes) -> None:
    assert post(content).json() == {"letters": 0}


def test_a_form_is_no_report_either(letter: Letter) -> None:
    assert post(b"a=1", media_type="application/x-www-form-urlencoded").json() == {"letters": 0}
