"""The letters from the opening of a round until the money is paid, or given back."""

from core.kronor import with_unit
from portal.gallery.samples import Sample
from portal.gallery.world import World, moment

__all__ = ["payments", "requisitions"]

FOLLOWERS = "De i organisationen som får skicka in, kontaktpersonen och registrator"
CONTACTS = "Rekvisitionens kontaktperson och de i organisationen som får skicka in"
BY_THE_PLAN = "Enligt omgångens brevplan"
FRAME = with_unit(1_611_111)


def requisitions(world: World) -> tuple[Sample, ...]:
    """Until a requisition has been sent in, declined, returned or refused."""
    return (*_unanswered(world), *_answers(world), *_to_staff(world))


def _unanswered(world: World) -> tuple[Sample, ...]:
    facts = [
        ("Fördelningsram", FRAME),
        ("Sista dag", "torsdag 15 maj 2025"),
        ("För kostnader under", "1 januari–31 december 2025"),
    ]
    before = world.asked(facts=facts) | {"frame": FRAME}
    corrected = [
        ("Tidigare fördelningsram", with_unit(1_500_000)),
        ("Ny fördelningsram", FRAME),
        ("Rättad", "tisdag 15 april 2025"),
    ]
    return (
        Sample(
            key="requisition_opening",
            when=f"{BY_THE_PLAN}; vanligen dagen då rekvisitionen öppnas",
            to=FOLLOWERS,
            context=before,
        ),
        Sample(
            key="requisition_reminder",
            when=f"{BY_THE_PLAN}; vanligen 30, 14 och 3 dagar före sista dagen, och på morgonen",
            to=FOLLOWERS,
            context=before,
        ),
        Sample(
            key="requisition_reminder",
            variant="efter",
            label="Påminnelse om att rekvirera, efter sista dagen",
            when=f"{BY_THE_PLAN}; vanligen dagen efter sista dagen och en vecka efter",
            to=FOLLOWERS,
            context=before | {"is_over": True},
        ),
        Sample(
            key="allocation_corrected",
            when="När fördelningen rättas sedan omgången har öppnats",
            to=FOLLOWERS,
            context=world.asked(facts=corrected)
            | {
                "reason": "Två belopp hade bytt plats i bilagan.",
                "before": with_unit(1_500_000),
                "after": FRAME,
                "has_frame": True,
            },
        ),
    )


def _answers(world: World) -> tuple[Sample, ...]:
    sent_in = [
        ("Rekvirerat belopp", FRAME),
        ("Fördelningsram", FRAME),
        ("Till bankgiro", "5050-1055"),
        ("Inskickad", "måndag 14 april 2025"),
        ("Inskickad av", "Anna Lind"),
    ]
    return (
        Sample(
            key="requisition_receipt",
            when="Så snart en rekvisition är inskickad",
            to="Rekvisitionens kontaktperson och den som skickade in",
            context=world.asked(facts=sent_in) | {"paid_about": "28 april"},
            attachments=("Rekvisition.pdf",),
        ),
        Sample(
            key="requisition_declined",
            when="När mottagaren har avstått från bidraget",
            to=CONTACTS,
            context=_because(world, "Vi har inget behov av bidraget i år."),
        ),
        Sample(
            key="requisition_returned",
            when="När en handläggare lämnar tillbaka rekvisitionen",
            to=CONTACTS,
            context=_because(world, "Rätta beloppet. Det är högre än vad ni skrev i telefon."),
        ),
        Sample(
            key="requisition_refused",
            when="När en handläggare avvisar en rekvisition som kom in för sent",
            to=CONTACTS,
            context=_because(world, "Rekvisitionen kom in två veckor efter sista dagen."),
        ),
    )


def _because(world: World, reason: str) -> dict[str, object]:
    return world.asked() | {"event": world.happened(reason, on=moment(2025, 4, 15))}


def _to_staff(world: World) -> tuple[Sample, ...]:
    missing = [("RSS Skåne", FRAME), ("RSS Gotland", with_unit(1_000_000))]
    return (
        Sample(
            key="requisition_list",
            when=f"{BY_THE_PLAN}, om ni har lagt in brevet där",
            to="Omgångens kontakt",
            context=world.asked() | {"missing": missing},
        ),
    )


def payments(world: World) -> tuple[Sample, ...]:
    """Where the money goes, that it has come, and how to give it back."""
    account = [("Rekvirerat belopp", FRAME), ("Till bankgiro", "991-2346")]
    paid = [("Belopp", FRAME), ("Till bankgiro", "5050-1055"), ("Er referens", "Projekt 4711")]
    back = [
        ("Belopp", with_unit(100_000)),
        ("Till bankgiro", "5050-1055"),
        ("OCR-nummer", "250000013"),
    ]
    return (
        Sample(
            key="bankgiro_changed",
            when="När pengarna skulle gå till ett bankgiro som vi inte känner till",
            to="Organisationens ombud",
            context=world.asked(facts=account) | {"account": "991-2346"},
        ),
        Sample(
            key="payment_advice",
            when="När banken har bekräftat utbetalningen",
            to=CONTACTS,
            context=world.asked(facts=paid)
            | {
                "amount": FRAME,
                "paid_on": "måndag 28 april 2025",
                "use_until": "31 december 2025",
            },
        ),
        Sample(
            key="return_announced",
            when="När mottagaren har anmält att pengar betalas tillbaka i förväg",
            to=CONTACTS,
            context=world.asked(facts=back),
        ),
    )
