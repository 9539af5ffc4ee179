"""A decision's page: what belongs to it, what staff may still change, the original's upload."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.admin_base import admin_url
from correspondence.models import Document
from grants.models import Decision, Round
from organisations.roles import StaffRole
from requisitions.documents import requisition_document
from tests.admin.pages import edit_url, staff_client, text_of
from tests.builders import make_requisition, make_round
from tests.grants.builders import OTHER_PDF, PDF, attach, make_amendment, make_decision

pytestmark = pytest.mark.django_db

NO_DUTIES = {"report_duties-TOTAL_FORMS": 0, "report_duties-INITIAL_FORMS": 0}


def upload(client: Client, decision: Decision, content: bytes = PDF) -> str:
    """The page that answers a file sent in as the decision's original."""
    url = reverse("admin:grants_decision_original", args=[decision.pk])
    file = SimpleUploadedFile("beslut.pdf", content, content_type="application/pdf")
    return client.post(url, {"original": file}, follow=True).content.decode()


def typed_decision(**changes: Any) -> dict[str, Any]:
    return {
        **NO_DUTIES,
        "title": "Uppdrag om statsbidrag till regionerna",
        "diarienummer": "S2026/00031 (delvis)",
        "number": "II:2",
        "decided_on": "2026-01-22",
        "utgiftsomrade": 9,
        "anslag": "4:5",
        "anslagspost": "2",
        "total_kr": "100 750 000",
        "own_costs_cap_kr": "750 000",
        "conditions": "Bara till ändamålet.\r\nRedovisa i tid.",
        **changes,
    }


def add(**typed: Any) -> str:
    url = reverse("admin:grants_decision_add")
    return staff_client().post(url, typed_decision(**typed), follow=True).content.decode()


def test_a_decision_is_added_with_amounts_as_people_write_them() -> None:
    duty = {"report_duties-TOTAL_FORMS": 1, "report_duties-0-due_on": "2027-03-31"}
    page = add(**duty)
    decision = Decision.objects.get(diarienummer="S2026/00031 (delvis)")
    assert (decision.total_kr, decision.own_costs_cap_kr) == (100_750_000, 750_000)
    assert "Delredovisning senast onsdag 31 mars 2027" in page


def test_the_same_decision_twice_is_refused_with_a_sentence() -> None:
    add()
    assert "Beslutet finns redan: samma diarienummer och datum." in add()


def test_own_costs_beyond_the_total_are_refused_with_a_sentence() -> None:
    assert "De egna kostnaderna ryms inte i beslutets belopp." in add(
        own_costs_cap_kr="200 000 000"
    )


def test_an_amount_that_is_none_is_refused_with_a_sentence() -> None:
    assert "Skriv beloppet i hela kronor" in add(total_kr="hundra miljoner")


def test_an_amendment_begins_as_what_it_amends() -> None:
    decision = make_decision()
    url = f"{reverse('admin:grants_decision_add')}?amends={decision.pk}"
    page = text_of(staff_client(), url)
    assert "100\xa0750\xa0000" in page
    assert "Bara till ändamålet." in page
    assert f'<option value="{decision.pk}" selected>' in page


def test_an_amendment_that_says_nothing_of_what_it_changes_is_refused() -> None:
    page = add(amends=make_decision().pk)
    assert "Säg om beslutet ändrar eller rättar det andra." in page
    assert "Skriv vad som ändras" in page


def test_an_amendment_of_nothing_is_refused() -> None:
    assert "Välj det beslut som ändras eller rättas" in add(amendment="Mer pengar.")


def test_an_amendment_of_an_amendment_is_refused() -> None:
    amendment = make_amendment(make_decision())
    add(amends=amendment.pk, amendment_kind="change", amendment="Mer.")
    assert Decision.objects.count() == 2


def test_a_decision_and_what_amends_it_lead_to_each_other() -> None:
    decision = make_decision()
    amendment = make_amendment(decision)
    client = staff_client(StaffRole.CONTROLLER)
    page = text_of(client, admin_url(decision))
    assert f'Ändrat genom <a href="{admin_url(amendment)}">S2025/00800</a>, 12 juni 2025' in page
    assert f'av <a href="{admin_url(decision)}">' in text_of(client, admin_url(amendment))


def test_the_form_of_a_frozen_decision_asks_for_the_agency_s_own_words() -> None:
    decision = make_round().decision
    page = text_of(staff_client(), edit_url(decision))
    assert "En öppnad omgång vilar på beslutet." in page
    assert 'name="assumed"' in page
    assert 'name="total_kr"' not in page


