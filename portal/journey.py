"""A recipient's way through one round: where it stands, and what to do next. Pure.

The five steps of the path (fördelat, rekvirerat, utbetalt, återrapporterat, avslutat) and the one
next task, both from the same rows, so that start page and grant page can't disagree.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from core.dates import day_and_year, day_in_words, day_of
from core.kronor import with_unit
from grants.models import Round
from organisations.models import Recipient
from organisations.roles import MAY_START
from repayments.models import Claim
from repayments.states import ClaimStatus
from reporting.models import Report
from reporting.states import ReportStatus
from requisitions.models import Payment, Requisition
from requisitions.states import RequisitionStatus

__all__ = ["Journey", "Step", "Task"]

DONE, CURRENT, TO_COME = "done", "current", "todo"


@dataclass(frozen=True)
class Step:
    """A step of the path, as components/grant_path.html shows it; amounts in kr."""

    label: str
    state: str
    day: date | None = None
    amount_kr: int | None = None
    note: str = ""
    when: str = ""


@dataclass(frozen=True)
class Task:
    """What to do next, or what is being waited for (then without a button)."""

    what: str
    grant: str
    recipient: str
    status: str
    tone: str
    url: str = ""
    button: str = ""
    last_day: date | None = None
    late: bool = False


@dataclass(frozen=True)
class Journey:
    """One recipient in one round, with the rows that say how far it has come."""

    round: Round
    recipient: Recipient
    frame_kr: int
    adopted_on: date
    requisition: Requisition | None
    report: Report | None
    claim: Claim | None
    today: date
    role: str = ""

    @property
    def case(self) -> str:
        """The dossier that its letters and documents lie in."""
        return f"{self.round.key}/{self.recipient.code}"

    @property
    def url(self) -> str:
        """The grant's page."""
        return self._url("portal:grant")

    @property
    def title(self) -> str:
        return f"{self.round.grant.name} {self.round.year}"

    @property
    def steps(self) -> list[Step]:
        """The path, with exactly one current step unless all is done."""
        made = [
            Step("Fördelat", DONE, self.adopted_on, self.frame_kr),
            self._requisition_step(),
            self._payment_step(),
            self._report_step(),
            self._end_step(),
        ]
        first = next((i for i, step in enumerate(made) if step.state != DONE), None)
        if first is None:
            return made
        made[first] = replace(made[first], state=CURRENT)
        return made

    @property
    def task(self) -> Task | None:
        """What is to be done or waited for; None when nothing is left."""
        if self.report is None:
            return self._requisition_task()
        return self._report_task(self.report)

    def _requisition_step(self) -> Step:
        sent = self._sent_in
        if sent is None or sent.submitted_at is None:
            return Step("Rekvirerat", TO_COME, when=_at_the_latest(self.round.requisition_last_on))
        late = "Kom in efter sista dagen" if sent.is_late else ""
        return Step("Rekvirerat", DONE, day_of(sent.submitted_at), sent.amount_kr, late)

    def _payment_step(self) -> Step:
        payment = self._payment
        if payment is None:
            return Step("Utbetalt", TO_COME, note="Omkring två veckor efter rekvisitionen")
        if payment.paid_on is None:
            planned = f"Planerat {day_and_year(payment.planned_on)}"
            return Step("Utbetalt", TO_COME, amount_kr=payment.amount_kr, when=planned)
        return Step("Utbetalt", DONE, payment.paid_on, payment.amount_kr)

    def _report_step(self) -> Step:
        report = self.report
        if report is None:
            return Step("Återrapporterat", TO_COME, when=_at_the_latest(self.round.report_last_on))
        if report.first_submitted_at is None or report.status == ReportStatus.DRAFT:
            return Step("Återrapporterat", TO_COME, when=_at_the_latest(report.last_on))
        return Step("Återrapporterat", DONE, day_of(report.first_submitted_at))

    def _end_step(self) -> Step:
        if self.report is None or self.report.accepted_at is None:
            return Step("Avslutat", TO_COME)
        if self.claim is not None:
            return Step("Avslutat", TO_COME, None, self.claim.amount_kr, "Att betala tillbaka")
        return Step("Avslutat", DONE, day_of(self.report.accepted_at), note="Inget att återbetala")

    def _requisition_task(self) -> Task | None:
        sent = self._sent_in
        if sent is None:
            return self._ask_for_money()
        receipt = self._url("requisitions:receipt")
        match sent.status:
            case RequisitionStatus.SUBMITTED:
                return self._waiting("Rekvisitionen är inskickad", "Vi granskar den", receipt)
            case RequisitionStatus.REFUSED:
                return self._waiting("Rekvisitionen är avvisad", "Den kom in för sent", receipt)
            case RequisitionStatus.APPROVED:
                return self._waiting("Rekvisitionen är godkänd", "Pengarna är på väg", receipt)
        return self._waiting("Bidraget är utbetalt", "Återrapporteringen öppnar senare", receipt)

    def _ask_for_money(self) -> Task | None:
        if not self.round.takes_requisitions:
            return None
        last = self.round.requisition_last_on
        begun = self.requisition is not None
        if self.requisition and self.requisition.status == RequisitionStatus.DECLINED:
            return self._waiting("Ni har avstått från bidraget", "Ni kan ändra er", self.url)
        if not begun and self.role not in MAY_START:
            days = day_in_words(last)
            return self._waiting(
                f"Rekvirera statsbidrag senast {days}", "Ert ombud påbörjar rekvisitionen", self.url
            )
        return Task(
            what="Rekvirera statsbidrag",
            grant=self.title,
            recipient=self.recipient.name,
            status="Utkast, inte inskickat" if begun else "Inte påbörjad",
            tone="warning" if begun else "neutral",
            url=self._url("requisitions:edit"),
            button="Fortsätt" if begun else "Rekvirera",
            last_day=last,
            late=self.today > last,
        )

    def _report_task(self, report: Report) -> Task | None:
        url = self._url("reporting:tasks")
        match report.status:
            case ReportStatus.LOCKED:
                return self._waiting(
                    "Återrapporteringen väntar på godkännande", "Hos behörig företrädare", url
                )
            case ReportStatus.SUBMITTED:
                return self._waiting("Återrapporteringen är inskickad", "Vi granskar den", url)
            case ReportStatus.ACCEPTED:
                return self._repayment_task()
        if not self.round.takes_reports:
            return None
        begun = bool(report.pages)
        return Task(
            what="Återrapportera",
            grant=self.title,
            recipient=self.recipient.name,
            status="Utkast, inte inskickat" if begun else "Inte påbörjad",
            tone="warning" if begun else "neutral",
            url=url,
            button="Fortsätt" if begun else "Återrapportera",
            last_day=report.last_on,
            late=self.today > report.last_on and report.first_submitted_at is None,
        )

    def _repayment_task(self) -> Task | None:
        """What is to be paid back; whether it has been paid is not known to the portal yet."""
        if self.claim is None:
            return None
        owed = with_unit(self.claim.amount_kr)
        if self.claim.status != ClaimStatus.INVOICED:
            return self._waiting(f"{owed} ska betalas tillbaka", "Ni får en faktura", self.url)
        due = day_in_words(self.claim.invoice.due_on)
        return self._waiting(
            f"Betala tillbaka {owed} senast {due}", "Fakturan är skickad", self.url
        )

    def _waiting(self, what: str, status: str, url: str) -> Task:
        return Task(what, self.title, self.recipient.name, status, "info", url=url)

    @property
    def _sent_in(self) -> Requisition | None:
        return self.requisition if self.requisition and self.requisition.is_sent_in else None

    @property
    def _payment(self) -> Payment | None:
        return self.requisition.payment if self.requisition else None

    def _url(self, name: str) -> str:
        case = {"round_key": self.round.key, "recipient_code": self.recipient.code}
        return reverse(name, kwargs=case)


def _at_the_latest(day: date) -> str:
    return f"Senast {day_and_year(day)}"
