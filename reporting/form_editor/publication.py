"""Whether a form may be published, and what it changes. Pure: documents in, words out."""

from collections.abc import Iterator
from dataclasses import dataclass

from correspondence.sniffing import ENDINGS
from correspondence.uploads import LARGEST, MOST
from reporting import keys
from reporting.questionnaire import Change, ChangeKind, FormDocument, diff, lint, worst
from reporting.questionnaire.document import Files, QuestionType
from reporting.questionnaire.findings import Finding, named

__all__ = ["ChangeSet", "changes_between", "verdict"]


@dataclass(frozen=True)
class ChangeSet:
    """What a revision changes in the one before it; `kind` is the gravest, None if nothing is."""

    kind: ChangeKind | None
    changes: tuple[Change, ...]

    @property
    def words(self) -> list[str]:
        """One sentence for each change."""
        return [change.words for change in self.changes]


def changes_between(before: FormDocument, after: FormDocument) -> ChangeSet:
    """The differences in words and how grave they are for whoever is filling in the form."""
    changes = tuple(diff(before, after))
    return ChangeSet(worst(changes), changes)


def verdict(document: FormDocument, before: FormDocument | None = None) -> list[Finding]:
    """Everything that must be mended before the form can be published; empty when it is fit.

    `before` is the published revision, or the form that this one was copied from: a key that
    names another sort of answer than it did there can't be compared across years.
    """
    found = [*lint(document), *_unread_by_the_portal(document), *_files(document)]
    return [*found, *_other_sorts(document, before)] if before is not None else found


def _unread_by_the_portal(document: FormDocument) -> Iterator[Finding]:
    for key in sorted(keys.REQUIRED - set(document.by_key)):
        yield Finding(
            "missing_key", "Formuläret", f"En fråga som portalen behöver saknas: ”{key}”.",
            "Kopiera frågan från ett annat formulär.",
        )  # fmt: skip


def _files(document: FormDocument) -> Iterator[Finding]:
    """A form may ask only for files that the portal takes."""
    for place in document.places:
        allowed = place.field.files or Files()
        unknown = sorted(set(allowed.types) - set(ENDINGS))
        if place.field.type is QuestionType.FILE and unknown:
            yield Finding(
                "file_type", named(place),
                f"Portalen tar inte emot filer som slutar på .{' eller .'.join(unknown)}.",
                "Välj andra filtyper.",
            )  # fmt: skip
        if allowed.most > MOST or allowed.megabytes * 1_000_000 > LARGEST:
            yield Finding(
                "file_limits", named(place),
                f"Portalen tar emot högst {MOST} filer om högst {LARGEST // 1_000_000} MB.",
                "Sänk gränserna.",
            )  # fmt: skip


def _other_sorts(document: FormDocument, before: FormDocument) -> Iterator[Finding]:
    for place in document.places:
        earlier = before.by_key.get(place.key)
        if place.option or earlier is None or earlier.field.type == place.field.type:
            continue
        yield Finding(
            "other_type", f"Sidan ”{place.page.title}”, ”{place.field.label}”",
            "Frågan hade en annan sorts svar i det tidigare formuläret.",
            "Ta bort frågan och gör en ny, så att svaren inte blandas ihop.",
        )  # fmt: skip
