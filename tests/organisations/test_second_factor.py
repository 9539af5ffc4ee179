"""The second step: staff must have one and use it at each log-in; everybody else may."""

from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from config import environment
from organisations.models import User
from tests.builders import at, make_member, make_recipient, make_staff, make_user
from tests.config.test_environment import GOOD_PRODUCTION
from tests.organisations.logging_in import (
    GIVE_SECOND,
    LOG_IN,
    app_code,
    give_app,
    is_in,
    log_in,
)

pytestmark = pytest.mark.django_db
SECURITY = "/konto/2fa/"
SET_UP = "/konto/2fa/totp/activate/"
ADMIN = "/admin/"
EIGHT = at(2025, 4, 15, 8)


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> Iterator[None]:
    settings.STAFF_SECOND_FACTOR = "required"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def handlaggare() -> User:
    return make_staff(email="handlaggare@example.se")


def log_in_fully(client: Client, user: User) -> None:
    log_in(client, user)
    client.post(GIVE_SECOND, {"code": app_code()})


def set_up(client: Client) -> str:
    """Set up an app with the secret that the page shows; returns where one is led then."""
    secret = client.get(SET_UP).context["form"].secret
    return str(client.post(SET_UP, {"code": app_code(secret)})["Location"])


# --- Staff without a second step ------------------------------------------------------------------


def test_staff_without_a_second_step_are_led_to_get_one(client: Client, handlaggare: User) -> None:
    answer = log_in(client, handlaggare)
    assert answer.redirect_chain[-1][0] == SECURITY
    assert "loggar in i två steg" in answer.text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "name", ["admin:index", "admin:repayments_claim_changelist", "portal:tasks", "admin:jsi18n"]
)
def test_staff_without_a_second_step_reach_no_page_of_theirs(
    client: Client, handlaggare: User, name: str, method: str
) -> None:
    log_in(client, handlaggare)
    assert getattr(client, method)(reverse(name))["Location"] == SECURITY


def test_an_administrator_needs_the_second_step_too(client: Client) -> None:
    log_in(client, make_user(is_staff=True, is_superuser=True))
    assert client.get(ADMIN)["Location"] == SECURITY


def test_staff_without_a_second_step_can_log_out(client: Client, handlaggare: User) -> None:
    log_in(client, handlaggare)
    client.post(reverse("account_logout"))
    assert client.get(ADMIN)["Location"].startswith("/admin/login/")


def test_having_set_up_an_app_staff_see_their_spare_codes(
    client: Client, handlaggare: User
) -> None:
    log_in(client, handlaggare)
    page = client.get(set_up(client))
    assert len(page.context["unused_codes"]) == 10
    assert page.context["unused_codes"][0] in page.text


def test_having_set_up_an_app_staff_come_in(client: Client, handlaggare: User) -> None:
    log_in(client, handlaggare)
    set_up(client)
    assert client.get(ADMIN).status_code == 200


def test_a_wrong_code_sets_up_nothing(client: Client, handlaggare: User) -> None:
    log_in(client, handlaggare)
    client.get(SET_UP)
    answer = client.post(SET_UP, {"code": "000000"})
    assert "Vänta tills appen visar en ny kod" in answer.text
    assert client.get(ADMIN)["Location"] == SECURITY


# --- Staff with one -------------------------------------------------------------------------------


def test_who_has_an_app_is_asked_for_its_code_at_each_log_in(
    client: Client, handlaggare: User
) -> None:
    give_app(handlaggare)
    for _ in range(2):
        assert log_in(client, handlaggare).redirect_chain[-1][0] == GIVE_SECOND
        client.post(reverse("account_logout"))


def test_the_mailed_code_alone_is_not_a_log_in(client: Client, handlaggare: User) -> None:
    give_app(handlaggare)
    log_in(client, handlaggare)
    assert not is_in(client)
    assert client.get(ADMIN)["Location"].startswith("/admin/login/")


def test_code_and_app_open_the_admin(client: Client, handlaggare: User) -> None:
    give_app(handlaggare)
    log_in_fully(client, handlaggare)
    assert client.get(ADMIN).status_code == 200


def test_a_code_of_the_app_works_once(handlaggare: User) -> None:
    give_app(handlaggare)
    with time_machine.travel(EIGHT, tick=False):
        log_in_fully(Client(), handlaggare)
        second = Client()
        log_in_fully(second, handlaggare)
        assert not is_in(second)


def test_a_code_of_the_app_is_worth_nothing_a_minute_later(
    client: Client, handlaggare: User
) -> None:
    give_app(handlaggare)
    with time_machine.travel(EIGHT, tick=False) as clock:
        log_in(client, handlaggare)
        seen = app_code()
        clock.shift(60)
        client.post(GIVE_SECOND, {"code": seen})
        assert not is_in(client)


def test_guessing_the_code_of_the_app_stops_after_five(client: Client, handlaggare: User) -> None:
    give_app(handlaggare)
    log_in(client, handlaggare)
    for _ in range(5):
        client.post(GIVE_SECOND, {"code": "000000"})
    answer = client.post(GIVE_SECOND, {"code": app_code()})
    assert "För många försök" in answer.text
    assert not is_in(client)


