"""The few errors of the domain. One place (core.middleware) turns them into pages.

A `Violation` is a broken rule; an action raises `RuleViolated` with all of them at once,
so that a form can show every message at its field.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """One broken rule: a code for tests and logs, the field it belongs to, a Swedish sentence."""

    code: str
    field: str | None
    message: str


class DomainError(Exception):
    """Base of what the domain refuses."""


class RuleViolated(DomainError):
    """The values break one or more rules (shown at the fields of a form)."""

    def __init__(self, *violations: Violation) -> None:
        self.violations = violations
        super().__init__(" ".join(v.message for v in violations))


class StaleState(DomainError):
    """Somebody else got there first: the row's status no longer allows this action (HTTP 409)."""


class NotAllowed(DomainError):
    """The actor's roles don't allow this action (HTTP 403)."""
