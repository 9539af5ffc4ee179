"""Staff pages that need every app: the round with all its counts."""

from portal.admin import rounds

__all__ = ["rounds"]
