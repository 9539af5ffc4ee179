"""SCB's two kinds of JSON (json-stat2 and PxWeb's own) as the table that their csv would be."""

import json
from itertools import product
from math import prod
from typing import Any

from core.sheets.files import Table
from core.sheets.limits import MAX_ROWS
from core.sheets.problems import Problem, Unreadable

__all__ = ["is_json", "table_of_json"]

BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)
"""What reading raises for JSON that is damaged, or is something else."""

UTF8_MARK = b"\xef\xbb\xbf"


def is_json(data: bytes) -> bool:
    return data.removeprefix(UTF8_MARK).lstrip()[:1] in (b"{", b"[")


def table_of_json(data: bytes) -> Table:
    """Titles and rows: the region first, then the other dimensions, then values. Unreadable."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
        return _json_stat(content) if "dimension" in content else _pxweb(content)
    except Unreadable:
        raise
    except BROKEN as problem:
        said = "Filen går inte att läsa som statistik från SCB. Hämta tabellen som csv i stället."
        raise Unreadable(Problem(said)) from problem


def _json_stat(content: dict[str, Any]) -> Table:
    names: list[str] = content["id"]
    categories = [_categories(content["dimension"][name]["category"]) for name in names]
    _refuse_too_many(prod(map(len, categories)))
    times = set(content.get("role", {}).get("time", []))
    region = names.index(_region(content))
    titles = [names[region], *(n for n in names if n != names[region])]
    table: Table = [["tid" if name in times else name for name in titles] + ["värde"]]
    values = content["value"]
    for place, cells in enumerate(product(*categories)):
        value = values.get(str(place)) if isinstance(values, dict) else values[place]
        others = [label for at, (_, label) in enumerate(cells) if at != region]
        code, label = cells[region]
        where = label if label.startswith(code) else f"{code} {label}"
        table.append([where, *others, "" if value is None else str(value)])
    return table


def _categories(category: dict[str, Any]) -> list[tuple[str, str]]:
    """Codes with labels, in the order of the values."""
    labels: dict[str, str] = category.get("label", {})
    index = category.get("index", list(labels))
    codes = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else index
    return [(str(code), str(labels.get(code, code))) for code in codes]


def _region(content: dict[str, Any]) -> str:
    geo = content.get("role", {}).get("geo", [])
    named = [name for name in content["id"] if name.casefold() == "region"]
    return str([*geo, *named, *content["id"]][0])


def _pxweb(content: dict[str, Any]) -> Table:
    columns, data = content["columns"], content["data"]
    _refuse_too_many(len(data))
    titles = ["tid" if one.get("type") == "t" else str(one["text"]) for one in columns]
    return [titles, *([str(cell) for cell in [*row["key"], *row["values"]]] for row in data)]


def _refuse_too_many(count: int) -> None:
    if count > MAX_ROWS:
        said = f"Filen har {count} värden, högst {MAX_ROWS} läses. Hämta bara totalsummorna."
        raise Unreadable(Problem(said))
