"""The first step: a code by mail. Who gets it, how often, how long it lives, and what it opens."""

from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from organisations.models import User
from organisations.sessions import device
from tests.builders import at, make_member, make_recipient, make_staff, make_user
from tests.organisations.logging_in import (
    GIVE_CODE,
    LOG_IN,
    ask,
    give,
    is_in,
    log_in,
    mailed_code,
)

pytestmark = pytest.mark.django_db
EIGHT = at(2025, 4, 15, 8)
WRONG = "XXXX-XXXX"


@pytest.fixture(autouse=True)
def _no_limit_reached() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def eva() -> User:
    return make_member(make_recipient(), email="eva@example.se")


# --- The code -------------------------------------------------------------------------------------


def test_the_mailed_code_logs_in(client: Client, eva: User) -> None:
    log_in(client, eva)
    assert is_in(client)


def test_known_and_unknown_addresses_get_the_same_answer(eva: User) -> None:
    known, unknown = (ask(Client(), who) for who in (eva.email, "okand@example.se"))
    assert known.status_code == unknown.status_code == 200
    assert known.redirect_chain == unknown.redirect_chain
    pages = [a.text.replace(str(a.context["csrf_token"]), "") for a in (known, unknown)]
    assert pages[0].replace(eva.email, "@") == pages[1].replace("okand@example.se", "@")


def test_an_unknown_address_gets_no_mail(client: Client) -> None:
    ask(client, "okand@example.se")
    assert mail.outbox == []


def test_a_guess_for_an_unknown_address_is_answered_as_a_wrong_code(eva: User) -> None:
    answers = []
    for email in (eva.email, "okand@example.se"):
        client = Client()
        ask(client, email)
        answers.append(give(client, WRONG).context["form"].errors["code"])
    assert answers[0] == answers[1] == ["Koden stämmer inte. Kontrollera den eller be om en ny."]


def test_the_code_of_another_browser_is_refused(client: Client, eva: User) -> None:
    ask(client, eva.email)
    stranger = Client()
    assert give(stranger, mailed_code()).redirect_chain[-1][0] == LOG_IN
    assert not is_in(stranger)


def test_a_code_asked_for_in_one_browser_does_not_fit_another_that_asked_too(eva: User) -> None:
    first, second = Client(), Client()
    ask(first, eva.email)
    code = mailed_code()
    ask(second, eva.email)
    give(second, code)
    assert not is_in(second)


def test_a_code_works_once(client: Client, eva: User) -> None:
    log_in(client, eva)
    client.post(reverse("account_logout"))
    give(client, mailed_code())
    assert not is_in(client)


def test_a_used_code_is_refused_when_a_new_one_is_awaited(client: Client, eva: User) -> None:
    log_in(client, eva)
    used = mailed_code()
    client.post(reverse("account_logout"))
    ask(client, eva.email)
    give(client, used)
    assert not is_in(client)


@pytest.mark.parametrize(("minutes", "opens"), [(9, True), (11, False)])
def test_a_code_lives_ten_minutes(client: Client, eva: User, minutes: int, opens: bool) -> None:
    with time_machine.travel(EIGHT, tick=False) as clock:
        ask(client, eva.email)
        clock.shift(minutes * 60)
        give(client, mailed_code())
        assert is_in(client) is opens


def test_after_three_wrong_codes_the_right_one_is_refused(client: Client, eva: User) -> None:
    ask(client, eva.email)
    for _ in range(3):
        client.post(GIVE_CODE, {"code": WRONG})
    give(client, mailed_code())
    assert not is_in(client)


def test_guesses_are_counted_per_address_whatever_the_session_says(eva: User) -> None:
    def guess_in_a_new_browser() -> int:
        client = Client()
        ask(client, eva.email)
        return max(client.post(GIVE_CODE, {"code": WRONG}).status_code for _ in range(3))

    answers = [guess_in_a_new_browser() for _ in range(5)]
    assert answers == [302] * 5
    client = Client()
    assert ask(client, eva.email).status_code == 429


def test_replaying_a_session_gives_no_more_guesses(client: Client, eva: User) -> None:
    ask(client, eva.email)
    before = client.session["account_login"]
    statuses = []
    for _ in range(16):
        session = client.session
        session["account_login"] = before
        session.save()
        statuses.append(client.post(GIVE_CODE, {"code": WRONG}).status_code)
    assert statuses == [200] * 15 + [429]


def test_one_may_start_over_with_another_address(client: Client, eva: User) -> None:
    ask(client, "fel@example.se")
    answer = client.post(reverse("account_logout"), {"next": LOG_IN}, follow=True)
    assert "Skicka koden" in answer.text


