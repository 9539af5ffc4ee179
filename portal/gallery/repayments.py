"""The letters of a claim for repayment and of its invoice."""

from datetime import date
from typing import Any

from core.kronor import with_unit
from portal.gallery.samples import Sample
from portal.gallery.world import Facts, World, moment
from repayments.models import Claim, ClaimDecision, CreditNote, Ground, Hearing, Invoice, Outcome

__all__ = ["repayments"]

ANSWERERS = "Rekvisitionens kontaktperson och de i organisationen som får skicka in"
PAYERS = "Fakturaadressen och återrapporteringens kontaktperson"
AMOUNT = with_unit(211_111)


def repayments(world: World) -> tuple[Sample, ...]:
    """Heard, decided, invoiced, reminded and credited."""
    return (*_claims(world), _asked_details(world), *_invoices(world))


def _claims(world: World) -> tuple[Sample, ...]:
    claim = Claim(
        ground=Ground.NOT_REPORTED,
        amount_kr=211_111,
        reasons="Kostnaderna för konferensen ligger utanför ändamålet.",
    )
    proposed = [("Grund", claim.get_ground_display()), ("Föreslaget belopp", AMOUNT)]
    context = world.reported(facts=proposed) | {
        "organisation": world.organisation,
        "claim": claim,
        "proposed": AMOUNT,
    }
    return (
        Sample(
            key="claim_hearing",
            when="När en handläggare kommunicerar ett förslag om återkrav",
            to=ANSWERERS,
            context=context | {"answer_by": "tisdag 21 april 2026", "short_answer_by": "21 april"},
            attachments=("Förslag om återkrav.pdf",),
        ),
        Sample(
            key="claim_answer",
            when="Så snart mottagaren har yttrat sig",
            to=ANSWERERS,
            context=context | {"hearing": Hearing(answer="Konferensen ingick i planen.")},
            attachments=("Yttrande.pdf",),
        ),
        *_decisions(context),
    )


def _decisions(context: dict[str, Any]) -> tuple[Sample, ...]:
    reasons = "Bidraget har inte använts till det som det var avsett för."
    decided = ClaimDecision(outcome=Outcome.FULL, reasons=reasons)
    dropped = ClaimDecision(outcome=Outcome.DROPPED, reasons="Yttrandet visar att planen följdes.")
    return (
        Sample(
            key="claim_decision",
            when="När en handläggare har beslutat om återkravet",
            to=ANSWERERS,
            context=context | {"decision": decided, "amount": AMOUNT},
            attachments=("Beslut om återkrav.pdf",),
        ),
        Sample(
            key="claim_decision",
            variant="slappt",
            label="Beslut om återkrav, inget att betala",
            when="När en handläggare har beslutat att inget återkrävs",
            to=ANSWERERS,
            context=context | {"decision": dropped, "amount": with_unit(0)},
            attachments=("Beslut om återkrav.pdf",),
        ),
    )


def _asked_details(world: World) -> Sample:
    facts = [("Faktureras", world.organisation.name), ("Saknas eller är fel", "Postort")]
    return Sample(
        key="claim_details",
        when="När en beslutad återbetalning inte kan faktureras för att uppgifter saknas",
        to="Rekvisitionens kontaktperson och de i organisationen som får fylla i",
        context=world.reported(facts=facts) | {"amount": AMOUNT},
    )


def _invoices(world: World) -> tuple[Sample, ...]:
    reference = ("Er referens", "4711")
    bill = [
        ("Belopp", AMOUNT),
        ("Till bankgiro", "5050-1055"),
        ("OCR-nummer", "26000013"),
        ("Senast", "onsdag 15 april 2026"),
        ("Fakturanummer", "2600001"),
        reference,
    ]
    unpaid = [("Kvar att betala", AMOUNT), *bill[1:3], ("Senast", "fredag 15 maj 2026"), *bill[4:]]
    credited = [
        ("Krediterat belopp", AMOUNT),
        ("Krediterar faktura", "2600001"),
        ("Kreditfakturans nummer", "2690001"),
        reference,
    ]
    return (
        Sample(
            key="repayment_invoice",
            when="Så snart fakturan är utfärdad",
            to=PAYERS,
            context=_billed(world, bill)
            | {"due_day": "onsdag 15 april 2026", "short_due_day": "15 april"},
            attachments=("Faktura 2600001.pdf", "Beslut om återkrav.pdf"),
        ),
        Sample(
            key="payment_demand",
            when="När fakturan inte är betald sedan förfallodagen har gått",
            to=PAYERS,
            context=_billed(world, unpaid)
            | {
                "due_day": "fredag 15 maj 2026",
                "short_due_day": "15 maj",
                "first_due_day": "onsdag 15 april 2026",
            },
            attachments=("Betalningspåminnelse.pdf",),
        ),
        Sample(
            key="repayment_credit",
            when="När fakturan krediteras, helt eller delvis",
            to=PAYERS,
            context=_billed(world, credited)
            | {
                "credit": CreditNote(reason="Återrapporteringen är rättad."),
                "is_whole": True,
            },
            attachments=("Kreditfaktura 2690001.pdf",),
        ),
    )


def _billed(world: World, facts: Facts) -> dict[str, Any]:
    invoice = Invoice(
        number=2600001,
        issued_at=moment(2026, 3, 16),
        due_on=date(2026, 4, 15),
        decision_diarienummer="S2025/00122",
    )
    return {
        "round": world.round,
        "short_name": f"faktura {invoice.number}",
        "invoice": invoice,
        "matter": {
            "grant": world.round.grant.name,
            "year": world.round.year,
            "recipient": world.recipient.name,
        },
        "seller": {"is_demo": False},
        "amount": AMOUNT,
        "facts": facts,
        "path": f"/bidrag/{world.round.key}/{world.recipient.code}/",
    }
