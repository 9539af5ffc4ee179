"""The letter that staff write themselves to many (egna brev)."""

from correspondence.wording import blocks
from portal.gallery.samples import Sample
from portal.gallery.world import World

__all__ = ["mailings"]

TEXT = (
    "Anmäl er senast fredag 25 april till vårt möte om bidraget.\n\n"
    "På mötet går vi igenom:\n\n"
    "- vad pengarna får användas till\n- hur ni återrapporterar\n\n"
    "{uppgifter}"
)


def mailings(world: World) -> tuple[Sample, ...]:
    """One to a few chosen recipients."""
    own = {
        "own_subject": "Möte om bidraget 6 maj",
        "blocks": blocks(TEXT, {}),
        "link_text": "Öppna bidraget",
    }
    return (
        Sample(
            key="own_letter",
            when="När ni skickar ett brev under Egna brev",
            to="De mottagare som ni har valt",
            context=world.asked() | own,
        ),
    )
