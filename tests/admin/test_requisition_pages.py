"""Staff's list and dossier of requisitions: what deviates, who needs words, what was sent in."""

import pytest

from core.admin_base import admin_url
from organisations.models import Organisation
from organisations.roles import StaffRole
from requisitions import actions
from requisitions.models import Requisition, Return
from requisitions.states import RequisitionStatus, ReturnStatus
from tests.admin.pages import list_url, staff_client, step_url, text_of
from tests.admin.test_lists import many
from tests.builders import (
    acting,
    at,
    make_recipient,
    make_requisition,
    make_round,
    requisition_values,
)
from tests.requisitions.states import MAKERS, as_staff

pytestmark = pytest.mark.django_db

OTHER_ACCOUNT = "99990009"


def with_new_account() -> Requisition:
    """The register knows another bankgiro than the one that is asked for."""
    requisition = make_requisition()
    Organisation.objects.filter(pk=requisition.organisation_id).update(bankgiro=OTHER_ACCOUNT)
    return requisition


def test_a_new_account_is_found_and_marked_in_the_list() -> None:
    with_new_account()
    assert "Nytt bankgiro" in text_of(staff_client(), list_url(Requisition, "avviker=konto"))


def test_the_list_names_the_huvudman() -> None:
    make_requisition()
    assert ">Huvudman för RSS Skåne<" in text_of(staff_client(), list_url(Requisition))


def test_the_list_leads_to_those_who_have_not_requisitioned() -> None:
    make_requisition()
    page = text_of(staff_client(), list_url(Requisition))
    assert "1 har inte rekvirerat" in page


def test_many_leave_out_what_must_be_looked_at_and_say_why() -> None:
    round_ = make_round()
    late = make_requisition(round_, when=at(2025, 5, 16))
    fine = make_requisition(round_, make_recipient("RSS-09"))
    page = staff_client().post(list_url(Requisition), many("approve_many", late, fine))
    assert "kom in för sent, godkänn den för sig med ett skäl" in page.content.decode()
    assert page.context["total_kr"] == 1_000_000


def test_many_approve_only_those_that_need_no_words() -> None:
    round_ = make_round()
    late = make_requisition(round_, when=at(2025, 5, 16))
    fine = make_requisition(round_, make_recipient("RSS-09"))
    chosen = many("approve_many", late, fine, confirmed="yes")
    page = staff_client().post(list_url(Requisition), chosen, follow=True)
    late.refresh_from_db()
    fine.refresh_from_db()
    assert (late.status, fine.status) == (RequisitionStatus.SUBMITTED, RequisitionStatus.APPROVED)
    assert "RSS Skåne: Rekvisitionen kom in för sent." in page.content.decode()


def test_a_new_account_is_approved_only_with_how_it_was_confirmed() -> None:
    requisition = with_new_account()
    client = staff_client()
    page = client.post(step_url(requisition, "approve"))
    assert "Det vi känner till är 9999-0009" in page.content.decode()
    client.post(step_url(requisition, "approve"), {"account_confirmed": "Ringde växeln."})
    requisition.refresh_from_db()
    assert requisition.status == RequisitionStatus.APPROVED


def test_the_approval_asks_only_for_what_the_case_needs() -> None:
    page = text_of(staff_client(), step_url(with_new_account(), "approve"))
    assert 'name="account_confirmed"' in page
    assert 'name="reason"' not in page


def test_one_that_came_in_time_is_not_offered_to_be_refused() -> None:
    assert "/do/refuse/" not in text_of(staff_client(), admin_url(make_requisition()))


def test_late_one_is_refused_and_reconsidered() -> None:
    requisition = make_requisition(when=at(2025, 5, 16))
    client = staff_client()
    client.post(step_url(requisition, "refuse"), {"reason": "Kom in för sent."})
    client.post(step_url(requisition, "reconsider"), {"reason": "Felet var vårt."})
    requisition.refresh_from_db()
    assert requisition.status == RequisitionStatus.SUBMITTED


def test_what_differs_between_versions_is_shown() -> None:
    requisition = make_requisition()
    returned = actions.return_requisition(requisition, **as_staff(), reason="Rätta beloppet.")
    values = requisition_values(amount_kr=1_600_000)
    actions.submit_requisition(
        returned, acting(make_recipient()), values=values, at=at(2025, 4, 16)
    )
    page = text_of(staff_client(), admin_url(requisition))
    assert "Ändrat sedan nummer 1" in page
    assert page.index("1\xa0611\xa0111\xa0kr</td>") < page.index("1\xa0600\xa0000\xa0kr</td>")


def test_account_that_the_register_changed_after_the_approval_is_confirmed() -> None:
    requisition = make_requisition(approved=True)
    Organisation.objects.filter(pk=requisition.organisation_id).update(bankgiro=OTHER_ACCOUNT)
    client = staff_client()
    confirm = f"/admin/requisitions/requisition/{requisition.pk}/bekrafta-konto/"
    assert confirm in text_of(client, admin_url(requisition))
    for _ in range(2):
        client.post(confirm, {"how": "Ringde växeln."})
    assert requisition.account_confirmations.count() == 1
    assert confirm not in text_of(client, admin_url(requisition))


def test_an_ekonom_confirms_no_account() -> None:
    requisition = make_requisition(approved=True)
    confirm = f"/admin/requisitions/requisition/{requisition.pk}/bekrafta-konto/"
    assert staff_client(StaffRole.EKONOM).post(confirm, {"how": "Ja."}).status_code == 403


def test_money_that_has_come_back_is_ticked_off_once() -> None:
    announced = MAKERS["return announced"]()
    assert isinstance(announced, Return)
    client = staff_client(StaffRole.EKONOM)
    typed = {"arrived_on": "2025-04-15", "arrived_kr": "1 000"}
    client.post(step_url(announced, "arrive"), typed)
    page = client.post(step_url(announced, "arrive"), typed, follow=True)
    announced.refresh_from_db()
    assert announced.status == ReturnStatus.ARRIVED
    assert "Anmälan är redan pengarna har kommit" in page.content.decode()


def test_returned_money_stands_on_the_requisition_s_page() -> None:
    announced = MAKERS["return announced"]()
    assert isinstance(announced, Return)
    assert announced.ocr in text_of(staff_client(), admin_url(announced.requisition))
