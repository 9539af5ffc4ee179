"""Staff's lists: the questions that they answer, the search, and many cases at once."""

from datetime import date

import pytest

from allocations.models import Allocation, AllocationRow
from core.admin_base import admin_url
from grants.models import Round
from organisations.roles import StaffRole
from reporting.models import Report
from requisitions.models import Requisition
from requisitions.states import RequisitionStatus
from tests.admin.pages import list_url, staff_client, text_of
from tests.builders import at, make_recipient, make_report, make_requisition, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    return make_round(frames={"RSS-12": 1_611_111, "RSS-09": 1_000_000, "RSS-01": 1_481_482})


def test_to_approve_leaves_out_what_is_approved(round_: Round) -> None:
    make_requisition(round_)
    make_requisition(round_, make_recipient("RSS-09"), approved=True)
    page = text_of(staff_client(), list_url(Requisition, "lage=godkanna"))
    assert ">RSS Skåne<" in page
    assert ">RSS RSS-09<" not in page


def test_late_requisitions_are_found(round_: Round) -> None:
    make_requisition(round_, when=at(2025, 5, 16))
    make_requisition(round_, make_recipient("RSS-09"))
    page = text_of(staff_client(), list_url(Requisition, "avviker=sena"))
    assert ">RSS Skåne<" in page
    assert ">RSS RSS-09<" not in page


def test_requisition_is_found_by_its_diarienummer(round_: Round) -> None:
    requisition = make_requisition(round_)
    make_requisition(round_, make_recipient("RSS-09"))
    page = text_of(staff_client(), list_url(Requisition, f"q={requisition.diarienummer}"))
    assert ">RSS Skåne<" in page
    assert ">RSS RSS-09<" not in page


def test_less_than_the_frame_is_shown_as_a_deviation(round_: Round) -> None:
    make_requisition(round_, amount_kr=1_600_000)
    page = text_of(staff_client(), list_url(Requisition, "avviker=mindre"))
    assert "−11\xa0111" in page


def test_draft_report_is_said_not_to_be_sent_in() -> None:
    make_report(answers={"lonekostnader": 1})
    assert "Utkast, inte inskickat" in text_of(staff_client(), list_url(Report))


def test_round_tells_who_has_not_asked_for_its_money(round_: Round) -> None:
    make_requisition(round_)
    make_requisition(round_, make_recipient("RSS-09"), submitted=False)
    page = text_of(staff_client(), f"/admin/requisitions/callnote/omgang/{round_.pk}/")
    assert "2 mottagare har en ram" in page
    assert "RSS Skåne" not in page
    assert "Utkast påbörjat" in page


def test_round_explains_the_krona_between_its_rows_and_the_stated_total(round_: Round) -> None:
    other = make_round("socialtjanst-kommun-2025", frames={}, opened=False)
    allocation = Allocation.objects.create(
        round=Round.objects.create(**_copy_of(other, "socialtjanst-kommun-2026", 2026)),
        source="Bilaga 1",
        stated_total_kr=1_145_500_000,
        deviation_reason="Varje rad är avrundad för sig.",
        adopted_on=date(2025, 1, 23),
    )
    AllocationRow.objects.create(
        allocation=allocation,
        recipient=make_recipient(),
        printed_name="RSS Skåne",
        kr=1_145_499_999,
    )
    page = text_of(staff_client(), admin_url(allocation.round))
    assert "1\xa0145\xa0499\xa0999\xa0kr" in page
    assert "Varje rad är avrundad för sig." in page


def test_round_adds_up_its_cases(round_: Round) -> None:
    make_requisition(round_)
    make_requisition(round_, make_recipient("RSS-09"), paid=True)
    page = text_of(staff_client(), admin_url(round_))
    assert "2\xa0611\xa0111" in page


def _copy_of(round_: Round, key: str, year: int) -> dict[str, object]:
    fields = {one.attname: getattr(round_, one.attname) for one in Round._meta.fields}
    return {**fields, "id": None, "key": key, "year": year}


def many(action: str, *rows: Requisition, **typed: str) -> dict[str, object]:
    return {"action": action, "_selected_action": [row.pk for row in rows], **typed}


def test_approving_many_asks_first(round_: Round) -> None:
    requisition = make_requisition(round_)
    page = staff_client().post(list_url(Requisition), many("approve_many", requisition))
    requisition.refresh_from_db()
    assert "Godkänn: 1 rekvisition" in page.content.decode()
    assert requisition.status == RequisitionStatus.SUBMITTED


def test_approving_many_says_how_many_went_and_which_did_not(round_: Round) -> None:
    first = make_requisition(round_)
    second = make_requisition(round_, make_recipient("RSS-09"))
    done = make_requisition(round_, make_recipient("RSS-01"), approved=True)
    page = (
        staff_client()
        .post(
            list_url(Requisition),
            many("approve_many", first, second, done, confirmed="yes"),
            follow=True,
        )
        .content.decode()
    )
    assert "2 rekvisitioner är nu godkända, 2\xa0611\xa0111\xa0kr." in page
    assert "RSS RSS-01: Ärendet är redan godkänd." in page


def test_controller_is_offered_nothing_to_do_with_many(round_: Round) -> None:
    requisition = make_requisition(round_)
    client = staff_client(StaffRole.CONTROLLER)
    client.post(list_url(Requisition), many("approve_many", requisition, confirmed="yes"))
    requisition.refresh_from_db()
    assert requisition.status == RequisitionStatus.SUBMITTED
    assert "Godkänn valda" not in text_of(client, list_url(Requisition))
