"""The one way in which a file from the bank is refused."""

from core.errors import RuleViolated, Violation

__all__ = ["Unreadable"]


class Unreadable(RuleViolated):
    """The file can't be read, and nothing of it has been; str() is the Swedish sentence to show.

    Codes: empty, too_large, not_xml, forbidden_xml, unknown_kind, not_valid, contradiction.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(Violation(code, "file", message))
