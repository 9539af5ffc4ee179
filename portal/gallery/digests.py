"""The morning's digest, as its readers at the agency get it."""

from datetime import date

from portal.digest.contents import CAME_IN, FAILED, LATE, Line, Section
from portal.digest.letters import context_of
from portal.gallery.samples import Sample

__all__ = ["digests"]


def digests() -> tuple[Sample, ...]:
    """One morning when something of everything has happened."""
    said = (
        Section(
            CAME_IN,
            (
                Line("Rekvisitioner", 3, "/admin/requisitions/requisition/", 4_833_333),
                Line("Återrapporteringar", 12, "/admin/reporting/report/"),
            ),
        ),
        Section(
            LATE,
            (
                Line(
                    "Utbetalningar att lägga i underlag",
                    4,
                    "/admin/requisitions/paymentbatch/",
                    6_444_444,
                    "2 skulle redan ha betalats ut",
                ),
            ),
        ),
        Section(FAILED, (Line("Brev som inte kunde skickas", 1, "/admin/correspondence/letter/"),)),
    )
    return (
        Sample(
            key="daily_digest",
            when="Klockan 7.30 på arbetsdagar, om något har hänt",
            to="Handläggare som inte har stängt av det, och andra som har slagit på det",
            context=context_of(date(2026, 3, 9), [one.as_json() for one in said]),
            diarienummer="",
        ),
    )
