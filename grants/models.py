"""Decisions, grants and rounds: what the government has decided and when things are due.

What each recipient gets is allocations' business.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from grants.states import TAKES_REPORTS, TAKES_REQUISITIONS, RoundStatus
from organisations.models import RecipientKind


class Decision(models.Model):
    """A regeringsbeslut: money for a purpose, a cap for own costs, conditions, dates to report."""

    title = models.CharField("rubrik", max_length=200)
    diarienummer = models.CharField("diarienummer", max_length=40, unique=True)
    number = models.CharField("beslutsnummer", max_length=20, blank=True)
    decided_on = models.DateField("beslutat")
    utgiftsomrade = models.PositiveSmallIntegerField("utgiftsområde")
    anslag = models.CharField("anslag", max_length=120)
    anslagspost = models.CharField("anslagspost", max_length=200)
    total_kr = models.BigIntegerField("högst, kr")
    own_costs_cap_kr = models.BigIntegerField("varav egna kostnader högst, kr")
    conditions = ArrayField(models.TextField(), verbose_name="villkor", default=list, blank=True)
    assumed = models.TextField(
        "antaget", blank=True, help_text="Vad som inte står i källan utan har antagits."
    )

    class Meta:
        verbose_name = "regeringsbeslut"
        verbose_name_plural = "regeringsbeslut"
        ordering = ["decided_on", "diarienummer"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total_kr__gt=0, own_costs_cap_kr__gte=0),
                name="decision_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(own_costs_cap_kr__lte=models.F("total_kr")),
                name="own_costs_within_the_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.diarienummer} {self.title}"


class GovernmentReportDuty(models.Model):
    """A date by which the agency reports to the government (delredovisning, slutredovisning)."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="report_duties", verbose_name="beslut"
    )
    due_on = models.DateField("senast")
    is_final = models.BooleanField("slutredovisning", default=False)

    class Meta:
        verbose_name = "redovisning till regeringen"
        verbose_name_plural = "redovisningar till regeringen"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "due_on"], name="one_duty_per_date")
        ]

    def __str__(self) -> str:
        return f"{'Slutredovisning' if self.is_final else 'Delredovisning'} {self.due_on}"


class Grant(models.Model):
    """A statsbidrag that runs over several years."""

    slug = models.SlugField("kortnamn", unique=True)
    name = models.CharField("namn", max_length=200)
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

    def taking_reports(self) -> "RoundQuerySet":
        return self.filter(status__in=TAKES_REPORTS)


class Round(models.Model):
    """One grant, one year, one kind of recipient: with its own period, deadlines and contact.

    All dates are inclusive calendar days in Sweden.
    """

    key = models.SlugField("nyckel", unique=True)
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
    opened_on = models.DateField("öppnades för rekvisition", null=True, blank=True)
    reporting_opened_on = models.DateField("öppnades för återrapportering", null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(
        "dagar till utbetalning", default=14, help_text="Från att rekvisitionen kom in."
    )
    repayment_days = models.PositiveSmallIntegerField("dagar att betala återkrav", default=30)
    max_submissions = models.PositiveSmallIntegerField("högst antal inskickade", default=5)
    contact_name = models.CharField("kontaktperson", max_length=100)
    contact_email = models.EmailField("kontaktpersonens e-post")
    conditions = ArrayField(
        models.TextField(), verbose_name="villkor som mottagaren godtar", default=list
    )
    assumed = models.TextField(
        "antaget", blank=True, help_text="Vad som inte står i källan utan har antagits."
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "omgång"
        verbose_name_plural = "omgångar"
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "year", "recipient_kind"], name="one_round_per_year_and_kind"
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
    def takes_requisitions(self) -> bool:
        return self.status in TAKES_REQUISITIONS

    @property
    def takes_reports(self) -> bool:
        return self.status in TAKES_REPORTS
