"""The reading view: last year and the others beside each answer, and what stands out."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from reporting import actions
from reporting.models import Report, Submission
from reporting.neighbours import Neighbour, similar, standing
from reporting.reading import Reading, changed_pages, reading_of
from tests.admin.pages import staff_client, text_of
from tests.admin.test_report_handling import sent_in_anew
from tests.builders import (
    FEBRUARY,
    acting,
    faultless_answers,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
)


def numbers(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


# --- Arithmetic -----------------------------------------------------------------------------------


def test_the_place_counts_from_the_largest_and_includes_ones_own() -> None:
    found = standing(Decimal(30), numbers(10, 20, 40), is_share=False)
    assert found is not None
    assert (found.place, found.of, found.median) == (2, 4, Decimal(25))


def test_with_nobody_beside_nothing_is_said() -> None:
    assert standing(Decimal(30), [], is_share=False) is None


@pytest.mark.parametrize(("own", "stands_out"), [(50, False), (99, True), (1, True)])
def test_what_lies_far_from_the_middle_half_stands_out(own: int, stands_out: bool) -> None:
    found = standing(Decimal(own), numbers(48, 50, 51, 52, 54), is_share=True)
    assert found is not None
    assert found.stands_out is stands_out


def test_where_all_say_the_same_nothing_is_said() -> None:
    assert standing(Decimal(0), numbers(0, 0, 0), is_share=True) is None


def test_among_a_few_nothing_stands_out() -> None:
    found = standing(Decimal(99), numbers(48, 50, 51), is_share=True)
    assert found is not None
    assert not found.stands_out


def test_those_to_read_beside_are_of_the_same_lan_and_then_of_like_size() -> None:
    def one(name: str, lan: str, kr: int) -> Neighbour:
        return Neighbour(1, name, lan, kr, {})

    others = [one("C", "Kalmar", 100), one("B", "Skåne", 900), one("A", "Kalmar", 500)]
    nearest = similar(one("Jag", "Skåne", 120), others)
    assert [neighbour.name for neighbour in nearest] == ["B", "C", "A"]


# --- The page -------------------------------------------------------------------------------------


def read(client: Client, report: Report, query: str = "") -> str:
    url = reverse("admin:reporting_report_read", args=[report.pk])
    return text_of(client, f"{url}?{query}")


@pytest.fixture
def report(db: None) -> Report:
    return make_report(submitted=True)


def last_year(report: Report) -> Submission:
    """What the same recipient sent in for the year before."""
    round_ = make_round(
        "socialtjanst-rss-2024", frames={"RSS-12": 1_500_000}, year=2024, grant=report.round.grant
    )
    requisition = make_requisition(round_, report.recipient, paid=True)
    answers = faultless_answers(beskriv_samverkan="Förra årets nätverk.", used_kr=1_500_000)
    for key in ("orsak_oanvant", "orsak_oanvant.tidsbrist"):
        answers.pop(key)
    return make_report(requisition, answers=answers, submitted=True).submissions.get()


def test_every_answer_of_the_submission_is_there(report: Report) -> None:
    assert "Nätverk för socialchefer." in read(staff_client(), report)


def test_last_year_s_answer_stands_beside_this_year_s(report: Report) -> None:
    last_year(report)
    assert "Förra årets nätverk." in read(staff_client(), report)


def test_what_last_year_s_answers_hid_is_told_from_what_was_no_question(report: Report) -> None:
    last_year(report)
    page = read(staff_client(), report)
    assert "Frågan ställdes inte" in page
    assert "Frågan fanns inte" not in page


def test_who_has_read_what_applies_has_the_buttons_at_hand(report: Report) -> None:
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    sent_in_anew(report, beskriv_samverkan="Ett annat nätverk.")
    assert "När du har läst" in read(staff_client(), report)
    assert "När du har läst" not in read(staff_client(), report, "inskickad=1")


def test_a_report_that_has_not_come_in_has_nothing_to_read(db: None) -> None:
    url = reverse("admin:reporting_report_read", args=[make_report().pk])
    assert staff_client().get(url).status_code == 404


def test_two_submissions_are_told_apart(report: Report) -> None:
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    sent_in_anew(report, beskriv_samverkan="Ett helt annat nätverk.")
    page = read(staff_client(), report, "inskickad=2&jamfor=1")
    assert "Ändrat från nummer 1 till nummer 2" in page
    assert "Nätverk för socialchefer." in read(staff_client(), report, "inskickad=1")


def test_two_that_are_compared_are_told_in_the_order_they_came(report: Report) -> None:
    for text in ("Ett annat nätverk.", "Ett tredje."):
        actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
        sent_in_anew(report, beskriv_samverkan=text)
    page = read(staff_client(), report, "inskickad=1&jamfor=3")
    assert "Ändrat från nummer 1 till nummer 3" in page
    assert "Jämfört med nummer 1" in page


def test_only_the_pages_that_say_something_else_are_changed(report: Report) -> None:
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    sent_in_anew(report, beskriv_samverkan="Ett helt annat nätverk.")
    assert len(changed_pages(*report.submissions.order_by("number"))) == 1


@pytest.mark.parametrize("query", ["inskickad=9", "jamfor=x"])
def test_a_submission_there_is_not_answers_404(report: Report, query: str) -> None:
    url = reverse("admin:reporting_report_read", args=[report.pk])
    assert staff_client().get(f"{url}?{query}").status_code == 404


def test_it_costs_the_same_however_many_the_others_are(
    report: Report, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def read_anew() -> Reading:
        fresh = Report.objects.with_case().get(pk=report.pk)
        return reading_of(fresh, submissions, number=1)

    submissions = list(report.submissions.select_related("revision", "approval"))
    with django_assert_num_queries(5):
        read_anew()
    other = make_requisition(report.round, make_recipient("RSS-09"), paid=True)
    answers = faultless_answers(used_kr=900_000)
    make_report(other, answers=answers, submitted=True)
    with django_assert_num_queries(5):
        assert read_anew().others == 1
