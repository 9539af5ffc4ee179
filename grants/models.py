"""Decisions, grants and rounds: what the government has decided and when things are due.

What each recipient gets is allocations' business. A decision that an opened round rests on is
frozen, by trigger: the recipients have acted on it. What changes it is a decision of its own.
"""

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from grants.calendar import LastDayRule
from grants.states import TAKES_REPORTS, TAKES_REQUISITIONS, RoundStatus
from organisations.models import RecipientKind

RESTED_ON = """
    IF {changed} AND EXISTS (
        SELECT 1 FROM grants_round WHERE decision_id = OLD.{decision} AND opened_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'pgtrigger: an opened round rests on this decision, it is frozen';
    END IF;
    RETURN NEW;
"""
WORDS_OF_OUR_OWN = ("assumed", "notes")
"""Of a decision: the agency's remarks, which stay open when the rest is frozen."""


def frozen_when_rested_on(name: str, *, decision: str, free: tuple[str, ...]) -> pgtrigger.Trigger:
    """Refuses to change anything but the `free` fields once a round of the decision is open."""
    rest = " ".join(f"- '{field}'" for field in free)
    changed = f"(to_jsonb(OLD.*) {rest}) IS DISTINCT FROM (to_jsonb(NEW.*) {rest})"
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=RESTED_ON.format(changed=changed, decision=decision),
    )


class AmendmentKind(models.TextChoices):
    CHANGE = "change", "Ändring"
    CORRECTION = "correction", "Rättelse"

    @property
    def past(self) -> str:
        """What it does to the other decision: "Ändrat genom …"."""
        return "Ändrat" if self is AmendmentKind.CHANGE else "Rättat"