def test_a_spare_code_works_once(handlaggare: User) -> None:
    spare, *_ = give_app(handlaggare)
    for expected in (200, 302):
        client = Client()
        log_in(client, handlaggare)
        client.post(GIVE_SECOND, {"code": spare})
        assert client.get(ADMIN).status_code == expected


def test_a_session_from_before_the_app_must_show_it_first(handlaggare: User) -> None:
    old = Client()
    log_in(old, handlaggare)
    give_app(handlaggare)
    assert old.get(ADMIN)["Location"] == "/konto/2fa/reauthenticate/?next=%2Fadmin%2F"
    old.post("/konto/2fa/reauthenticate/", {"code": app_code(), "next": ADMIN})
    assert old.get(ADMIN).status_code == 200


def test_a_session_from_before_the_app_cannot_add_another(handlaggare: User) -> None:
    old = Client()
    log_in(old, handlaggare)
    give_app(handlaggare)
    answer = old.get("/konto/2fa/webauthn/add/")
    assert answer["Location"].startswith("/konto/2fa/reauthenticate/")


def test_taking_the_app_away_closes_the_admin_until_there_is_a_new_one(
    client: Client, handlaggare: User
) -> None:
    log_in(client, handlaggare)
    set_up(client)
    client.post("/konto/2fa/totp/deactivate/")
    assert client.get(ADMIN)["Location"] == SECURITY


def test_the_app_is_not_taken_away_without_showing_it(client: Client, handlaggare: User) -> None:
    with time_machine.travel(EIGHT, tick=False) as clock:
        log_in(client, handlaggare)
        set_up(client)
        clock.shift(3600)
        answer = client.post("/konto/2fa/totp/deactivate/")
        assert answer["Location"].startswith("/konto/2fa/reauthenticate/")


def test_who_has_lost_everything_starts_anew(handlaggare: User) -> None:
    client = Client()
    give_app(handlaggare)
    log_in_fully(client, handlaggare)
    call_command("reset_second_factor", handlaggare.email.upper(), stdout=StringIO())
    assert not is_in(client)
    assert mail.outbox[-1].subject == "Ditt andra steg vid inloggning är borttaget"
    assert log_in(client, handlaggare).redirect_chain[-1][0] == SECURITY


def test_taking_away_the_second_step_of_nobody_is_refused() -> None:
    with pytest.raises(CommandError, match=r"Ingen loggar in med okand@example\.se"):
        call_command("reset_second_factor", "okand@example.se")


# --- Everybody else -------------------------------------------------------------------------------


def test_others_are_offered_a_second_step_and_need_none(client: Client) -> None:
    log_in(client, make_member(make_recipient()))
    assert is_in(client)
    assert "Skaffa en app" in client.get(SECURITY).text


def test_others_who_have_chosen_an_app_are_asked_for_it(client: Client) -> None:
    eva = make_member(make_recipient())
    give_app(eva)
    log_in(client, eva)
    assert not is_in(client)
    client.post(GIVE_SECOND, {"code": app_code()})
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_mail_says_that_an_app_was_added(client: Client) -> None:
    eva = make_user()
    log_in(client, eva)
    set_up(client)
    letter = mail.outbox[-1]
    assert letter.to == [eva.email]
    assert letter.subject == "Ditt andra steg vid inloggning: en app är tillagd"


def test_the_second_step_begins_again_after_a_quarter_of_an_hour(client: Client) -> None:
    eva = make_user()
    give_app(eva)
    with time_machine.travel(EIGHT, tick=False) as clock:
        log_in(client, eva)
        clock.shift(16 * 60)
        answer = client.post(GIVE_SECOND, {"code": app_code()})
    assert answer["Location"] == LOG_IN


def test_the_secret_is_another_each_time_the_page_is_opened(client: Client) -> None:
    log_in(client, make_user())
    first, second = (client.get(SET_UP).context["form"].secret for _ in range(2))
    assert first != second
    assert client.post(SET_UP, {"code": app_code(first)}).status_code == 200


def test_a_passkey_that_is_no_passkey_is_refused(client: Client) -> None:
    log_in(client, make_user())
    url = "/konto/2fa/webauthn/add/"
    client.get(url)
    answer = client.post(url, {"name": "Nyckel", "credential": '{"id": "x"}'})
    assert answer.status_code == 200
    assert not client.get(SECURITY).context["is_mfa_enabled"]


# --- Who decides that it is required --------------------------------------------------------------


def test_where_it_is_offered_staff_come_in_with_the_code(
    client: Client, handlaggare: User, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = "offered"
    log_in(client, handlaggare)
    assert client.get(ADMIN).status_code == 200


@pytest.mark.parametrize(
    ("given", "found"), [(GOOD_PRODUCTION, "required"), ({"PORTAL_ENV": "development"}, "offered")]
)
def test_production_requires_it_and_development_offers_it(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], found: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("STAFF_SECOND_FACTOR", raising=False)
    assert environment.read().staff_second_factor == found


def test_production_refuses_to_start_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**GOOD_PRODUCTION, "STAFF_SECOND_FACTOR": "offered"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match="must be required in production"):
        environment.read()


@pytest.mark.parametrize("value", ["off", "", "no"])
def test_nothing_else_turns_it_off(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("STAFF_SECOND_FACTOR", value)
    with pytest.raises(ImproperlyConfigured, match="STAFF_SECOND_FACTOR"):
        environment.read()
