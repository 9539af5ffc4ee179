"""Staff's own letters to many: whom a choice reaches, and that the letters go out once."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.transitions import label_of
from correspondence.mailings import actions
from correspondence.mailings.actions import MailingValues, Pressed
from correspondence.mailings.states import STAFF
from correspondence.models import AddressMark, Bounce, Letter, Mailing
from correspondence.outbox import queue_due_letters, send_waiting_letters
from grants.models import Round
from organisations.models import Lan, Recipient
from portal.mailings.letters import FIELDS, KEY, KINDS
from portal.mailings.selection import GROUPS, Standing, groups, select
from tests.builders import (
    APRIL,
    FEBRUARY,
    ROUND_KEY,
    make_member,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_staff,
)

LAST_ON = date(2025, 5, 15)


@pytest.mark.parametrize(
    ("standing", "is_in"),
    [
        ({}, {"not_requisitioned"}),
        ({"requisition": "draft"}, {"not_requisitioned", "draft"}),
        ({"requisition": "declined"}, set()),
        ({"requisition": "submitted"}, set()),
        ({"requisition": "paid", "report_due_on": LAST_ON}, {"not_reported"}),
        (
            {"requisition": "paid", "report": "draft", "report_due_on": LAST_ON},
            {"not_reported", "draft"},
        ),
        ({"requisition": "paid", "report": "submitted"}, set()),
    ],
)
def test_how_far_a_recipient_has_come_says_which_choices_reach_it(
    standing: dict[str, Any], is_in: set[str]
) -> None:
    one = Standing(code="RSS-12", name="RSS Skåne", lan_code="12", **standing)
    assert groups(one, takes_requisitions_until=LAST_ON, today=LAST_ON) == {"all", *is_in}


@pytest.mark.parametrize(
    "standing", [{}, {"requisition": "paid", "report_due_on": LAST_ON}], ids=["asks", "reports"]
)
def test_who_has_not_answered_is_late_the_day_after_the_last(standing: dict[str, Any]) -> None:
    one = Standing(code="RSS-12", name="RSS Skåne", lan_code="12", **standing)
    after = date(2025, 5, 16)
    assert "late" in groups(one, takes_requisitions_until=LAST_ON, today=after)


def mailing(**changes: Any) -> Mailing:
    written = {
        "chosen": "all",
        "lan_codes": [],
        "added": [],
        "left_out": [],
        "subject": "Möte: {kort_bidrag}, {mottagare}",
        "body": "Anmäl er till mötet, {namn}.\n\nNi kan få {ram}.\n\n{uppgifter}",
        "link_text": "Öppna bidraget",
        **changes,
    }
    return actions.write_mailing(
        uuid.uuid4(), ROUND_KEY, MailingValues(**written), by=make_staff(), at=APRIL
    )


def names(made: Mailing) -> list[str]:
    round_ = Round.objects.get(key=ROUND_KEY)
    return [one.name for one in select(made, round_, today=APRIL.date()).shown.readers]


def sent(made: Mailing) -> Mailing:
    round_ = Round.objects.get(key=ROUND_KEY)
    shown = select(made, round_, today=APRIL.date()).shown
    who = Pressed(make_staff(), STAFF, shown.fingerprint, APRIL)
    return actions.send_mailing(made, shown, who, fields={one.name for one in FIELDS})


@pytest.mark.django_db
class TestTheChoice:
    def test_who_has_requisitioned_is_not_among_those_who_have_not(self) -> None:
        make_requisition(submitted=True)
        assert names(mailing(chosen="not_requisitioned")) == ["RSS RSS-09"]

    def test_a_län_keeps_the_others_out(self) -> None:
        make_round()
        Lan.objects.create(lanskod="09", name="Gotlands län")
        Recipient.objects.filter(code="RSS-09").update(lan="09")
        assert names(mailing(lan_codes=["12"])) == ["RSS Skåne"]

    def test_single_recipients_are_added_and_left_out(self) -> None:
        make_round()
        made = mailing(chosen="not_reported", added=["RSS-09", "RSS-12"], left_out=["RSS-12"])
        assert names(made) == ["RSS RSS-09"]

    def test_who_has_no_address_that_works_is_shown_by_name(self) -> None:
        round_ = make_round()
        organisation = make_recipient("RSS-09").huvudman_on(APRIL.date())
        organisation.registry_email = ""
        organisation.save()
        found = select(mailing(), round_, today=APRIL.date())
        assert [one.name for one in found.unreached] == ["RSS RSS-09"]

    def test_an_address_that_does_not_work_is_passed_over(self) -> None:
        round_ = make_round()
        skane = make_recipient()
        broken, works = make_member(skane), make_member(skane)
        hold(broken.email)
        (one, *_) = select(mailing(added=[]), round_, today=APRIL.date()).shown.readers[::-1]
        assert [to.email for to in one.to] == [works.email]

    @pytest.mark.parametrize("key", GROUPS)
    def test_it_asks_as_often_for_one_as_for_two(self, key: str) -> None:
        round_ = make_round()
        make_member(make_recipient())
        counts = []
        for left_out in (["RSS-12"], []):
            made = mailing(chosen=key, left_out=left_out)
            with CaptureQueriesContext(connection) as asked:
                select(made, round_, today=APRIL.date())
            counts.append(len(asked))
        assert counts[0] == counts[1]


def hold(email: str) -> None:
    queue_due_letters(at=APRIL, only=["requisition_opening"])
    bounce = Bounce.objects.create(
        letter=Letter.objects.filter(to_email=email).get(),
        email=email,
        is_permanent=True,
        code="5.1.1",
        sha256="0",
        read_at=APRIL,
    )
    AddressMark.objects.create(email=email, bounce=bounce, is_held=True, marked_at=APRIL)


@pytest.mark.django_db
class TestTheLetters:
    def test_each_case_gets_its_own_in_its_dossier(self) -> None:
        make_round()
        made = sent(mailing())
        queue_due_letters(at=APRIL, only=[KEY])
        letters = Letter.objects.filter(about=label_of(made))
        assert {one.case for one in letters} == {f"{ROUND_KEY}/RSS-12", f"{ROUND_KEY}/RSS-09"}

    def test_the_fields_are_each_recipient_s_own(self) -> None:
        make_round()
        sent(mailing())
        queue_due_letters(at=APRIL, only=[KEY])
        letter = Letter.objects.get(kind=KEY, case__endswith="RSS-12")
        assert letter.subject == "Möte: socialtjänst 2025, RSS Skåne"
        assert "Ni kan få 1 611 111 kr." in letter.body_text.replace("\xa0", " ")

    def test_queued_twice_they_are_written_once(self) -> None:
        make_round()
        sent(mailing())
        assert queue_due_letters(at=APRIL, only=[KEY])[KEY] == 2
        assert queue_due_letters(at=APRIL, only=[KEY])[KEY] == 0

    def test_one_that_a_stopped_worker_left_is_written_the_next_time(self) -> None:
        make_round()
        made = sent(mailing())
        left = mailing(left_out=["RSS-09"])
        queue_due_letters(at=APRIL, only=[KEY])
        sent(left)
        assert queue_due_letters(at=APRIL.replace(day=17), only=[KEY])[KEY] == 1
        assert Letter.objects.filter(about=label_of(made)).count() == 2

    def test_finding_them_asks_as_often_for_one_as_for_two(self) -> None:
        make_round()
        counts = []
        for left_out in (["RSS-12"], []):
            made = sent(mailing(left_out=left_out))
            with CaptureQueriesContext(connection) as asked:
                found = list(KINDS[0].due(APRIL.date()))
            counts.append(len(asked))
            assert len(found) == made.letters
            queue_due_letters(at=APRIL, only=[KEY])
        assert counts[0] == counts[1]

    def test_a_draft_sends_nothing(self) -> None:
        make_round()
        mailing()
        assert queue_due_letters(at=APRIL, only=[KEY])[KEY] == 0

    def test_who_has_done_it_before_it_is_sent_gets_none(self) -> None:
        round_ = make_round()
        sent(mailing(chosen="not_requisitioned"))
        queue_due_letters(at=APRIL, only=[KEY])
        make_requisition(round_=round_, submitted=True)
        outcomes = send_waiting_letters(at=APRIL)
        assert (outcomes["sent"], outcomes["skipped"]) == (1, 1)

    def test_who_has_reported_is_none_of_those_who_have_not(self) -> None:
        report = make_report()
        found = select(mailing(chosen="not_reported"), report.round, today=FEBRUARY.date())
        assert [one.name for one in found.shown.readers] == [report.recipient.name]
