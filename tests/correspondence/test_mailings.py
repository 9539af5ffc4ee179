"""Staff's own letters: drafts, the second pair of eyes, and that what is asked for stays."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.errors import NotAllowed, RuleViolated, StaleState
from core.models import Event
from core.transitions import label_of
from correspondence.mailings import actions
from correspondence.mailings.rules import mailing_problems
from correspondence.mailings.states import ALONE, STAFF
from correspondence.models import Mailing
from organisations.models import User
from tests.builders import APRIL, ROUND_KEY, make_staff
from tests.correspondence.mailing_builders import (
    FIELDS,
    approve,
    ask,
    discarded,
    draft,
    readers,
    send,
    values,
    waiting,
)


@pytest.mark.django_db
class TestWriting:
    def test_the_same_page_saved_twice_is_one_draft(self) -> None:
        key, by = uuid.uuid4(), make_staff()
        first = actions.write_mailing(key, ROUND_KEY, values(), by=by, at=APRIL)
        assert actions.write_mailing(key, ROUND_KEY, values(), by=by, at=APRIL) == first
        assert Event.objects.filter(about=label_of(first)).count() == 1

    def test_a_draft_may_be_unfinished(self) -> None:
        assert draft(subject="", body="{okänt}").status == "draft"

    def test_nobody_writes_over_what_somebody_else_has_just_written(self) -> None:
        mailing, seen_at = draft(), APRIL.replace(hour=8)
        with pytest.raises(StaleState):
            actions.change_mailing(
                mailing, values(body="Mina ord."), seen_at=seen_at, by=make_staff(), at=APRIL
            )

    def test_saved_unchanged_the_writer_stays_the_same(self) -> None:
        mailing = draft()
        again = actions.change_mailing(
            mailing, values(), seen_at=APRIL, by=make_staff(), at=APRIL.replace(hour=11)
        )
        assert again.written_by == mailing.written_by

    def test_what_is_sent_is_no_draft_any_longer(self) -> None:
        mailing = send(draft())
        with pytest.raises(StaleState):
            actions.change_mailing(
                mailing, values(body="Nytt"), seen_at=APRIL, by=mailing.written_by, at=APRIL
            )


@pytest.mark.django_db
class TestSending:
    def test_few_letters_go_out_at_once(self) -> None:
        mailing = send(draft(), ALONE)
        assert (mailing.status, mailing.letters, mailing.sent_at) == ("sent", ALONE, APRIL)

    def test_many_letters_can_t_be_sent_alone(self) -> None:
        with pytest.raises(RuleViolated, match="godkännas av någon annan"):
            send(draft(), ALONE + 1)

    def test_asked_for_they_wait_for_somebody_else(self) -> None:
        mailing = waiting()
        assert (mailing.status, mailing.sent_at) == ("waiting", None)

    def test_a_second_click_sends_nothing_more(self) -> None:
        mailing = draft()
        send(mailing)
        with pytest.raises(StaleState):
            send(mailing)

    def test_other_readers_than_the_page_showed_are_not_sent_to(self) -> None:
        with pytest.raises(StaleState):
            send(draft(), seen=readers(3).fingerprint)

    def test_another_role_may_not_send(self) -> None:
        with pytest.raises(NotAllowed):
            send(draft(), roles={"ekonom"})

    def test_an_unknown_field_keeps_it_from_going_out(self) -> None:
        with pytest.raises(RuleViolated, match=r"\{motagare\}"):
            send(draft(body="Hej {motagare}"))


@pytest.mark.django_db
class TestSecondPairOfEyes:
    def test_somebody_else_approves_and_sends(self) -> None:
        other = make_staff()
        sent = approve(waiting(), by=other)
        assert (sent.status, sent.approved_by) == ("sent", other)

    def test_who_wrote_it_may_not(self) -> None:
        mailing = waiting()
        with pytest.raises(RuleViolated):
            approve(mailing, by=mailing.written_by)

    def test_who_asked_may_not_either(self) -> None:
        asker = make_staff()
        mailing = waiting(by=asker)
        with pytest.raises(RuleViolated):
            approve(mailing, by=asker)

    def test_two_who_approve_send_it_once(self) -> None:
        mailing = waiting()
        approve(mailing, by=make_staff())
        with pytest.raises(StaleState):
            approve(mailing, by=make_staff())

    def test_words_changed_since_they_were_read_are_not_approved(self) -> None:
        mailing = waiting()
        read = actions.asked_fingerprint(mailing)
        again = actions.return_mailing(
            mailing, by=make_staff(), roles=STAFF, reason="Fel datum.", at=APRIL
        )
        actions.change_mailing(
            again, values(body="Nytt."), seen_at=APRIL, by=again.written_by, at=APRIL
        )
        ask(again, by=again.written_by)
        with pytest.raises(StaleState, match="Läs det igen"):
            approve(mailing, by=make_staff(), seen=read)

    def test_sent_back_it_is_a_draft_with_its_words(self) -> None:
        mailing = waiting()
        back = actions.return_mailing(
            mailing, by=make_staff(), roles=STAFF, reason="Fel datum.", at=APRIL
        )
        assert (back.status, back.readers, back.subject) == ("draft", [], mailing.subject)

    def test_the_log_says_who_wrote_asked_and_approved(self) -> None:
        mailing = waiting()
        approve(mailing, by=make_staff())
        events = Event.objects.filter(about=label_of(mailing)).values_list("action", flat=True)
        assert list(events) == ["written", "ask", "approve"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_comes_first() -> None:
    mailing, people = waiting(), [make_staff(), make_staff()]
    together = Barrier(2)

    def press(by: User) -> str:
        together.wait(10)
        try:
            return approve(mailing, by=by).status
        except StaleState:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, people)) == ["sent", "too late"]
    assert Event.objects.filter(about=label_of(mailing), action="approve").count() == 1


@pytest.mark.django_db
class TestTheDatabase:
    def test_many_letters_without_approval_are_refused(self) -> None:
        mailing = waiting()
        with pytest.raises(IntegrityError, match="many_letters_are_approved"), transaction.atomic():
            Mailing.objects.filter(pk=mailing.pk).update(status="sent", sent_at=APRIL)

    def test_the_writer_as_approver_is_refused(self) -> None:
        mailing = waiting()
        with pytest.raises(IntegrityError, match="approved_by_somebody"), transaction.atomic():
            Mailing.objects.filter(pk=mailing.pk).update(
                status="sent", sent_at=APRIL, approved_by=mailing.written_by, approved_at=APRIL
            )

    @pytest.mark.parametrize("change", [{"body": "Annat"}, {"readers": []}, {"letters": 1}])
    def test_what_waits_is_frozen(self, change: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            Mailing.objects.filter(pk=waiting().pk).update(**change)

    def test_what_is_sent_is_frozen(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            Mailing.objects.filter(pk=send(draft()).pk).update(status="draft")

    def test_a_thrown_away_draft_stays_to_be_read(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            discarded().delete()


def test_nobody_to_send_to_is_a_fault() -> None:
    found = mailing_problems(
        subject="Möte", body="Kom.", link_text="Öppna", fields=FIELDS, letters=0
    )
    assert [one.code for one in found] == ["nobody"]
