"""What the staff's pages of this app share: who may write, and sentences about what is wrong."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from core.errors import NotAllowed
from organisations.roles import CASE_STAFF

__all__ = ["WrittenByCaseStaff", "sentences"]

SHOWN = 100


class WrittenByCaseStaff:
    """Read by all staff, written by those of CASE_STAFF through the app's actions."""

    admin_site: Any

    def may_write(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.roles(request) & CASE_STAFF)

    def refuse_others(self, request: HttpRequest) -> None:
        """Raises NotAllowed (403)."""
        if not self.may_write(request):
            raise NotAllowed("Din roll ger inte rätt att ändra fördelningar och statistik.")


def sentences(problems: Iterable[object]) -> list[tuple[str, str]]:
    """For components/error_summary.html: sentences without links, the first hundred of them."""
    said = [str(problem) for problem in problems]
    if len(said) > SHOWN:
        said = [*said[:SHOWN], f"Och {len(said) - SHOWN} till. Rätta de här först."]
    return [(text, "") for text in said]
