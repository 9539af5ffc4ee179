"""What mail servers said about letters that came back. Reading it is `correspondence.bounces`."""

import pgtrigger
from django.db import models

from correspondence.models.letters import Letter


class Bounce(models.Model):
    """A mail server's word that a letter was not delivered, for good or for now."""

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
