"""The letters about a report: until it is sent in, the signatory's, and those of the handling."""

from dataclasses import replace
from datetime import date
from typing import Any

from core.kronor import with_unit
from correspondence.plan import Addressee
from portal.gallery.requisitions import BY_THE_PLAN
from portal.gallery.samples import Sample
from portal.gallery.world import LAST_DAY_TO_REPORT, World, moment
from reporting.models import Approval, Extension, Submission, Supplement
from reporting.states import ExtensionStatus

__all__ = ["approvals", "handling", "reports"]

FOLLOWERS = "De i organisationen som får fylla i, kontaktpersonen och registrator"
LAST_DAY = ("Sista dag", "måndag 2 mars 2026")
AMOUNTS = [
    ("Mottaget", with_unit(1_611_111)),
    ("Använt", with_unit(1_400_000)),
    ("Oanvänt", with_unit(211_111)),
]
SIGNATORY = "Behörig företrädare"


def reports(world: World) -> tuple[Sample, ...]:
    """From the opening to the receipt."""
    return (*_unreported(world), *_sent_in(world))


def _unreported(world: World) -> tuple[Sample, ...]:
    begun = world.reported(facts=[LAST_DAY]) | {"started_pages": 7, "waits_for": ""}
    return (
        Sample(
            key="report_opening",
            when=f"{BY_THE_PLAN}; vanligen dagen då återrapporteringen öppnas",
            to=FOLLOWERS,
            context=begun | {"started_pages": 0},
            attachments=("Läsversion av formuläret.pdf",),
        ),
        Sample(
            key="report_reminder",
            when=f"{BY_THE_PLAN}; vanligen 30, 14 och 3 dagar före sista dagen, och på morgonen",
            to=FOLLOWERS,
            context=begun,
        ),
        Sample(
            key="report_reminder",
            variant="vantar",
            label="Påminnelse om att återrapportera, när formuläret väntar på godkännande",
            when=f"{BY_THE_PLAN}, till dem vars formulär är ifyllt men inte godkänt",
            to=FOLLOWERS,
            context=begun | {"waits_for": "Karin Ek"},
        ),
        Sample(
            key="report_reminder",
            variant="efter",
            label="Påminnelse om att återrapportera, efter sista dagen",
            when=f"{BY_THE_PLAN}; vanligen dagen efter sista dagen och en vecka efter",
            to=FOLLOWERS,
            context=begun | {"is_over": True},
        ),
        Sample(
            key="report_last_notice",
            when=f"{BY_THE_PLAN}; vanligen 21 dagar efter sista dagen",
            to=FOLLOWERS,
            context=begun | {"is_over": True},
        ),
    )


def _sent_in(world: World) -> tuple[Sample, ...]:
    submission = Submission(
        report=world.report, number=1, unused_kr=211_111, received_at=moment(2026, 2, 24)
    )
    said = [
        ("Läge", "Inskickad, nummer 1 av högst 5"),
        ("Kom in", "tisdag 24 februari 2026"),
        ("Godkänd av", "Karin Ek, förbundsdirektör"),
        *AMOUNTS,
    ]
    receipt = world.reported(facts=said) | {
        "submission": submission,
        "submissions_left": 4,
        "unused": with_unit(211_111),
    }
    return (
        Sample(
            key="report_receipt",
            when="Så snart återrapporteringen är godkänd och därmed inskickad",
            to="Kontaktpersonen, behörig företrädare och den som begärde godkännandet",
            context=receipt,
            attachments=("Återrapportering.pdf",),
        ),
    )


def approvals(world: World) -> tuple[Sample, ...]:
    """To and about the signatory, with the code that she gets at once."""
    return (*_asked(world), *_answered(world))


def _asked(world: World) -> tuple[Sample, ...]:
    asked = world.reported(facts=AMOUNTS) | {
        "approval": _approval(world),
        "requested_by": Addressee("anna.lind@example.se", "Anna Lind"),
        "answer_by": LAST_DAY_TO_REPORT,
        "path": "/godkann/exempel-pa-personlig-lank/",
    }
    return (
        Sample(
            key="approval_request",
            when="När någon i organisationen skickar återrapporteringen för godkännande",
            to=SIGNATORY,
            context=asked,
            attachments=("Återrapportering att godkänna.pdf",),
        ),
        Sample(
            key="approval_reminder",
            when="3 och 7 dagar efter begäran, 2 dagar före sista dagen, och när någon ber om det",
            to=SIGNATORY,
            context=asked,
        ),
        Sample(
            key="approval_code",
            label="Koden som bekräftar godkännandet",
            when="Genast, när behörig företrädare ber om den",
            to=SIGNATORY,
            context={"code": "428 615", "minutes": 10},
            diarienummer="",
        ),
    )


