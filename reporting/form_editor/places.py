"""Where in the editor a finding of the linter is mended: the small page that its place names."""

from dataclasses import dataclass

from django.urls import reverse

from reporting.form_editor.publication import verdict
from reporting.models import FormDraft
from reporting.questionnaire import FormDocument
from reporting.questionnaire.findings import Finding, named

__all__ = ["LinkedFinding", "findings_of"]

OF_CONDITIONS = frozenset(
    {
        "comment_tested",
        "dangling",
        "empty_condition",
        "forward",
        "required_but_hidden",
        "too_deep",
        "unreachable",
        "wrong_test",
    }
)
"""What is mended where it is said when a question is shown."""


@dataclass(frozen=True)
class LinkedFinding:
    """A finding with the address of the page that mends it; empty for the form as a whole."""

    finding: Finding
    url: str


def findings_of(draft: FormDraft) -> list[LinkedFinding]:
    """What must be mended in the draft, each with the way to its place.

    The longest name that a finding's place begins with is the one that it is about.
    """
    found = verdict(draft.content, draft.based_on.content)
    if not found:
        return []
    targets = _targets(draft.content)
    names = sorted(targets, key=len, reverse=True)
    rows = []
    for finding in found:
        name = next((one for one in names if finding.where.startswith(one)), "")
        rows.append(LinkedFinding(finding, _url(finding, targets.get(name), draft.form_id)))
    return rows


def _targets(document: FormDocument) -> dict[str, tuple[str, str, bool]]:
    """What the linter calls each place: the editor's page, its key, and if it has a condition."""
    found = {"Inledningen": ("introduction", "", False)}
    for rule in document.rules:
        found[f"Regeln ”{rule.key}”"] = ("rule", rule.key, False)
    for page in document.pages:
        found[f"Sidan ”{page.title}”"] = ("page", page.key, False)
        for question in page.questions:
            target = ("question", question.key, question.shown_if is not None)
            found[f"Sidan ”{page.title}”, ”{question.label}”"] = target
    for place in document.places:
        if place.option is None and place.rule is None:
            found[named(place)] = ("question", place.key, place.field.shown_if is not None)
    return found


def _url(finding: Finding, target: tuple[str, str, bool] | None, form_pk: int) -> str:
    if target is None:
        return ""
    kind, key, has_condition = target
    if kind == "introduction":
        return reverse("admin:reporting_form_introduction", args=[form_pk])
    is_jump = has_condition and finding.code in OF_CONDITIONS
    name = "jump" if is_jump else f"edit_{kind}"
    return reverse(f"admin:reporting_form_{name}", args=[form_pk, key])
