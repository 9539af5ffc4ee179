"""Egna brev: written by case staff, looked at before they go, approved by somebody else."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin_base import admin_url
from correspondence.mailings import states
from correspondence.models import Mailing
from correspondence.outbox import queue_due_letters
from organisations.roles import StaffRole
from portal.mailings.letters import KEY
from tests.admin.pages import list_url, staff_client, step_url, text_of
from tests.builders import APRIL, ROUND_KEY, make_member, make_recipient, make_round

pytestmark = pytest.mark.django_db

NEW = reverse("admin:correspondence_mailing_new")
WRITE = f"{NEW}?omgang={ROUND_KEY}"


@pytest.fixture(autouse=True)
def _a_round() -> None:
    make_round()


@pytest.fixture
def author() -> Client:
    return staff_client()


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two letters are more than one may send alone."""
    monkeypatch.setattr("correspondence.mailings.rules.ALONE", 1)


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "draft_key": str(uuid.uuid4()),
        "chosen": "all",
        "subject": "Möte om bidraget",
        "body": "Kom till mötet, {mottagare}.",
        "link_text": "Öppna bidraget",
        **changes,
    }


def written(client: Client, **changes: Any) -> Mailing:
    client.post(WRITE, typed(**changes))
    return Mailing.objects.latest("pk")


def press(client: Client, mailing: Mailing, action: str, **said: str) -> Any:
    """As the page does it: what it showed is sent along."""
    url = step_url(mailing, action)
    form = client.get(url, follow=True).context.get("form")
    seen = form.initial.get("seen", "") if form is not None else ""
    return client.post(url, {"seen": seen, **said}, follow=True)


def test_the_draft_is_shown_as_its_first_reader_gets_it(author: Client) -> None:
    page = text_of(author, admin_url(written(author)))
    assert "2 brev går till dessa" in page
    assert "Kom till mötet, RSS RSS-09." in page


def test_the_same_form_posted_twice_is_one_draft(author: Client) -> None:
    said = typed()
    author.post(WRITE, said)
    author.post(WRITE, said)
    assert Mailing.objects.count() == 1


def test_an_unknown_field_is_kept_warned_of_and_not_sent(author: Client) -> None:
    mailing = written(author, body="Hej {motagare}")
    page = text_of(author, admin_url(mailing))
    assert "Menade du {mottagare}?" in page
    assert step_url(mailing, "send") not in page


def test_a_misspelt_recipient_gets_a_suggestion(author: Client) -> None:
    page = author.post(WRITE, typed(left_out="RSS Skåme")).content.decode()
    assert "Menade du RSS Skåne?" in page


def test_recipients_are_left_out_by_name_or_code(author: Client) -> None:
    mailing = written(author, left_out="rss skåne\nRSS-09")
    assert mailing.left_out == ["RSS-09", "RSS-12"]


def test_who_gets_it_is_read_before_it_is_sent(author: Client) -> None:
    page = text_of(author, step_url(written(author), "send"))
    assert "RSS Skåne" in page
    assert "Det går inte att ångra" in page


def test_few_letters_are_sent_once_and_followed(author: Client) -> None:
    mailing = written(author)
    press(author, mailing, "send")
    assert "Brevet är redan skickat" in press(author, mailing, "send").content.decode()
    queue_due_letters(at=APRIL, only=[KEY])
    assert "Väntar: 2" in text_of(author, admin_url(mailing))


def test_others_than_were_shown_are_not_sent_to(author: Client) -> None:
    mailing = written(author)
    url = step_url(mailing, "send")
    seen = author.get(url).context["form"].initial["seen"]
    make_member(make_recipient())
    page = author.post(url, {"seen": seen}, follow=True).content.decode()
    assert "Andra får brevet nu" in page
    mailing.refresh_from_db()
    assert mailing.status == "draft"


@pytest.mark.usefixtures("many")
class TestApproval:
    def test_many_can_only_be_asked_for(self, author: Client) -> None:
        mailing = written(author)
        page = text_of(author, admin_url(mailing))
        assert step_url(mailing, "send") not in page
        assert "väntar på att någon annan" in press(author, mailing, "ask").content.decode()

    def test_the_author_is_not_offered_to_approve_and_may_not(self, author: Client) -> None:
        mailing = written(author)
        press(author, mailing, "ask")
        url = step_url(mailing, "approve")
        assert url not in text_of(author, admin_url(mailing))
        assert author.get(url).status_code == 403
        author.post(url)
        mailing.refresh_from_db()
        assert mailing.status == states.MailingStatus.WAITING

    def test_somebody_else_approves_it(self, author: Client) -> None:
        mailing = written(author)
        press(author, mailing, "ask")
        assert "godkänt" in press(staff_client(), mailing, "approve").content.decode()
        mailing.refresh_from_db()
        assert mailing.status == states.MailingStatus.SENT

    def test_somebody_else_sends_it_back_with_a_reason(self, author: Client) -> None:
        mailing = written(author)
        press(author, mailing, "ask")
        press(staff_client(), mailing, "return", reason="Fel datum.")
        assert "Fel datum." in text_of(author, admin_url(mailing))

    def test_the_start_page_asks_the_others(self, author: Client) -> None:
        press(author, written(author), "ask")
        start, words = reverse("admin:index"), "Egna brev att godkänna"
        assert words in text_of(staff_client(), start)
        assert words not in text_of(author, start)


def test_who_handles_no_cases_reads_but_does_not_write(author: Client) -> None:
    mailing, other = written(author), staff_client(StaffRole.CONTROLLER)
    assert "Kom till mötet" in text_of(other, admin_url(mailing))
    assert other.get(WRITE).status_code == 403
    assert other.get(step_url(mailing, "send")).status_code == 403


def test_two_who_change_a_draft_don_t_write_over_one_another(author: Client) -> None:
    mailing = written(author)
    url = reverse("admin:correspondence_mailing_write", args=[mailing.pk])
    seen_at = mailing.written_at.isoformat()
    author.post(url, typed(body="Första.", seen_at=seen_at))
    assert staff_client().post(url, typed(body="Andra.", seen_at=seen_at)).status_code == 409


def test_a_round_is_chosen_first(author: Client) -> None:
    assert f"?omgang={ROUND_KEY}" in text_of(author, NEW)


def test_the_list_asks_as_often_for_three_as_for_one(author: Client) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            written(author)
        with CaptureQueriesContext(connection) as asked:
            text_of(author, list_url(Mailing))
        counts.append(len(asked))
    assert counts[0] == counts[1]