# --- How often ------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["eva@example.se", "okand@example.se"])
def test_the_sixth_code_for_an_address_is_refused_in_swedish(eva: User, email: str) -> None:
    answers = [ask(Client(REMOTE_ADDR=f"10.0.0.{n}"), email) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "För många försök" in answers[-1].text
    assert len(mail.outbox) <= 5


def test_the_limit_of_an_address_ignores_case(eva: User) -> None:
    answers = [ask(Client(), email).status_code for email in ["eva@example.se"] * 5]
    assert answers == [200] * 5
    assert ask(Client(), "EVA@example.se").status_code == 429


def test_one_machine_asks_for_at_most_twenty_codes_a_minute() -> None:
    answers = [ask(Client(), f"person{n}@example.se").status_code for n in range(21)]
    assert answers == [200] * 20 + [429]


def test_the_limit_of_an_address_passes(eva: User) -> None:
    with time_machine.travel(EIGHT, tick=False) as clock:
        for _ in range(6):
            ask(Client(), eva.email)
        clock.shift(11 * 60)
        assert ask(Client(), eva.email).status_code == 200


# --- The session ----------------------------------------------------------------------------------


def test_a_session_planted_before_the_log_in_is_worth_nothing_after(eva: User) -> None:
    victim = Client()
    ask(victim, eva.email)
    planted = victim.cookies[settings.SESSION_COOKIE_NAME].value
    give(victim, mailed_code())
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert is_in(victim)
    assert not is_in(attacker)


def test_logging_out_ends_the_session_for_a_copied_cookie_too(client: Client, eva: User) -> None:
    log_in(client, eva)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies["sessionid"].value
    assert is_in(thief)
    client.post(reverse("account_logout"))
    assert not is_in(thief)


def test_a_closed_account_gets_no_code_and_the_usual_answer(client: Client) -> None:
    closed = make_user(is_active=False)
    assert ask(client, closed.email).redirect_chain[-1][0] == GIVE_CODE
    assert mail.outbox == []


def test_an_account_closed_while_the_mail_is_under_way_is_not_let_in(eva: User) -> None:
    client = Client()
    ask(client, eva.email)
    User.objects.update(is_active=False)
    give(client, mailed_code())
    assert not is_in(client)


def test_closing_an_account_logs_the_person_out(client: Client, eva: User) -> None:
    log_in(client, eva)
    User.objects.update(is_active=False)
    assert not is_in(client)


def test_who_has_got_a_new_address_cannot_log_in_with_the_old(client: Client, eva: User) -> None:
    log_in(client, eva)
    User.objects.update(email="eva.lind@example.se")
    mail.outbox.clear()
    ask(Client(), "eva@example.se")
    assert mail.outbox == []


def _touch(client: Client, value: int) -> None:
    """Something is written in the session, which prolongs it as far as Django is concerned."""
    session = client.session
    session["touched"] = value
    session.save()


@pytest.mark.parametrize(("hours", "still_in"), [(11, True), (13, False)])
def test_a_log_in_lasts_twelve_hours_however_busy(
    client: Client, eva: User, hours: int, still_in: bool
) -> None:
    with time_machine.travel(EIGHT, tick=False) as clock:
        log_in(client, eva)
        for hour in range(hours):
            clock.shift(3600)
            _touch(client, hour)
        assert is_in(client) is still_in


@pytest.mark.parametrize(("hours", "status"), [(7, 200), (9, 302)])
def test_a_log_in_of_staff_lasts_eight_hours(client: Client, hours: int, status: int) -> None:
    with time_machine.travel(EIGHT, tick=False) as clock:
        log_in(client, make_staff())
        clock.shift(hours * 3600)
        assert client.get(reverse("admin:index")).status_code == status


def test_after_the_end_one_comes_back_to_where_one_was(client: Client, eva: User) -> None:
    with time_machine.travel(EIGHT, tick=False) as clock:
        log_in(client, eva)
        clock.shift(13 * 3600)
        answer = client.get(reverse("portal:tasks"))
    assert answer["Location"] == f"{LOG_IN}?next={reverse('portal:tasks')}"


# --- Where one is logged in -----------------------------------------------------------------------

SESSIONS = "/konto/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def two(eva: User) -> tuple[Client, Client]:
    """Eva's browser at work and the one in her phone."""
    work, phone = Client(HTTP_USER_AGENT=FIREFOX), Client(HTTP_USER_AGENT=PHONE)
    log_in(work, eva)
    log_in(phone, eva)
    return work, phone


def ids_of(client: Client) -> list[int]:
    """The other sessions that the page offers to end."""
    rows = client.get(SESSIONS).context["rows"]
    return [session.pk for session, _ in rows if session.session_key != client.session.session_key]


def test_every_browser_is_listed_with_device_and_time(two: tuple[Client, Client]) -> None:
    page = two[0].get(SESSIONS).text
    assert "Firefox på Windows" in page
    assert "Safari på iPhone" in page
    assert page.count('data-label="Inloggad sedan"') == 2


def test_a_session_that_is_ended_is_out_on_its_next_request(two: tuple[Client, Client]) -> None:
    work, phone = two
    work.post(SESSIONS, {"session": ids_of(work)[0]})
    assert is_in(work)
    assert not is_in(phone)


def test_one_session_is_ended_and_the_rest_are_left(eva: User, two: tuple[Client, Client]) -> None:
    third = Client()
    log_in(third, eva)
    work, phone = two
    work.post(SESSIONS, {"session": ids_of(work)[0]})
    assert [is_in(one) for one in (work, phone, third)] == [True, False, True]


def test_all_others_are_ended_at_once(eva: User, two: tuple[Client, Client]) -> None:
    third = Client()
    log_in(third, eva)
    work, phone = two
    third.post(SESSIONS)
    assert [is_in(one) for one in (work, phone, third)] == [False, False, True]


def test_the_session_of_somebody_else_is_not_mine_to_end(two: tuple[Client, Client]) -> None:
    stranger = Client()
    log_in(stranger, make_user())
    stranger.post(SESSIONS, {"session": ids_of(two[0])[0]})
    assert [is_in(one) for one in two] == [True, True]


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (FIREFOX, "Firefox på Windows"),
        (PHONE, "Safari på iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge på Linux"),
        ("", "Okänd webbläsare"),
        ("curl/8.5.0", "Okänd webbläsare"),
    ],
)
def test_devices_are_called_what_people_call_them(user_agent: str, said: str) -> None:
    assert device(user_agent) == said


# --- What has no address --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["account_email", "account_set_password", "account_reset_password", "mfa_trust"]
)
def test_passwords_and_further_addresses_have_no_page(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("name", ["usersessions_list", "mfa_index", "mfa_activate_totp"])
def test_the_security_pages_are_for_who_is_logged_in(client: Client, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith(LOG_IN)
