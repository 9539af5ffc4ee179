"""Text copied from a bilaga as entries: names and digits as they come, headings passed over.

Spaces within an amount may be lost, several columns may stand on one line, a name and its amount
may be on two. Digits are what counts; the sums prove them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from allocations.table_import.amounts import kr_in_text
from allocations.table_import.entries import Entries, Entry, Field
from allocations.table_import.names import Directory, split_code
from core.sheets.cells import BadCell, tidy
from core.sheets.limits import MAX_ROWS
from core.sheets.problems import WHOLE_ROW, Problem

__all__ = ["MAX_CHARACTERS", "entries_in"]

MAX_CHARACTERS = 200_000
LEAST_TOTAL_KR = 10_000
"""A number that stands alone and is less is the number of a page."""

LEAST_AMOUNT_KR = 10_000
"""Words that name nobody before a smaller number are a heading: "Bilaga 1", "år 2025"."""

NUMBER = re.compile(
    r"(?<!\S)[-\u2212]?\d+(?:[.\u00a0\u2009\u202f ]\d+)*(?:,\d+)?(?!\S)"  # a gap of one sign only
)
UNIT = re.compile(r"(?<=\d)\s*(?:kr\b\.?|kronor\b|SEK\b|:-|,-)", re.IGNORECASE)
TRIMMED = " \t:;,.…–-_*"
NOTED_LINES = 8


@dataclass
class _Token:
    row: int
    text: str
    is_number: bool


def entries_in(text: str, directory: Directory) -> Entries:
    """The entries of pasted text."""
    entries = Entries()
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_ROWS:
        said = f"Texten är för lång. Klistra in högst {MAX_ROWS} rader, bara tabellen."
        entries.problems.append(Problem(said, row=1, column=WHOLE_ROW))
        return entries
    _Reader(entries, directory).read(list(_tokens(text)))
    if not entries.found and not entries.problems:
        said = "Texten har inga namn med belopp. Klistra in tabellen ur bilagan."
        entries.problems.append(Problem(said, row=1, column=WHOLE_ROW))
    return entries


def _tokens(text: str) -> Iterator[_Token]:
    """Words and numbers in turn, with the line that they stand on."""
    for row, line in enumerate(text.splitlines(), start=1):
        rest = UNIT.sub("", line.replace("|", "\t"))
        end = 0
        for number in NUMBER.finditer(rest):
            yield from _words(row, rest[end : number.start()])
            yield _Token(row, number[0], is_number=True)
            end = number.end()
        yield from _words(row, rest[end:])


def _words(row: int, text: str) -> Iterator[_Token]:
    bare = tidy(text).strip(TRIMMED)
    if bare:
        yield _Token(row, bare, is_number=False)


class _Reader:
    """Puts words and numbers together: a code perhaps, a name, then an amount."""

    def __init__(self, entries: Entries, directory: Directory) -> None:
        self.entries = entries
        self.directory = directory
        self.code = ""
        self.words: _Token | None = None
        self.read_in_row = 0  # the row of the latest entry
        self.passed_over: list[_Token] = []

    def read(self, tokens: list[_Token]) -> None:
        for place, token in enumerate(tokens):
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            if token.is_number:
                self._number(token, following)
            else:
                self._pass_over()
                self.words = token
        self._pass_over()
        self._note_what_was_passed_over()

    def _number(self, token: _Token, following: _Token | None) -> None:
        text, next_code = token.text, ""
        if following is not None and not following.is_number and following.row == token.row:
            text, next_code = self._without_next_code(text)
        if self.words is None and not self.code:
            code, text = self._leading_code(text, has_words=bool(following))
            self.code = code
        if text:
            self._amount(token.row, text)
        self.code = next_code or ("" if text else self.code)

    def _without_next_code(self, text: str) -> tuple[str, str]:
        """ "5 086 774 0115" before a name → the amount, and the code of that name."""
        amount, _, last = text.rpartition(" ")
        return (amount, last) if amount and self._is_code(last) else (text, "")

    def _leading_code(self, text: str, *, has_words: bool) -> tuple[str, str]:
        first, _, rest = text.partition(" ")
        return (first, rest) if self._is_code(first) and (rest or has_words) else ("", text)

    def _is_code(self, text: str) -> bool:
        return len(text) == 4 and text in self.directory.by_code

    def _amount(self, row: int, text: str) -> None:
        words, self.words = self.words, None
        name = words.text if words else ""
        code, name = (self.code, name) if self.code else split_code(name)
        entry = Entry(row, code, name)
        if words and words.row != row and not self._means_something(entry):
            self.passed_over.append(words)  # a heading on a line of its own
            entry = Entry(row, "", "")
        self._keep(entry, text, words)

    def _keep(self, entry: Entry, text: str, words: _Token | None) -> None:
        try:
            kr, refused = kr_in_text(text), ""
        except BadCell as problem:
            kr, refused = None, str(problem)
        alone = not entry.code and not entry.name
        if alone and self.read_in_row == entry.row:
            said = "Raden har flera tal. Behåll bara det belopp som mottagaren ska få."
            self.entries.problems.append(self.entries.problem(entry, Field.AMOUNT, said))
        elif alone and (kr is None or kr < LEAST_TOTAL_KR):
            self.passed_over.append(_Token(entry.row, text, is_number=True))
        elif self._is_heading(entry, kr):
            self.passed_over.append(_Token(entry.row, f"{entry.name} {text}", is_number=False))
        else:
            self.entries.found.append(Entry(entry.row, entry.code, entry.name, kr, refused))
            self.read_in_row = entry.row

    def _is_heading(self, entry: Entry, kr: int | None) -> bool:
        small = kr is None or kr < LEAST_AMOUNT_KR
        return small and not entry.is_sum and not self._means_something(entry)

    def _means_something(self, entry: Entry) -> bool:
        names = self.directory
        return bool(
            entry.code or entry.is_sum or names.named(entry.name) or names.lan_of(entry.name)
        )

    def _pass_over(self) -> None:
        """Words that no number followed."""
        if self.words is not None:
            self.passed_over.append(self.words)
        self.words = None

    def _note_what_was_passed_over(self) -> None:
        for token in self.passed_over[:NOTED_LINES]:
            self.entries.notes.append(f"Rad {token.row} läses inte: ”{token.text[:60]}”.")
        more = len(self.passed_over) - NOTED_LINES
        if more > 0:
            self.entries.notes.append(f"Ytterligare {more} rader utan namn och belopp läses inte.")
