"""What a round is called where there is little room, for instance in the subject of a letter."""

from grants.models import Round

__all__ = ["short_name"]


def short_name(round_: Round) -> str:
    """ "socialtjänst 2025": the last word of the grant's name says what it is for."""
    return f"{round_.grant.name.split()[-1]} {round_.year}"
