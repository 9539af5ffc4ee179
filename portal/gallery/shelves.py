"""All letters of the portal by the phases of a grant's life.

A kind of letter that is added without a sample here fails tests/portal/test_gallery.py.
"""

from portal.gallery.accounts import accounts, own_words
from portal.gallery.digests import digests
from portal.gallery.mailings import mailings
from portal.gallery.repayments import repayments
from portal.gallery.reports import approvals, handling, reports
from portal.gallery.requisitions import payments, requisitions
from portal.gallery.samples import Sample, Shelf
from portal.gallery.world import World

__all__ = ["sample_named", "shelves"]

RECIPIENT = "RSS Skåne"


def shelves(recipient_name: str = RECIPIENT) -> list[Shelf]:
    """Every letter, as it would be to a recipient of that name; no queries."""
    world = World.of(recipient_name)
    return [
        Shelf("inloggning", "Inbjudan och inloggning", accounts(world)),
        Shelf("rekvisition", "Rekvisition", requisitions(world)),
        Shelf("utbetalning", "Utbetalning", payments(world)),
        Shelf("aterrapportering", "Återrapportering", reports(world)),
        Shelf("godkannande", "Godkännande", approvals(world)),
        Shelf("granskning", "Granskning och anstånd", handling(world)),
        Shelf("aterkrav", "Återkrav och faktura", repayments(world)),
        Shelf("handlaggare", "Handläggarnas egna", (*_own(world), *digests())),
    ]


def _own(world: World) -> tuple[Sample, ...]:
    return (*own_words(world), *mailings(world))


def sample_named(name: str) -> Sample | None:
    """The letter that the page's addresses call so."""
    found = (one for shelf in shelves() for one in shelf.samples if one.name == name)
    return next(found, None)
