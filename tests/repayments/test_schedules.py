"""The schedule of reminders: given once, copied to next year, changed by staff."""

import pytest

from organisations.roles import StaffRole
from repayments.actions import copy_steps, give_steps
from repayments.models import DunningStep
from tests.admin.pages import list_url, staff_client
from tests.builders import APRIL, make_round

pytestmark = pytest.mark.django_db


def test_a_round_is_given_its_steps_once_though_staff_take_them_away() -> None:
    round_ = make_round()
    give_steps(round_, at=APRIL)
    assert list(round_.dunning_steps.values_list("days_after_due", flat=True)) == [7, 21]
    round_.dunning_steps.all().delete()
    give_steps(round_, at=APRIL)
    assert not round_.dunning_steps.exists()


def test_next_year_has_this_years_steps() -> None:
    round_, new = make_round(), make_round("socialtjanst-rss-2026", year=2026)
    DunningStep.objects.create(round=round_, number=1, days_after_due=30)
    copy_steps(round_, new)
    assert new.dunning_steps.get().days_after_due == 30


@pytest.mark.parametrize(
    ("role", "status"), [(StaffRole.HANDLAGGARE, 200), (StaffRole.CONTROLLER, 403)]
)
def test_those_who_handle_cases_add_a_step(role: StaffRole, status: int) -> None:
    url = list_url(DunningStep).replace("?", "add/")
    assert staff_client(role).get(url).status_code == status