def _answered(world: World) -> tuple[Sample, ...]:
    declined = _approval(world, comment="Lönerna för mars stämmer inte. Se konto 5010.")
    handed_over = _approval(world, comment="Karin Ek har semester.")
    stand_in = Approval(
        signatory_name="Sten Stig",
        signatory_title="ekonomichef",
        signatory_email="sten.stig@example.se",
    )
    return (
        Sample(
            key="approval_handed_over",
            when="När någon annan ska godkänna i stället",
            to="Den första företrädaren och den som begärde godkännandet",
            context=world.reported() | {"approval": handed_over, "stand_in": stand_in},
        ),
        Sample(
            key="approval_declined",
            when="När behörig företrädare har avböjt",
            to="Den som begärde godkännandet",
            context=world.reported() | {"approval": declined},
        ),
    )


def _approval(world: World, *, comment: str = "") -> Approval:
    return Approval(
        report=world.report,
        signatory_name="Karin Ek",
        signatory_email="karin.ek@example.se",
        expires_at=moment(2026, 3, 10),
        decided_at=moment(2026, 2, 20),
        comment=comment,
    )


def handling(world: World) -> tuple[Sample, ...]:
    """What staff return, decide, ask for and allow."""
    returned = world.reported() | {
        "returned": world.happened("Beskriv tjänsterna på fråga 15.", on=moment(2026, 3, 9)),
        "remarks": [("Kostnader", "Lönerna för mars saknas.")],
    }
    raised = {"event": world.happened("Formuläret hade ett fel.", on=moment(2026, 3, 9))}
    return (
        Sample(
            key="report_returned",
            when="När en handläggare lämnar tillbaka återrapporteringen",
            to=FOLLOWERS,
            context=returned,
        ),
        *_extensions(world),
        *_supplements(world),
        Sample(
            key="submissions_raised",
            when="När en handläggare ger fler tillfällen att skicka in",
            to=FOLLOWERS,
            context=world.reported() | raised,
        ),
    )


def _extensions(world: World) -> tuple[Sample, ...]:
    granted = Extension(
        status=ExtensionStatus.GRANTED,
        previous_last_on=LAST_DAY_TO_REPORT,
        new_last_on=date(2026, 3, 16),
        wished_on=date(2026, 3, 16),
        reason="Den som för räkenskaperna är sjukskriven.",
    )
    refused = Extension(
        status=ExtensionStatus.REFUSED,
        previous_last_on=LAST_DAY_TO_REPORT,
        wished_on=date(2026, 6, 1),
        reason="Önskemålet ligger efter den dag då vi redovisar till regeringen.",
    )
    sample = Sample(
        key="extension_decided",
        when="När en handläggare har beslutat om anstånd",
        to=FOLLOWERS,
        context=world.reported() | {"extension": granted, "last_day": "måndag 16 mars 2026"},
        attachments=("Beslut om anstånd.pdf",),
    )
    return (
        sample,
        replace(
            sample,
            variant="avslag",
            label="Beslut om anstånd, avslag",
            context=world.reported() | {"extension": refused},
        ),
    )


def _supplements(world: World) -> tuple[Sample, ...]:
    supplement = Supplement(
        question="Vilka kommuner deltog i utbildningen, och hur många från varje?",
        wants_files=True,
        answer_by=date(2026, 3, 20),
        answer="Alla trettiotre kommuner deltog. Listan är bifogad.",
        answered_at=moment(2026, 3, 18),
    )
    asked: dict[str, Any] = world.reported(facts=[("Svara senast", "fredag 20 mars 2026")]) | {
        "supplement": supplement,
        "answer_by": "fredag 20 mars 2026",
        "days_left": "om 3 dagar",
        "is_unanswered_late": False,
    }
    enough = {"event": world.happened("Vi hittade listan i bilagan.", on=moment(2026, 3, 11))}
    return (
        Sample(
            key="supplement_asked",
            when="När en handläggare ber om en komplettering",
            to=FOLLOWERS,
            context=asked,
        ),
        Sample(
            key="supplement_reminder",
            when="3 dagar före den dag då svaret ska komma, och dagen efter",
            to=FOLLOWERS,
            context=asked,
        ),
        Sample(
            key="supplement_received",
            when="Så snart kompletteringen är inskickad",
            to=FOLLOWERS,
            context=asked,
            attachments=("Kvitto på komplettering.pdf",),
        ),
        Sample(
            key="supplement_withdrawn",
            when="När en handläggare tar tillbaka sin begäran",
            to=FOLLOWERS,
            context=asked | enough,
        ),
    )
