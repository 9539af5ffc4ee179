"""Staff's own words: plain text with fields, judged, filled in and parted into blocks. Pure.

The text is data: it is filled in by looking fields up, never run as a template. A blank line
parts paragraphs, lines that begin with "- " are a list, {uppgifter} on a line of its own is the
table of facts.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from core.errors import Violation

__all__ = [
    "FACTS", "SUBJECT_LENGTH", "Block", "blocks", "fields_in", "filled", "on_one_line", "problems",
]  # fmt: skip

SUBJECT_LENGTH = 78
"""What mail programs show of a subject; RFC 5322 recommends that lines are no longer."""
FACTS = "uppgifter"
FIELD = re.compile(r"\{([^{}\n]*)\}")
LIST_ITEM = "- "


@dataclass(frozen=True)
class Block:
    """A paragraph or list of lines; or, without lines, the table of facts."""

    lines: tuple[str, ...] = ()
    is_list: bool = False

    @property
    def is_facts(self) -> bool:
        return not self.lines


def fields_in(text: str) -> list[str]:
    """The names between braces, in order."""
    return [name.strip() for name in FIELD.findall(text)]


def problems(*, subject: str, body: str, known: Collection[str]) -> list[Violation]:
    """Unknown fields with the nearest known one, braces that are no field, facts out of place."""
    return [
        *_unknown("subject", subject, known),
        *_unknown("body", body, {*known, FACTS}),
        *_loose_braces("subject", subject),
        *_loose_braces("body", body),
        *_facts_in_a_sentence(body),
        *_too_long(subject),
    ]


def _unknown(where: str, text: str, known: Collection[str]) -> Iterable[Violation]:
    for name in dict.fromkeys(fields_in(text)):
        if name in known:
            continue
        near = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
        hint = f"Menade du {{{near[0]}}}?" if near else "Välj ett av fälten i listan."
        if name == FACTS:
            hint = "Uppgifterna får bara stå i texten."
        yield Violation("unknown_field", where, f"Fältet {{{name}}} finns inte. {hint}")


def _loose_braces(where: str, text: str) -> Iterable[Violation]:
    if set("{}") & set(FIELD.sub("", text)):
        message = "En klammer saknar sin make. Skriv fält så här: {mottagare}."
        yield Violation("loose_brace", where, message)


def _facts_in_a_sentence(body: str) -> Iterable[Violation]:
    alone = f"{{{FACTS}}}"
    paragraphs = _paragraphs(body)
    if any(FACTS in fields_in(one) and one != alone for one in paragraphs):
        message = f"Skriv {alone} på en egen rad, med en tom rad före och efter."
        yield Violation("facts_in_a_sentence", "body", message)
    if paragraphs[:1] == [alone]:
        message = "Börja med en mening som säger vad mottagaren ska göra, inte med uppgifterna."
        yield Violation("facts_come_first", "body", message)


def _too_long(subject: str) -> Iterable[Violation]:
    bare = FIELD.sub("", subject)
    if len(bare) > SUBJECT_LENGTH:
        message = (
            f"Ämnet är {len(bare)} tecken utan fälten. Högst {SUBJECT_LENGTH} tecken syns i "
            "mottagarens e-post."
        )
        yield Violation("subject_too_long", "subject", message)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in. What a value holds is never read as a field."""
    return FIELD.sub(lambda found: values[found[1].strip()], text)


def blocks(body: str, values: Mapping[str, str]) -> list[Block]:
    """The text's paragraphs, lists and table of facts, filled in."""
    return [_block(paragraph, values) for paragraph in _paragraphs(body)]


def on_one_line(text: str) -> str:
    """Blanks and breaks as one blank each; what holds an amount together stays."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _block(paragraph: str, values: Mapping[str, str]) -> Block:
    if paragraph == f"{{{FACTS}}}":
        return Block()
    lines = [line.strip() for line in paragraph.splitlines()]
    is_list = all(line.startswith(LIST_ITEM) for line in lines)
    bare = [line.removeprefix(LIST_ITEM) if is_list else line for line in lines]
    return Block(tuple(on_one_line(filled(line, values)) for line in bare), is_list)


def _paragraphs(body: str) -> list[str]:
    parts = re.split(r"\n\s*\n", body.replace("\r\n", "\n").strip())
    return [part.strip() for part in parts if part.strip()]
