"""The characters that Swedish banks take in names and messages.

The rule (decision 10): Bankgirot's registers are ISO 8859-1, so its printable characters pass as
they are, å, ä, ö, é and & among them. What only looks different is written plainly: dashes,
quotation marks, ellipses, odd spaces and line breaks; a Latin letter with a mark that ISO 8859-1
lacks loses the mark (č → c). Everything else (emoji, other alphabets, control characters) is
refused, so that nobody is paid under a name that the bank has made up.
"""

import re
import unicodedata

from core.errors import RuleViolated, Violation

__all__ = ["accepted_text", "refused_characters"]

PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        "…": "...",
        "•": "-",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "œ": "oe",
        "Œ": "OE",
        "\u200b": "",
        "\ufeff": "",
        "\u00ad": "",
    }
)


def accepted_text(text: str) -> str:
    """The text as the bank gets it, on one line. Raises RuleViolated with the sentence to show."""
    refused = refused_characters(text)
    if refused:
        raise RuleViolated(
            Violation("character_refused", None, f"Banken tar inte emot tecknen {refused}.")
        )
    return _plain(text)


def refused_characters(text: str) -> str:
    """What the bank doesn't take, for people to read: "😀, U+0007"; "" when all is well."""
    refused = dict.fromkeys(char for char in _plain(text) if not _is_printable_latin(char))
    return ", ".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in refused)


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).translate(PLAIN)
    return re.sub(r"\s+", " ", "".join(map(_without_foreign_mark, composed))).strip()


def _without_foreign_mark(char: str) -> str:
    if _is_printable_latin(char):
        return char
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return bare if bare and all(map(_is_printable_latin, bare)) else char


def _is_printable_latin(char: str) -> bool:
    return " " <= char <= "~" or "\u00a0" < char <= "\u00ff"
