"""From an uploaded file's bytes to a table of text, whichever of the two kinds it is."""

from core.sheets.cells import tidy
from core.sheets.limits import MAX_BYTES, megabytes
from core.sheets.problems import Problem, Unreadable
from core.sheets.text_file import read_text_file
from core.sheets.workbook import read_workbook

__all__ = ["Table", "read_file", "too_large"]

Table = list[list[str]]
"""The cells' text, from row 1 and column A; rows may be of different lengths."""

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MACROS = (".xlsm", ".xltm", ".xlsb", ".xlam")


def too_large(size: int) -> Problem | None:
    """What is wrong with a file of this many bytes; asked before anything of it is read."""
    if size <= MAX_BYTES:
        return None
    return Problem(
        f"Filen är {megabytes(size)} och lästes inte. Den får vara högst {megabytes(MAX_BYTES)}. "
        "Ta bort bilder, formatering och tomma rader, eller spara bladet som csv."
    )


def read_file(name: str, data: bytes) -> Table:
    """The table in a file. Raises Unreadable with what is wrong."""
    if problem := too_large(len(data)):
        raise Unreadable(problem)
    if name.lower().endswith(MACROS):
        raise Unreadable(Problem("Filen kan innehålla makron. Spara den som .xlsx eller .csv."))
    if data.startswith(OLD_EXCEL):
        said = "Filen är en äldre eller lösenordsskyddad Excelfil. Spara den som .xlsx utan lösen."
        raise Unreadable(Problem(said))
    table = read_workbook(data) if data.startswith(ZIP) else read_text_file(data)
    if not any(any(map(tidy, row)) for row in table):
        raise Unreadable(Problem("Filen är tom. Kontrollera att du valde rätt fil."))
    return table
