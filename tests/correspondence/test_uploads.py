"""Files that are handed in: what is taken, what the scanner says, what is kept and taken away."""

import io
import socketserver
import threading
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from pytest_django.fixtures import Settings

from core.errors import RuleViolated, StaleState
from correspondence import uploads
from correspondence.actions import Filing
from correspondence.models import Direction, Document, ScanStatus, Upload
from correspondence.sniffing import kind_of, refusal
from correspondence.uploads import Belongs
from correspondence.views import as_file
from organisations.models import User
from tests.builders import APRIL, make_user

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"
PLACE = Belongs("omgang-2025/RSS-12", "reporting.report:1", "kontoutdrag")


def zipped(*names: str, mimetype: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        if mimetype:
            package.writestr("mimetype", mimetype)
        for name in names:
            package.writestr(name, "<x/>")
    return content.getvalue()


XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")
ODS = zipped("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet")


class Clamd(socketserver.StreamRequestHandler):
    """Speaks as much of clamd's protocol as the portal does."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(length)
        found = b"Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"OK"
        failed = b"Can't allocate memory ERROR"
        self.wfile.write(b"stream: " + (failed if b"locked" in content else found) + b"\0")


@pytest.fixture
def clamd(settings: Settings) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        settings.VIRUS_SCANNER = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.fixture
def scanner_down(settings: Settings) -> None:
    settings.VIRUS_SCANNER = "unix:///nowhere/clamd.ctl"


def take(content: bytes = PDF, name: str = "utdrag.pdf", place: Belongs = PLACE) -> Upload:
    somebody = User.objects.first() or make_user()
    return uploads.take(place, SimpleUploadedFile(name, content), by=somebody, at=APRIL)


def refused(content: bytes, name: str) -> str:
    with pytest.raises(RuleViolated) as broken:
        take(content, name)
    return str(broken.value)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "a.pdf"), (PNG, "a.PNG"), (JPEG, "a.jpeg"), (XLSX, "a.xlsx"), (ODS, "a.ods"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a.docx"),
        ("Kostnad;år\n1 000;2025".encode("latin-1"), "a.csv"), ("Hej då".encode(), "a.txt"),
    ],
)  # fmt: skip
def test_what_is_listed_is_taken(content: bytes, name: str) -> None:
    assert refusal(name, content) == ""


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\x03", b"\x7fELF\x02\x01", b"#!/bin/sh\nrm", b"<!DOCTYPE html><p>Hej",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        zipped("readme.txt"), b"PK\x03\x04broken", b"%PDF-1.7 cut off",
    ],
    ids=["exe", "elf", "script", "html", "svg", "old office", "macros", "zip", "broken", "cut"],
)  # fmt: skip
def test_what_is_not_listed_is_not_taken(content: bytes) -> None:
    kind = kind_of(content)
    assert kind is None or kind.name == "textfil"
    assert "ladda upp den på nytt" in refusal("a.pdf", content)
    assert "ladda upp den på nytt" in refusal("a.xlsx", content)


def test_a_program_that_calls_itself_pdf_is_refused_with_what_to_do() -> None:
    said = refusal("utdrag.pdf", b"MZ\x90\0\x03", endings=("pdf", "png"))
    assert said == (
        "Innehållet i ”utdrag.pdf” är inte av ett slag som vi kan ta emot. "
        "Spara den som PDF eller PNG och ladda upp den på nytt."
    )


def test_name_and_content_must_agree() -> None:
    assert "namnet slutar på .pdf" in refusal("bild.pdf", PNG)


@pytest.mark.django_db
def test_a_file_is_kept_under_its_hash_and_by_its_content(clamd: None) -> None:
    upload = take(PNG, "C:\\Mina bilder\\kvitto\u202e.png")
    assert (upload.filename, upload.media_type) == ("kvitto.png", "image/png")
    assert (upload.scan, upload.size) == (ScanStatus.CLEAN, len(PNG))
    assert str(upload.file).startswith(f"uploads/{upload.sha256[:2]}/{upload.sha256}")


@pytest.mark.django_db
def test_a_double_click_gives_one_file() -> None:
    assert take() == take()
    assert Upload.objects.count() == 1


@pytest.mark.django_db
def test_the_same_file_may_answer_two_questions() -> None:
    other = Belongs(PLACE.case, PLACE.about, "plan")
    assert take() != take(place=other)


@pytest.mark.django_db
def test_what_the_scanner_finds_is_not_kept(clamd: None) -> None:
    assert "skadlig kod" in refused(b"Till er: " + EICAR, "brev.txt")
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_what_can_not_be_scanned_is_refused(clamd: None) -> None:
    assert "utan lösenord" in refused(b"locked", "brev.txt")


@pytest.mark.django_db
def test_scanner_that_is_down_keeps_the_file_from_being_seen_or_sent(scanner_down: None) -> None:
    upload = take()
    assert upload.scan == ScanStatus.WAITING
    assert "om några minuter" in uploads.unfit([upload])[0].message
    with pytest.raises(StaleState):
        as_file(upload)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "scan"), [(b"Hej", ScanStatus.CLEAN), (EICAR, ScanStatus.INFECTED)]
)
def test_what_waits_is_judged_once_the_scanner_is_back(
    content: bytes, scan: str, settings: Settings, request: pytest.FixtureRequest
) -> None:
    settings.VIRUS_SCANNER = "unix:///nowhere/clamd.ctl"
    upload = take(content, "brev.txt")
    assert uploads.scan_waiting(at=APRIL) == 0
    request.getfixturevalue("clamd")
    assert (uploads.scan_waiting(at=APRIL), uploads.scan_waiting(at=APRIL)) == (1, 0)
    upload.refresh_from_db()
    assert upload.scan == scan


@pytest.mark.django_db
def test_a_file_is_at_most_10_megabytes() -> None:
    assert "högst 10 MB" in refused(PDF + b" " * 10_000_000, "stor.pdf")


@pytest.mark.django_db
def test_an_eleventh_file_is_refused() -> None:
    for at in range(10):
        take(f"Rad {at}".encode(), "a.txt")
    assert "högst 10 filer" in refused(b"Rad 11", "elva.txt")


@pytest.mark.django_db
def test_a_case_holds_50_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_CASE", 10)
    take(b"12345678", "a.txt")
    assert "får inte plats" in refused(b"123", "b.txt")


@pytest.mark.django_db
def test_what_is_taken_away_is_gone_and_may_come_again() -> None:
    upload = take()
    for _ in range(2):
        uploads.remove(upload, by=upload.uploaded_by, at=APRIL)
    assert not uploads.of(PLACE.about)
    assert take() != upload


@pytest.mark.django_db
def test_content_is_frozen() -> None:
    upload = take()
    with pytest.raises(DatabaseError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(scan=ScanStatus.INFECTED)
    with pytest.raises(DatabaseError), transaction.atomic():
        upload.delete()


@pytest.mark.django_db
def test_registered_files_are_documents_once_and_stay() -> None:
    upload = take()
    for _ in range(2):
        document = uploads.as_documents([upload], filing=FILING, at=APRIL)[0]
    assert (document.title, document.sha256) == ("Bilaga: utdrag.pdf", upload.sha256)
    assert Document.objects.count() == 1
    with pytest.raises(RuleViolated, match="är inskickad"):
        uploads.remove(upload, by=upload.uploaded_by, at=APRIL)


@pytest.mark.django_db
def test_pdf_is_shown_and_a_workbook_saved_and_nothing_runs() -> None:
    shown, saved = as_file(take()), as_file(take(XLSX, "a.xlsx"))
    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Security-Policy"].endswith("sandbox")
    assert saved["Cache-Control"] == "private, no-store"


FILING = Filing(
    kind="",
    about="",
    case=PLACE.case,
    diarienummer="5.7-00001/2025",
    decision_diarienummer="S2025/1",
    direction=Direction.IN,
    title="Bilaga",
    counterpart="Region Skåne",
    filename="",
)
