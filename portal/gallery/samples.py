"""A letter to show: when it goes, to whom, and what it is filled with. Knows no letter by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from correspondence.models import OwnWords
from correspondence.plan import Addressee, kinds
from correspondence.writing import Written, in_frame, rendered

__all__ = ["Mail", "Sample", "Shelf", "Words"]

ADDRESSEE = Addressee("anna.lind@example.se", "Anna Lind")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A letter of templates/letters/<key>. `variant` tells apart several of one kind.

    `label` is for what has no registered kind, or says more than the kind's own.
    """

    key: str
    when: str
    to: str
    context: Mapping[str, Any]
    label: str = ""
    variant: str = ""
    attachments: tuple[str, ...] = ()
    diarienummer: str = "12.4-14482/2025"

    @property
    def name(self) -> str:
        """In the page's addresses."""
        return f"{self.key}-{self.variant}" if self.variant else self.key

    @property
    def title(self) -> str:
        return self.label or kinds()[self.key].label

    @property
    def is_reworded(self) -> bool:
        """Whether staff may write the words themselves."""
        return self.key in kinds() and bool(kinds()[self.key].fields)

    @property
    def written(self) -> Written:
        return rendered(self.key, self._filled)

    @property
    def _filled(self) -> dict[str, Any]:
        return {
            **self.context,
            "addressee": ADDRESSEE,
            "diarienummer": self.diarienummer,
            "base_url": settings.PORTAL_URL,
        }


@dataclass(frozen=True, kw_only=True)
class Words(Sample):
    """A letter in staff's own words: plain text with the fields of a registered kind."""

    of: str
    words: OwnWords

    @property
    def written(self) -> Written:
        context = self._filled
        values = {one.name: one.value(context) for one in kinds()[self.of].fields}
        return in_frame(self.words, context, values)


@dataclass(frozen=True, kw_only=True)
class Mail(Sample):
    """A mail of the log-in, at once and in plain text only: templates/<key>_message.txt."""

    to: str = "Den som loggar in"
    context: Mapping[str, Any] = field(default_factory=dict)
    diarienummer: str = ""

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]

    @property
    def written(self) -> Written:
        subject, text = (
            str(render_to_string(f"{self.key}_{part}.txt", {**self.context}))
            for part in ("subject", "message")
        )
        return Written(" ".join(subject.split()), text.strip() + "\n", "")


@dataclass(frozen=True)
class Shelf:
    """The letters of one phase of a grant's life."""

    key: str
    title: str
    samples: tuple[Sample, ...]
