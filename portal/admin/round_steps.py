"""The buttons of a round: what each does, and what it says first that it will do."""

from django.db.models import Count, Sum

from core.dates import day_in_words
from core.kronor import with_unit
from grants import actions as grants
from grants.models import Round
from organisations.admin_base import Press, ReasonForm, Step
from portal.admin.round_figures import without_requisition
from reporting import actions as reporting
from reporting.admin_filters import NEVER_SENT
from requisitions.models import Payment, PaymentStatus, Requisition
from requisitions.states import RequisitionStatus

__all__ = ["STEPS"]


def _open_requisition(round_: Round, press: Press) -> object:
    return grants.open_requisition(round_, by=press.by, roles=press.roles, at=press.at)


def _open_reporting(round_: Round, press: Press) -> object:
    return reporting.open_reporting(round_, by=press.by, roles=press.roles, at=press.at)


def _close(round_: Round, press: Press) -> object:
    return grants.close_round(
        round_, by=press.by, roles=press.roles, at=press.at, reason=press.typed["reason"]
    )


def _what_opening_requisition_means(round_: Round) -> list[str]:
    rows = without_requisition(round_).count()
    last = day_in_words(round_.requisition_last_on)
    return [
        f"{rows} mottagare kan rekvirera sina medel. De får ett brev med länk i dag, "
        f"och påminnelser till och med {last}.",
    ]


def _what_opening_reporting_means(round_: Round) -> list[str]:
    paid = Payment.objects.filter(requisition__round=round_, status=PaymentStatus.PAID)
    received = paid.aggregate(cases=Count("pk"), kr=Sum("amount_kr", default=0))
    said = [
        f"Återrapporteringen öppnas för {received['cases']} mottagare, "
        f"{with_unit(received['kr'])}. De får ett brev med länk och läsversion.",
        f"Sista dag är {day_in_words(round_.report_last_on)}.",
    ]
    unpaid = (
        Requisition.objects.sent_in().filter(round=round_).exclude(status=RequisitionStatus.PAID)
    )
    if waiting := unpaid.count():
        said.append(
            f"{waiting} rekvisitioner är inte utbetalda än. De mottagarna får sin "
            "återrapportering när pengarna är utbetalda."
        )
    return said


def _what_closing_means(round_: Round) -> list[str]:
    not_asked = without_requisition(round_).count()
    unreported = round_.reports.filter(NEVER_SENT).count()
    return [
        "När omgången är stängd tar portalen inte emot något mer i den, varken i tid eller sent.",
        f"{not_asked} mottagare har inte rekvirerat, {unreported} har inte återrapporterat.",
    ]


STEPS = {
    "open_requisition": Step(
        _open_requisition,
        "Omgången är öppen för rekvisition. Breven går ut strax.",
        consequence=_what_opening_requisition_means,
    ),
    "open_reporting": Step(
        _open_reporting,
        "Återrapporteringen är öppen. Breven går ut strax.",
        consequence=_what_opening_reporting_means,
    ),
    "close": Step(
        _close,
        "Omgången är stängd.",
        consequence=_what_closing_means,
        form=ReasonForm,
        is_main=False,
    ),
}