class Decision(models.Model):
    """A regeringsbeslut: money for a purpose, a cap for own costs, conditions, dates to report.

    A later decision that changes or corrects it is a row of its own with `amends`, and says all
    amounts and conditions as they read after it. Both stay.
    """

    title = models.CharField("rubrik", max_length=200)
    diarienummer = models.CharField(
        "diarienummer", max_length=40, help_text="Som det står, till exempel S2025/00119 (delvis)."
    )
    number = models.CharField("beslutsnummer", max_length=20, blank=True)
    decided_on = models.DateField("beslutat")
    utgiftsomrade = models.PositiveSmallIntegerField("utgiftsområde")
    anslag = models.CharField("anslag", max_length=120)
    anslagspost = models.CharField("anslagspost", max_length=200)
    total_kr = models.BigIntegerField("högst, kr")
    own_costs_cap_kr = models.BigIntegerField("varav egna kostnader högst, kr")
    conditions = ArrayField(models.TextField(), verbose_name="villkor", default=list, blank=True)
    amends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name="ändrar eller rättar",
        limit_choices_to={"amends__isnull": True},
        help_text="Det ursprungliga beslutet. Lämna tomt om beslutet står för sig självt.",
    )
    amendment_kind = models.CharField(
        "ändring eller rättelse", max_length=12, choices=AmendmentKind.choices, blank=True
    )
    amendment = models.TextField(
        "vad som ändras", blank=True, help_text="I ord, så att mottagarna förstår det."
    )
    assumed = models.TextField(
        "antaget", blank=True, help_text="Vad som inte står i källan utan har antagits."
    )
    notes = models.TextField(
        "anteckningar", blank=True, help_text="Visas bara för Socialstyrelsens handläggare."
    )

    class Meta:
        verbose_name = "regeringsbeslut"
        verbose_name_plural = "regeringsbeslut"
        ordering = ["decided_on", "diarienummer"]
        constraints = [
            models.UniqueConstraint(
                fields=["diarienummer", "decided_on"],
                name="one_decision_per_diarienummer_and_day",
                violation_error_message="Beslutet finns redan: samma diarienummer och datum.",
            ),
            models.CheckConstraint(
                condition=models.Q(amends__isnull=True, amendment_kind="", amendment="")
                | (
                    models.Q(amends__isnull=False)
                    & ~models.Q(amends=models.F("id"))
                    & ~models.Q(amendment_kind="")
                    & ~models.Q(amendment="")
                ),
                name="amendment_says_what_it_changes",
                violation_error_message=(
                    "Ett beslut som ändrar eller rättar ett annat ska peka ut det, säga om det är "
                    "en ändring eller en rättelse, och vad som ändras."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(total_kr__gt=0, own_costs_cap_kr__gte=0),
                name="decision_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(own_costs_cap_kr__lte=models.F("total_kr")),
                name="own_costs_within_the_decision",
                violation_error_message="De egna kostnaderna ryms inte i beslutets belopp.",
            ),
        ]
        triggers = [
            frozen_when_rested_on("decision_is_frozen", decision="id", free=WORDS_OF_OUR_OWN)
        ]

    def __str__(self) -> str:
        return f"{self.diarienummer} {self.title}"

    @property
    def amended(self) -> str:
        """ "Ändrat" or "Rättat", what this decision did to the one it amends."""
        return AmendmentKind(self.amendment_kind).past if self.amendment_kind else ""


class DutyQuerySet(models.QuerySet["GovernmentReportDuty"]):
    def unsettled(self, *, until: date) -> "DutyQuerySet":
        """Due on the day or before, and not done."""
        return self.filter(settled_on__isnull=True, due_on__lte=until)


class GovernmentReportDuty(models.Model):
    """A date by which the agency reports to the government (delredovisning, slutredovisning).

    `settled_on` is when that was done, or when a later decision put another date in its place.
    """

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="report_duties", verbose_name="beslut"
    )
    due_on = models.DateField("senast")
    is_final = models.BooleanField("slutredovisning", default=False)
    settled_on = models.DateField("avklarad", null=True, blank=True)
    settled_how = models.CharField(
        "hur",
        max_length=200,
        blank=True,
        help_text="Till exempel: redovisad, dnr 5.7-123/2026. Eller: flyttad genom S2026/00012.",
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "redovisning till regeringen"
        verbose_name_plural = "redovisningar till regeringen"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "due_on"], name="one_duty_per_date"),
            models.CheckConstraint(
                condition=models.Q(settled_on__isnull=True, settled_how="")
                | (models.Q(settled_on__isnull=False) & ~models.Q(settled_how="")),
                name="settled_duty_says_how",
                violation_error_message=(
                    "Skriv både när redovisningen blev avklarad och hur, eller inget av dem."
                ),
            ),
        ]
        triggers = [
            frozen_when_rested_on(
                "duty_is_frozen", decision="decision_id", free=("settled_on", "settled_how")
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_on}"

    @property
    def name(self) -> str:
        return "Slutredovisning" if self.is_final else "Delredovisning"


class Grant(models.Model):
    """A statsbidrag that runs over several years."""

    slug = models.SlugField(
        "nyckel", unique=True, help_text="Första delen av omgångarnas nycklar och adresser."
    )
    name = models.CharField("namn", max_length=200)
    short_name = models.CharField(
        "kort namn",
        max_length=40,
        help_text="Där det är ont om plats, till exempel i brevens ämnesrad: socialtjänst.",
    )
    purpose = models.TextField("ändamål")

    class Meta:
        verbose_name = "statsbidrag"
        verbose_name_plural = "statsbidrag"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RoundQuerySet(models.QuerySet["Round"]):
    def taking_requisitions(self) -> "RoundQuerySet":
        return self.filter(status__in=TAKES_REQUISITIONS)

    def opened(self) -> "RoundQuerySet":
        """Rounds that recipients have been told of."""
        return self.filter(opened_on__isnull=False)

    def late_to_open(self, *, on: date) -> "RoundQuerySet":
        """Rounds whose day to open for requisition, or for reporting, has come and gone by."""
        return self.filter(
            models.Q(status=RoundStatus.PREPARED, requisition_opens_on__lte=on)
            | models.Q(status=RoundStatus.REQUISITION, report_opens_on__lte=on)
        )

    def taking_reports(self) -> "RoundQuerySet":
        return self.filter(status__in=TAKES_REPORTS)


class Round(models.Model):
    """One grant, one year, one kind of recipient: with its own period, deadlines and contact.

    All dates are inclusive calendar days in Sweden.
    """

    key = models.SlugField("nyckel", unique=True, help_text="Till exempel socialtjanst-rss-2026.")
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="rounds", verbose_name="statsbidrag"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="rounds", verbose_name="beslut"
    )
    status = models.CharField(
        "läge", max_length=20, choices=RoundStatus.choices, default=RoundStatus.PREPARED
    )
    recipient_kind = models.CharField("mottagare", max_length=10, choices=RecipientKind.choices)
    year = models.PositiveSmallIntegerField("bidragsår")
    amount_kr = models.BigIntegerField("till mottagarna, kr")
    use_from = models.DateField("medlen får användas från")
    use_until = models.DateField("medlen får användas till och med")
    requisition_opens_on = models.DateField("rekvisition öppnar")
    requisition_last_on = models.DateField("sista dag för rekvisition")
    report_opens_on = models.DateField("återrapportering öppnar")
    report_last_on = models.DateField("sista dag för återrapportering")
    last_day_rule = models.CharField(
        "sista dag på en ledig dag",
        max_length=10,
        choices=LastDayRule.choices,
        default=LastDayRule.STAY,
        help_text="Vad som gäller när en sista dag är lördag, söndag eller helgdag.",
    )
    opened_on = models.DateField("öppnades för rekvisition", null=True, blank=True)
    reporting_opened_on = models.DateField("öppnades för återrapportering", null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(
        "dagar till utbetalning", default=14, help_text="Från att rekvisitionen kom in."
    )
    repayment_days = models.PositiveSmallIntegerField("dagar att betala återkrav", default=30)
    claim_from_kr = models.PositiveIntegerField(
        "minsta belopp att kräva tillbaka, kr",
        default=0,
        help_text="Mindre oanvända belopp krävs inte tillbaka. 0 när allt krävs.",
    )
    answer_days = models.PositiveSmallIntegerField(
        "dagar att svara på ett föreslaget återkrav", default=21
    )
    charges_interest = models.BooleanField(
        "dröjsmålsränta enligt räntelagen på sent betalda återkrav", default=False
    )
    max_submissions = models.PositiveSmallIntegerField("högst antal inskickade", default=5)
    contact_name = models.CharField("kontaktperson", max_length=100)
    contact_email = models.EmailField("kontaktpersonens e-post")
    conditions = ArrayField(
        models.TextField(), verbose_name="villkor som mottagaren godtar", default=list
    )
    assumed = models.TextField(
        "antaget", blank=True, help_text="Vad som inte står i källan utan har antagits."
    )

    copied_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="kopierad från",
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "omgång"
        verbose_name_plural = "omgångar"
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "year", "recipient_kind"],
                name="one_round_per_year_and_kind",
                violation_error_message=(
                    "Statsbidraget har redan en omgång för det året och de mottagarna."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(use_from__lte=models.F("use_until"))
                & models.Q(requisition_opens_on__lte=models.F("requisition_last_on"))
                & models.Q(report_opens_on__lte=models.F("report_last_on")),
                name="round_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(status=RoundStatus.PREPARED) | models.Q(opened_on__isnull=False),
                name="opened_round_has_opening_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=RoundStatus.REPORTING)
                | models.Q(reporting_opened_on__isnull=False),
                name="reporting_round_has_opening_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.name} {self.year}, {self.get_recipient_kind_display()}"

    @property
    def recipients_in_words(self) -> str:
        """To whom the money goes: "RSS", "kommuner", "regioner"."""
        return RecipientKind(self.recipient_kind).plural

    @property
    def recipients_in_full(self) -> str:
        """The same, with what the letters RSS stand for."""
        return RecipientKind(self.recipient_kind).plural_in_full

    @property
    def takes_requisitions(self) -> bool:
        return self.status in TAKES_REQUISITIONS

    @property
    def takes_reports(self) -> bool:
        return self.status in TAKES_REPORTS
