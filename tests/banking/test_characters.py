"""Which characters go to the bank, and how the others are written or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banking.characters import accepted_text, refused_characters
from core.errors import RuleViolated


@pytest.mark.parametrize("text", ["Åre & Älvdalen Ö", "Café Rosé", "Måns O'Neill (6.1-1/2025) §"])
def test_what_iso_8859_1_has_is_kept(text: str) -> None:
    assert accepted_text(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2025–2027 — ”mål”…", '2025-2027 - "mål"...'),
        ("Öppna\u00a0\n\tvägar ", "Öppna vägar"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("Dvořák Łódź", "Dvorák Lódz"),
        ("sam\u00adverkan", "samverkan"),
    ],
)
def test_what_only_looks_different_is_written_plainly(text: str, written: str) -> None:
    assert accepted_text(text) == written


@pytest.mark.parametrize(
    ("text", "named"),
    [("Glad 😀", "😀"), ("Москва", "М"), ("a\x07b", "U+0007"), ("\ud800", "U+D800")],
)
def test_other_characters_are_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(RuleViolated, match="Banken tar inte emot tecknen"):
        accepted_text(text)
    assert named in refused_characters(text)


@given(st.text())
def test_accepted_text_is_iso_8859_1_on_one_line_and_stays_so(text: str) -> None:
    if refused_characters(text):
        return
    written = accepted_text(text)
    assert written.encode("latin-1").decode("latin-1").isprintable()
    assert accepted_text(written) == written
