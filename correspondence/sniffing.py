"""What a file is, by its content; what its name says has to agree. Pure: bytes in, a kind out.

Only what is listed here is taken: no programs, no web pages or SVG, nothing with macros.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

__all__ = ["ENDINGS", "INLINE", "FileKind", "ending_of", "kind_of", "refusal"]

MOST_PARTS = 5_000
"""Parts in a zipped file; an honest workbook has a few dozen."""

OFFICE = "application/vnd.openxmlformats-officedocument"
MARKUP = re.compile(r"<\s*(?:!doctype|html|svg|script|\?xml|body|iframe)", re.IGNORECASE)
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: its media type, the endings that fit, and what it is called."""

    media_type: str
    endings: tuple[str, ...]
    name: str


PDF = FileKind("application/pdf", ("pdf",), "PDF")
PNG = FileKind("image/png", ("png",), "PNG-bild")
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"), "JPEG-bild")
XLSX = FileKind(f"{OFFICE}.spreadsheetml.sheet", ("xlsx",), "Excelfil")
DOCX = FileKind(f"{OFFICE}.wordprocessingml.document", ("docx",), "Wordfil")
ODS = FileKind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), "ODS-kalkylblad")
TEXT = FileKind("text/plain", ("txt", "csv"), "textfil")

ENDINGS = tuple(
    ending for kind in (PDF, PNG, JPEG, XLSX, DOCX, ODS, TEXT) for ending in kind.endings
)
"""What a file's name may end with."""

INLINE = frozenset({PDF.media_type, PNG.media_type, JPEG.media_type})
"""Media types that a browser may show by itself; all others are saved to disk."""


def kind_of(content: bytes) -> FileKind | None:
    """The kind of a file, by its content alone; None for one that is not taken."""
    for kind, is_it in _SIGNS.items():
        if is_it(content):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return TEXT if _is_text(content) else None


def ending_of(filename: str) -> str:
    """ "Kontoutdrag.PDF" → "pdf"; "" where there is none."""
    name, dot, ending = filename.rpartition(".")
    return ending.lower() if name and dot else ""


def refusal(filename: str, content: bytes, *, endings: tuple[str, ...] = ENDINGS) -> str:
    """Why a file isn't taken, as a sentence that says what to do; "" for one that is."""
    wanted = f"Spara den som {_listed(endings)} och ladda upp den på nytt."
    if not content:
        return f"”{filename}” är tom. Välj en fil med innehåll."
    if ending_of(filename) not in endings:
        return f"Filer som ”{filename}” kan vi inte ta emot. {wanted}"
    kind = kind_of(content)
    if kind is None:
        return f"Innehållet i ”{filename}” är inte av ett slag som vi kan ta emot. {wanted}"
    if ending_of(filename) not in kind.endings:
        return (
            f"”{filename}” innehåller en {kind.name}, men namnet slutar på "
            f".{ending_of(filename)}. Spara om den med rätt filändelse och ladda upp den på nytt."
        )
    return ""


def _zipped(content: bytes) -> FileKind | None:
    try:
        with ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            if len(names) > MOST_PARTS or any(map(_is_active, names)):
                return None
            if {"[Content_Types].xml", "xl/workbook.xml"} <= set(names):
                return XLSX
            if {"[Content_Types].xml", "word/document.xml"} <= set(names):
                return DOCX
            return ODS if {"mimetype", "content.xml"} <= set(names) and _is_ods(package) else None
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return None


def _is_active(name: str) -> bool:
    """Parts that can do something: macros, scripts and embedded programs."""
    lowered = name.lower()
    return (
        lowered.endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".bat", ".ps1"))
        or lowered.startswith(("basic/", "scripts/"))
        or "/activex/" in lowered
        or "/macrosheets/" in lowered
    )


def _is_ods(package: ZipFile) -> bool:
    with package.open("mimetype") as part:
        return part.read(100).strip() == ODS.media_type.encode()


def _is_text(content: bytes) -> bool:
    """Readable text that no browser or shell would take for something to run."""
    if content.startswith((b"#!", b"{\\rtf")):
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")  # what older programs write; every byte is a letter
    return not NOT_TEXT.search(text) and not MARKUP.search(text)


def _listed(endings: tuple[str, ...]) -> str:
    names = [ending.upper() for ending in endings if ending != "jpeg"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} eller {names[-1]}"


_SIGNS: Mapping[FileKind, Callable[[bytes], bool]] = {
    PDF: lambda content: content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:],
    PNG: lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    JPEG: lambda content: content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:],
}
