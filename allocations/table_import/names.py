"""Which recipient a table means: by its code, or by a name in one of the forms that people print.

A name is only ever taken for another form of itself (genitive, "kommun", "stad", "RSS", capitals,
hyphens), never for one that looks like it: two kommuner have been swapped that way before.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from allocations.table_import.known import Known
from core.sheets.cells import tidy

__all__ = ["Directory", "interpretation", "split_code"]

PREFIX = re.compile(r"^(rss|region)\s+")
SUFFIX = re.compile(r"\s+(kommun|stad|län)$")
CODE = re.compile(r"(?:RSS|REG)-[0-9A-ZÅÄÖ-]+|\d{4}|\d{2}")
SHORT = re.compile(r"\d{1,3}")
"""A code that stands alone may have lost its first zeros."""

ALSO_CALLED = {"0980": "Region Gotland"}
"""The only kommun that is printed as a region."""

Key = tuple[str, str]


class Directory:
    """The recipients of a kind, to be found by what is printed."""

    def __init__(self, recipients: Iterable[Known]) -> None:
        self.recipients = list(recipients)
        self.by_code = {one.code: one for one in self.recipients}

    def with_code(self, text: str) -> list[Known]:
        """Those that a code may mean: a kommunkod without its zero, an RSS or region by län."""
        code = tidy(text).upper()
        found = self.by_code.get(code) or self.by_code.get(code.zfill(4))
        if found or not re.fullmatch(r"[0-9]{1,2}", code):
            return [found] if found else []
        if any(one.isdigit() for one in self.by_code):
            return []
        return [one for one in self.recipients if one.lanskod == code.zfill(2)]

    def named(self, text: str) -> list[Known]:
        """Those that a printed name may mean: none, the one, or several that it does not tell."""
        exact = [one for one in self.recipients if one.name == tidy(text)]
        if exact:
            return exact
        kind, bare = _key(text)
        return (
            self._names.get((kind, bare)) or self._names.get((kind, bare.removesuffix("s"))) or []
        )

    def resembling(self, text: str) -> str:
        """A name that looks like it, to ask about; empty when none does."""
        names = {one.name.casefold(): one.name for one in self.recipients}
        return next((names[it] for it in get_close_matches(tidy(text).casefold(), names, n=1)), "")

    def lan_of(self, text: str) -> str:
        """The länskod when the text is the name of a län and of no recipient; else empty."""
        if self.named(text):
            return ""
        return self._lan.get(tidy(text).casefold(), "")

    @cached_property
    def _lan(self) -> dict[str, str]:
        return {one.lan.casefold(): one.lanskod for one in self.recipients if one.lan}

    @cached_property
    def _names(self) -> dict[Key, list[Known]]:
        names: dict[Key, list[Known]] = defaultdict(list)
        for one in self.recipients:
            kind, bare = _key(one.name)
            keys = {(kind, bare), ("", bare), ("kommun" if one.code.isdigit() else kind, bare)}
            if one.code in ALSO_CALLED:
                keys.add(_key(ALSO_CALLED[one.code]))
            if one.code.startswith("REG-"):
                lan = _key(one.lan)
                keys |= {lan, (kind, lan[1].removesuffix("s")), ("", lan[1].removesuffix("s"))}
            for key in keys:
                names[key].append(one)
        return names


def split_code(text: str) -> tuple[str, str]:
    """ "0114 Upplands Väsby" → ("0114", "Upplands Väsby"); without a code the first is empty."""
    first, _, rest = text.strip().partition(" ")
    if rest and CODE.fullmatch(first.upper()):
        return first.upper(), rest.strip()
    alone = text.strip().upper()
    return (alone, "") if CODE.fullmatch(alone) or SHORT.fullmatch(alone) else ("", text.strip())


def interpretation(printed: str, name: str) -> str:
    """What to say when a printed name is not the recipient's own; empty when it is."""
    printed = tidy(printed)
    return f"”{printed}” har lästs som {name}." if printed and printed != tidy(name) else ""


def _key(text: str) -> Key:
    """What kind of recipient the words say ("" when they don't), and the bare name."""
    words = tidy(text).casefold()
    before, after = PREFIX.search(words), SUFFIX.search(words)
    if before:
        return before[1], _bare(words[before.end() :])
    if after:
        kind = "län" if after[1] == "län" else "kommun"
        return kind, _bare(words[: after.start()])
    return "", _bare(words)


def _bare(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)
