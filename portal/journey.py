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
from portal.journey_parts import (
    CURRENT,
    DONE,
    NOT_TO_BE,
    OWED,
    TO_COME,
    Step,
    Task,
    is_asked,
    is_paid,
    kr_of,
    left_kr,
    payment_words,
)  # fmt: skip
from repayments.balance import balance_of
from repayments.models import Claim, Ground
from repayments.queries import asked_details
from repayments.states import ClaimStatus
from reporting.models import Report, Supplement
from reporting.states import ReportStatus
from requisitions.models import Payment, Requisition, Return
from requisitions.states import PaymentStatus, RequisitionStatus, ReturnStatus

__all__ = ["Journey", "Step", "Task"]


@dataclass(frozen=True)
class Journey:
    """One recipient in one round, with the rows that say how far it has come."""

    round: Round
    recipient: Recipient
    frame_kr: int
    adopted_on: date
    requisition: Requisition | None
    report: Report | None
    claims: list[Claim]
    today: date
    role: str = ""
    supplements: tuple[Supplement, ...] = ()

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
    def tasks(self) -> list[Task]:
        """What staff have asked for beside the report, and the next step of the path."""
        asked = [self._supplement_task(one) for one in self.supplements]
        return [*asked, self.task] if self.task else asked

    @property
    def extended_to(self) -> date | None:
        """The last day to report, when it is the recipient's own by an extension."""
        report = self.report
        is_extended = report is not None and getattr(report, "extended_at", None)
        return report.last_on if report and is_extended else None

    @property
    def task(self) -> Task | None:
        """What is to be done or waited for; None when nothing is left."""
        if asked := self._hearing_task() or self._details_task():
            return asked
        if self.report is None:
            return self._requisition_task()
        return self._report_task(self.report)

    def _requisition_step(self) -> Step:
        sent = self._sent_in
        if sent is None or sent.submitted_at is None:
            return Step("Rekvirerat", TO_COME, when=self._not_requisitioned)
        late = "Kom in efter sista dagen" if sent.is_late else ""
        if sent.status == RequisitionStatus.REFUSED:
            return Step("Rekvirerat", TO_COME, None, sent.amount_kr, late, when="Avvisad")
        return Step("Rekvirerat", DONE, day_of(sent.submitted_at), sent.amount_kr, late)

    @property
    def _not_requisitioned(self) -> str:
        match self.requisition.status if self.requisition else None:
            case RequisitionStatus.DECLINED:
                return "Ni har avstått"
            case RequisitionStatus.RETURNED:
                return "Tillbaka för rättelse"
        return _at_the_latest(self.round.requisition_last_on)

    def _payment_step(self) -> Step:
        payment = self._payment
        if self._is_without_money:
            return Step("Utbetalt", TO_COME, when=NOT_TO_BE)
        if payment is None:
            return Step("Utbetalt", TO_COME, note="Omkring två veckor efter rekvisitionen")
        if payment.status == PaymentStatus.FAILED:
            when = "Banken kunde inte betala"
            return Step("Utbetalt", TO_COME, None, payment.amount_kr, "Vi kontaktar er", when=when)
        if payment.paid_on is None:
            planned = f"Planerat {day_and_year(payment.planned_on)}"
            return Step("Utbetalt", TO_COME, None, payment.amount_kr, "Godkänt", when=planned)
        back = f"{with_unit(self.given_back_kr)} har ni gett tillbaka" if self.given_back_kr else ""
        return Step("Utbetalt", DONE, payment.paid_on, payment.amount_kr, back)

    def _report_step(self) -> Step:
        report = self.report
        if self._is_without_money:
            return Step("Återrapporterat", TO_COME, when=NOT_TO_BE)
        if report is None:
            return Step("Återrapporterat", TO_COME, when=_at_the_latest(self.round.report_last_on))
        if report.first_submitted_at is None or report.status == ReportStatus.DRAFT:
            note = "Ni har anstånd" if self.extended_to else ""
            return Step("Återrapporterat", TO_COME, note=note, when=_at_the_latest(report.last_on))
        return Step("Återrapporterat", DONE, day_of(report.first_submitted_at))

    def _end_step(self) -> Step:
        owed = [claim for claim in self.told_claims if claim.status != ClaimStatus.DROPPED]
        if owed and all(is_paid(claim) for claim in owed):
            return Step("Avslutat", DONE, owed[-1].invoice.due_on, note="Allt är återbetalt")
        if owed:
            to_pay = [claim for claim in owed if claim.status in OWED]
            note = "Att betala tillbaka" if to_pay else "Föreslås betalas tillbaka"
            kr = sum(left_kr(claim) for claim in to_pay or owed)
            return Step("Avslutat", TO_COME, None, kr, note)
        if self.report is None or self.report.accepted_at is None:
            return Step("Avslutat", TO_COME, when=NOT_TO_BE if self._is_without_money else "")
        return Step("Avslutat", DONE, day_of(self.report.accepted_at), note="Inget att återbetala")

    def _requisition_task(self) -> Task | None:
        sent = self._sent_in
        if sent is None:
            return self._ask_for_money()
        receipt = self._url("requisitions:receipt")
        payment = sent.payment
        match sent.status:
            case RequisitionStatus.SUBMITTED:
                late = ". Den kom in efter sista dagen" if sent.is_late else ""
                return self._waiting(
                    "Rekvisitionen är inskickad", f"Vi granskar den{late}", receipt
                )
            case RequisitionStatus.REFUSED:
                return self._waiting(
                    "Rekvisitionen är avvisad", "Den kom in efter sista dagen", receipt
                )
            case RequisitionStatus.APPROVED if payment and payment.status == PaymentStatus.FAILED:
                return self._waiting(
                    "Utbetalningen misslyckades", "Vi kontaktar er och betalar igen", receipt
                )
            case RequisitionStatus.APPROVED if payment:
                planned = f"Pengarna betalas ut {day_and_year(payment.planned_on)}"
                return self._waiting("Rekvisitionen är godkänd", planned, receipt)
        return self._waiting("Bidraget är utbetalt", "Återrapporteringen öppnar senare", receipt)

    def _ask_for_money(self) -> Task | None:
        last = self.round.requisition_last_on
        case = self.requisition
        if case and case.status == RequisitionStatus.DECLINED:
            may_regret = (
                "Ni kan ändra er" if self.round.takes_requisitions else "Omgången är stängd"
            )
            return self._waiting(
                "Ni har avstått från bidraget", may_regret, self._url("requisitions:receipt")
            )
        if not self.round.takes_requisitions:
            return None
        if case is None and self.role not in MAY_START:
            days = day_in_words(last)
            return self._waiting(
                f"Rekvirera statsbidrag senast {days}", "Ert ombud påbörjar rekvisitionen", self.url
            )
        what, status, tone, button = _words_for(case)
        return Task(
            what=what,
            grant=self.title,
            recipient=self.recipient.name,
            status=status,
            tone=tone,
            url=self._url("requisitions:edit"),
            button=button,
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
        extended = ". Ni har anstånd" if self.extended_to else ""
        return Task(
            what="Återrapportera",
            grant=self.title,
            recipient=self.recipient.name,
            status=("Utkast, inte inskickat" if begun else "Inte påbörjad") + extended,
            tone="warning" if begun else "neutral",
            url=url,
            button="Fortsätt" if begun else "Återrapportera",
            last_day=report.last_on,
            late=self.today > report.last_on and report.first_submitted_at is None,
        )

    def _supplement_task(self, supplement: Supplement) -> Task:
        begun = bool(supplement.draft)
        case = {"round_key": self.round.key, "recipient_code": self.recipient.code}
        return Task(
            what="Komplettera återrapporteringen",
            grant=self.title,
            recipient=self.recipient.name,
            status="Utkast, inte inskickat" if begun else "Inte besvarad",
            tone="warning" if begun else "neutral",
            url=reverse("reporting:supplement", kwargs={**case, "supplement_id": supplement.pk}),
            button="Fortsätt" if begun else "Svara",
            last_day=supplement.answer_by,
            late=self.today > supplement.answer_by,
        )

    def _hearing_task(self) -> Task | None:
        """A proposed claim that the recipient may still answer; goes before everything else."""
        asked = next((claim for claim in self.claims if is_asked(claim)), None)
        if asked is None:
            return None
        last = asked.hearing.answer_by
        return Task(
            what="Yttra er om ett föreslaget återkrav",
            grant=self.title,
            recipient=self.recipient.name,
            status="Utkast, inte inskickat" if asked.hearing.draft else "Inte besvarat",
            tone="warning",
            url=self._url("repayments:hearing", claim_id=asked.pk),
            button="Yttra er",
            last_day=last,
            late=self.today > last,
        )

    def _details_task(self) -> Task | None:
        """An invoice that can't be written until the recipient has said where it is to go."""
        waiting = next((claim for claim in self.claims if asked_details(claim)), None)
        if waiting is None:
            return None
        return Task(
            what="Fyll i fakturauppgifter",
            grant=self.title,
            recipient=self.recipient.name,
            status="Vi kan inte skriva fakturan än",
            tone="warning",
            url=self._url("repayments:details", claim_id=waiting.pk),
            button="Fyll i",
        )

    def _repayment_task(self) -> Task | None:
        """What is to be paid back; nothing when all is paid or credited."""
        owed = [
            claim
            for claim in self.told_claims
            if claim.status != ClaimStatus.DROPPED and not is_paid(claim)
        ]
        if not owed:
            return None
        invoiced = [claim for claim in owed if claim.status == ClaimStatus.INVOICED]
        if invoiced:
            return self._waiting(*payment_words(invoiced, self.today), self.url)
        claim = owed[-1]
        kr = with_unit(kr_of(claim))
        if claim.status == ClaimStatus.COMMUNICATED:
            return self._waiting("Ert yttrande är inskickat", "Vi beslutar snart", self.url)
        return self._waiting(f"{kr} ska betalas tillbaka", "Ni får en faktura", self.url)

    def _waiting(self, what: str, status: str, url: str) -> Task:
        return Task(what, self.title, self.recipient.name, status, "info", url=url)

    @property
    def given_back_kr(self) -> int:
        """What has come back before reporting; announced money has not."""
        if self.requisition is None:
            return 0
        arrived = (one for one in self.requisition.returns.all() if one.arrived_kr)
        return sum(one.arrived_kr or 0 for one in arrived if one.status == ReturnStatus.ARRIVED)

    @property
    def announced(self) -> Return | None:
        """What the recipient has said that it gives back, and has not come."""
        made = self.requisition.returns.all() if self.requisition else []
        return next((one for one in made if one.status == ReturnStatus.ANNOUNCED), None)

    @property
    def may_give_back(self) -> bool:
        """Paid and not reported: what is over then is asked for with the report."""
        paid = self.requisition and self.requisition.status == RequisitionStatus.PAID
        untouched = self.report is None or (
            self.report.status == ReportStatus.DRAFT and self.report.first_submitted_at is None
        )
        return bool(paid) and untouched

    @property
    def claim_rows(self) -> list[tuple[Claim, str]]:
        """The same, each with what is left to pay of its invoice in words."""
        return [
            (claim, balance_of(claim.invoice).words(self.today))
            if claim.status == ClaimStatus.INVOICED
            else (claim, "")
            for claim in self.told_claims
        ]

    @property
    def told_claims(self) -> list[Claim]:
        """The claims that the recipient knows of, oldest first: not what staff prepare."""
        return [
            claim
            for claim in self.claims
            if claim.ground == Ground.UNUSED or claim.status != ClaimStatus.PROPOSED
        ]

    @property
    def is_draft(self) -> bool:
        """Begun, and not sent in: every page says so."""
        return self.requisition is not None and self.requisition.may_be_changed

    @property
    def _is_without_money(self) -> bool:
        nothing = (RequisitionStatus.DECLINED, RequisitionStatus.REFUSED)
        return self.requisition is not None and self.requisition.status in nothing

    @property
    def _sent_in(self) -> Requisition | None:
        return self.requisition if self.requisition and self.requisition.is_sent_in else None

    @property
    def _payment(self) -> Payment | None:
        return self.requisition.payment if self.requisition else None

    def _url(self, name: str, **more: int) -> str:
        case = {"round_key": self.round.key, "recipient_code": self.recipient.code}
        return reverse(name, kwargs={**case, **more})


def _at_the_latest(day: date) -> str:
    return f"Senast {day_and_year(day)}"


def _words_for(case: Requisition | None) -> tuple[str, str, str, str]:
    """What is asked for, its state, the tone of that, and the button; before it is sent in."""
    if case is None:
        return "Rekvirera statsbidrag", "Inte påbörjad", "neutral", "Rekvirera"
    if case.status == RequisitionStatus.RETURNED:
        return "Rätta rekvisitionen", "Tillbaka för rättelse", "error", "Rätta"
    return "Rekvirera statsbidrag", "Utkast, inte inskickat", "warning", "Fortsätt"
