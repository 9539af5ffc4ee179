"""Two pairs of eyes: who prepares, who attests, and what can't be changed in between."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from pytest_django.fixtures import Settings

from banking import pain001
from core.errors import NotAllowed, RuleViolated, StaleState
from correspondence.models import Document
from organisations.roles import StaffRole
from requisitions import actions
from requisitions.models import BatchLine, Payment, PaymentBatch
from requisitions.queries import batch_file
from requisitions.states import BatchStatus, PaymentStatus
from tests.builders import APRIL, at, make_batch, make_requisition, make_staff
from tests.requisitions.builders import content_of, make_two_approved
from tests.requisitions.states import as_staff

pytestmark = pytest.mark.django_db

DAY = APRIL.date()
EKONOM, ATTESTANT = StaffRole.EKONOM, StaffRole.ATTESTANT


# --- Prepare --------------------------------------------------------------------------------------


def test_a_batch_says_how_many_how_much_and_when() -> None:
    batch = make_batch(*make_two_approved())
    assert (batch.count, batch.total_kr, batch.bank_day) == (2, 2_611_111, DAY)


def test_each_attempt_has_a_number_of_its_own_for_the_bank() -> None:
    lines = make_batch(*make_two_approved()).lines.all()
    numbers = [line.end_to_end_id for line in lines]
    assert [number[-4:] for number in numbers] == ["-001", "-002"]
    assert len(set(numbers)) == 2


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2025, 4, 14), "bank_day_passed"),
        (date(2025, 4, 18), "not_a_bank_day"),
        (date(2025, 4, 19), "not_a_bank_day"),
    ],
    ids=["yesterday", "good friday", "saturday"],
)
def test_a_day_when_no_bank_pays_is_refused(day: date, code: str) -> None:
    payment = make_requisition(approved=True).payments.get()
    with pytest.raises(RuleViolated) as refused:
        actions.prepare_batch(
            payment.requisition.round, [payment], bank_day=day, **as_staff(EKONOM)
        )
    assert [problem.code for problem in refused.value.violations] == [code]


def test_nothing_chosen_is_refused() -> None:
    round_ = make_requisition(approved=True).round
    with pytest.raises(RuleViolated, match="Välj minst en"):
        actions.prepare_batch(round_, [], bank_day=DAY, **as_staff(EKONOM))


def test_a_payment_lies_in_one_batch_at_a_time() -> None:
    requisition = make_requisition(approved=True)
    make_batch(requisition)
    with pytest.raises(StaleState):
        make_batch(requisition)
    assert PaymentBatch.objects.count() == 1


@pytest.mark.parametrize("role", [StaffRole.HANDLAGGARE, ATTESTANT, StaffRole.CONTROLLER])
def test_only_an_ekonom_prepares(role: StaffRole) -> None:
    payment = make_requisition(approved=True).payments.get()
    with pytest.raises(NotAllowed):
        actions.prepare_batch(payment.requisition.round, [payment], bank_day=DAY, **as_staff(role))


def test_what_a_batch_holds_is_fixed_in_the_database() -> None:
    batch = make_batch(make_requisition(approved=True))
    with pytest.raises(ProgrammingError), transaction.atomic():
        PaymentBatch.objects.filter(pk=batch.pk).update(total_kr=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        BatchLine.objects.filter(batch=batch).delete()


def test_a_batch_that_is_dissolved_lets_its_payments_go() -> None:
    batch = make_batch(make_requisition(approved=True))
    dissolved = actions.dissolve_batch(batch, **as_staff(EKONOM))
    assert dissolved.status == BatchStatus.DISSOLVED
    assert Payment.objects.get().status == PaymentStatus.PLANNED
    assert dissolved.lines.count() == 1  # what it held is still known


# --- Attest ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [*pain001.Version])
def test_attesting_writes_the_file_of_the_version_that_the_bank_takes(
    settings: Settings, version: pain001.Version
) -> None:
    settings.PAIN001_VERSION = version.value
    document = batch_file(make_batch(*make_two_approved(), attested=True))
    content = content_of(document)
    assert f":{version.value}".encode() in content
    assert b"<CtrlSum>2611111" in content


def test_the_file_says_to_whom_and_carries_the_diarienummer() -> None:
    requisition = make_requisition(approved=True)
    content = content_of(batch_file(make_batch(requisition, attested=True))).decode()
    assert "Huvudman för RSS Skåne" in content
    assert f"RSS 2025, dnr {requisition.diarienummer}" in content
    assert "50501055" in content


def test_nobody_attests_what_they_prepared() -> None:
    batch = make_batch(make_requisition(approved=True))
    with pytest.raises(NotAllowed, match="Be en annan attestant"):
        actions.attest_batch(batch, by=batch.prepared_by, roles=[ATTESTANT, EKONOM], at=APRIL)


def test_the_database_refuses_one_person_twice() -> None:
    batch = make_batch(make_requisition(approved=True), attested=True)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        PaymentBatch.objects.filter(pk=batch.pk).update(attested_by=batch.prepared_by)


@pytest.mark.parametrize("role", [EKONOM, StaffRole.HANDLAGGARE, StaffRole.ADMINISTRATOR])
def test_only_an_attestant_attests(role: StaffRole) -> None:
    batch = make_batch(make_requisition(approved=True))
    with pytest.raises(NotAllowed):
        actions.attest_batch(batch, **as_staff(role))


def test_attesting_twice_leaves_one_file() -> None:
    batch = make_batch(make_requisition(approved=True), attested=True)
    with pytest.raises(StaleState):
        actions.attest_batch(batch, **as_staff(ATTESTANT))
    assert Document.objects.filter(kind="payment_file").count() == 1


def test_an_attest_after_the_bank_day_is_refused() -> None:
    batch = make_batch(make_requisition(approved=True))
    late = as_staff(ATTESTANT, at=at(2025, 4, 16))
    with pytest.raises(RuleViolated, match="har passerat"):
        actions.attest_batch(batch, **late)


def test_what_the_attestant_refuses_is_planned_again_and_says_why() -> None:
    batch = make_batch(make_requisition(approved=True))
    actions.refuse_batch(batch, **as_staff(ATTESTANT), reason="Fel bankdag.")
    assert Payment.objects.get().status == PaymentStatus.PLANNED


def test_refusing_needs_a_reason() -> None:
    batch = make_batch(make_requisition(approved=True))
    with pytest.raises(RuleViolated):
        actions.refuse_batch(batch, **as_staff(ATTESTANT), reason="")


def test_only_what_is_attested_is_sent() -> None:
    batch = make_batch(make_requisition(approved=True))
    with pytest.raises(StaleState):
        actions.mark_sent(batch, **as_staff(EKONOM))


def test_who_sent_the_file_and_when_is_kept() -> None:
    batch = make_batch(make_requisition(approved=True), attested=True)
    ekonom = make_staff(EKONOM)
    sent = actions.mark_sent(batch, by=ekonom, roles=[EKONOM], at=APRIL)
    assert (sent.sent_by, sent.sent_at) == (ekonom, APRIL)
    assert Payment.objects.get().status == PaymentStatus.SENT
