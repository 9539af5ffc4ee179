"""Reads of letters and documents, for the apps that have cases."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import CharField, Count, Exists, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from correspondence.models import AddressMark, Document, Letter, OwnWords, PlanStep

__all__ = [
    "documents_of",
    "held_addresses",
    "letters_of",
    "steps_of",
    "versions_of_words",
    "without_letter",
    "words_in_force",
]

Row = TypeVar("Row", bound=Model)


def without_letter(rows: QuerySet[Row], *, kind: str) -> QuerySet[Row]:
    """The rows about which no letter of the kind has been queued; done by the database."""
    about = Concat(
        Value(f"{rows.model._meta.label_lower}:"),
        Cast(OuterRef("pk"), CharField()),
        output_field=CharField(),
    )
    return rows.exclude(Exists(Letter.objects.filter(kind=kind, about=about)))


def documents_of(cases: Iterable[str]) -> QuerySet[Document]:
    """The documents that lie in these dossiers, oldest first."""
    return Document.objects.filter(case__in=list(cases))


def letters_of(case: str) -> QuerySet[Letter]:
    """The letters of a dossier with all that became of them, oldest first (5 queries)."""
    fate = ("deliveries", "bounces", "passed_on", "attachments")
    return Letter.objects.filter(case=case).prefetch_related(*fate)


def held_addresses(emails: Iterable[str]) -> set[str]:
    """Those of the addresses (in small letters) that new letters don't go to; one query."""
    marks = AddressMark.objects.standing().filter(is_held=True, email__in=set(emails))
    return set(marks.values_list("email", flat=True))


def steps_of(round_key: str) -> QuerySet[PlanStep]:
    """A round's plan, also what is switched off, with the number of letters of each step."""
    steps = PlanStep.objects.filter(round_key=round_key)
    return steps.annotate(written=Count("letters"))


def words_in_force(kind: str) -> dict[str, OwnWords]:
    """Staff's own words for a kind by round, those for all rounds at ""; one query.

    Where the newest version says that the portal's words apply, there are none.
    """
    newest = OwnWords.objects.filter(kind=kind).order_by("round_key", "-version")
    return {
        words.round_key: words for words in newest.distinct("round_key") if not words.is_standard
    }


def versions_of_words(kind: str, round_key: str) -> QuerySet[OwnWords]:
    """Every version for all rounds (empty key) or for one, newest first."""
    versions = OwnWords.objects.filter(kind=kind, round_key=round_key)
    return versions.select_related("written_by").order_by("-version")
