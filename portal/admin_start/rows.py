"""What a line of the staff's start page holds."""

from dataclasses import dataclass

from django.urls import reverse

__all__ = ["Bar", "TakeUp", "Waiting", "list_url"]


@dataclass(frozen=True)
class Waiting:
    """Something to do: how many, how much in kr, where, and whose it is."""

    label: str
    cases: int
    url: str
    roles: frozenset[str] = frozenset()
    kr: int | None = None
    late: str = ""


@dataclass(frozen=True)
class Bar:
    """Part of a whole, for a meter with words beside it."""

    label: str
    part: int
    whole: int
    kr: int | None = None
    whole_kr: int | None = None


@dataclass(frozen=True)
class TakeUp:
    """How far a round has come."""

    name: str
    url: str
    state: str
    bars: list[Bar]


def list_url(model: str, question: str) -> str:
    """The admin's list of a model, narrowed."""
    return f"{reverse(f'admin:{model}_changelist')}?{question}"