def test_what_was_typed_before_it_froze_is_refused_and_not_dropped() -> None:
    decision = make_round().decision
    typed = typed_decision(diarienummer=decision.diarienummer)
    page = staff_client().post(edit_url(decision), typed).content.decode()
    assert "Lägg in ett nytt beslut som ändrar eller rättar det." in page
    decision.refresh_from_db()
    assert decision.total_kr == 1_170_000_000


def test_a_duty_of_a_frozen_decision_is_settled_on_its_form() -> None:
    decision = make_round().decision
    duty = decision.report_duties.create(due_on=date(2025, 4, 1))
    typed = {
        "report_duties-TOTAL_FORMS": 1,
        "report_duties-INITIAL_FORMS": 1,
        "report_duties-0-id": duty.pk,
        "report_duties-0-decision": decision.pk,
        "report_duties-0-settled_on": "2025-03-31",
        "report_duties-0-settled_how": "Redovisad, dnr 5.7-00012/2025.",
    }
    page = staff_client().post(edit_url(decision), typed, follow=True).content.decode()
    assert "avklarad 31 mars 2025: Redovisad, dnr 5.7-00012/2025." in page


def test_a_duty_settled_without_a_word_is_refused_with_a_sentence() -> None:
    settled = {
        "report_duties-TOTAL_FORMS": 1,
        "report_duties-0-due_on": "2027-03-31",
        "report_duties-0-settled_on": "2027-03-30",
    }
    assert "Skriv hur redovisningen blev avklarad" in add(**settled)


def test_a_late_duty_is_told_about_on_the_decision_s_page() -> None:
    decision = make_decision()
    decision.report_duties.create(due_on=date(2025, 4, 1))
    assert "skulle ha lämnats för 14 dagar sedan" in text_of(staff_client(), admin_url(decision))


# --- The original ---------------------------------------------------------------------------------


def test_an_uploaded_original_is_shown_with_its_fingerprint() -> None:
    decision = make_decision()
    page = upload(staff_client(), decision)
    assert "Originalet är bifogat och diariefört." in page
    assert Document.objects.get().sha256 in page


def test_an_upload_posted_twice_is_one_document() -> None:
    decision, client = make_decision(), staff_client()
    upload(client, decision)
    upload(client, decision)
    assert Document.objects.count() == 1


def test_a_spreadsheet_named_pdf_is_refused_with_a_sentence() -> None:
    page = upload(staff_client(), make_decision(), b"PK\x03\x04 ...")
    assert "Filen är ingen PDF. Spara beslutet som PDF och välj den filen." in page


def test_an_upload_of_nothing_asks_for_a_file() -> None:
    url = reverse("admin:grants_decision_original", args=[make_decision().pk])
    assert "Välj en fil." in staff_client().post(url).content.decode()


@pytest.mark.parametrize("role", [StaffRole.EKONOM, StaffRole.CONTROLLER])
def test_others_attach_nothing(role: StaffRole) -> None:
    decision, client = make_decision(), staff_client(role)
    assert "Din roll ger inte rätt" in upload(client, decision)
    assert "Bifoga originalet" not in text_of(client, admin_url(decision))
    assert not Document.objects.exists()


# --- For everybody --------------------------------------------------------------------------------


def public_url(round_: Round, document: Document) -> str:
    address = {"round_key": round_.key, "document_id": document.pk}
    return reverse("portal:decision_original", kwargs=address)


def test_everybody_reads_the_original_of_an_opened_round() -> None:
    round_ = make_round()
    url = public_url(round_, attach(round_.decision))
    assert url in text_of(Client(), reverse("portal:round", args=[round_.key]))
    answer = Client().get(url)
    assert (b"".join(answer), answer["Content-Type"]) == (PDF, "application/pdf")


def test_everybody_reads_what_amends_it() -> None:
    round_ = make_round()
    amendment = make_amendment(round_.decision)
    url = public_url(round_, attach(amendment))
    page = text_of(Client(), reverse("portal:round", args=[round_.key]))
    assert "Beloppet minskar med 10 miljoner kronor." in page
    assert url in page
    assert Client().get(url).status_code == 200


def test_nobody_reads_it_before_the_round_is_opened() -> None:
    round_ = make_round(opened=False)
    assert Client().get(public_url(round_, attach(round_.decision))).status_code == 404


def test_an_original_that_was_replaced_is_not_for_everybody() -> None:
    round_ = make_round()
    old = attach(round_.decision)
    attach(round_.decision, OTHER_PDF)
    assert Client().get(public_url(round_, old)).status_code == 404
    staffs = reverse("portal:staff_document", kwargs={"document_id": old.pk})
    assert staff_client(StaffRole.CONTROLLER).get(staffs).status_code == 200


def test_no_other_document_is_reached_by_that_address() -> None:
    requisition = make_requisition()
    url = public_url(requisition.round, requisition_document(requisition))
    assert Client().get(url).status_code == 404
