"""Fördelningsnycklar: filled in as a form, computed on their page, proposed by a button."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from allocations.models import AllocationKey, KeyAdjustment, Proposal, Statistic, StatisticValue
from core.admin_base import admin_url
from grants.models import Round
from organisations.models import User
from organisations.roles import StaffRole
from tests.admin.pages import list_url, staff_client, text_of
from tests.builders import APRIL, make_recipient, make_round, make_staff

pytestmark = pytest.mark.django_db

ADD = reverse("admin:allocations_allocationkey_add")
KINDS = ("parts", "splits", "adjustments")

LogIn = Callable[[Any, User], None]
Check = Callable[[Page], None]


@pytest.fixture
def round_() -> Round:
    make_recipient("RSS-09", name="RSS Gotland")
    return make_round(frames={"RSS-12": 700_000, "RSS-09": 300_000})


@pytest.fixture
def statistic(round_: Round) -> Statistic:
    """Three inhabitants in Skåne for each on Gotland."""
    found = Statistic.objects.create(
        name="Folkmängd",
        unit="invånare",
        recipient_kind="rss",
        measured_on=date(2024, 12, 31),
        source="SCB",
        adopted_at=APRIL,
    )
    for code, value in {"RSS-12": 300, "RSS-09": 100}.items():
        StatisticValue.objects.create(statistic=found, recipient=make_recipient(code), value=value)
    return found


def form(round_: Round, *, parts: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A key as Django's admin posts it."""
    typed: dict[str, Any] = {
        "round": round_.pk,
        "name": "70 efter folkmängd, 30 lika",
        "total_kr": "1 000 000",
        "unit_kind": "recipient",
        "rounding": "largest_remainder",
    }
    for kind in KINDS:
        rows = parts if kind == "parts" else []
        typed |= {f"{kind}-TOTAL_FORMS": len(rows), f"{kind}-INITIAL_FORMS": 0}
    for number, part in enumerate(parts):
        typed |= {f"parts-{number}-{name}": value for name, value in part.items()}
    return {**typed, **changes}


def by(divided_by: Statistic, **changes: Any) -> dict[str, Any]:
    """The part that follows the statistic."""
    return {
        "label": "Efter folkmängd",
        "amount_kind": "share",
        "amount": "70",
        "measure": "statistic",
        "statistic": divided_by.pk,
        **changes,
    }


REST = {"label": "Lika till alla", "amount_kind": "rest", "measure": "equal"}


def added(client: Client, typed: dict[str, Any]) -> str:
    return str(client.post(ADD, typed, follow=True).content.decode())


def the_key(round_: Round, statistic: Statistic) -> AllocationKey:
    added(staff_client(), form(round_, parts=[by(statistic), REST]))
    return AllocationKey.objects.get()


def propose_url(key: AllocationKey) -> str:
    return reverse("admin:allocations_allocationkey_propose", args=[key.pk])


# --- The form -------------------------------------------------------------------------------------


def test_a_key_leads_to_its_page_with_every_amount(round_: Round, statistic: Statistic) -> None:
    page = added(staff_client(), form(round_, parts=[by(statistic), REST]))
    assert "675\xa0000" in page
    assert "325\xa0000" in page
    assert "300 invånare ×" in page.replace("\xa0", " ")
    assert [part.position for part in AllocationKey.objects.get().parts.all()] == [1, 2]


def test_a_second_click_makes_no_second_key(round_: Round, statistic: Statistic) -> None:
    typed = form(round_, parts=[by(statistic), REST])
    added(staff_client(), typed)
    assert "redan en nyckel med det namnet" in added(staff_client(), typed)
    assert AllocationKey.objects.count() == 1


def test_the_empty_rows_that_a_browser_sends_are_passed_over(
    round_: Round, statistic: Statistic
) -> None:
    empty = {"splits-TOTAL_FORMS": 1, "splits-0-weight": "1", "adjustments-TOTAL_FORMS": 1}
    added(staff_client(), form(round_, parts=[by(statistic), REST], **empty))
    assert not AllocationKey.objects.get().splits.exists()


