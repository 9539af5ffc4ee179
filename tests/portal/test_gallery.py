"""Every kind of letter in the gallery, judged as a mail program and a screen reader meet it."""

import csv
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import Engine
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.plan import kinds
from correspondence.wording import SUBJECT_LENGTH
from correspondence.writing import Written
from organisations.roles import StaffRole
from portal.gallery.samples import Mail, Sample
from portal.gallery.shelves import shelves
from tests.admin.pages import staff_client, text_of

GALLERY = reverse("admin:letter_gallery")
MISSING = "⟦%s⟧"
LETTERS = settings.BASE_DIR / "templates"
WITHOUT_KIND = {"approval_code", "own_words"}
"""Sent at once by their own app, and the frame of staff's own words."""
LINK = re.compile(rf"{re.escape(settings.PORTAL_URL)}[^\s\"<]*")
VOID = {"meta", "br", "img", "hr"}

SAMPLES = [sample for shelf in shelves() for sample in shelf.samples]
IN_HTML = [sample for sample in SAMPLES if not isinstance(sample, Mail)]


class Outline(HTMLParser):
    """What a reader of the HTML relies on: its language, headings, images, tables, balance."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.lang = ""
        self.headings: list[str] = []
        self.unnamed_images = 0
        self.tables_of_data = 0
        self.is_balanced = True
        self._open: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.lang = self.lang or (said.get("lang") or "" if tag == "html" else "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        self.unnamed_images += tag == "img" and said.get("alt") is None
        self.tables_of_data += tag == "table" and said.get("role") != "presentation"
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_balanced &= bool(self._open) and self._open.pop() == tag

    def close(self) -> None:
        super().close()
        self.is_balanced &= not self._open


@pytest.fixture(autouse=True)
def _mark_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", MISSING)
    yield


def named(sample: Sample) -> str:
    return sample.name


def words_of(written: Written) -> str:
    """What the HTML says below its head, as text on one line."""
    body = written.body_html.partition("</head>")[2]
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"</?(strong|span|a)\b[^>]*>", "", body))
    return " ".join(html.unescape(bare).split())


# --- All of them are there ------------------------------------------------------------------------


def test_every_kind_of_letter_is_in_the_gallery() -> None:
    assert {sample.key for sample in IN_HTML} == {*kinds(), *WITHOUT_KIND}


def test_no_other_letters_lie_among_the_templates() -> None:
    folders = {path.parent.name for path in (LETTERS / "letters").glob("*/subject.txt")}
    assert folders - set(kinds()) == WITHOUT_KIND


def test_every_mail_of_the_log_in_is_in_the_gallery() -> None:
    mails = {
        str(path.relative_to(LETTERS)).removesuffix("_message.txt")
        for path in LETTERS.glob("*/email/*_message.txt")
        if not path.name.startswith("base_")
    }
    assert {sample.key for sample in SAMPLES if isinstance(sample, Mail)} == mails


def test_every_kind_has_a_name_that_staff_can_read() -> None:
    assert [key for key, kind in kinds().items() if not kind.label] == []


def test_no_two_letters_share_an_address() -> None:
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES)


# --- Each one -------------------------------------------------------------------------------------


def no_field_is_empty_or_unknown(written: Written) -> None:
    said = f"{written.subject}\n{written.body_text}\n{written.body_html}"
    for leftover in (MISSING[0], "{{", "{%", "None", "<built-in", " object at 0x"):
        assert leftover not in said
    for brace in "{}":
        assert brace not in written.subject + written.body_text


def no_gap_is_left_by_what_is_empty(written: Written) -> None:
    assert "\n\n\n" not in written.body_text
    assert not re.search(r"^\w[^:\n]{0,40}: $", written.body_text, re.MULTILINE)
    assert "  )" not in written.body_html


def the_subject_is_one_short_line(written: Written) -> None:
    assert 0 < len(written.subject) <= SUBJECT_LENGTH
    assert "\n" not in written.subject


def the_html_is_a_document_that_can_be_read_aloud(written: Written) -> None:
    outline = Outline(written.body_html)
    assert outline.is_balanced
    assert outline.lang == "sv"
    assert re.search(r"<title>[^<\s][^<]*</title>", written.body_html)
    assert outline.headings[:1] == ["h1"]
    assert outline.headings.count("h1") == 1
    assert outline.unnamed_images == outline.tables_of_data == 0


def the_text_leads_where_the_html_leads(written: Written) -> None:
    assert set(LINK.findall(written.body_text)) == set(LINK.findall(written.body_html))


def the_text_says_all_that_the_html_says(written: Written) -> None:
    """Cell by cell and sentence by sentence, whatever the order."""
    text = " ".join(written.body_text.split())
    cells = re.findall(r"<(?:td|li|h[12])\b[^>]*>([^<]+)</", written.body_html)
    said = [" ".join(html.unescape(cell).split()) for cell in cells]
    assert [one for one in said if one and one not in text] == []
    whole = words_of(written)
    lines = [line.removeprefix("- ") for line in written.body_text.splitlines()]
    sentences = [" ".join(s.split()) for s in lines if s.endswith(".") and "@" not in s]
    assert [one for one in sentences if one not in whole] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_every_letter_is_whole(sample: Sample) -> None:
    written = sample.written
    no_field_is_empty_or_unknown(written)
    no_gap_is_left_by_what_is_empty(written)
    the_subject_is_one_short_line(written)
    if not isinstance(sample, Mail):
        the_html_is_a_document_that_can_be_read_aloud(written)
        the_text_leads_where_the_html_leads(written)
        the_text_says_all_that_the_html_says(written)


def test_every_subject_is_short_with_the_longest_name_of_the_registers() -> None:
    registers = settings.BASE_DIR / "fixtures"
    with (registers / "registers/kommuner.csv").open(encoding="utf-8") as file:
        names = [row["namn_langt"] for row in csv.DictReader(file)]
    for path in Path(registers / "allocations").glob("*-rss-*.csv"):
        with path.open(encoding="utf-8") as file:
            names += [row["rss"] for row in csv.DictReader(file)]
    written = [one.written for shelf in shelves(max(names, key=len)) for one in shelf.samples]
    assert [one.subject for one in written if len(one.subject) > SUBJECT_LENGTH] == []


def test_a_subject_that_would_be_cut_off_leaves_out_the_grant_not_the_recipient() -> None:
    (sample,) = [
        one
        for shelf in shelves("RSS Jämtland/Härjedalen")
        for one in shelf.samples
        if one.name == "report_reminder"
    ]
    assert sample.written.subject == (
        "Återrapportera senast 2 mars (påminnelse): RSS Jämtland/Härjedalen"
    )


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_shows_every_letter_by_phase_and_asks_nothing_of_the_cases() -> None:
    client = staff_client(StaffRole.CONTROLLER)
    with CaptureQueriesContext(connection) as asked:
        page = text_of(client, GALLERY)
    assert page.count("<article") == len(SAMPLES)
    assert "Förslag om återkrav.pdf" in page
    assert "frame-src 'self'" in client.get(GALLERY)["Content-Security-Policy"]
    tables = {"correspondence_letter", "grants_round", "requisitions_requisition"}
    assert not [one for one in asked if any(name in one["sql"] for name in tables)]


@pytest.mark.django_db
def test_a_search_leaves_the_letters_that_say_so() -> None:
    client = staff_client()
    page = text_of(client, f"{GALLERY}?q=Bankgiro+ombud")
    assert "Nytt bankgiro" in page
    assert "Morgonbrevet kommer" not in page
    assert "Inget brev innehåller ”xyzzy”" in text_of(client, f"{GALLERY}?q=xyzzy")


@pytest.mark.django_db
def test_the_frame_s_document_is_shut_off_from_everything_but_its_own_styles() -> None:
    url = reverse("admin:letter_gallery_html", args=["requisition_receipt"])
    answer = staff_client().get(url)
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["unknown", "login_code"])
def test_what_has_no_html_has_no_frame(name: str) -> None:
    url = reverse("admin:letter_gallery_html", args=[name])
    assert staff_client().get(url).status_code == 404
