"""The names of the grants that a role can be limited to.

Grants belong to an app above this one, which registers how to read them in `AppConfig.ready()`.
"""

from collections.abc import Callable

__all__ = ["grant_names", "register"]

Source = Callable[[], dict[str, str]]
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Make the grants known; called once per process."""
    _SOURCES.append(source)


def grant_names() -> dict[str, str]:
    """Every grant's name by its slug (one query)."""
    return {slug: name for source in _SOURCES for slug, name in source().items()}
