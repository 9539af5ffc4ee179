"""A handläggare makes the 2026 form from 2025's, and a recipient fills it in."""

import pytest
from playwright.sync_api import Page, expect

from grants.actions import open_requisition
from grants.models import Round
from organisations.roles import StaffRole
from tests.builders import (
    acting,
    at,
    make_form,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_staff,
)
from tests.journeys.conftest import Check, Somebody
from tests.journeys.pages import case_url, fill_in, save_and_go_on
from tests.reporting.builders import next_round

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

APRIL_2026 = at(2026, 4, 15)


def copy_last_year_s(page: Page) -> None:
    page.goto("/admin/reporting/form/")
    page.get_by_role("link", name="Nytt formulär för en omgång").click()
    page.get_by_label("Omgång").select_option(label="Socialtjänst 2026, RSS")
    page.get_by_label("Kopiera formuläret från").select_option(index=1)
    page.get_by_role("button", name="Kopiera till ett utkast").click()
    expect(page.get_by_text("Formuläret är kopierat som ett utkast.")).to_be_visible()


def open_question(page: Page, label: str) -> None:
    page.get_by_role("link", name=label).first.click()


def add_jump(page: Page, question: str, comparison: str, option: str) -> None:
    """Build a row from the menus, from the page about when the question is shown."""
    page.get_by_label("Frågan visas om").select_option(label=question)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_label(comparison, exact=True).check()
    page.get_by_label(option, exact=True).check()
    page.get_by_role("button", name="Lägg till villkoret").click()


def change_the_jump(page: Page) -> None:
    """Take away the question that another one's jump looks at."""
    open_question(page, "22. I vilken utsträckning")
    page.get_by_role("link", name="Ta bort frågan").click()
    page.get_by_role("button", name="Ta bort frågan").click()


def mend_it(page: Page, looked_at: Check) -> None:
    """Question 23 is asked for another reason, chosen from the menus."""
    page.get_by_role("link", name="Tillbaka till utkastet").click()
    open_question(page, "23. Vad beror det på")
    looked_at(page)
    page.get_by_role("link", name="Ändra när frågan visas").click()
    page.get_by_role("button", name="Ta bort").click()
    looked_at(page)
    add_jump(
        page,
        "14. Ange vilka av nedanstående insatser, aktiviteter eller åtgärder som ni har använt "
        "statsbidraget för",
        "innehåller",
        "Inget av ovanstående",
    )
    said = page.get_by_text("Ni har valt ”Inget av ovanstående” på fråga 14", exact=True)
    expect(said).to_be_visible()
    page.get_by_role("link", name="Utkast: Socialtjänst 2026, RSS").click()


def publish(page: Page) -> None:
    page.get_by_role("link", name="Granska och publicera").click()
    page.get_by_role("button", name="Publicera formuläret").click()
    expect(page.get_by_text("Revision 1 är publicerad.")).to_be_visible()


def report_for_2026() -> None:
    """The recipient is paid for 2026 and the reporting opens."""
    round_ = Round.objects.get(key="socialtjanst-rss-2026")
    round_ = open_requisition(round_, by=None, roles=[StaffRole.HANDLAGGARE], at=APRIL_2026)
    make_report(make_requisition(round_, paid=True, when=APRIL_2026))


def fill_in_to_the_end(page: Page) -> None:
    """The recipient follows the new jump and reaches the answers."""
    start = case_url("aterrapportering/sida/", round_key="socialtjanst-rss-2026")
    page.goto(f"{start}insatser/")
    fill_in(page, {"insatser": ["inget"]})
    save_and_go_on(page)
    page.goto(f"{start}resultat/")
    fill_in(page, {"orsak_lag_utstrackning": ["tidsbrist"]})
    save_and_go_on(page)
    page.goto(case_url("aterrapportering/granska/", round_key="socialtjanst-rss-2026"))
    expect(page.get_by_text("Inget av ovanstående")).to_be_visible()
    expect(page.get_by_text("Tidsbrist", exact=True)).to_be_visible()


@pytest.mark.proof
def test_next_year_s_form_is_made_from_this_year_s_and_filled_in(
    somebody: Somebody, looked_at: Check
) -> None:
    make_form(make_round())
    next_round()
    handlaggare, ombud = make_staff(), acting(make_recipient()).user
    with somebody(handlaggare.email) as staff:
        copy_last_year_s(staff)
        looked_at(staff)
        change_the_jump(staff)
        staff.get_by_role("link", name="Granska och publicera").click()
        expect(staff.get_by_text("Formuläret kan inte publiceras än.")).to_be_visible()
        looked_at(staff)
        mend_it(staff, looked_at)
        publish(staff)
    report_for_2026()
    with somebody(ombud.email) as recipient:
        fill_in_to_the_end(recipient)
