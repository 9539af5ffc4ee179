"""The editor's pages: who may use them, what they change, what they say when refused."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from organisations.roles import StaffRole
from reporting.form_editor import operations
from reporting.models import Form, FormDraft, FormRevision
from tests.admin.pages import client_of, staff_client, text_of
from tests.builders import acting, form_document, make_form, make_report, make_round
from tests.reporting.builders import FORMS, edit, make_draft, next_round

pytestmark = pytest.mark.django_db

KOMMUN = "socialtjanst-kommun-2025"  # the one with tables
LOOKED_AT = [
    KOMMUN,
    *(pytest.param(name, marks=pytest.mark.proof) for name in FORMS if name != KOMMUN),
]
READERS = [StaffRole.EKONOM, StaffRole.ATTESTANT, StaffRole.CONTROLLER]
LOOKING = ("change", "draft", "publish", "try", "reading_copy")


def url(draft: FormDraft, name: str, **where: Any) -> str:
    return reverse(f"admin:reporting_form_{name}", kwargs={"object_id": draft.form_id, **where})


def press(client: Client, draft: FormDraft, do: str, **typed: Any) -> str:
    """Press a button of the outline; the page that it leads back to."""
    seen = FormDraft.objects.get(pk=draft.pk).sha256
    data = {"seen": seen, "do": do, **typed}
    return client.post(url(draft, "press"), data, follow=True).content.decode()


def send(client: Client, draft: FormDraft, name: str, data: dict[str, Any], **where: Any) -> Any:
    """Fill in a small page as the draft stands now."""
    seen = FormDraft.objects.get(pk=draft.pk).sha256
    return client.post(url(draft, name, **where), {"seen": seen, **data})


def now(draft: FormDraft) -> FormDraft:
    return FormDraft.objects.get(pk=draft.pk)


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(StaffRole))
def test_all_staff_look_at_forms_and_drafts(role: StaffRole) -> None:
    draft, client = make_draft(), staff_client(role)
    assert "Socialtjänst 2025" in text_of(client, reverse("admin:reporting_form_changelist"))
    for name in LOOKING:
        assert client.get(url(draft, name)).status_code == 200, name


@pytest.mark.parametrize("role", READERS)
def test_those_who_only_read_change_nothing(role: StaffRole) -> None:
    draft, client = make_draft(), staff_client(role)
    assert client.get(url(draft, "edit_question", question="insatser")).status_code == 403
    for name in ("press", "publish", "start", "discard"):
        assert client.post(url(draft, name), {"do": "renumber"}).status_code == 403, name
    assert client.get(reverse("admin:reporting_form_new")).status_code == 403
    page = text_of(client, url(draft, "draft"))
    assert "Lägg till en sida" not in page
    assert "Granska och publicera" not in page


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("edit_question", {"question": "finns_inte"}),
        ("edit_page", {"page": "finns_inte"}),
        ("new_row", {"question": "insatser", "test": "synpunkter"}),
        ("copy", {"revision": 0}),
    ],
)
def test_what_is_not_in_the_draft_is_not_found(name: str, where: dict[str, Any]) -> None:
    assert staff_client().get(url(make_draft(), name, **where)).status_code == 404


def test_form_without_draft_has_no_pages_to_edit() -> None:
    form = make_form(make_round()).form
    address = reverse("admin:reporting_form_draft", args=[form.pk])
    assert staff_client().get(address).status_code == 404


# --- From copy to published -----------------------------------------------------------------------


def test_last_year_s_form_is_copied_for_the_next_round() -> None:
    source, round_, client = make_form(make_round()), next_round(), staff_client()
    page = client.post(
        reverse("admin:reporting_form_new"),
        {"round": round_.pk, "source": source.pk},
        follow=True,
    )
    draft = FormDraft.objects.get(form__round=round_)
    assert draft.document == form_document()
    assert "texter nämner 2025. Se över dem." in page.content.decode()


def test_starting_twice_leads_to_the_same_draft() -> None:
    form, client = make_form(make_round()).form, staff_client()
    address = reverse("admin:reporting_form_start", args=[form.pk])
    assert client.post(address)["Location"] == client.post(address)["Location"]
    assert FormDraft.objects.count() == 1


def test_linter_and_diff_stand_on_the_publish_page_and_stop_it() -> None:
    draft = edit(make_draft(), operations.remove_question, "insatser")
    client = staff_client()
    page = text_of(client, url(draft, "publish"))
    assert "Formuläret kan inte publiceras än." in page
    assert "frågan togs bort" in page
    client.post(url(draft, "publish"), {"seen": draft.sha256})
    assert FormRevision.objects.count() == 1


def test_what_must_be_mended_leads_to_its_place_in_the_editor() -> None:
    draft = edit(make_draft(), operations.remove_question, "syftet_uppnatt")
    place = url(draft, "jump", question="orsak_lag_utstrackning")
    for name in ("draft", "publish"):
        page = staff_client().get(url(draft, name)).content.decode()
        assert page.count(f'href="{place}"') == 1
        assert "En fråga som nämns här finns inte i formuläret" in page
    controller = staff_client(StaffRole.CONTROLLER)
    assert place not in controller.get(url(draft, "draft")).content.decode()


def test_breaking_change_asks_what_becomes_of_reports_begun() -> None:
    report = make_report(answers={"synpunkter": "Bra."})
    draft = make_draft(Form.objects.get(round=report.round))
    draft = edit(draft, operations.remove_question, "synpunkter")
    draft = edit(draft, operations.remove_page, "synpunkter")
    client = staff_client()
    page = client.post(url(draft, "publish"), {"seen": draft.sha256}).content.decode()
    assert "Välj vad som ska hända med påbörjade återrapporteringar." in page
    client.post(url(draft, "publish"), {"seen": draft.sha256, "drafts": "move"})
    report.refresh_from_db()
    assert report.revision.number == 2


def test_recipient_sees_what_has_changed() -> None:
    report = make_report(answers={})
    draft = make_draft(Form.objects.get(round=report.round))
    draft = edit(draft, operations.edit_question, "synpunkter", {"label": "Vad tycker ni?"})
    staff_client().post(url(draft, "publish"), {"seen": draft.sha256})
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    client = client_of(acting(report.recipient).user)
    page = text_of(client, reverse("reporting:tasks", kwargs=case))
    assert "Formuläret har ändrats sedan ni började" in page
    assert "Vad tycker ni?" in text_of(client, reverse("reporting:reading_copy", kwargs=case))


# --- Editing --------------------------------------------------------------------------------------


def test_question_is_added_and_its_own_page_asks_the_rest() -> None:
    draft, client = make_draft(), staff_client()
    answer = send(
        client, draft, "new_question", {"label": "Hur många?", "type": "number"}, page="insatser"
    )
    assert answer["Location"] == url(draft, "edit_question", question="hur_manga")
    page = text_of(client, answer["Location"])
    assert "Antal decimaler" in page
    assert "Förifyll med" in page


def test_what_was_typed_survives_an_error() -> None:
    typed = {"label": "Min fråga", "type": ""}
    page = send(staff_client(), make_draft(), "new_question", typed, page="insatser")
    assert "Min fråga" in page.content.decode()
    assert "Välj vilken sorts svar frågan ska få." in page.content.decode()


def test_what_was_typed_survives_that_somebody_else_got_there_first() -> None:
    draft, client = make_draft(), staff_client()
    edit(draft, operations.renumber)
    edit(draft, operations.remove_page, "synpunkter")
    address = url(draft, "edit_page", page="insatser")
    page = client.post(address, {"seen": draft.sha256, "title": "Min rubrik", "text": ""})
    assert "medan du arbetade" in page.content.decode()
    assert "Min rubrik" in page.content.decode()
    seen = re.findall(r'name="seen" value="(\w+)"', page.content.decode())
    client.post(address, {"seen": seen[0], "title": "Min rubrik", "text": ""})
    assert "Min rubrik" in str(now(draft).document)


def test_second_press_of_a_button_moves_nothing_further() -> None:
    draft, client = make_draft(), staff_client()
    data = {"do": "move_page", "key": "kostnader", "step": "up", "seen": draft.sha256}
    for _ in range(2):
        client.post(url(draft, "press"), data)
    order = [page["key"] for page in now(draft).document["pages"]]
    assert order.index("kostnader") == 2


def test_buttons_lead_back_only_within_the_portal() -> None:
    draft, client = make_draft(), staff_client()
    data = {"do": "renumber", "seen": draft.sha256, "back": "https://example.com/"}
    assert client.post(url(draft, "press"), data)["Location"] == url(draft, "draft")
    assert client.post(url(draft, "press"), {"do": "what"}).status_code == 404


def test_jump_is_built_from_menus() -> None:
    draft, client = make_draft(), staff_client()
    where = {"question": "synpunkter"}
    answer = send(client, draft, "jump", {"question": "insatser"}, **where)
    assert answer["Location"] == url(draft, "new_row", **where, test="insatser")
    row = {"op": "includes", "options": ["kommunikation"]}
    send(client, draft, "new_row", row, **where, test="insatser")
    send(client, draft, "new_row", {"op": "gt", "number": "0"}, **where, test="lonekostnader")
    press(client, draft, "combine", key="synpunkter", how="any")
    page = text_of(client, url(draft, "edit_question", **where))
    assert "Frågan visas om ni har valt ”Kommunikationsinsatser" in page
    assert " eller ”Lönekostnader" in page
    press(client, draft, "remove_row", key="synpunkter", at="1")
    page = text_of(client, url(draft, "edit_question", **where))
    assert "”Lönekostnader" not in page


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "Välj hur svaret ska jämföras."),
        ({"op": "includes"}, "Välj det alternativ som svaret jämförs med."),
        ({"op": "includes", "options": ["personal", "samverkan"]}, "innehåller något av"),
    ],
)
def test_half_a_condition_is_refused_with_a_sentence(row: dict[str, Any], message: str) -> None:
    where = {"question": "synpunkter", "test": "insatser"}
    page = send(staff_client(), make_draft(), "new_row", row, **where)
    assert message in page.content.decode()


def test_question_and_page_are_copied_from_another_form() -> None:
    draft = make_draft()
    other = make_form(next_round(), form_document("socialtjanst-kommun-2025"))
    chosen = {"what": ["page:annat_stod", "question:lagesanalys"], "page": "insatser"}
    send(staff_client(), draft, "copy", chosen, revision=other.pk)
    keys = str(now(draft).document)
    assert "annat_offentligt_stod" in keys
    assert "lagesanalys" in keys


def test_page_of_the_draft_costs_the_same_however_long_the_form(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    draft, client = make_draft(), staff_client()
    client.get(url(draft, "draft"))
    with django_assert_num_queries(6):
        client.get(url(draft, "draft"))


def test_list_of_forms_costs_the_same_however_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_draft()
    client, address = staff_client(), reverse("admin:reporting_form_changelist")
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for year in (2026, 2027, 2028):
        make_draft(make_form(next_round(f"socialtjanst-rss-{year}", year=year)).form)
    with django_assert_num_queries(len(one)):
        client.get(address)


# --- Trying it out --------------------------------------------------------------------------------


def try_out(client: Client, draft: FormDraft, page: str, carried: str, **typed: Any) -> str:
    data = {"prova-sida": page, "prova-svar": carried, **typed}
    return client.post(url(draft, "try"), data).content.decode()


def carried_in(page: str) -> str:
    match = re.search(r'name="prova-svar" value="([^"]*)"', page)
    assert match
    return match[1].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


def test_trying_out_follows_the_jumps_and_stores_nothing() -> None:
    draft, client = make_draft(), staff_client(StaffRole.CONTROLLER)
    chosen = {"insatser": "kommunikation", "prova-fortsatt": ""}
    page = try_out(client, draft, "insatser", "{}", **chosen)
    assert "vilka kommunikationsinsatser" in page
    assert "på vilket sätt ni har stöttat samverkan" not in page
    typed = {"beskriv_kommunikation": "Ett nyhetsbrev.", "prova-till": "-granska"}
    last = try_out(client, draft, "beskrivning_av_insatser", carried_in(page), **typed)
    assert "Granska svaren" in last
    assert "Ett nyhetsbrev." in last
    assert now(draft).document == form_document()


def test_trying_out_says_what_is_wrong() -> None:
    draft = make_draft()
    page = try_out(staff_client(), draft, "insatser", "{}", **{"prova-fortsatt": ""})
    assert "Fel:" in page
    assert "Välj minst ett alternativ" in page


@pytest.mark.parametrize("carried", ["", "[]", "{", '"x"'])
def test_answers_that_can_not_be_read_are_forgotten(carried: str) -> None:
    assert "Så fyller ni i" in try_out(staff_client(), make_draft(), "", carried)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_every_page_of_every_form_can_be_looked_at(name: str) -> None:
    draft = make_draft(make_form(make_round(name), form_document(name)).form)
    client = staff_client()
    for page in draft.document["pages"]:
        assert page["title"] in text_of(client, f"{url(draft, 'try')}?sida={page['key']}")
        for question in page.get("questions", []):
            text_of(client, url(draft, "edit_question", question=question["key"]))
