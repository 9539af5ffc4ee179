"""Staff's own words for a kind of letter: plain text with fields, every version kept.

What the fields are, and how text becomes a letter, is `correspondence.wording`.
"""

import pgtrigger
from django.conf import settings
from django.db import models


class OwnWords(models.Model):
    """A version of a letter's words, for all rounds (`round_key` is empty) or for one.

    The newest version applies; one that `is_standard` says that the portal's words do again.
    """

    kind = models.CharField("brev", max_length=60)
    round_key = models.CharField("omgång", max_length=80, blank=True)
    version = models.PositiveSmallIntegerField("version")
    is_standard = models.BooleanField("portalens ord", default=False)
    subject = models.CharField("ämne", max_length=150, blank=True)
    body = models.TextField("text", blank=True)
    link_text = models.CharField("text på länken", max_length=60, blank=True)
    written_at = models.DateTimeField("skrivet")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="skrivet av",
    )

    class Meta:
        verbose_name = "egna ord"
        verbose_name_plural = "egna ord"
        ordering = ["kind", "round_key", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "round_key", "version"], name="each_version_of_words_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_standard=True, subject="", body="", link_text="")
                | (
                    models.Q(is_standard=False)
                    & ~models.Q(subject="")
                    & ~models.Q(body="")
                    & ~models.Q(link_text="")
                ),
                name="own_words_are_whole",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.version}"
