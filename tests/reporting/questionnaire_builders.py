"""Forms and answers for the tests of the form engine: document 004, and small ones in a line."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from reporting.questionnaire import FormDocument

ROOT = Path(__file__).resolve().parents[2]

FACTS: dict[str, object] = {
    "received_kr": 1611111,
    "recipient_name": "RSS Skåne",
    "huvudman_name": "Skånes Kommuner",
    "contact_email": "anna@exempel.se",
    "decision_dnr": "S2025/00122",
    "report_last_on": "2026-03-02",
}

FILLED: dict[str, Any] = {
    "mottagare_namn": "RSS Skåne",
    "huvudman": "Skånes Kommuner",
    "organisationsnummer": "212000-0142",
    "utdelningsadress": "Box 13",
    "postnummer": "22100",
    "postort": "Lund",
    "kontaktperson_namn": "Anna Berg",
    "kontaktperson_befattning": "Ekonom",
    "kontaktperson_epost": "anna@exempel.se",
    "kontaktperson_telefon": "046-123 45 67",
    "faktura_adress": "Box 13",
    "faktura_postnummer": "22100",
    "faktura_postort": "Lund",
    "faktura_referens": "RSS-2025",
    "lonekostnader": 1400000,
    "ovriga_kostnader": 0,
    "orsak_oanvant": ["tidsbrist"],
    "orsak_oanvant.tidsbrist": "Vi började sent.",
    "insatser": ["samverkan"],
    "beskriv_samverkan": "Två nätverk.",
    "jamstalldhetsperspektiv": "Vi följde upp könsuppdelat.",
    "syftet_uppnatt": "ganska_hog",
    "foretradare_namn": "Bo Ek",
    "foretradare_befattning": "Direktör",
    "foretradare_telefon": "046-123 45 00",
    "foretradare_epost": "bo@exempel.se",
}


@cache
def form_004() -> FormDocument:
    """The socialtjänst RSS form of 2025, as published."""
    path = ROOT / "fixtures/forms/socialtjanst-rss-2025.json"
    return FormDocument.model_validate_json(path.read_text())


def filled(**changes: Any) -> dict[str, Any]:
    """Answers to 004 without a fault (RSS Skåne's figures), with changes."""
    return {**FILLED, **changes}


def small_form(*questions: dict[str, Any], **rest: Any) -> FormDocument:
    """A form of one page per question; a question needs a key and a type."""
    pages = [
        {"key": f"sida_{at}", "title": f"Sida {at}", "questions": [{"label": "Fråga", **question}]}
        for at, question in enumerate(questions, 1)
    ]
    return FormDocument.model_validate({"key": "prov", "title": "Prov", "pages": pages, **rest})


def vectors(name: str) -> list[dict[str, Any]]:
    """The shared vectors of tests/vectors/, decimals exact."""
    text = (ROOT / "tests/vectors" / f"{name}.json").read_text()
    loaded: list[dict[str, Any]] = json.loads(text, parse_float=Decimal)
    return loaded
