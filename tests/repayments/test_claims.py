"""Proposing a claim on unused money."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError

from core import transitions
from core.errors import RuleViolated
from organisations.models import HuvudmanPeriod
from repayments.actions import propose_claim
from repayments.models import Claim
from repayments.queries import claims_of
from tests.builders import faultless_answers, make_organisation, make_report
from tests.repayments.builders import NIGHT, make_owing_reports, resubmit

pytestmark = pytest.mark.django_db


def make_claim() -> Claim:
    return propose_claim(make_report(accepted=True), at=NIGHT)


def test_claim_is_what_the_report_says_is_unused() -> None:
    report = make_report(accepted=True, answers=faultless_answers(used_kr=1_400_000))
    assert report.requisition.amount_kr == 1_611_111
    assert propose_claim(report, at=NIGHT).amount_kr == 211_111


def test_latest_submission_is_what_is_claimed() -> None:
    report = make_report(accepted=True)
    latest = resubmit(report, used_kr=1_500_000)
    claim = propose_claim(report, at=NIGHT)
    assert (claim.submission, claim.amount_kr) == (latest, 111_111)


def test_huvudman_that_was_paid_is_claimed_though_another_has_taken_over() -> None:
    report = make_report(accepted=True)
    HuvudmanPeriod.objects.create(
        recipient=report.recipient, organisation=make_organisation(), from_date=date(2026, 1, 1)
    )
    assert propose_claim(report, at=NIGHT).organisation == report.requisition.organisation


def test_second_proposal_returns_the_first_claim() -> None:
    report = make_report(accepted=True)
    first = propose_claim(report, at=NIGHT)
    assert propose_claim(report, at=NIGHT) == first


def test_database_refuses_a_second_claim_on_the_same_unused_money() -> None:
    claim = make_claim()
    claim.pk, claim.diarienummer = None, "5.7-99999/2026"
    with pytest.raises(IntegrityError, match="unused_money_is_claimed_once"):
        claim.save(force_insert=True)


def test_report_that_is_only_sent_in_is_refused() -> None:
    with pytest.raises(RuleViolated, match="inte godtagen"):
        propose_claim(make_report(submitted=True), at=NIGHT)


def test_report_with_all_money_used_is_refused() -> None:
    report = make_report(accepted=True, answers=faultless_answers(used_kr=1_611_111))
    with pytest.raises(RuleViolated, match="Hela bidraget är använt"):
        propose_claim(report, at=NIGHT)


def test_proposal_leaves_an_event_of_the_portal_itself() -> None:
    [event] = transitions.history(make_claim())
    assert (event.action, event.to_status, event.actor) == ("propose", "proposed", None)


def test_amount_of_a_claim_cannot_be_changed() -> None:
    claim = make_claim()
    with pytest.raises(DatabaseError, match="claim_is_frozen"):
        Claim.objects.filter(pk=claim.pk).update(amount_kr=1)


def test_claim_cannot_be_deleted() -> None:
    with pytest.raises(DatabaseError, match="never_deleted"):
        make_claim().delete()


def test_claims_of_many_recipients_are_read_in_two_queries(
    django_assert_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    claims = [propose_claim(report, at=NIGHT) for report in make_owing_reports(2)]
    with django_assert_num_queries(2):
        found = claims_of([claim.recipient for claim in claims])
    assert found == {(claim.round_id, claim.recipient_id): [claim] for claim in claims}
