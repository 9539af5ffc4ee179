"""Brevplanen och brevens ord: read by all staff, tried before they are changed, by case staff."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.models import OwnWords, PlanStep
from grants.models import Round
from organisations.roles import StaffRole
from tests.admin.pages import staff_client, text_of
from tests.builders import make_round

pytestmark = pytest.mark.django_db

KIND = "requisition_reminder"
BEFORE = {
    "audience": "people",
    "days": "10",
    "unit": "days",
    "side": "before",
    "counted_from": "requisition_last_on",
    "condition": "always",
    "is_active": "on",
}
WORDS = {
    "subject": "Dags för {mottagare}",
    "body": "Rekvirera nu. {om_sista_dagen}",
    "link_text": "Rekvirera",
    "seen_version": "0",
}


@pytest.fixture
def round_() -> Round:
    return make_round()


def a_fortnight_before() -> PlanStep:
    return PlanStep.objects.get(kind=KIND, distance=-14)


def plan_url(round_: Round) -> str:
    return reverse("admin:grants_round_plan", args=[round_.pk])


def step_url(round_: Round, step: PlanStep) -> str:
    return reverse("admin:grants_round_plan_step", args=[round_.pk, step.pk])


def new_url(round_: Round) -> str:
    return reverse("admin:grants_round_plan_new", args=[round_.pk, KIND])


def words_url(round_: Round | None = None) -> str:
    url = reverse("admin:correspondence_ownwords_write", args=[KIND])
    return f"{url}?omgang={round_.key}" if round_ else url


def post(client: Client, url: str, data: dict[str, str]) -> str:
    return client.post(url, data, follow=True).content.decode()


def test_the_plan_is_a_calendar_with_how_many_letters_go_out(round_: Round) -> None:
    page = text_of(staff_client(StaffRole.CONTROLLER), plan_url(round_))
    assert "torsdag 1 maj 2025" in page
    assert "14 dagar före sista dagen för rekvisition" in page
    assert "måndag 2 mars 2026" in page  # nobody waits for it yet; the day is the round's


def test_a_step_says_in_words_who_gets_the_letter(round_: Round) -> None:
    page = text_of(staff_client(), step_url(round_, a_fortnight_before()))
    assert "Torsdag 1 maj 2025 går 2 brev ut till dessa" in page
    assert "RSS Skåne" in page


def test_a_change_is_tried_without_being_made(round_: Round) -> None:
    url = step_url(round_, a_fortnight_before())
    page = post(staff_client(), url, {**BEFORE, "try": "1"})
    assert "Måndag 5 maj 2025 går 2 brev ut till dessa" in page
    assert "Inget är sparat än." in page
    assert a_fortnight_before()


def test_a_step_is_moved(round_: Round) -> None:
    step = a_fortnight_before()
    page = post(staff_client(), step_url(round_, step), BEFORE)
    step.refresh_from_db()
    assert step.distance == -10
    assert "Det som redan är skickat står kvar." in page


def test_a_step_tried_in_the_past_says_that_nothing_goes_out(round_: Round) -> None:
    url = step_url(round_, a_fortnight_before())
    page = post(staff_client(), url, {**BEFORE, "days": "60", "try": "1"})
    assert "Då skickas inget." in page


def test_a_step_is_added_once_however_often_it_is_posted(round_: Round) -> None:
    client = staff_client()
    assert "Steget är tillagt" in post(client, new_url(round_), BEFORE)
    assert "Steget finns redan i planen." in post(client, new_url(round_), BEFORE)
    assert PlanStep.objects.filter(kind=KIND, distance=-10).count() == 1


@pytest.mark.parametrize("role", [StaffRole.CONTROLLER, StaffRole.EKONOM])
def test_others_read_the_plan_and_the_words_but_change_neither(
    round_: Round, role: StaffRole
) -> None:
    client, step = staff_client(role), a_fortnight_before()
    assert 'name="days"' not in text_of(client, step_url(round_, step))
    assert 'name="body"' not in text_of(client, words_url())
    posts = [(step_url(round_, step), BEFORE), (new_url(round_), BEFORE), (words_url(), WORDS)]
    assert {client.post(url, data).status_code for url, data in posts} == {403}


def test_a_step_of_another_round_is_not_there(round_: Round) -> None:
    other = make_round("annan")
    step = PlanStep.objects.filter(round_key=other.key).earliest("pk")
    assert staff_client().get(step_url(round_, step)).status_code == 404


def test_the_plan_asks_as_much_for_many_recipients_as_for_few() -> None:
    client = staff_client()

    def queries(round_: Round) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(plan_url(round_))
        return len(asked)

    few, many = (
        make_round("liten"),
        make_round("stor", frames={f"RSS-{n}": 1 for n in range(60, 72)}),
    )
    client.get(plan_url(few))
    assert queries(many) == queries(few)


# --- Brevens ord ----------------------------------------------------------------------------------


def test_words_are_tried_on_a_real_case_without_being_saved(round_: Round) -> None:
    page = post(staff_client(), words_url(), {**WORDS, "try": "1"})
    assert "Dags för RSS RSS-09" in page
    assert "Sista dag är torsdag 15 maj 2025. Det är om 30 dagar." in page
    assert not OwnWords.objects.exists()


def test_an_unknown_field_is_said_with_the_nearest(round_: Round) -> None:
    page = post(staff_client(), words_url(), {**WORDS, "subject": "Till {mottagre}"})
    assert "Fältet {mottagre} finns inte. Menade du {mottagare}?" in page
    assert "<title>Fel:" in page


def test_a_subject_that_becomes_too_long_is_pointed_out(round_: Round) -> None:
    page = post(staff_client(), words_url(), {**WORDS, "subject": "{bidrag} {bidrag}", "try": "1"})
    assert "Ämnet är för långt" in page


def test_words_are_saved_for_one_round_and_taken_back(round_: Round) -> None:
    client = staff_client()
    post(client, words_url(round_), WORDS)
    assert OwnWords.objects.get().round_key == round_.key
    url = reverse("admin:correspondence_ownwords_restore", args=[KIND])
    post(client, f"{url}?omgang={round_.key}", {"seen_version": "1"})
    assert OwnWords.objects.latest("version").is_standard


def test_posted_twice_the_words_are_one_version(round_: Round) -> None:
    client = staff_client()
    first, second = (client.post(words_url(), WORDS).status_code for _ in range(2))
    assert (first, second) == (302, 409)
    assert OwnWords.objects.count() == 1


def test_the_list_says_where_staff_have_words_of_their_own(round_: Round) -> None:
    client = staff_client()
    post(client, words_url(), WORDS)
    page = text_of(client, reverse("admin:correspondence_ownwords_changelist"))
    assert "Alla omgångar" in page
    assert "Påminnelse om att återrapportera" in page


def test_a_version_can_be_read_as_it_was_written(round_: Round) -> None:
    client = staff_client()
    post(client, words_url(), WORDS)
    url = reverse("admin:correspondence_ownwords_change", args=[OwnWords.objects.get().pk])
    assert "Rekvirera nu. {om_sista_dagen}" in text_of(client, url)


def test_a_letter_that_is_the_portal_s_alone_has_no_words_to_write() -> None:
    url = reverse("admin:correspondence_ownwords_write", args=["bankgiro_changed"])
    assert staff_client().get(url).status_code == 404
