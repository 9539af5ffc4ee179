"""Reads of letters and documents, for the apps that have cases."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from correspondence.models import Document, Letter

__all__ = ["documents_of", "letters_of", "without_letter"]

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
    """The letters of a dossier with their deliveries, oldest first."""
    return Letter.objects.filter(case=case).prefetch_related("deliveries", "attachments")
