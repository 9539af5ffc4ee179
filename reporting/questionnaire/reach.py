"""What a form asks, given some answers: the value that everything else is read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from reporting.questionnaire.conditions import Comparable
from reporting.questionnaire.document import FormDocument, Page, Place
from reporting.questionnaire.kinds import Stored


@dataclass(frozen=True)
class Reach:
    """What is asked and shown, given these answers: the fields in order and their values.

    `stored` has every reached key in proper form (None: asked but unanswered) with shown and
    computed values filled in; `values` is what conditions compare.
    """

    document: FormDocument
    places: tuple[Place, ...]
    stored: Mapping[str, Stored]
    values: Mapping[str, Comparable]
    numbers: Mapping[str, Decimal | None]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of everything reached."""
        return frozenset(self.stored)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages to go through: those with something reached, and those of text only."""
        reached = {place.page.key for place in self.places}
        return tuple(p for p in self.document.pages if p.key in reached or not p.questions)

    def before(self, page: Page) -> Page | None:
        """The page before this one, None for the first."""
        return self._neighbour(page, -1)

    def after(self, page: Page) -> Page | None:
        """The page after this one, None for the last."""
        return self._neighbour(page, +1)

    def _neighbour(self, page: Page, step: int) -> Page | None:
        order = [one.key for one in self.document.pages]
        here = order.index(page.key)
        reached = {one.key: one for one in self.pages}
        onwards = order[here + 1 :] if step > 0 else reversed(order[:here])
        return next((reached[key] for key in onwards if key in reached), None)
