"""Who may do what in the admin: roles alone decide, and every change leaves its trace."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from core import clock
from core.admin_base import admin_url
from core.models import DemoClock, Event
from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from grants.models import Decision, Round
from organisations.access import staff_roles
from organisations.models import Membership, Organisation, User
from organisations.roles import OrganisationRole, StaffRole
from requisitions.documents import requisition_document
from requisitions.models import Requisition
from tests.admin.pages import client_of, edit_url, list_url, staff_client, text_of
from tests.admin.test_start import LISTS
from tests.builders import (
    FEBRUARY,
    make_member,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(StaffRole))
def test_every_staff_role_reads_every_list(role: StaffRole) -> None:
    make_requisition()
    client = staff_client(role)
    for model in LISTS:
        assert client.get(list_url(model)).status_code == 200, model


def test_people_of_a_huvudman_have_no_admin() -> None:
    client = client_of(make_member(make_recipient()))
    assert client.get(list_url(Requisition)).status_code == 302


def test_staff_flag_without_a_role_opens_nothing() -> None:
    assert client_of(make_user(is_staff=True)).get(reverse("admin:index")).status_code == 302


def test_superuser_counts_as_administrator() -> None:
    client = client_of(make_user(is_staff=True, is_superuser=True))
    assert client.get(admin_url(make_recipient())).status_code == 200


def test_a_case_is_not_added() -> None:
    add = reverse("admin:requisitions_requisition_add")
    assert staff_client(StaffRole.ADMINISTRATOR).get(add).status_code == 403


@pytest.mark.parametrize("model", [Requisition, Round, Decision])
def test_cases_rounds_and_decisions_are_not_deleted(model: Any) -> None:
    make_requisition()
    row = model.objects.first()
    delete = reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_delete", args=[row.pk]
    )
    assert staff_client(StaffRole.ADMINISTRATOR).get(delete).status_code == 403


def test_posting_to_a_case_page_changes_nothing() -> None:
    requisition = make_requisition()
    answer = staff_client(StaffRole.ADMINISTRATOR).post(admin_url(requisition), {"status": "paid"})
    assert answer.status_code == 405


def test_controller_reads_a_huvudman_without_a_form() -> None:
    organisation = make_recipient().huvudman_on(date(2025, 1, 1))
    page = text_of(staff_client(StaffRole.CONTROLLER), admin_url(organisation))
    assert "_save" not in page


def test_controller_changes_no_register() -> None:
    recipient = make_recipient()
    answer = staff_client(StaffRole.CONTROLLER).post(admin_url(recipient), {"name": "Annat"})
    assert answer.status_code == 403


NO_DUTIES = {"report_duties-TOTAL_FORMS": 0, "report_duties-INITIAL_FORMS": 0}


def decision_form(decision: Decision, **changes: object) -> dict[str, object]:
    fields = {
        name: getattr(decision, name)
        for name in (
            "title", "diarienummer", "number", "decided_on", "utgiftsomrade", "anslag",
            "anslagspost", "total_kr", "own_costs_cap_kr", "assumed",
        )
    }  # fmt: skip
    return {**fields, **NO_DUTIES, "conditions": "", **changes}


def test_handlaggare_changes_a_decision_s_conditions_line_by_line() -> None:
    decision = make_round(opened=False).decision
    typed = "Bara till ändamålet, inget annat.\r\n\r\nRedovisa i tid."
    staff_client().post(edit_url(decision), decision_form(decision, conditions=typed))
    decision.refresh_from_db()
    assert decision.conditions == ["Bara till ändamålet, inget annat.", "Redovisa i tid."]


def test_change_of_a_register_is_an_event_with_who_did_it() -> None:
    decision = make_round().decision
    client = staff_client()
    client.post(edit_url(decision), {**NO_DUTIES, "assumed": "Datumet."})
    event = Event.objects.get(action="register_changed")
    assert event.about == f"grants.decision:{decision.pk}"
    assert str(event.actor_id) == client.session["_auth_user_id"]


def user_form(**changes: object) -> dict[str, object]:
    inlines = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    person = {"email": "Ny@socialstyrelsen.example", "first_name": "Ny", "last_name": "Person"}
    return {**person, **inlines, "is_active": "on", **changes}


def test_administrator_gives_somebody_a_role() -> None:
    client = staff_client(StaffRole.ADMINISTRATOR)
    client.post(reverse("admin:organisations_user_add"), user_form(staff_roles=["ekonom"]))
    user = User.objects.get(email="ny@socialstyrelsen.example")
    assert staff_roles(user) == {StaffRole.EKONOM}
    assert not user.has_usable_password()


def test_taking_away_the_last_role_closes_the_admin() -> None:
    ekonom = make_staff(StaffRole.EKONOM)
    client = staff_client(StaffRole.ADMINISTRATOR)
    client.post(admin_url(ekonom), user_form(email=ekonom.email))
    ekonom.refresh_from_db()
    assert not ekonom.is_staff


def test_nobody_changes_her_own_roles() -> None:
    me = make_staff(StaffRole.ADMINISTRATOR)
    page = client_of(me).post(
        admin_url(me), user_form(email=me.email, staff_roles=["administrator", "attestant"])
    )
    assert "Be en annan administratör" in page.content.decode()
    assert staff_roles(me) == {StaffRole.ADMINISTRATOR}


def test_administrator_makes_somebody_ombud() -> None:
    organisation = make_recipient().huvudman_on(date(2025, 1, 1))
    person = make_user()
    membership = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-0-user": person.pk,
        "memberships-0-organisation": organisation.pk,
        "memberships-0-role": OrganisationRole.OMBUD,
    }
    staff_client(StaffRole.ADMINISTRATOR).post(
        admin_url(person), user_form(email=person.email, **membership)
    )
    assert Membership.objects.get(user=person).role == OrganisationRole.OMBUD


def test_wrong_bankgiro_of_a_huvudman_is_refused() -> None:
    organisation = make_recipient().huvudman_on(date(2025, 1, 1))
    page = staff_client(StaffRole.ADMINISTRATOR).post(
        admin_url(organisation), {"name": organisation.name, "bankgiro": "5050-1056"}
    )
    assert "Bankgironumret stämmer inte" in page.content.decode()
    assert Organisation.objects.get(pk=organisation.pk).bankgiro == organisation.bankgiro


def test_dates_of_an_opened_round_are_not_changed() -> None:
    round_ = make_round()
    url = reverse("admin:grants_round_edit", args=[round_.pk])
    staff_client().post(
        url,
        {
            "contact_name": "Ny kontakt",
            "contact_email": "ny@example.se",
            "requisition_last_on": "2030-01-01",
        },
    )
    round_.refresh_from_db()
    assert (round_.contact_name, round_.requisition_last_on) == ("Ny kontakt", date(2025, 5, 15))


def test_ekonom_changes_no_round() -> None:
    url = reverse("admin:grants_round_edit", args=[make_round().pk])
    client = staff_client(StaffRole.EKONOM)
    assert client.post(url, {"contact_name": "Annan"}).status_code == 403


def test_staff_move_the_demo_s_clock() -> None:
    staff_client().post(reverse("admin:core_democlock_add"), {"today": "2025-05-16"})
    assert clock.today() == date(2025, 5, 16)
    staff_client().post(reverse("admin:core_democlock_change", args=[1]), {"today": "2025-06-01"})
    assert clock.today() == date(2025, 6, 1)


def test_production_has_no_clock_to_move(settings: Settings) -> None:
    settings.PORTAL_TODAY = None
    client = staff_client(StaffRole.ADMINISTRATOR)
    client.post(reverse("admin:core_democlock_add"), {"today": "2025-05-16"})
    assert not DemoClock.objects.exists()
    assert "Demons klocka" not in text_of(client, reverse("admin:index"))


def test_staff_open_the_file_of_any_document() -> None:
    document = requisition_document(make_requisition())
    url = reverse("portal:staff_document", kwargs={"document_id": document.pk})
    answer = staff_client(StaffRole.CONTROLLER).get(url)
    assert b"".join(answer).startswith(b"%PDF")


def test_others_do_not_open_it() -> None:
    document = requisition_document(make_requisition())
    url = reverse("portal:staff_document", kwargs={"document_id": document.pk})
    assert client_of(make_member(make_recipient())).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_personal_link_of_the_signatory_is_not_shown_to_staff() -> None:
    make_report(locked=True)
    queue_due_letters(at=FEBRUARY, only=["approval_request"])
    letter = Letter.objects.get()
    page = text_of(staff_client(), admin_url(letter))
    assert "Texten visas inte här" in page
    assert letter.body_text.split("/godkann/")[-1][:40] not in page


def test_who_only_reads_sees_what_roles_somebody_has() -> None:
    page = text_of(staff_client(), admin_url(make_staff(StaffRole.ATTESTANT)))
    assert "Attestant" in page
