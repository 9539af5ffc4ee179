"""The letters and papers of a claim."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from correspondence.models import Document, Letter
from correspondence.outbox import queue_due_letters
from grants.models import Round
from repayments.actions import ABSTAINS, decide_claim, decide_own_figure, send_answer
from repayments.documents import answer_document, decision_document, hearing_document
from repayments.models import ClaimDecision, Hearing, Outcome
from tests.builders import acting, make_report
from tests.repayments.builders import DRAWS_PDF, NIGHT, by_staff, make_breach, make_claim

pytestmark = [pytest.mark.django_db, DRAWS_PDF]
KINDS = ["claim_hearing", "claim_answer", "claim_decision"]


def letters(when: datetime = NIGHT) -> list[Letter]:
    queue_due_letters(at=when, only=KINDS)
    return list(Letter.objects.filter(kind__in=KINDS).order_by("id"))


def reduced() -> ClaimDecision:
    hearing = make_breach(communicated=True).hearing
    send_answer(hearing, acting(hearing.claim.recipient), text="En del var rätt.", at=NIGHT)
    decide_claim(
        hearing.claim,
        outcome=Outcome.REDUCED,
        amount_kr=60_000,
        reasons="En del av lönerna hör till insatsen.",
        **by_staff(),
    )
    return ClaimDecision.objects.with_case().get()


def text_of(document: Document) -> str:
    with document.file.open("rb") as file:
        pages = PdfReader(BytesIO(file.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_proposal_is_told_with_its_paper_and_last_day() -> None:
    make_breach(communicated=True)
    letter = letters()[0]
    assert "Svara senast tisdag 7 april 2026" in letter.body_text
    assert "annat offentligt stöd" in letter.body_text
    assert [one.title for one in letter.attachments.all()] == [
        "Ni kan yttra er om ett föreslaget återkrav, RSS Skåne"
    ]


def test_each_letter_goes_once() -> None:
    make_breach(communicated=True)
    assert letters() == letters(NIGHT + timedelta(hours=1))


def test_answer_gets_a_receipt() -> None:
    hearing = make_breach(communicated=True).hearing
    send_answer(hearing, acting(hearing.claim.recipient), text=ABSTAINS, at=NIGHT)
    assert "Vi har tagit emot ert yttrande" in letters()[-1].subject


def test_small_amount_that_is_not_claimed_is_told() -> None:
    claim = make_claim(make_report(accepted=True))
    Round.objects.update(claim_from_kr=300_000)
    claim.round.refresh_from_db()
    decide_own_figure(claim, at=NIGHT)
    letter = letters()[0]
    assert "Ni behöver inte betala tillbaka" in letter.body_text


def test_own_figure_in_full_has_no_letter_but_the_invoice_s() -> None:
    make_claim(decided=True)
    assert letters() == []


@pytest.mark.paper
def test_papers_say_what_was_proposed_answered_and_decided() -> None:
    decision = reduced()
    hearing = Hearing.objects.with_case().get()
    text = text_of(decision_document(decision))
    for words in ("60 000 kr", "En del av lönerna", "En del var rätt.", "32 §", "tre veckor"):
        assert words in text.replace("\xa0", " ")
    assert "25 §" in text_of(hearing_document(hearing))
    assert answer_document(hearing).direction == "in"
