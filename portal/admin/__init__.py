"""Staff pages that need every app: the round with all its counts, and the demo's clock."""

from portal.admin import demo_clock, rounds

__all__ = ["demo_clock", "rounds"]
