"""What mail servers said about letters that came back, and the addresses that it says something of.

Reading it is `correspondence.bounces`.
"""

import pgtrigger
from django.db import models

from correspondence.bounces.states import MarkStatus
from correspondence.models.letters import Letter


class Bounce(models.Model):
    """A mail server's word that a letter was not delivered, for good or for now.

    `email` is whom the server speaks of: the letter's own address, or one that it was passed on to.
    """

    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="bounces", verbose_name="brev"
    )
    email = models.EmailField("adress")
    is_permanent = models.BooleanField("för gott")
    code = models.CharField("kod", max_length=20)
    detail = models.TextField("uppgift", blank=True)
    sha256 = models.CharField("rapportens SHA-256", max_length=64)
    read_at = models.DateTimeField("läst")

    class Meta:
        verbose_name = "studs"
        verbose_name_plural = "studsar"
        ordering = ["read_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "email", "sha256"], name="each_report_read_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.code}"


class AddressMarkQuerySet(models.QuerySet["AddressMark"]):
    def standing(self) -> "AddressMarkQuerySet":
        return self.filter(status=MarkStatus.OPEN)


class AddressMark(models.Model):
    """An address that did not take a letter, until somebody says that it works again.

    At most one stands for each address. `is_held` says that the fault is the address's own: new
    letters then go to somebody else. `bounce` is the answer that marked it.
    """

    email = models.EmailField("adress")
    bounce = models.ForeignKey(
        Bounce, on_delete=models.PROTECT, related_name="marks", verbose_name="svar"
    )
    is_held = models.BooleanField("nya brev hålls inne")
    marked_at = models.DateTimeField("sedan")
    status = models.CharField(
        "läge", max_length=10, choices=MarkStatus.choices, default=MarkStatus.OPEN
    )
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)

    objects = AddressMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "adress som inte nås"
        verbose_name_plural = "adresser som inte nås"
        ordering = ["-marked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(status=MarkStatus.OPEN),
                name="one_standing_mark_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(status=MarkStatus.OPEN, closed_at__isnull=True)
                | (~models.Q(status=MarkStatus.OPEN) & models.Q(closed_at__isnull=False)),
                name="mark_closed_exactly_when_it_has_a_time",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="mark_is_frozen", exclude=["is_held", "status", "closed_at"]),
            pgtrigger.Protect(
                name="closed_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.email
