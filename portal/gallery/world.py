"""A made-up recipient in a made-up round: rows that are never saved, as the letters know them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.dates import STOCKHOLM, day_in_words, days_left_in_words
from core.models import Event
from grants.models import Decision, Grant, Round
from grants.wording import short_name
from organisations.models import Organisation, Recipient, User
from reporting.models import Report
from requisitions.models import Requisition

__all__ = ["LAST_DAY_TO_REPORT", "LAST_DAY_TO_REQUISITION", "World", "moment"]

Facts = list[tuple[str, str]]

LAST_DAY_TO_REQUISITION = date(2025, 5, 15)
LAST_DAY_TO_REPORT = date(2026, 3, 2)


def moment(year: int, month: int, day: int) -> datetime:
    """Five past two that day."""
    return datetime(year, month, day, 14, 5, tzinfo=STOCKHOLM)


@dataclass(frozen=True)
class World:
    """One recipient in one round, and the two cases that it has there."""

    round: Round
    recipient: Recipient
    organisation: Organisation
    user: User
    requisition: Requisition
    report: Report

    @classmethod
    def of(cls, recipient_name: str) -> "World":
        """With a recipient of that name; the rest is as in the rounds of 2025."""
        round_ = _round()
        recipient = Recipient(code="RSS-12", name=recipient_name)
        organisation = Organisation(
            organisationsnummer="2220000000", name="Kommunförbundet Exempel", bankgiro="50501055"
        )
        user = User(email="anna.lind@example.se", first_name="Anna", last_name="Lind")
        case: dict[str, Any] = {
            "round": round_,
            "recipient": recipient,
            "organisation": organisation,
        }
        requisition = Requisition(
            **case, frame_kr=1_611_111, amount_kr=1_611_111, submitted_at=moment(2025, 4, 14)
        )
        report = Report(**case, requisition=requisition, last_on=LAST_DAY_TO_REPORT)
        return cls(**case, user=user, requisition=requisition, report=report)

    @property
    def facts(self) -> Facts:
        """What every table of facts begins with."""
        return [
            ("Bidrag", f"{self.round.grant.name}, {self.round.year}"),
            ("Bidragsmottagare", self.recipient.name),
            ("Huvudman", self.organisation.name),
        ]

    def asked(self, *, is_over: bool = False, facts: Facts | None = None) -> dict[str, Any]:
        """What letters about the requisition are filled with."""
        return {
            **self._case(LAST_DAY_TO_REQUISITION, is_over=is_over, facts=facts),
            "requisition": self.requisition,
            "path": f"/rekvirera/{self.round.key}/{self.recipient.code}/",
        }

    def reported(self, *, is_over: bool = False, facts: Facts | None = None) -> dict[str, Any]:
        """What letters about the report are filled with."""
        return {
            **self._case(LAST_DAY_TO_REPORT, is_over=is_over, facts=facts),
            "report": self.report,
            "path": f"/aterrapportera/{self.round.key}/{self.recipient.code}/",
        }

    def happened(self, reason: str, *, on: datetime) -> Event:
        """Something that somebody did, with the reason given."""
        return Event(actor_name="Anna Lind", at=on, reason=reason)

    def _case(self, last_on: date, *, is_over: bool, facts: Facts | None) -> dict[str, Any]:
        return {
            "round": self.round,
            "short_name": short_name(self.round),
            "recipient": self.recipient,
            "last_day": day_in_words(last_on),
            "days_left": days_left_in_words(last_on, today=last_on.replace(day=1)),
            "is_over": is_over,
            "facts": [*self.facts, *(facts or [])],
        }


def _round() -> Round:
    grant = Grant(
        slug="socialtjanst",
        name="Statsbidrag till en mer förebyggande och kunskapsbaserad socialtjänst",
        short_name="socialtjänst",
        purpose="Medlen ska stödja kommunerna i omställningen till en långsiktigt hållbar, mer "
        "förebyggande och kunskapsbaserad socialtjänst.",
    )
    return Round(
        key="socialtjanst-rss-2025",
        grant=grant,
        decision=Decision(diarienummer="S2025/00122"),
        year=2025,
        use_from=date(2025, 1, 1),
        use_until=date(2025, 12, 31),
        requisition_opens_on=date(2025, 3, 3),
        requisition_last_on=LAST_DAY_TO_REQUISITION,
        report_opens_on=date(2026, 1, 19),
        report_last_on=LAST_DAY_TO_REPORT,
        contact_name="Statsbidrag ny socialtjänstlag",
        contact_email="statsbidrag@example.se",
        conditions=[
            "Vi använder bidraget bara till det ändamål som det är avsett för.",
            "Vi återrapporterar i tid. Det är ett villkor för bidraget.",
        ],
    )
