"""The plan of a round's letters: which letter, to whom, how long before or after which day.

A step knows its round by key, and its kind, day and condition by the words under which an app has
registered them (`correspondence.plan`). When it is due is computed (`correspondence.schedule`).
"""

import pgtrigger
from django.db import models


class Audience(models.TextChoices):
    """To whom a step goes."""

    PEOPLE = "people", "Alla som följer ärendet"
    CONTACT = "contact", "Kontaktpersonen"
    SIGNATORY = "signatory", "Behörig företrädare"
    REGISTRATOR = "registrator", "Registratorn"
    STAFF = "staff", "Handläggarna"


class Unit(models.TextChoices):
    """What the distance from a day is counted in."""

    DAYS = "days", "dagar"
    WORKDAYS = "workdays", "arbetsdagar"


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    def active(self) -> "PlanStepQuerySet":
        return self.filter(is_active=True)


class PlanStep(models.Model):
    """A row of a round's plan. `distance` is negative before the day, positive after, 0 on it.

    `placed_on` is the day on which the step was put where it is, or switched on again: what was
    due before that day is not sent. A step is switched off, never deleted: letters refer to it.
    """

    round_key = models.CharField("omgång", max_length=80)
    kind = models.CharField("brev", max_length=60)
    audience = models.CharField("till", max_length=20, choices=Audience.choices)
    distance = models.SmallIntegerField("avstånd")
    unit = models.CharField("räknat i", max_length=10, choices=Unit.choices, default=Unit.DAYS)
    counted_from = models.CharField("räknat från", max_length=40)
    condition = models.CharField("bara om", max_length=40, blank=True)
    is_active = models.BooleanField("går ut", default=True)
    placed_on = models.DateField("gäller från")

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        verbose_name = "steg i brevplanen"
        verbose_name_plural = "steg i brevplanen"
        ordering = ["round_key", "counted_from", "distance", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "round_key", "kind", "audience", "distance", "unit", "counted_from",
                    "condition",
                ],
                name="no_step_stands_twice",
                violation_error_message="Steget finns redan i planen.",
            ),
            models.CheckConstraint(
                condition=models.Q(distance__range=(-400, 400)),
                name="step_is_near_its_day",
                violation_error_message="Ett steg ligger högst 400 dagar från sin dag.",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.ReadOnly(name="step_stays_itself", fields=["round_key", "kind"]),
            pgtrigger.Protect(name="switched_off_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.distance:+d} {self.get_unit_display()}, {self.round_key}"
