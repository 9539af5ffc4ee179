"""Läs in register: who may, what the pages say, and that a broken file leaves nothing behind."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from core.admin_base import admin_url
from core.models import Event
from organisations.models import Contact, HuvudmanPeriod, Organisation, RegisterImport, User
from organisations.register_import import example
from organisations.register_import.columns import Column
from organisations.roles import StaffRole
from tests.admin.pages import client_of, list_url, staff_client, text_of
from tests.builders import make_member, make_recipient, make_staff
from tests.core.sheet_files import as_csv, as_xlsx, with_member
from tests.organisations.register_files import (
    SKANE,
    TITLES,
    changed,
    every_recipient,
)

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:organisations_registerimport_upload")
SKANE_ROW = [one for one in every_recipient() if one[Column.CODE] == "RSS-12"]
GOOD = example.as_csv(SKANE_ROW)


def upload(client: Client, data: bytes = GOOD, name: str = "register.csv") -> Any:
    return client.post(UPLOAD, {"register": SimpleUploadedFile(name, data)}, follow=True)


def step(kept: RegisterImport, word: str) -> str:
    return reverse(f"admin:organisations_registerimport_{word}", args=[kept.pk])


def text(response: Any) -> str:
    return str(response.content.decode())


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(StaffRole))
def test_handlaggare_and_administrator_alone_read_in_registers(role: StaffRole) -> None:
    make_recipient()
    upload(staff_client(), GOOD)
    kept = RegisterImport.objects.get()
    expected = 200 if role in {StaffRole.HANDLAGGARE, StaffRole.ADMINISTRATOR} else 403
    client = staff_client(role)
    assert client.get(UPLOAD).status_code == expected
    assert client.post(step(kept, "adopt"), follow=True).status_code == expected
    assert client.post(step(kept, "discard"), follow=True).status_code == expected


def test_people_of_a_huvudman_have_no_such_page() -> None:
    client = client_of(make_member(make_recipient()))
    assert client.get(UPLOAD).status_code == 302
    assert client.post(UPLOAD).status_code == 302


def test_controller_reads_what_has_been_read_in() -> None:
    make_recipient()
    upload(staff_client(), GOOD)
    client = staff_client(StaffRole.CONTROLLER)
    assert "Läs in register" not in text_of(client, list_url(RegisterImport))
    assert ">Fastställ<" not in text_of(client, admin_url(RegisterImport.objects.get()))


@pytest.mark.parametrize("word", ["adopt", "discard"])
def test_reading_an_address_does_nothing(word: str) -> None:
    make_recipient()
    client = staff_client()
    upload(client)
    assert client.get(step(RegisterImport.objects.get(), word)).status_code == 405


# --- The way of a faultless file ------------------------------------------------------------------


def test_preview_says_what_will_happen_before_it_does() -> None:
    make_recipient()
    page = text(upload(staff_client()))
    assert "Inget är sparat i registren än." in page
    assert "RSS Skåne (RSS-12)" in page
    assert "Åmål" in page
    assert not Contact.objects.exists()


def test_adopting_says_what_was_done_and_the_second_click_that_it_is_done() -> None:
    make_recipient()
    client = staff_client()
    upload(client)
    url = step(RegisterImport.objects.get(), "adopt")
    assert "Registret är fastställt: 1 nya och 0 ändrade rader." in text(
        client.post(url, follow=True)
    )
    assert "redan fastställt" in text(client.post(url, follow=True))
    assert Contact.objects.count() == 1


def test_stale_preview_says_so_and_has_no_button() -> None:
    make_recipient()
    client = staff_client()
    upload(client)
    HuvudmanPeriod.objects.all().delete()
    page = text_of(client, admin_url(RegisterImport.objects.get()))
    assert "Registren har ändrats sedan filen lästes in" in page
    assert ">Fastställ<" not in page


def test_discarded_preview_is_gone() -> None:
    make_recipient()
    client = staff_client()
    upload(client)
    client.post(step(RegisterImport.objects.get(), "discard"))
    assert not RegisterImport.objects.exists()


def test_adopted_import_is_not_discarded() -> None:
    make_recipient()
    client = staff_client()
    upload(client)
    kept = RegisterImport.objects.get()
    client.post(step(kept, "adopt"))
    client.post(step(kept, "discard"))
    assert RegisterImport.objects.get().adopted_at is not None


def test_column_that_is_passed_over_is_told() -> None:
    make_recipient()
    extra = as_csv([[*TITLES, "gäller från", "Anteckning"], [*SKANE, "2025-01-01", "Ring"]])
    assert "Kolumn H (”Anteckning”) läses inte." in text(upload(staff_client(), extra))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_example_file_can_be_fetched(kind: str) -> None:
    answer = staff_client().get(reverse(f"admin:organisations_registerimport_example_{kind}"))
    assert f'filename="register.{kind}"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbfkod" if kind == "csv" else b"PK")


def test_events_are_told_in_words() -> None:
    make_recipient()
    client = staff_client()
    upload(client)
    client.post(step(RegisterImport.objects.get(), "adopt"))
    page = text_of(client, list_url(Event))
    assert "Registret fastställdes" in page
    assert "Uppgifter inlästa från en fil" in page


def test_contact_is_shown_with_its_huvudman() -> None:
    make_recipient()
    client = staff_client()
    upload(client)
    client.post(step(RegisterImport.objects.get(), "adopt"))
    page = text_of(client, admin_url(Contact.objects.get().organisation))
    assert "asa.rss-12@example.se" in page


# --- Broken files ---------------------------------------------------------------------------------


def xlsx(**values: str) -> bytes:
    return as_xlsx([TITLES, changed(SKANE, **values)])


SWAP = {"organisationsnummer": "221 00", "postnummer": "229900-9908"}
BROKEN = {
    "swapped columns": (xlsx(**SWAP), "Rad 2, kolumn D (organisationsnummer): Här ser det ut"),
    "doubled organisationsnummer": (
        as_xlsx([TITLES, SKANE, changed(SKANE, kod="0114", huvudman="Väsby")]),
        "Rad 3, kolumn C (huvudman): Det står ”Väsby”",
    ),
    "doubled recipient": (as_xlsx([TITLES, SKANE, SKANE]), "Rad 3, kolumn A (kod): RSS-12 står"),
    "50 MB": (b"x" * 50 * 1024 * 1024, "Hela filen, från rad 1 och kolumn A: Filen är 50 MB"),
    "formula": (xlsx(postort="=A1"), "Rad 2, kolumn F (postort): Cellen är en formel."),
    "check digit": (
        xlsx(organisationsnummer="229900-9907"),
        "Rad 2, kolumn D (organisationsnummer): Kontrollsiffran stämmer inte.",
    ),
    "Latin-1 with a wrong digit": (
        as_csv([TITLES, changed(SKANE, huvudman="Åsö", postnummer="2")], encoding="latin-1"),
        "Rad 2, kolumn E (postnummer): Postnumret ska ha fem siffror",
    ),
    "unknown code": (xlsx(kod="9999"), "Rad 2, kolumn A (kod): Ingen mottagare har koden 9999."),
    "macros": (with_member(xlsx(), "xl/vbaProject.bin", b"x"), "kolumn A: Filen innehåller makron"),
    "merged titles": (
        as_xlsx([TITLES, SKANE], merge="A1:B1"),
        "Rad 1, kolumn A till B: Cellerna är sammanfogade.",
    ),
    "missing title": (as_csv([["kod"], ["1281"]]), "Rad 1, kolumn A: Rubriken ”huvudman” saknas."),
    "empty": (b"", "Hela filen, från rad 1 och kolumn A: Filen är tom."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file_gets_a_sentence_with_its_place_and_stores_nothing(name: str) -> None:
    make_recipient()
    data, sentence = BROKEN[name]
    before = _registers()
    page = text(upload(staff_client(), data, "register.xlsx"))
    assert sentence in page
    assert "<title>Fel: " in page
    assert _registers() == before


def _registers() -> str:
    models = (Organisation, HuvudmanPeriod, Contact, RegisterImport)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return json.dumps(rows, default=str)


def test_no_file_at_all_is_told() -> None:
    assert "Välj en fil." in text(staff_client().post(UPLOAD))


def test_very_many_problems_are_cut_short() -> None:
    rows = [[f"1{number:03d}", "", "Förbund", "22", "", ""] for number in range(300)]
    assert "Och 100 fel till." in text(upload(staff_client(), as_csv([TITLES, *rows])))


# --- In a browser ---------------------------------------------------------------------------------


@pytest.mark.a11y
@pytest.mark.django_db(transaction=True)
@pytest.mark.proof
def test_pages_can_be_read_by_everybody(
    context: BrowserContext,
    log_in_as: Callable[[BrowserContext, User], None],
    axe: Callable[[Page], None],
    fits_a_phone: Callable[[Page], None],
) -> None:
    make_recipient()
    log_in_as(context, make_staff())
    page = context.new_page()
    for data in (as_csv([TITLES, changed(SKANE, postnummer="2")]), GOOD):
        page.goto(UPLOAD)
        axe(page)
        fits_a_phone(page)
        files = {"name": "register.csv", "mimeType": "text/csv", "buffer": data}
        page.get_by_label("Fil med registret").set_input_files(files)  # type: ignore[arg-type]
        page.get_by_role("button", name="Visa vad som ändras").click()
        axe(page)
        fits_a_phone(page)
    page.get_by_role("button", name="Fastställ").click()
    expect(page.get_by_text("Registret är fastställt: 1 nya")).to_be_visible()
    axe(page)
