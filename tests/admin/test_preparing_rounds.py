"""Staff add a round and change one that is prepared; a grant for regioner needs no code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from core.admin_base import admin_url
from core.models import Event
from correspondence.models import PlanStep
from grants.models import Grant, Round
from grants.states import RoundStatus
from organisations.models import RecipientKind
from organisations.roles import StaffRole
from tests.admin.pages import edit_url, staff_client, text_of
from tests.builders import make_round
from tests.grants.builders import make_decision, typed_round

pytestmark = pytest.mark.django_db

ADD = reverse("admin:grants_round_add")


def add(like: Round, **changes: Any) -> str:
    """The page that answers a round for 2026 sent in."""
    answer = staff_client().post(ADD, typed_round(like, **changes), follow=True)
    return answer.content.decode()


def test_a_round_is_added_prepared_with_a_key_of_its_own() -> None:
    page = add(make_round(grant=Grant.objects.create(slug="ny", name="Nytt", short_name="nytt")))
    round_ = Round.objects.get(key="ny-rss-2026")
    assert round_.status == RoundStatus.PREPARED
    assert (round_.amount_kr, round_.year) == (23_000_000, 2026)
    assert "Nytt 2026, RSS" in page
    assert Event.objects.filter(action="register_added").exists()


def test_the_key_may_be_one_s_own() -> None:
    add(make_round(), key="egen-2026")
    assert Round.objects.filter(key="egen-2026").exists()


def test_conditions_left_empty_are_the_decision_s() -> None:
    like = make_round(decision=make_decision())
    add(like, conditions="")
    assert Round.objects.get(year=2026).conditions == ["Bara till ändamålet."]


def test_the_form_begins_with_what_the_decision_says() -> None:
    decision = make_decision()
    page = text_of(staff_client(), f"{ADD}?decision={decision.pk}")
    assert "Bara till ändamålet." in page
    assert 'value="2025-12-31"' in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"requisition_last_on": "2026-03-01"}, "kan inte komma före ”rekvisitionen öppnar”"),
        ({"use_from": "2025-01-01", "use_until": "2025-12-31"}, "ska ligga i bidragsåret 2026"),
        ({"amount_kr": "2 000 000 000"}, "Beslutet räcker till 1\xa0168\xa0500\xa0000\xa0kr"),
        ({"amount_kr": "0"}, "minst 1 kr"),
        ({"year": 2025, "use_from": "2025-01-01"}, "redan en omgång för det året"),
    ],
    ids=["order", "year", "too much", "nothing", "taken"],
)
def test_what_will_not_do_is_said_in_a_sentence(wrong: dict[str, Any], said: str) -> None:
    like = make_round()
    assert said in add(like, **wrong)
    assert list(Round.objects.all()) == [like]


def test_a_last_day_on_a_saturday_is_kept_with_a_warning() -> None:
    page = add(make_round(), requisition_last_on="2026-05-16")
    assert "lördag 16 maj 2026, är ingen arbetsdag. Nästa arbetsdag är måndag 18 maj 2026." in page
    assert Round.objects.get(year=2026).requisition_last_on == date(2026, 5, 16)


def test_a_last_day_on_a_saturday_moves_where_the_round_s_rule_says_so() -> None:
    page = add(make_round(), requisition_last_on="2026-05-16", last_day_rule="next")
    assert "flyttades till måndag 18 maj 2026, enligt omgångens regel." in page
    assert Round.objects.get(year=2026).requisition_last_on == date(2026, 5, 18)


def test_a_new_round_has_the_usual_letter_plan_from_the_start() -> None:
    add(make_round())
    key = Round.objects.get(year=2026).key
    assert PlanStep.objects.filter(round_key=key, is_active=True).count() == 15


def test_posted_twice_it_is_one_round() -> None:
    like = make_round()
    add(like)
    assert "redan en omgång" in add(like)
    assert Round.objects.count() == 2


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_who_add_it_at_once_make_one_round() -> None:
    typed = typed_round(make_round())
    clients = [staff_client(), staff_client()]

    def click(number: int) -> int:
        try:
            return clients[number].post(ADD, typed).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(click, range(2))) <= {200, 302, 409}
    assert Round.objects.filter(year=2026).count() == 1


@pytest.mark.parametrize("role", [StaffRole.EKONOM, StaffRole.CONTROLLER, StaffRole.ATTESTANT])
def test_others_add_no_round(role: StaffRole) -> None:
    typed = typed_round(make_round())
    assert staff_client(role).post(ADD, typed).status_code == 403


def test_a_prepared_round_is_moved_to_another_decision() -> None:
    round_ = make_round(opened=False)
    decision = make_decision()
    staff_client().post(edit_url(round_), typed_edit(round_, decision=decision.pk))
    round_.refresh_from_db()
    assert round_.decision == decision


def test_a_prepared_round_is_held_to_what_the_decision_has() -> None:
    round_ = make_round(opened=False)
    typed = typed_edit(round_, amount_kr="2 000 000 000")
    page = staff_client().post(edit_url(round_), typed).content.decode()
    assert "Beslutet räcker till 1\xa0168\xa0500\xa0000\xa0kr för 2025" in page


def typed_edit(round_: Round, **changes: Any) -> dict[str, Any]:
    """The form of a prepared round as it stands, with changes."""
    typed = typed_round(round_)
    own = {name: getattr(round_, name) for name in typed if name not in {"grant", "decision"}}
    return {**typed, **own, "conditions": "\n".join(round_.conditions), **changes}


def test_a_round_for_regioner_is_set_up_without_code() -> None:
    like = make_round(recipient_kind=RecipientKind.REGION)
    page = add(like, recipient_kind="region")
    assert "Socialtjänst 2026, regioner" in page


def test_the_grant_s_page_shows_its_rounds_over_the_years() -> None:
    like = make_round()
    add(like)
    page = text_of(staff_client(StaffRole.CONTROLLER), admin_url(like.grant))
    assert page.index("Socialtjänst 2026, RSS") < page.index("Socialtjänst 2025, RSS")


def test_a_grant_s_short_name_is_what_its_rounds_are_called() -> None:
    round_ = make_round()
    fields = ("name", "slug", "purpose")
    typed = {name: getattr(round_.grant, name) for name in fields}
    staff_client().post(edit_url(round_.grant), {**typed, "short_name": "omställning"})
    assert "Omställning 2025, RSS" in text_of(staff_client(), admin_url(round_))
