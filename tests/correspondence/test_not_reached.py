"""An address that takes no letters is marked, and what was for it goes on to others, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.errors import NotAllowed, RuleViolated, StaleState
from correspondence.bounces.actions import clear_mark, confirm_address, keep_report
from correspondence.bounces.passing_on import around_the_held
from correspondence.bounces.states import MarkStatus
from correspondence.models import AddressMark, Bounce, Letter, LetterStatus
from correspondence.outbox import queue_due_letters, send_waiting_letters
from correspondence.plan import Due, kinds
from correspondence.queries import letters_of
from organisations.models import Membership, Organisation, User
from organisations.roles import OrganisationRole, StaffRole
from tests.builders import (
    APRIL,
    make_member,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_staff,
    make_user,
)
from tests.correspondence.builders import make_mark, report
from tests.organisations.logging_in import log_in

pytestmark = pytest.mark.django_db

ANNA = "anna.lind@example.se"
TODAY = APRIL.date()
REPRESENTANT = OrganisationRole.REPRESENTANT


@pytest.fixture
def receipt() -> Letter:
    """The receipt to the contact person; the ombud has got one too, the representant has not."""
    make_requisition(make_round(frames={"RSS-12": 1_611_111}))
    make_member(make_recipient(), REPRESENTANT, email="bo@example.se")
    queue_due_letters(at=APRIL, only=["requisition_receipt"])
    send_waiting_letters(at=APRIL)
    return Letter.objects.get(to_email=ANNA)


def come_back(letter: Letter, *, code: str = "5.1.1", action: str = "failed") -> None:
    content = report(letter.pk, letter.to_email, code=code, action=action)
    keep_report(content, at=APRIL + timedelta(hours=1))


def registry() -> str:
    return Organisation.objects.get(memberships__user__email="bo@example.se").registry_email


def test_what_comes_back_goes_on_to_the_next_person_and_the_registry(receipt: Letter) -> None:
    come_back(receipt)
    passed_on = list(receipt.passed_on.values_list("to_email", flat=True))
    assert passed_on == ["bo@example.se", registry()]


def test_what_goes_on_says_why_at_the_top_of_both_its_bodies(receipt: Letter) -> None:
    come_back(receipt)
    copy = receipt.passed_on.first()
    assert copy
    note = f"Brevet går inte fram till {ANNA}. Därför får ni det."
    assert copy.body_text == f"{note}\n\n{receipt.body_text.lstrip()}"
    assert copy.body_html.index(note) < copy.body_html.index("Socialstyrelsen")
    assert list(copy.attachments.all()) == list(receipt.attachments.all())


def test_a_report_read_twice_or_in_two_shapes_lets_the_letter_go_on_once(receipt: Letter) -> None:
    come_back(receipt)
    come_back(receipt)
    come_back(receipt, code="5.1.10")
    assert receipt.passed_on.count() == 2
    assert AddressMark.objects.count() == 1


def test_who_has_the_letter_already_does_not_get_it_again(receipt: Letter) -> None:
    Membership.objects.get(user__email="bo@example.se").delete()
    come_back(receipt)
    assert Letter.objects.filter(to_email__startswith="person").count() == 1


def test_two_copies_that_come_back_at_the_same_time_send_one_to_the_registry(
    receipt: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("correspondence.bounces.passing_on._told", lambda letter: set())
    for letter in Letter.objects.filter(kind=receipt.kind):
        come_back(letter)
    assert Letter.objects.filter(to_email=registry()).count() == 1


def test_what_goes_on_and_comes_back_too_names_both(receipt: Letter) -> None:
    come_back(receipt)
    make_member(make_recipient(), REPRESENTANT, email="cia@example.se")
    copy = receipt.passed_on.get(to_email="bo@example.se")
    come_back(copy)
    last = copy.passed_on.get()
    assert last.to_email == "cia@example.se"
    assert last.body_text.startswith(f"Brevet går inte fram till {ANNA} och bo@example.se.")
    assert last.body_text.count("Därför får ni det") == 1


def test_the_next_person_is_one_who_follows_the_case(receipt: Letter) -> None:
    Membership.objects.filter(user__email="bo@example.se").update(recipient_codes=["RSS-09"])
    come_back(receipt)
    assert not Letter.objects.filter(to_email="bo@example.se").exists()


def test_a_delay_is_noted_and_nothing_more(receipt: Letter) -> None:
    come_back(receipt, code="4.4.1", action="delayed")
    assert Bounce.objects.count() == 1
    assert not AddressMark.objects.exists()
    assert not receipt.passed_on.exists()


def test_a_letter_with_a_secret_link_goes_to_nobody_else() -> None:
    make_report(locked=True)
    queue_due_letters(at=APRIL + timedelta(days=302), only=["approval_request"])
    letter = Letter.objects.get(kind="approval_request")
    come_back(letter)
    assert AddressMark.objects.filter(email=letter.to_email).exists()
    assert Letter.objects.count() == 1


def test_a_letter_says_what_became_of_it_without_a_query(receipt: Letter) -> None:
    come_back(receipt)
    letters = {one.to_email: one for one in letters_of(receipt.case)}
    expected = f"Kom tillbaka, gick vidare till bo@example.se och {registry()}"
    with CaptureQueriesContext(connection) as asked:
        assert letters[ANNA].fate == expected
        assert letters["bo@example.se"].fate == "Väntar"
    assert len(asked) == 0


# --- New letters ----------------------------------------------------------------------------------


def hold(email: str, letter: Letter) -> None:
    make_mark(email=email, letter=letter)


def opened_to() -> set[str]:
    queue_due_letters(at=APRIL, only=["requisition_opening"])
    rows = Letter.objects.filter(kind="requisition_opening", case__startswith="andra")
    return set(rows.values_list("to_email", flat=True))


def test_new_letters_go_past_a_held_address(receipt: Letter) -> None:
    hold("bo@example.se", receipt)
    make_round("andra", frames={"RSS-12": 5})
    reached = opened_to()
    assert registry() in reached
    assert "bo@example.se" not in reached


def test_a_letter_with_nobody_left_goes_to_the_registry_and_says_why(receipt: Letter) -> None:
    ombud = Membership.objects.get(role=OrganisationRole.OMBUD).user.email
    hold(ANNA, receipt)
    hold(ombud, receipt)
    make_requisition(make_round("andra", frames={"RSS-12": 5}))
    queue_due_letters(at=APRIL, only=["requisition_receipt"])
    letter = Letter.objects.get(case="andra/RSS-12")
    assert letter.to_email == registry()
    assert letter.body_text.startswith(f"Brevet går inte fram till {ANNA} och {ombud}.")


def test_a_letter_that_nobody_at_all_can_get_is_written_so_that_it_is_seen(
    receipt: Letter,
) -> None:
    make_round("andra", frames={"RSS-12": 5})
    everybody = opened_to()
    for email in everybody:
        hold(email, receipt)
    make_round("andra-ar", frames={"RSS-12": 5})
    assert opened_to() == everybody


def test_a_filter_that_refuses_us_marks_the_address_and_holds_no_letters(receipt: Letter) -> None:
    come_back(receipt, code="5.7.1")
    assert not AddressMark.objects.get().is_held
    come_back(receipt, code="5.1.1")
    assert AddressMark.objects.get().is_held


def test_queries_around_the_held_do_not_grow_with_the_letters(receipt: Letter) -> None:
    codes = [f"RSS-{number:02}" for number in range(20, 32)]
    for code in codes:
        make_recipient(code, name=code)
    make_round("andra", frames=dict.fromkeys(codes, 5))
    dues = [one for one in kinds()["requisition_opening"].due(TODAY) if "andra" in one.case]
    for to in {to.email for due in dues for to in due.to}:
        hold(to, receipt)
    assert _queries(dues) == _queries(dues[:3])


def _queries(dues: list[Due]) -> int:
    with CaptureQueriesContext(connection) as asked:
        around_the_held(dues, today=TODAY)
    return len(asked)


# --- The mark is lifted ---------------------------------------------------------------------------

HANDLAGGARE = [StaffRole.HANDLAGGARE]


def clear(mark: AddressMark, *, reason: str = "Rättad.", send_again: bool = False) -> None:
    clear_mark(
        mark, by=make_staff(), roles=HANDLAGGARE, reason=reason, send_again=send_again, at=APRIL
    )


def test_staff_lift_a_mark_and_send_the_letter_again(receipt: Letter) -> None:
    come_back(receipt)
    clear(AddressMark.objects.get(), send_again=True)
    receipt.refresh_from_db()
    assert AddressMark.objects.get().status == MarkStatus.CLEARED
    assert (receipt.status, receipt.attempts) == (LetterStatus.QUEUED, 0)


def test_a_letter_that_was_sent_again_has_not_come_back(receipt: Letter) -> None:
    come_back(receipt)
    clear(AddressMark.objects.get(), send_again=True)
    send_waiting_letters(at=APRIL + timedelta(days=1))
    assert Letter.objects.get(pk=receipt.pk).fate.startswith("Skickat")


def test_a_mark_is_lifted_once(receipt: Letter) -> None:
    come_back(receipt)
    clear(AddressMark.objects.get())
    with pytest.raises(StaleState):
        clear(AddressMark.objects.get())


def test_a_mark_is_not_lifted_without_a_reason(receipt: Letter) -> None:
    come_back(receipt)
    with pytest.raises(RuleViolated):
        clear(AddressMark.objects.get(), reason=" ")


def test_who_only_reads_lifts_no_mark(receipt: Letter) -> None:
    come_back(receipt)
    with pytest.raises(NotAllowed):
        clear_mark(
            AddressMark.objects.get(), by=make_staff(), roles=[StaffRole.CONTROLLER],
            reason="Nej.", send_again=False, at=APRIL,
        )  # fmt: skip


def test_who_uses_a_code_sent_to_the_address_shows_that_it_works(receipt: Letter) -> None:
    come_back(receipt)
    assert confirm_address(ANNA.upper(), by=make_user(), at=APRIL)
    assert AddressMark.objects.get().status == MarkStatus.CONFIRMED
    assert not confirm_address(ANNA, by=make_user(), at=APRIL)


def test_logging_in_with_a_mailed_code_lifts_the_mark(receipt: Letter, client: Client) -> None:
    user = User.objects.get(email="bo@example.se")
    make_mark(email=user.email, letter=receipt)
    log_in(client, user)
    assert AddressMark.objects.get().status == MarkStatus.CONFIRMED


def test_an_address_that_fails_anew_is_marked_anew(receipt: Letter) -> None:
    come_back(receipt)
    clear(AddressMark.objects.get())
    come_back(receipt, code="5.2.1")
    assert AddressMark.objects.standing().count() == 1


def test_a_lifted_mark_stays_lifted_in_the_database(receipt: Letter) -> None:
    come_back(receipt)
    clear(AddressMark.objects.get())
    with pytest.raises(DatabaseError), transaction.atomic():
        AddressMark.objects.update(status=MarkStatus.OPEN, closed_at=None)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_four_who_read_the_same_report_at_once_let_the_letter_go_on_once(receipt: Letter) -> None:
    def read(_: int) -> None:
        come_back(receipt)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, range(4)))
    assert (Bounce.objects.count(), AddressMark.objects.count()) == (1, 1)
    assert receipt.passed_on.count() == 2
