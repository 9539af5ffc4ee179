"""Pages that save themselves, by one or by several people; what is beside the fields."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from correspondence.queries import documents_of
from organisations.roles import OrganisationRole, StaffRole
from reporting import actions
from reporting.form_editor import operations
from reporting.models import Form, Report
from tests.admin.pages import client_of
from tests.builders import (
    acting,
    faultless_answers,
    make_form,
    make_member,
    make_organisation,
    make_report,
    make_requisition,
    make_staff,
)
from tests.reporting.builders import edit, make_draft, next_round, publish

pytestmark = pytest.mark.django_db

COSTS = {"lonekostnader": "1000", "ovriga_kostnader": "0"}


def address(report: Report, name: str = "page", page: str | None = "kostnader") -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    where = {"page": page} if page else {}
    return reverse(f"reporting:{name}", kwargs={**case, **where})


def somebody(report: Report) -> Client:
    return client_of(make_member(report.recipient, OrganisationRole.REPRESENTANT))


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def opened(client: Client, report: Report) -> str:
    return seen_on(client.get(address(report)).content.decode())


def stored(report: Report) -> dict[str, Any]:
    answers: dict[str, Any] = Report.objects.get(pk=report.pk).answers
    return answers


@pytest.fixture
def report() -> Report:
    return make_report(answers={})


# --- Saved while it is typed ----------------------------------------------------------------------


def test_what_is_typed_is_kept_with_the_time_and_marks_no_errors(report: Report) -> None:
    client = somebody(report)
    said = client.post(address(report, "autosave"), {"lonekostnader": "många", "seen": ""})
    assert re.fullmatch(r"\d\d:\d\d", said.json()["saved"])
    assert stored(report)["lonekostnader"] == "många"
    assert "Fel:" not in client.get(address(report)).content.decode()


def test_what_saved_itself_is_begun_and_not_called_wrong(report: Report) -> None:
    client, tasks = somebody(report), address(report, "tasks", None)
    client.post(address(report, "autosave"), {"lonekostnader": "många", "seen": ""})
    assert "Måste rättas" not in client.get(tasks).content.decode()
    client.post(address(report), {"lonekostnader": "många"})
    assert "Måste rättas" in client.get(tasks).content.decode()
    client.post(address(report, "autosave"), {"lonekostnader": "många!"})
    assert "Måste rättas" in client.get(tasks).content.decode()


def test_nothing_saves_itself_after_it_was_locked() -> None:
    report = make_report(locked=True)
    said = somebody(report).post(address(report, "autosave"), COSTS)
    assert said.status_code == 409
    assert "kan inte ändras" in said.json()["message"]


def test_who_goes_through_a_page_without_changing_it_has_not_changed_it(report: Report) -> None:
    eva, kim = somebody(report), somebody(report)
    eva.post(address(report), COSTS)
    before = Report.objects.get(pk=report.pk).pages
    kim.post(address(report), COSTS)
    assert Report.objects.get(pk=report.pk).pages == before


# --- Several at once ------------------------------------------------------------------------------


def test_changes_in_different_questions_are_both_kept(report: Report) -> None:
    eva, kim = somebody(report), somebody(report)
    began = opened(kim, report)
    eva.post(address(report), {"lonekostnader": "1000", "seen": opened(eva, report)})
    kim.post(address(report), {"ovriga_kostnader": "0", "lonekostnader": "", "seen": began})
    assert stored(report) | {"lonekostnader": 1000, "ovriga_kostnader": 0} == stored(report)


def clash(report: Report) -> tuple[Client, str]:
    """Eva has saved 1 000 and Kim sends 2 000: his browser, and what it shows."""
    eva, kim = somebody(report), somebody(report)
    began = opened(kim, report)
    eva.post(address(report), {**COSTS, "seen": opened(eva, report)})
    answer = kim.post(address(report), {**COSTS, "lonekostnader": "2000", "seen": began})
    return kim, answer.content.decode()


def test_both_versions_of_one_answer_are_shown_and_nothing_is_saved(report: Report) -> None:
    _, page = clash(report)
    versions = page[page.index('<fieldset class="clash">') : page.index("</fieldset>")]
    assert "1\u00a0000" in versions
    assert "2\u00a0000" in versions
    assert stored(report)["lonekostnader"] == 1000


def test_who_does_not_choose_is_asked_again(report: Report) -> None:
    kim, page = clash(report)
    answer = kim.post(
        address(report), {**COSTS, "lonekostnader": "2000", "seen": seen_on(page)}
    ).content.decode()
    assert 'name="choice:lonekostnader"' in answer
    assert stored(report)["lonekostnader"] == 1000


@pytest.mark.parametrize(("whose", "kept"), [("mine", 2000), ("theirs", 1000)])
def test_the_version_that_is_chosen_is_saved(report: Report, whose: str, kept: int) -> None:
    kim, page = clash(report)
    choice = re.findall(rf'value="({whose}:\w+)"', page)[0]
    sent = {**COSTS, "lonekostnader": "2000", "seen": seen_on(page)}
    assert kim.post(address(report), {**sent, "choice:lonekostnader": choice}).status_code == 302
    assert stored(report)["lonekostnader"] == kept


def test_saving_by_itself_stops_where_two_clash(report: Report) -> None:
    eva, kim = somebody(report), somebody(report)
    began = opened(kim, report)
    eva.post(address(report), COSTS)
    sent = {**COSTS, "lonekostnader": "2000", "seen": began}
    said = kim.post(address(report, "autosave"), sent)
    assert said.status_code == 409
    assert "har ändrat samma fråga" in said.json()["message"]
    assert stored(report)["lonekostnader"] == 1000


def test_a_colleagues_answer_survives_who_goes_on_typing(report: Report) -> None:
    eva, kim = somebody(report), somebody(report)
    began = opened(kim, report)
    eva.post(address(report), {"lonekostnader": "1000"})
    for typed in ("5", "50"):
        sent = {"lonekostnader": "", "ovriga_kostnader": typed, "seen": began}
        said = kim.post(address(report, "autosave"), sent).json()
        assert "har samtidigt ändrat annat på sidan" in said["note"]
        began = said["seen"]
    assert (stored(report)["lonekostnader"], stored(report)["ovriga_kostnader"]) == (1000, 50)


def test_what_was_typed_in_a_question_that_is_gone_is_shown(report: Report) -> None:
    client = somebody(report)
    began = opened(client, report)
    draft = make_draft(Form.objects.get(round=report.round))
    edit(draft, operations.remove_question, "ovriga_kostnader_specifikation")
    publish(draft, move_breaking=True)
    sent = {**COSTS, "ovriga_kostnader_specifikation": "Lokaler i Lund", "seen": began}
    assert client.post(address(report, "autosave"), sent).status_code == 409
    page = client.post(address(report), sent).content.decode()
    assert "Lokaler i Lund" in page
    assert stored(report)["lonekostnader"] == 1000


# --- Beside the fields ----------------------------------------------------------------------------


def this_year() -> Report:
    """A report of the 2026 round, of a recipient that sent in one for 2025."""
    grant = make_report(submitted=True).round.grant
    round_ = next_round(frames={"RSS-12": 1_611_111}, grant=grant, opened=True)
    make_form(round_)
    return make_report(make_requisition(round_, paid=True), answers={})


def test_last_years_text_is_offered_and_costs_no_query() -> None:
    report = this_year()
    said = faultless_answers()["jamstalldhetsperspektiv"]
    client, where = somebody(report), address(report, page="jamstalldhet")
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(where).content.decode()
    assert f'<div class="earlier__text">{said}</div>' in page
    assert len(asked) == 3


def test_what_another_huvudman_wrote_last_year_is_not_shown() -> None:
    report = this_year()
    Report.objects.exclude(pk=report.pk).update(organisation=make_organisation())
    page = somebody(report).get(address(report, page="jamstalldhet")).content.decode()
    assert "earlier__text" not in page


def test_staffs_remark_stands_on_its_page_and_in_the_task_list() -> None:
    report = make_report(submitted=True)
    staff: dict[str, Any] = {"by": make_staff(), "roles": [StaffRole.HANDLAGGARE]}
    remarks = {"kostnader": "Lönerna är för låga."}
    actions.return_report(report, submission=1, remarks=remarks, at=clock.now(), **staff)
    client = somebody(report)
    assert "Lönerna är för låga." in client.get(address(report)).content.decode()
    tasks = client.get(address(report, "tasks", None)).content.decode()
    assert "Att rätta: Lönerna är för låga." in tasks
    assert ">Att rätta</span>" in tasks
    client.post(address(report), COSTS | {"lonekostnader": "1500000"})
    assert ">Att rätta</span>" not in client.get(address(report, "tasks", None)).content.decode()


def test_one_goes_on_where_one_was_and_past_what_is_done(report: Report) -> None:
    eva, tasks = somebody(report), address(report, "tasks", None)
    assert "Fortsätt där ni var" not in eva.get(tasks).content.decode()
    eva.post(address(report, "autosave"), {"lonekostnader": "1000"})
    assert "Fortsätt där ni var: Kostnader" in eva.get(tasks).content.decode()
    somebody(report).post(address(report, "autosave", "synpunkter"), {"synpunkter": "Bra."})
    assert "Fortsätt där ni var: Kostnader" in eva.get(tasks).content.decode()


# --- Logged out, and on paper ---------------------------------------------------------------------


def test_what_is_sent_after_a_log_out_waits_for_the_log_in(report: Report) -> None:
    client = Client()
    answer = client.post(address(report), {**COSTS, "seen": ""})
    assert answer.status_code == 302
    assert f"next={address(report)}" in answer["Location"]
    client.force_login(
        acting(report.recipient).user, backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(address(report)).content.decode()
    assert "Ni loggades ut innan sidan hann sparas" in page
    assert 'value="1\u00a0000"' in page
    assert stored(report) == {}
    client.post(address(report), COSTS)
    assert "Ni loggades ut" not in client.get(address(report)).content.decode()


def test_what_waits_for_a_log_in_is_for_its_own_page_only(report: Report) -> None:
    client = Client()
    client.post(address(report), COSTS)
    client.force_login(
        acting(report.recipient).user, backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(address(report, page="synpunkter")).content.decode()
    assert "Ni loggades ut" not in page


def test_too_much_is_not_kept_for_who_is_not_logged_in(report: Report) -> None:
    client = Client()
    client.post(address(report), {"synpunkter": "x" * 200_001})
    assert not client.session.keys()


def test_a_work_copy_has_the_answers_so_far_and_is_not_stored() -> None:
    report = make_report(answers=faultless_answers())
    answer = somebody(report).get(address(report, "work_copy", None))
    text = answer.content.decode()
    assert "Arbetskopia, inte inskickad" in text
    assert "Rekryteringen tog längre tid än väntat." in text
    assert not documents_of([report.case]).filter(title__contains="Arbetskopia").exists()
