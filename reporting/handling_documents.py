"""The stored documents of handling: a decision on an extension, an answered supplement."""

from core.dates import day_and_year, day_in_words, day_of
from core.transitions import label_of
from correspondence import uploads
from correspondence.actions import Filing, store_pdf
from correspondence.models import Direction, Document
from correspondence.uploads import ATTACHMENT
from reporting.models import Extension, Report, Supplement
from reporting.states import ExtensionStatus

__all__ = ["attachment_filing", "extension_document", "supplement_document"]


def extension_document(extension: Extension) -> Document:
    """The decision with its reasons, and how to appeal when something was not given.

    Made on the first call, the same ever after. The extension must have been decided by staff.
    """
    assert extension.decided_at and extension.decided_by  # noqa: S101 - by database constraint
    report = Report.objects.with_case().get(pk=extension.report_id)
    is_granted = extension.status == ExtensionStatus.GRANTED
    filing = _filing(
        report,
        kind="extension_decision",
        about=label_of(extension),
        direction=Direction.OUT,
        title="Beslut om anstånd" if is_granted else "Avslag på begäran om anstånd",
        diarienummer=extension.diarienummer,
        filename=f"anstand-{report.round.key}-{report.recipient.code}-{extension.pk}.pdf",
    )
    organisation = report.organisation
    context = {
        "dnr": extension.diarienummer,
        "is_granted": is_granted,
        "is_as_wished": extension.is_as_wished,
        "recipient": report.recipient.name,
        "recipient_lines": [
            organisation.name,
            organisation.postal_address,
            f"{organisation.postal_code} {organisation.postal_town}",
        ],
        "last_day": day_in_words(extension.new_last_on or extension.previous_last_on),
        "why": extension.why,
        "reason": extension.reason,
        "decided_by": extension.decided_by.get_full_name(),
        "decided_on": day_and_year(day_of(extension.decided_at)),
        "contact_name": report.round.contact_name,
        "contact_email": report.round.contact_email,
        "facts": [*_matter(report), *_days(extension)],
    }
    return store_pdf(
        filing, template="documents/extension.html", context=context, at=extension.decided_at
    )


def supplement_document(supplement: Supplement) -> Document:
    """What was asked and what came in, as it came in; made on the first call."""
    assert supplement.answered_at and supplement.answered_by  # noqa: S101 - by database constraint
    report = Report.objects.with_case().get(pk=supplement.report_id)
    filing = _filing(
        report,
        kind="supplement",
        about=label_of(supplement),
        direction=Direction.IN,
        title="Komplettering av återrapporteringen",
        diarienummer=report.diarienummer,
        filename=f"komplettering-{report.round.key}-{report.recipient.code}-{supplement.pk}.pdf",
    )
    organisation = report.organisation
    context = {
        "dnr": report.diarienummer,
        "recipient": report.recipient.name,
        "organisation": organisation.name,
        "organisationsnummer": organisation.organisationsnummer_printed,
        "address": [
            organisation.postal_address,
            f"{organisation.postal_code} {organisation.postal_town}",
        ],
        "question": supplement.question,
        "answer": supplement.answer,
        "answered_by": supplement.answered_by.get_full_name(),
        "answered_on": day_in_words(day_of(supplement.answered_at)),
        "answer_by": day_in_words(supplement.answer_by),
        "is_late": supplement.is_late,
        "files": [
            {"name": one.filename, "size": one.size, "sha256": one.sha256}
            for one in uploads.of(label_of(supplement))
        ],
        "facts": _matter(report),
    }
    return store_pdf(
        filing, template="documents/supplement.html", context=context, at=supplement.answered_at
    )


def attachment_filing(supplement: Supplement) -> Filing:
    """Where the files of an answer belong; each one's own name is added by the uploads."""
    report = Report.objects.with_case().get(pk=supplement.report_id)
    return _filing(
        report,
        kind=ATTACHMENT,
        about=label_of(supplement),
        direction=Direction.IN,
        title="Bilaga till komplettering",
        diarienummer=report.diarienummer,
        filename="",
    )


def _filing(
    report: Report,
    *,
    kind: str,
    about: str,
    direction: Direction,
    title: str,
    diarienummer: str,
    filename: str,
) -> Filing:
    return Filing(
        kind=kind,
        about=about,
        case=report.case,
        diarienummer=diarienummer,
        decision_diarienummer=report.round.decision.diarienummer,
        direction=direction,
        title=title,
        counterpart=report.organisation.name,
        filename=filename,
    )


def _matter(report: Report) -> list[list[str]]:
    return [
        ["Bidrag", f"{report.round.grant.name}, {report.round.year}"],
        ["Bidragsmottagare", report.recipient.name],
        ["Huvudman", f"{report.organisation.name}, "
         f"org.nr {report.organisation.organisationsnummer_printed}"],
        ["Regeringsbeslut", report.round.decision.diarienummer],
        ["Återrapporteringens diarienummer", report.diarienummer],
    ]  # fmt: skip


def _days(extension: Extension) -> list[list[str]]:
    wished, given = extension.wished_on, extension.new_last_on
    asked_on = day_and_year(day_of(extension.asked_at)) if extension.asked_by_id else ""
    return [
        ["Begäran kom in", asked_on],
        ["Önskad sista dag", day_in_words(wished) if wished else ""],
        ["Tidigare sista dag" if given else "Sista dag", day_in_words(extension.previous_last_on)],
        ["Ny sista dag", day_in_words(given) if given else ""],
    ]