def test_what_a_form_lacks_is_said_on_top_with_links(round_: Round) -> None:
    page = added(staff_client(), form(round_, parts=[{"label": "Lika"}], name=""))
    summary = page.split('id="error-summary-title"', 1)[1].split("</ul>", 1)[0]
    assert 'href="#id_name"' in summary
    assert 'href="#id_parts-0-amount_kind"' in summary


def test_menus_say_what_to_do_instead_of_dashes(round_: Round) -> None:
    page = text_of(staff_client(), ADD)
    assert "-----" not in page
    assert ">Ingen gräns<" in page
    assert "related-widget-wrapper-link" not in page


def test_keys_are_numbered_in_their_round(round_: Round, statistic: Statistic) -> None:
    for name in ("Ett", "Två"):
        added(staff_client(), form(round_, parts=[REST], name=name))
    assert list(AllocationKey.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"amount": ""}, "Skriv hur många kronor eller procent delen är."),
        ({"amount": "sju"}, "Skriv ett tal, till exempel 33,3"),
        ({"amount": "101"}, "Skriv högst 100 procent."),
        ({"statistic": ""}, "Välj vilken statistik som pengarna fördelas efter."),
        ({"measure": "equal"}, "Lämna tomt när alla får lika mycket."),
        ({"amount_kind": "rest"}, "Lämna tomt: delen får det som är kvar."),
        ({"threshold": "5"}, "Välj vad gränsen betyder"),
        ({"threshold_rule": "only_from"}, "Välj vilken statistik gränsen gäller."),
    ],
)
def test_what_a_part_lacks_is_said_and_what_is_typed_stays(
    round_: Round, statistic: Statistic, part: dict[str, str], said: str
) -> None:
    page = added(staff_client(), form(round_, parts=[by(statistic, **part), REST]))
    assert said in page
    assert 'value="Efter folkmängd"' in page
    assert not AllocationKey.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"total_kr": "0"}, "mer än 0 kr"),
        ({"rounding": "residual"}, "Välj vem som får resten"),
        ({"cap_kr": "mycket"}, "Skriv beloppet i hela kronor"),
    ],
)
def test_what_the_key_lacks_is_said(
    round_: Round, statistic: Statistic, changes: dict[str, str], said: str
) -> None:
    assert said in added(staff_client(), form(round_, parts=[REST], **changes))


def test_decimals_are_typed_with_a_comma(round_: Round, statistic: Statistic) -> None:
    added(staff_client(), form(round_, parts=[by(statistic, amount="66,6667"), REST]))
    assert str(AllocationKey.objects.get().parts.get(position=1).amount) == "66.6667"


def test_a_part_added_later_comes_last(round_: Round, statistic: Statistic) -> None:
    key = the_key(round_, statistic)
    kept = {
        f"parts-{number}-{name}": value
        for number, part in enumerate(key.parts.all())
        for name, value in {"id": part.pk, "key": key.pk}.items()
    }
    typed = form(round_, parts=[by(statistic, amount="50"), REST, by(statistic)])
    typed |= kept | {"parts-2-label": "Tillägg", "parts-INITIAL_FORMS": 2, "parts-2-amount": "20"}
    staff_client().post(reverse("admin:allocations_allocationkey_edit", args=[key.pk]), typed)
    found = key.parts.values_list("label", "amount")
    assert [(label, amount and int(amount)) for label, amount in found] == [
        ("Efter folkmängd", 50), ("Lika till alla", None), ("Tillägg", 20),
    ]  # fmt: skip


# --- The page -------------------------------------------------------------------------------------


def test_a_key_that_cannot_be_followed_says_why_and_proposes_nothing(
    round_: Round, statistic: Statistic
) -> None:
    page = added(staff_client(), form(round_, parts=[by(statistic, amount="70")]))
    assert "Nyckeln går inte att räkna med än" in page
    assert "Gör ett förslag" not in page
    client = staff_client()
    client.post(propose_url(AllocationKey.objects.get()))
    assert not Proposal.objects.exists()


