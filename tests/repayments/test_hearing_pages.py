"""The recipient's page of a proposed claim."""

import pytest
from django.test import Client
from django.urls import reverse

from organisations.roles import OrganisationRole
from repayments.actions import seen_of
from repayments.models import Hearing
from tests.builders import acting, make_member, make_recipient
from tests.repayments.builders import make_breach

pytestmark = pytest.mark.django_db


@pytest.fixture
def hearing() -> Hearing:
    return make_breach(communicated=True).hearing


@pytest.fixture
def ombud(client: Client, hearing: Hearing) -> Client:
    client.force_login(acting(hearing.claim.recipient).user)
    return client


def url(hearing: Hearing, name: str = "hearing") -> str:
    claim = hearing.claim
    return reverse(f"repayments:{name}", args=[claim.round.key, claim.recipient.code, claim.pk])


def test_page_says_how_much_why_and_by_when(ombud: Client, hearing: Hearing) -> None:
    page = ombud.get(url(hearing)).content.decode()
    for words in ("100\xa0000\xa0kr", "annat offentligt stöd", "tisdag 7 april 2026"):
        assert words in page


def test_answer_is_written_checked_and_sent_in(ombud: Client, hearing: Hearing) -> None:
    typed = {"answer": "Vi har rätt.", "seen": seen_of(hearing), "check": ""}
    page = ombud.post(url(hearing), typed, follow=True).content.decode()
    assert "Vi har rätt." in page
    hearing.refresh_from_db()
    sent = ombud.post(url(hearing, "send"), {"seen": seen_of(hearing)}, follow=True)
    assert "Ert yttrande är inskickat" in sent.content.decode()
    hearing.refresh_from_db()
    assert hearing.answer == "Vi har rätt."


def test_abstaining_is_sent_in_like_an_answer(ombud: Client, hearing: Hearing) -> None:
    assert (
        "Avstå från att yttra er?" in ombud.get(f"{url(hearing, 'check')}?avsta").content.decode()
    )
    ombud.post(url(hearing, "send"), {"seen": seen_of(hearing), "abstains": "1"})
    hearing.refresh_from_db()
    assert hearing.answer == "Vi avstår från att yttra oss."


def test_second_click_changes_nothing(ombud: Client, hearing: Hearing) -> None:
    typed = {"seen": seen_of(hearing), "abstains": "1"}
    ombud.post(url(hearing, "send"), typed)
    page = ombud.post(url(hearing, "send"), typed, follow=True).content.decode()
    assert "redan inskickat" in page


def test_draft_is_saved_while_it_is_typed(ombud: Client, hearing: Hearing) -> None:
    answer = ombud.post(url(hearing, "autosave"), {"answer": "Vi", "seen": seen_of(hearing)})
    assert answer.json()["saved"]
    hearing.refresh_from_db()
    assert (hearing.draft, answer.json()["seen"]) == ("Vi", seen_of(hearing))


def test_stale_autosave_is_told(ombud: Client, hearing: Hearing) -> None:
    ombud.post(url(hearing, "autosave"), {"answer": "Vi", "seen": seen_of(hearing)})
    assert ombud.post(url(hearing, "autosave"), {"answer": "Ni", "seen": "x"}).status_code == 409


def test_changed_draft_is_not_sent_unseen(ombud: Client, hearing: Hearing) -> None:
    ombud.post(url(hearing, "send"), {"seen": "another", "abstains": "1"})
    hearing.refresh_from_db()
    assert hearing.answered_at is None


def test_empty_answer_is_asked_for(ombud: Client, hearing: Hearing) -> None:
    typed = {"answer": " ", "seen": seen_of(hearing), "check": ""}
    page = ombud.post(url(hearing), typed).content.decode()
    assert "eller välj att ni avstår" in page


def test_claim_of_somebody_else_does_not_exist(client: Client, hearing: Hearing) -> None:
    client.force_login(make_member(make_recipient("RSS-09"), OrganisationRole.OMBUD))
    assert client.get(url(hearing)).status_code == 404
