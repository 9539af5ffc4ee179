"""Every jump of document 004 in a real browser: what opens, what closes, what comes back."""

from collections.abc import Callable

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from playwright.sync_api import BrowserContext, Page, expect

from core.kronor import grouped, with_unit
from reporting.models import Report
from tests.builders import acting, make_report
from tests.journeys.pages import case_url, fill_in, save_and_go_on

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PAGES = case_url("aterrapportering/sida/")
FOLLOW_UPS = {
    "personal": "beskriv_personal",
    "samverkan": "beskriv_samverkan",
    "gemensamma_insatser": "beskriv_gemensamma_insatser",
    "kompetenshojande": "beskriv_kompetenshojande",
    "kommunikation": "beskriv_kommunikation",
    "andra_aktiviteter": "beskriv_andra_aktiviteter",
}


@pytest.fixture
def report(page: Page, log_in_as: Callable[[BrowserContext, AbstractBaseUser], None]) -> Report:
    """RSS Skåne's empty report, with its ombud before the browser."""
    report = make_report()
    log_in_as(page.context, acting(report.recipient).user)
    return report


def on_page(page: Page, key: str) -> None:
    page.goto(f"{PAGES}{key}/")


def costs(page: Page, salaries: str, other: str) -> None:
    on_page(page, "kostnader")
    fill_in(page, {"lonekostnader": salaries, "ovriga_kostnader": other})


def at_heading(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def test_costs_open_question_9_and_unused_money_question_12(page: Page, report: Report) -> None:
    costs(page, "1 611 110", "1")
    save_and_go_on(page)
    expect(page.locator(".error-summary")).to_contain_text("9")
    fill_in(page, {"ovriga_kostnader_specifikation": "Lokaler"})
    save_and_go_on(page)
    at_heading(page, "Ekonomisk sammanställning")
    expect(page.locator("[name=orsak_oanvant]")).to_have_count(0)
    costs(page, "1 400 000", "0")
    save_and_go_on(page)
    expect(page.get_by_text(with_unit(211_111)).first).to_be_visible()
    fill_in(page, {"orsak_oanvant": ["tidsbrist", "personalbrist", "annan_orsak"]})
    save_and_go_on(page)
    expect(page.locator(".error-summary li")).to_have_count(3)


def test_question_9_opens_and_closes_while_one_writes(page: Page, report: Report) -> None:
    on_page(page, "kostnader")
    question_9 = page.locator("[name=ovriga_kostnader_specifikation]")
    expect(question_9).to_be_hidden()
    fill_in(page, {"ovriga_kostnader": "1 000"})
    question_9.fill("Lokaler")
    fill_in(page, {"ovriga_kostnader": "0"})
    expect(question_9).to_be_hidden()
    fill_in(page, {"ovriga_kostnader": "5"})
    expect(question_9).to_have_value("Lokaler")


@pytest.mark.proof
def test_each_option_of_question_14_opens_its_own_question(page: Page, report: Report) -> None:
    for option, follow_up in FOLLOW_UPS.items():
        choose_only(page, option)
        expect(page.locator(f"[name={follow_up}]")).to_be_visible()
        expect(page.locator("textarea")).to_have_count(1)


@pytest.mark.proof
def test_none_of_the_above_excludes_the_others_and_skips_the_page(
    page: Page, report: Report
) -> None:
    on_page(page, "insatser")
    fill_in(page, {"insatser": ["inget", "samverkan"]})
    save_and_go_on(page)
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("[name=insatser][value=samverkan]").uncheck()
    save_and_go_on(page)
    at_heading(page, "Jämställdhet")


@pytest.mark.proof
def test_the_two_lowest_answers_to_question_22_open_question_23(page: Page, report: Report) -> None:
    answers = {"lag": 1, "ganska_lag": 1, "varken": 0, "ganska_hog": 0, "hog": 0}
    for answer, asked in answers.items():
        on_page(page, "resultat")
        fill_in(page, {"syftet_uppnatt": answer})
        save_and_go_on(page)
        expect(page.locator(".error-summary")).to_have_count(asked)
    on_page(page, "resultat")
    fill_in(page, {"syftet_uppnatt": "lag", "orsak_lag_utstrackning": ["annan_orsak"]})
    save_and_go_on(page)
    expect(page.locator(".error-summary li")).to_have_count(1)
    fill_in(page, {"orsak_lag_utstrackning.annan_orsak": "Sent besked om medlen."})
    save_and_go_on(page)
    at_heading(page, "Synpunkter på statsbidraget")


@pytest.mark.proof
def test_a_jump_undone_and_redone_brings_back_what_was_typed(page: Page, report: Report) -> None:
    choose_only(page, "samverkan")
    fill_in(page, {"beskriv_samverkan": "Nätverk i länet."})
    save_and_go_on(page)
    choose_only(page, "kommunikation")
    expect(page.locator("[name=beskriv_samverkan]")).to_have_count(0)
    choose_only(page, "samverkan")
    expect(page.locator("[name=beskriv_samverkan]")).to_have_value("Nätverk i länet.")


def test_what_is_wrong_gets_a_sentence_and_is_kept(page: Page, report: Report) -> None:
    costs(page, "1 700 000", "0")
    save_and_go_on(page)
    expect(page.locator(".error-summary")).to_contain_text(with_unit(1_611_111))
    on_page(page, "jamstalldhet")
    fill_in(page, {"jamstalldhetsperspektiv": "x" * 2034})
    save_and_go_on(page)
    expect(page.locator(".error-summary")).to_contain_text("34 tecken")
    page.go_back()
    on_page(page, "kostnader")
    expect(page.locator("[name=lonekostnader]")).to_have_value(grouped(1_700_000))
    page.get_by_role("button", name="Tillbaka").click()
    on_page(page, "jamstalldhet")
    assert len(page.locator("[name=jamstalldhetsperspektiv]").input_value()) == 2034


def choose_only(page: Page, option: str) -> None:
    """Leave one option of question 14 chosen and go on to what it opens."""
    on_page(page, "insatser")
    for box in page.locator("[name=insatser]").all():
        box.set_checked(box.get_attribute("value") == option)
    save_and_go_on(page)
