"""What every letter about a round can say of it, in staff's own words too. Sends none itself."""

from collections.abc import Mapping
from typing import Any

from correspondence.plan import Field

__all__ = ["ROUND_FIELDS", "about_last_day"]


def _addressee(context: Mapping[str, Any]) -> str:
    """Registries are written to without a person's name."""
    name: str = context["addressee"].name or context["recipient"].name
    return name


def _grant(context: Mapping[str, Any]) -> str:
    return f"{context['round'].grant.name} {context['round'].year}"


def about_last_day(context: Mapping[str, Any]) -> str:
    """The same words serve before and after the last day; this sentence is right on both sides."""
    if context["is_over"]:
        return f"Sista dagen var {context['last_day']}."
    return f"Sista dag är {context['last_day']}. Det är {context['days_left']}."


ROUND_FIELDS = (
    Field("mottagare", "bidragsmottagaren", lambda context: context["recipient"].name),
    Field("namn", "den som får brevet", _addressee),
    Field("bidrag", "bidragets namn och år", _grant),
    Field("kort_bidrag", "bidraget kort, för ämnesraden", lambda context: context["short_name"]),
    Field("kontakt", "omgångens kontakt", lambda context: context["round"].contact_name),
    Field("kontakt_epost", "kontaktens e-post", lambda context: context["round"].contact_email),
    Field("diarienummer", "ärendets diarienummer", lambda context: context["diarienummer"]),
)
