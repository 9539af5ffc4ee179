"""What a round is called where there is little room, for instance in the subject of a letter."""

from grants.models import Round

__all__ = ["short_name"]


def short_name(round_: Round) -> str:
    """ "socialtjänst 2025"."""
    return f"{round_.grant.short_name} {round_.year}"
