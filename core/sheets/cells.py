"""One cell's text: tidied, and refused when it is no text that anybody meant to write."""

import re
import unicodedata

from core.sheets.limits import MAX_CELL

__all__ = ["BadCell", "refuse_what_is_no_text", "shortened", "tidy"]


class BadCell(ValueError):
    """The cell does not hold what its column should; str() is the sentence to show."""


INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
MISREAD = re.compile("\ufffd|Ã[\x80-\xbf¥¤¶…„–†‹›€‰]|[A-Za-zåäö][†„Œ‡]|[†„Œ‡][a-zåäö]")
ERROR_VALUES = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SAKNAS!|REFERENS!)")


def tidy(text: str) -> str:
    """Composed letters, single spaces, nothing invisible: "Va\u0308xjo\u0308 " → "Växjö"."""
    return " ".join(unicodedata.normalize("NFC", text).translate(INVISIBLE).split())


def refuse_what_is_no_text(text: str) -> None:
    """Formulas, spreadsheets' errors, misread letters and very long text. Raises BadCell."""
    if text.startswith(("=", "@")):
        raise BadCell("Cellen är en formel. Klistra in värdet i stället för formeln.")
    if ERROR_VALUES.match(text):
        raise BadCell(f"Cellen är ett fel i kalkylbladet ({text[:12]}). Skriv värdet.")
    if MISREAD.search(text):
        raise BadCell(
            f"Texten ”{shortened(text)}” har fel teckenkodning. Spara filen som xlsx eller som csv "
            "i UTF-8."
        )
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in text):
        raise BadCell("Cellen har osynliga styrtecken. Skriv in värdet på nytt.")
    if len(text) > MAX_CELL:
        raise BadCell(f"Texten är {len(text)} tecken. Skriv högst {MAX_CELL}.")


def shortened(text: str) -> str:
    """At most 40 characters, for a sentence that quotes it."""
    return text if len(text) <= 40 else f"{text[:39]}…"
