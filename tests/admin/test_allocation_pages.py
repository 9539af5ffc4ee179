"""Läs in en tabell, statistik, fördelningar: who may, what pages say, what survives an error."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from allocations.models import Allocation, Proposal, Statistic
from core.admin_base import admin_url
from grants.models import Round
from organisations.models import Recipient, User
from organisations.roles import StaffRole
from tests.admin.pages import client_of, list_url, staff_client, step_url, text_of
from tests.allocations.builders import filed
from tests.builders import make_member, make_recipient, make_requisition, make_round, make_staff

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:allocations_proposal_upload")
STATISTIC = reverse("admin:allocations_statistic_upload")
ADOPT_STATISTIC = reverse("admin:allocations_statistic_adopt")
WRITERS = {StaffRole.HANDLAGGARE, StaffRole.ADMINISTRATOR}
TABLE = "RSS-09 RSS Gotland 1 000 000\nRSS-12 RSS Skåne 1 600 000"
CSV = b"kod;namn;belopp\nRSS-09;RSS Gotland;1000000\nRSS-12;RSS Sk\xc3\xa5ne;1600000\n"

LogIn = Callable[[BrowserContext, User], None]
Check = Callable[[Page], None]


@pytest.fixture
def round_() -> Round:
    make_recipient("RSS-09", name="RSS Gotland")
    return make_round()


def typed(round_: Round, **changes: Any) -> dict[str, Any]:
    """A correction as somebody pastes it in."""
    return {
        "round": round_.pk,
        "source": "Bilaga 2, rättad",
        "stated_total_kr": "2 600 000",
        "text": TABLE,
        **changes,
    }


def read_in(client: Client, round_: Round, **changes: Any) -> str:
    response = client.post(UPLOAD, typed(round_, **changes), follow=True)
    return str(response.content.decode())


def step(proposal: Proposal, word: str) -> str:
    return reverse(f"admin:allocations_proposal_{word}", args=[proposal.pk])


def adopt(client: Client, **changes: Any) -> Any:
    """Press Fastställ as the preview shows it."""
    proposal = Proposal.objects.get()
    seen = re.search(r'name="seen" value="(\w+)"', text_of(client, admin_url(proposal)))
    said = {"seen": seen[1] if seen else "", "reason": "RSS Skåne fick för mycket.", **changes}
    return client.post(step(proposal, "adopt"), said, follow=True)


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(StaffRole))
def test_those_who_handle_cases_alone_read_in_and_adopt(role: StaffRole, round_: Round) -> None:
    read_in(staff_client(), round_)
    client, expected = staff_client(role), 200 if role in WRITERS else 403
    assert client.get(UPLOAD).status_code == expected
    assert client.get(STATISTIC).status_code == expected
    assert client.post(UPLOAD, {}).status_code == expected
    proposal = Proposal.objects.get()
    assert client.post(step(proposal, "adopt"), {"seen": "x"}).status_code in (200, 403, 409)
    assert Allocation.objects.count() == 1
    assert client.post(step(proposal, "discard"), follow=True).status_code == expected


def test_controller_reads_the_proposal_without_buttons(round_: Round) -> None:
    read_in(staff_client(), round_)
    client = staff_client(StaffRole.CONTROLLER)
    page = text_of(client, admin_url(Proposal.objects.get()))
    assert "Bilaga 2, rättad" in page
    assert "Fastställ fördelningen" not in page
    assert "Läs in en tabell" not in text_of(client, list_url(Proposal))


def test_people_of_a_huvudman_have_no_such_pages(round_: Round) -> None:
    client = client_of(make_member(make_recipient()))
    assert client.post(UPLOAD, typed(round_)).status_code == 302
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("word", ["adopt", "discard"])
def test_reading_an_address_does_nothing(word: str, round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    assert client.get(step(Proposal.objects.get(), word)).status_code == 405


# --- Reading in -----------------------------------------------------------------------------------


def test_the_round_s_page_leads_here_with_the_round_chosen(round_: Round) -> None:
    client = staff_client()
    assert f"{UPLOAD}?omgang={round_.key}" in text_of(client, admin_url(round_))
    page = text_of(client, f"{UPLOAD}?omgang={round_.key}")
    assert f'<option value="{round_.pk}" selected>' in page


def test_the_round_s_page_leads_to_what_waits_and_what_applies(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    page = text_of(client, admin_url(round_))
    for row in (Proposal.objects.get(), Allocation.objects.get()):
        assert f'href="{admin_url(row)}"' in page


def test_opening_says_that_nobody_can_requisition_without_an_allocation() -> None:
    url = step_url(make_round(frames={}, opened=False), "open_requisition")
    assert "Ingen fördelning är fastställd" in text_of(staff_client(), url)


def test_opening_says_who_can_be_told_nothing() -> None:
    make_recipient("RSS-09", name="RSS Gotland").huvudman_periods.all().delete()
    round_ = make_round(frames={"RSS-12": 1, "RSS-09": 1}, opened=False)
    page = text_of(staff_client(), step_url(round_, "open_requisition"))
    assert "av dem saknar huvudman" in page


def test_what_was_interpreted_is_said_in_one_message(round_: Round) -> None:
    page = read_in(staff_client(), round_, text=f"Bilaga till beslutet\nSida ett\n{TABLE}")
    assert page.count('<li class="info">') == 1


def test_pasted_text_and_all_else_survive_an_error(round_: Round) -> None:
    page = read_in(staff_client(), round_, text=f"{TABLE}\nRSS Atlantis 500 000", source="Bilaga 9")
    assert "RSS Atlantis" in page.split("<textarea", 1)[1]
    assert 'value="Bilaga 9"' in page
    assert "<title>Fel:" in page
    assert not Proposal.objects.exists()


def test_what_could_be_read_is_summed_beside_what_is_wrong(round_: Round) -> None:
    page = read_in(
        staff_client(), round_, text="RSS-09 RSS Gotland 1 000 000\nRSS Atlantis 500 000"
    )
    assert "Så långt gick det att läsa" in page
    assert "1 mottagare saknar belopp" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"round": ""}, "Välj vilken omgång tabellen gäller."),
        ({"source": ""}, "Skriv var tabellen står."),
        ({"text": ""}, "Välj en fil eller klistra in tabellen."),
        ({"stated_total_kr": ""}, "Skriv summan enligt källan."),
        ({"stated_total_kr": "många"}, "Skriv beloppet i hela kronor"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    round_: Round, changes: dict[str, str], said: str
) -> None:
    page = read_in(staff_client(), round_, **changes)
    assert said in page
    assert not Proposal.objects.exists()


def test_file_and_text_at_once_are_refused(round_: Round) -> None:
    page = read_in(staff_client(), round_, file=SimpleUploadedFile("bilaga.csv", CSV))
    assert "inte båda" in page
    assert "Filen måste du välja en gång till." in page


def test_a_file_is_read_like_pasted_text(round_: Round) -> None:
    read_in(staff_client(), round_, text="", file=SimpleUploadedFile("bilaga.csv", CSV))
    kept = Proposal.objects.get()
    assert (kept.file_name, len(kept.file_sha256)) == ("bilaga.csv", 64)
    assert [row["kr"] for row in kept.content] == [1_000_000, 1_600_000]


def test_a_file_with_macros_is_not_opened(round_: Round) -> None:
    page = read_in(staff_client(), round_, text="", file=SimpleUploadedFile("b.xlsm", b"PK"))
    assert "makron" in page


# --- Preview --------------------------------------------------------------------------------------


def test_the_preview_shows_sums_and_changes_and_stores_no_allocation(round_: Round) -> None:
    page = read_in(staff_client(), round_)
    assert "1 mottagare får ett annat belopp" in page
    assert "2\xa0611\xa0111\xa0kr" in page
    assert "−11\xa0111" in page
    assert Allocation.objects.count() == 1


def test_what_is_paid_is_pointed_out_and_left_alone(round_: Round) -> None:
    requisition = make_requisition(round_, paid=True)
    client = staff_client()
    assert "11\xa0111\xa0kr mer än den nya ramen. Utbetalningen står kvar." in read_in(
        client, round_
    )
    adopt(client)
    requisition.refresh_from_db()
    assert (requisition.frame_kr, requisition.amount_kr) == (1_611_111, 1_611_111)


def test_a_preview_that_no_longer_holds_has_no_button(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    Recipient.objects.filter(code="RSS-09").update(name="Region Gotland")
    page = text_of(client, admin_url(Proposal.objects.get()))
    assert "går inte att fastställa" in page
    assert "Fastställ fördelningen" not in page


def test_a_preview_that_no_longer_holds_is_refused_with_409(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    assert adopt(client, seen="0" * 64).status_code == 409
    assert Allocation.objects.count() == 1


def test_discarding_leaves_the_allocation_as_it_is(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    page = client.post(step(Proposal.objects.get(), "discard"), follow=True).content.decode()
    assert "Inget ändrades i fördelningen." in page
    assert not Proposal.objects.exists()


# --- Fastställ ------------------------------------------------------------------------------------


def test_adopting_makes_the_next_number_and_shows_what_it_changed(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    page = adopt(client).content.decode()
    assert "Fördelningen är fastställd" in page
    assert "Vad rättelsen ändrade" in page
    now = Allocation.objects.in_force().get()
    assert (now.number, now.reason) == (2, "RSS Skåne fick för mycket.")


def test_the_second_click_leads_to_what_the_first_made(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    adopt(client)
    again = client.post(step(Proposal.objects.get(), "adopt"), {"seen": "x"}, follow=True)
    assert again.redirect_chain[-1][0] == admin_url(Allocation.objects.in_force().get())
    assert Allocation.objects.count() == 2


def test_an_adopted_proposal_is_not_discarded(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    adopt(client)
    assert client.post(step(Proposal.objects.get(), "discard")).status_code == 409


def test_a_correction_without_a_reason_keeps_what_is_typed(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_, stated_total_kr="2 600 001")
    page = adopt(client, reason=" ", deviation_reason="Avrundat för hand.").content.decode()
    assert "Skriv varför fördelningen rättas." in page
    assert "Avrundat för hand.</textarea>" in page
    assert Allocation.objects.count() == 1


def test_a_deviation_must_be_explained(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_, stated_total_kr="2 600 001")
    assert "Förklara skillnaden" in adopt(client).content.decode()
    adopt(client, deviation_reason="Avrundat för hand.")
    assert Allocation.objects.in_force().get().deviation_reason == "Avrundat för hand."


# --- Fördelningar ---------------------------------------------------------------------------------


def test_an_allocation_s_page_leads_to_its_other_versions(round_: Round) -> None:
    client = staff_client()
    read_in(client, round_)
    adopt(client)
    first = Allocation.objects.get(number=1)
    page = text_of(client, admin_url(first))
    assert "Ersatt av en senare fördelning" in page
    assert admin_url(Allocation.objects.get(number=2)) in page


@pytest.mark.parametrize(("word", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_all_staff_fetch_the_allocation_as_a_document_once_it_is_made(
    round_: Round, word: str, start: bytes
) -> None:
    allocation, client = Allocation.objects.get(round=round_), staff_client(StaffRole.CONTROLLER)
    url = reverse(f"admin:allocations_allocation_{word}", args=[allocation.pk])
    assert client.get(url).status_code == 404
    assert url not in text_of(client, admin_url(allocation))
    filed(allocation)
    assert url in text_of(client, admin_url(allocation))
    assert b"".join(client.get(url)).startswith(start)


# --- Statistik ------------------------------------------------------------------------------------

FIGURES = b"kod;v\xc3\xa4rde\nRSS-09;61029\nRSS-12;1428626,5\n"


def figures(data: bytes = FIGURES, name: str = "statistik.csv", **changes: Any) -> dict[str, Any]:
    return {
        "name": "Folkmängd",
        "unit": "invånare",
        "recipient_kind": "rss",
        "measured_on": "2024-12-31",
        "source": "SCB",
        "file": SimpleUploadedFile(name, data),
        **changes,
    }


def sealed(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_figures_are_shown_before_they_are_kept(round_: Round) -> None:
    page = staff_client().post(STATISTIC, figures()).content.decode()
    assert "1\xa0428\xa0626,5" in page
    assert "Inget är sparat än." in page
    assert not Statistic.objects.exists()


def test_adopting_figures_twice_keeps_them_once(round_: Round) -> None:
    client = staff_client()
    seen = sealed(client.post(STATISTIC, figures()).content.decode())
    for _ in range(2):
        page = client.post(ADOPT_STATISTIC, {"seen": seen}, follow=True).content.decode()
    assert "är fastställd och kan användas" in page
    values = Statistic.objects.get().values.values_list("value", flat=True)
    assert sum(values) == Decimal("1489655.5")


def test_figures_that_were_not_shown_are_not_kept(round_: Round) -> None:
    client = staff_client()
    seen = sealed(client.post(STATISTIC, figures()).content.decode())
    assert client.post(ADOPT_STATISTIC, {"seen": f"{seen}x"}).status_code == 409
    assert client.post(ADOPT_STATISTIC, {}).status_code == 409
    assert not Statistic.objects.exists()


def test_others_keep_no_figures(round_: Round) -> None:
    seen = sealed(staff_client().post(STATISTIC, figures()).content.decode())
    client = staff_client(StaffRole.EKONOM)
    assert client.post(ADOPT_STATISTIC, {"seen": seen}).status_code == 403
    assert not Statistic.objects.exists()


def test_other_figures_of_the_same_name_day_and_source_are_refused(round_: Round) -> None:
    client = staff_client()
    for data in (FIGURES, FIGURES.replace(b"61029", b"61030")):
        seen = sealed(client.post(STATISTIC, figures(data)).content.decode())
        page = client.post(ADOPT_STATISTIC, {"seen": seen}, follow=True).content.decode()
    assert "samma namn, dag och källa" in page
    assert 'value="SCB"' in page


def test_an_unknown_code_is_said_with_its_row(round_: Round) -> None:
    page = staff_client().post(STATISTIC, figures(FIGURES + b"RSS-99;1\n")).content.decode()
    assert "Rad 4" in page
    assert 'value="Folkmängd"' in page


def test_a_file_that_says_no_day_asks_for_it(round_: Round) -> None:
    page = staff_client().post(STATISTIC, figures(measured_on="")).content.decode()
    assert "Skriv vilken dag siffrorna avser." in page


def test_a_statistic_s_page_shows_every_value(round_: Round) -> None:
    client = staff_client()
    seen = sealed(client.post(STATISTIC, figures()).content.decode())
    client.post(ADOPT_STATISTIC, {"seen": seen})
    page = text_of(staff_client(StaffRole.CONTROLLER), admin_url(Statistic.objects.get()))
    assert "61\xa0029" in page
    assert "Läs in statistik" not in text_of(
        staff_client(StaffRole.CONTROLLER), list_url(Statistic)
    )


# --- How often the database is asked --------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_pages_ask_as_often_for_thirty_rows_as_for_three() -> None:
    client = staff_client()
    asked = []
    for key, count in (("liten-2025", 3), ("stor-2025", 30)):
        frames = {f"{key[:5]}-{number:02d}": 100 for number in range(count)}
        round_ = make_round(key, frames=frames)
        for code in frames:
            make_requisition(round_, make_recipient(code))
        text = "\n".join(f"{code} 50" for code in frames)
        read_in(client, round_, text=text, stated_total_kr=str(50 * count))
        proposal = Proposal.objects.get(round=round_)
        asked.append([queries(client, url) for url in (admin_url(proposal), list_url(Proposal))])
    assert asked[0] == asked[1]


# --- In a browser ---------------------------------------------------------------------------------


@pytest.mark.a11y
@pytest.mark.django_db(transaction=True)
@pytest.mark.proof
def test_everybody_can_read_the_pages(
    context: BrowserContext, log_in_as: LogIn, axe: Check, fits_a_phone: Check, round_: Round
) -> None:
    staff = make_staff()
    make_requisition(round_, paid=True)
    client = client_of(staff)
    read_in(client, round_, stated_total_kr="2 600 001")
    seen = sealed(client.post(STATISTIC, figures()).content.decode())
    client.post(ADOPT_STATISTIC, {"seen": seen})
    log_in_as(context, staff)
    page = context.new_page()
    rows = [Proposal.objects.get(), Statistic.objects.get(), Allocation.objects.get()]
    for url in [UPLOAD, STATISTIC, *map(admin_url, rows), list_url(Proposal)]:
        page.goto(url)
        axe(page)
        fits_a_phone(page)