def test_what_it_gives_stands_beside_what_applies(round_: Round, statistic: Statistic) -> None:
    page = text_of(staff_client(), admin_url(the_key(round_, statistic)))
    assert "−25\xa0000" in page
    assert "+25\xa0000" in page


def test_an_adjustment_shows_with_its_reason(round_: Round, statistic: Statistic) -> None:
    key = the_key(round_, statistic)
    KeyAdjustment.objects.create(
        key=key, recipient=make_recipient("RSS-09"), kr=1, reason="Placerad för hand."
    )
    page = text_of(staff_client(), admin_url(key))
    assert "325\xa0001" in page
    assert "Placerad för hand." in page


# --- Gör ett förslag ------------------------------------------------------------------------------


def test_a_proposal_is_made_of_what_the_key_gives(round_: Round, statistic: Statistic) -> None:
    key = the_key(round_, statistic)
    page = staff_client().post(propose_url(key), follow=True).content.decode()
    assert "2 mottagare får ett annat belopp" in page
    kept = Proposal.objects.get()
    assert (kept.key, kept.stated_total_kr) == (key, 1_000_000)


def test_the_second_click_replaces_the_first_proposal(round_: Round, statistic: Statistic) -> None:
    key, client = the_key(round_, statistic), staff_client()
    for _ in range(2):
        client.post(propose_url(key))
    assert Proposal.objects.count() == 1


def test_an_adopted_key_is_only_read(round_: Round, statistic: Statistic) -> None:
    key = the_key(round_, statistic)
    AllocationKey.objects.update(adopted_at=APRIL)
    client = staff_client()
    page = text_of(client, admin_url(key))
    assert "Ändra nyckeln" not in page
    assert "Gör ett förslag" not in page
    assert client.post(propose_url(key)).status_code == 409
    edit = reverse("admin:allocations_allocationkey_edit", args=[key.pk])
    assert client.post(edit, form(round_, parts=[REST])).status_code == 403


@pytest.mark.parametrize("role", [StaffRole.CONTROLLER, StaffRole.EKONOM, StaffRole.ATTESTANT])
def test_others_read_and_change_nothing(
    role: StaffRole, round_: Round, statistic: Statistic
) -> None:
    key, client = the_key(round_, statistic), staff_client(role)
    assert "675\xa0000" in text_of(client, admin_url(key))
    assert "Gör ett förslag" not in text_of(client, admin_url(key))
    assert client.post(propose_url(key)).status_code == 403
    assert client.post(ADD, form(round_, parts=[REST], name="Min")).status_code == 403
    assert text_of(client, list_url(AllocationKey))


# --- In a browser ---------------------------------------------------------------------------------


@pytest.mark.a11y
@pytest.mark.django_db(transaction=True)
@pytest.mark.proof
def test_the_form_can_be_filled_in_by_everybody(
    browser: Browser,
    live_server: LiveServer,
    log_in_as: LogIn,
    axe: Check,
    fits_a_phone: Check,
    round_: Round,
    statistic: Statistic,
) -> None:
    """In a browser of its own, as tests/admin/test_accessibility.py says of Django's forms."""
    key = the_key(round_, statistic)
    context = browser.new_context(base_url=live_server.url, locale="sv-SE")
    log_in_as(context, make_staff())
    page = context.new_page()
    for url in (ADD, reverse("admin:allocations_allocationkey_edit", args=[key.pk])):
        page.goto(url)
        axe(page)
        fits_a_phone(page)
    page.goto(admin_url(key))
    axe(page)
    fits_a_phone(page)
    page.get_by_role("button", name="Gör ett förslag").click()
    expect(page.get_by_role("button", name="Fastställ fördelningen")).to_be_visible()
    context.close()
