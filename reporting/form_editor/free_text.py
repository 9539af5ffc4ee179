"""A form's free text as people type it, and as blocks in the document.

    # En rubrik

    Ett stycke.

    - en punkt
    - en punkt till

An empty line parts the blocks; nothing else is formatting.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

__all__ = ["blocks_of", "text_of"]

Block = Mapping[str, Any]
HEADING, POINT = "# ", "- "


def text_of(blocks: Iterable[Block]) -> str:
    """The blocks as text to change; `blocks_of` reads it back to the same blocks."""
    return "\n\n".join(map(_typed, blocks))


def blocks_of(text: str) -> list[dict[str, Any]]:
    """What somebody typed, as blocks of a form document."""
    lines = [line.strip() for line in text.splitlines()]
    parts = [list(part) for is_text, part in groupby(lines, key=bool) if is_text]
    return [block for part in parts for block in _read(part)]


def _typed(block: Block) -> str:
    if "heading" in block:
        return f"{HEADING}{block['heading']}"
    if "bullets" in block:
        return "\n".join(f"{POINT}{line}" for line in block["bullets"])
    return str(block["p"])


def _read(lines: Sequence[str]) -> list[dict[str, Any]]:
    """The blocks of lines that no empty line parts."""
    return [
        block
        for kind, part in groupby(lines, key=_kind)
        for block in _blocks(kind, [line.removeprefix(kind).strip() for line in part])
    ]


def _kind(line: str) -> str:
    """How a line begins; a mark with nothing after it is text like any other."""
    return next((kind for kind in (HEADING, POINT) if line.startswith(kind)), "")


def _blocks(kind: str, lines: list[str]) -> list[dict[str, Any]]:
    if kind == HEADING:
        return [{"heading": line} for line in lines]
    return [{"bullets": lines}] if kind == POINT else [{"p": " ".join(lines)}]
