"""Staff's pages of money: prepare, attest by another, the file, the bank's reply, the control."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from core.admin_base import admin_url
from organisations.models import Organisation, User
from organisations.roles import StaffRole
from requisitions.models import BankReply, Payment, PaymentBatch, Requisition
from requisitions.queries import batch_file
from requisitions.states import BatchStatus, PaymentStatus
from tests.admin.pages import client_of, list_url, staff_client, step_url, text_of
from tests.builders import make_batch, make_recipient, make_requisition, make_round, make_staff
from tests.requisitions.builders import booked, status
from tests.requisitions.states import MAKERS

pytestmark = pytest.mark.django_db

DAY = "2025-05-05"
UPLOAD = reverse("admin:requisitions_bankreply_upload")
CONTROL = reverse("admin:requisitions_paymentbatch_appropriation")


@pytest.fixture
def approved() -> Requisition:
    return make_requisition(approved=True)


@pytest.fixture
def ekonom() -> Client:
    return staff_client(StaffRole.EKONOM)


def prepare_url(requisition: Requisition) -> str:
    return reverse("admin:requisitions_paymentbatch_prepare", args=[requisition.round_id])


def prepare(client: Client, requisition: Requisition, **changes: Any) -> Any:
    ids = [payment.pk for payment in requisition.payments.all()]
    typed = {"payments": ids, "bank_day": DAY, **changes}
    return client.post(prepare_url(requisition), typed, follow=True)


def both_roles() -> User:
    """An ekonom who is an attestant too."""
    user = make_staff(StaffRole.EKONOM)
    user.groups.add(make_staff(StaffRole.ATTESTANT).groups.get())
    return user


def upload(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("svar.xml", content)
    answer = client.post(UPLOAD, {"file": file}, follow=True)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_everything_payable_is_ticked_beforehand(approved: Requisition, ekonom: Client) -> None:
    page = ekonom.get(prepare_url(approved))
    assert page.context["form"]["bank_day"].value() == date(2025, 4, 29)
    assert page.context["chosen_kr"] == page.context["total_kr"] == 1_611_111


def test_what_can_not_be_paid_is_not_ticked_and_says_why(
    approved: Requisition, ekonom: Client
) -> None:
    Organisation.objects.filter(pk=approved.organisation_id).update(bankgiro="99990009")
    page = ekonom.get(prepare_url(approved))
    assert page.context["chosen_kr"] == 0
    assert "Bankgirot är inte bekräftat." in page.content.decode()


def test_a_batch_is_prepared_once_however_often_it_is_clicked(
    approved: Requisition, ekonom: Client
) -> None:
    prepare(ekonom, approved)
    page = prepare(ekonom, approved)
    assert PaymentBatch.objects.get().total_kr == 1_611_111
    assert page.status_code == 200


def test_a_day_when_banks_are_closed_is_refused_at_its_field(
    approved: Requisition, ekonom: Client
) -> None:
    page = prepare(ekonom, approved, bank_day="2025-05-03")
    assert "Närmaste bankdag är 5 maj 2025" in page.content.decode()
    assert "not_a_bank_day" in page.context["form"].errors.as_json()


def test_nothing_chosen_is_said_at_the_table(approved: Requisition, ekonom: Client) -> None:
    page = prepare(ekonom, approved, payments=[])
    assert "Välj minst en utbetalning." in page.content.decode()


@pytest.mark.parametrize("role", [StaffRole.HANDLAGGARE, StaffRole.ATTESTANT, StaffRole.CONTROLLER])
def test_others_prepare_nothing(approved: Requisition, role: StaffRole) -> None:
    assert prepare(staff_client(role), approved).status_code == 403
    assert not PaymentBatch.objects.exists()


def test_the_preparer_is_not_offered_to_attest_and_is_refused_when_she_forces_it(
    approved: Requisition,
) -> None:
    client = client_of(both_roles())
    prepare(client, approved)
    batch = PaymentBatch.objects.get()
    assert "/do/attest/" not in text_of(client, admin_url(batch))
    for answer in (client.get(step_url(batch, "attest")), client.post(step_url(batch, "attest"))):
        assert answer.status_code == 403
        assert "Du har själv upprättat underlaget" in answer.content.decode()
    batch.refresh_from_db()
    assert batch.status == BatchStatus.PREPARED


def test_the_attest_says_how_much_leaves_and_marks_a_new_account(approved: Requisition) -> None:
    batch = make_batch(approved)
    Organisation.objects.filter(pk=approved.organisation_id).update(bankgiro="99990009")
    client = staff_client(StaffRole.ATTESTANT)
    page = text_of(client, step_url(batch, "attest"))
    assert "1 utbetalning, 1\xa0611\xa0111\xa0kr, betalas" in page
    assert "Nytt bankgiro: RSS Skåne" in page
    assert 'tag--warning">Nytt bankgiro' in text_of(client, admin_url(batch))


def test_a_refused_batch_gives_its_payments_back(approved: Requisition) -> None:
    batch = make_batch(approved)
    client = staff_client(StaffRole.ATTESTANT)
    client.post(step_url(batch, "refuse"), {"reason": "Fel bankdag."})
    assert Payment.objects.get().status == PaymentStatus.PLANNED
    assert "Fel bankdag." in text_of(client, admin_url(batch))


def test_the_file_is_for_those_who_pay_and_attest(approved: Requisition) -> None:
    batch = make_batch(approved, attested=True)
    url = reverse("admin:requisitions_paymentbatch_file", args=[batch.pk])
    answer = staff_client(StaffRole.EKONOM).get(url)
    assert b"pain.001.001" in b"".join(answer)
    assert "attachment" in answer["Content-Disposition"]
    assert staff_client(StaffRole.CONTROLLER).get(url).status_code == 403
    assert staff_client(StaffRole.EKONOM).post(url).status_code == 405


def test_a_batch_that_is_not_attested_has_no_file(approved: Requisition, ekonom: Client) -> None:
    batch = make_batch(approved)
    url = reverse("admin:requisitions_paymentbatch_file", args=[batch.pk])
    assert ekonom.get(url).status_code == 404


def test_the_bank_s_reply_settles_and_says_so_in_words(
    approved: Requisition, ekonom: Client
) -> None:
    batch = make_batch(approved, sent=True)
    page = upload(ekonom, booked(batch))
    assert "1 utbetalning är betald, 1\xa0611\xa0111\xa0kr." in page
    assert Payment.objects.get().status == PaymentStatus.PAID


def test_a_failed_payment_comes_to_the_list_with_the_bank_s_reason_and_is_planned_anew(
    approved: Requisition, ekonom: Client
) -> None:
    batch = make_batch(approved, sent=True)
    refused = {batch.lines.get().end_to_end_id: "AC01"}
    assert "1 kunde inte betalas" in upload(ekonom, status(batch, refused=refused))
    assert "AC01" in text_of(ekonom, list_url(Payment, "lage=igen"))
    payment = Payment.objects.get()
    ekonom.post(step_url(payment, "replan"))
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PLANNED


def test_the_same_reply_twice_changes_nothing_and_says_so(
    approved: Requisition, ekonom: Client
) -> None:
    reply = booked(make_batch(approved, sent=True))
    upload(ekonom, reply)
    assert "Filen är redan inläst" in upload(ekonom, reply)
    assert BankReply.objects.count() == 1


def test_what_is_no_reply_is_refused_at_the_field(ekonom: Client) -> None:
    page = upload(ekonom, b"hej")
    assert "Fel:" in page
    assert not BankReply.objects.exists()


def test_others_read_no_replies(approved: Requisition) -> None:
    file = SimpleUploadedFile("svar.xml", b"<a/>")
    answer = staff_client(StaffRole.ATTESTANT).post(UPLOAD, {"file": file})
    assert answer.status_code == 403


def test_payment_is_settled_by_hand_with_a_reason(approved: Requisition, ekonom: Client) -> None:
    payment = make_batch(approved, sent=True).payments.get()
    typed = {"paid_on": "2025-04-15", "reason": "Enligt kontoutdrag."}
    ekonom.post(step_url(payment, "settle"), typed)
    page = ekonom.post(step_url(payment, "settle"), typed, follow=True)
    payment.refresh_from_db()
    assert payment.paid_on == date(2025, 4, 15)
    assert "Utbetalningen är redan utbetald" in page.content.decode()


def test_payment_is_failed_by_hand_with_a_reason(approved: Requisition, ekonom: Client) -> None:
    payment = make_batch(approved, sent=True).payments.get()
    assert "Skriv ett skäl." in ekonom.post(step_url(payment, "fail")).content.decode()
    ekonom.post(step_url(payment, "fail"), {"reason": "Kontot är avslutat."})
    payment.refresh_from_db()
    assert payment.failed_because == "Kontot är avslutat."


def demo_url(batch: PaymentBatch) -> str:
    return reverse("admin:requisitions_paymentbatch_demo", args=[batch.pk])


def test_the_pretend_bank_pays_and_a_second_click_changes_nothing(
    approved: Requisition, ekonom: Client
) -> None:
    batch = make_batch(approved, sent=True)
    assert "alla betalda" in text_of(ekonom, admin_url(batch))
    for _ in range(2):
        page = ekonom.post(demo_url(batch), {"answer": "pay_all"}, follow=True)
        assert page.status_code == 200
    batch.refresh_from_db()
    assert batch.status == BatchStatus.ANSWERED
    assert Payment.objects.get().status == PaymentStatus.PAID


def test_the_pretend_bank_can_refuse_one(approved: Requisition, ekonom: Client) -> None:
    batch = make_batch(approved, sent=True)
    ekonom.post(demo_url(batch), {"answer": "refuse_one"})
    assert Payment.objects.get().status == PaymentStatus.FAILED


def test_there_is_no_pretend_bank_outside_the_demo(
    approved: Requisition, ekonom: Client, settings: Settings
) -> None:
    settings.PORTAL_TODAY = None
    batch = make_batch(approved, sent=True)
    assert "låtsasbanken" not in text_of(ekonom, admin_url(batch))
    assert ekonom.post(demo_url(batch)).status_code == 404
    assert Payment.objects.get().status == PaymentStatus.SENT


def test_the_controller_sees_what_is_left_of_every_decision() -> None:
    make_requisition(paid=True)
    page = text_of(staff_client(StaffRole.CONTROLLER), CONTROL)
    assert "1\xa0500\xa0000\xa0kr" in page  # the own-cost cap
    assert 'data-label="Återstår att betala" class="number">1\xa0000\xa0000<' in page


@pytest.mark.parametrize("name", [name for name in MAKERS if "payment" in name or "batch" in name])
def test_payments_and_batches_are_shown_in_each_of_their_states(name: str) -> None:
    row = MAKERS[name]()
    assert text_of(staff_client(StaffRole.EKONOM), admin_url(row))


def test_the_pages_ask_as_often_for_many_payments_as_for_one() -> None:
    client = staff_client(StaffRole.EKONOM)
    assert _asked(client, count=1, key="omgang-2025") == _asked(client, count=6, key="omgang-2026")


def _asked(client: Client, *, count: int, key: str) -> list[int]:
    frames = {f"{key[-4:]}-{number:03d}": 100_000 for number in range(count)}
    round_ = make_round(key, frames=frames)
    rows = [make_requisition(round_, make_recipient(code), approved=True) for code in frames]
    pages = [prepare_url(rows[0])]
    counted = [_queries(client, url) for url in pages]
    batch = make_batch(*rows, sent=True)
    counted.append(_queries(client, admin_url(batch)))
    upload(client, booked(batch))
    reply = BankReply.objects.latest("pk")
    counted += [_queries(client, url) for url in (admin_url(batch), admin_url(reply), CONTROL)]
    return counted


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200, url
    return len(asked)


def test_the_page_states_the_file_s_sha256(approved: Requisition, ekonom: Client) -> None:
    batch = make_batch(approved, attested=True)
    page = text_of(ekonom, admin_url(batch))
    file = batch_file(batch)
    assert file is not None
    assert file.sha256 in page
