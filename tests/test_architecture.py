"""The house keeps its shape: imports go one way, rooms stay small, nothing reads the clock deep.

The layers themselves are contracts in pyproject.toml (import-linter), which `make lint` reads.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "core", "organisations", "grants", "allocations", "correspondence", "banking",
    "requisitions", "reporting", "repayments", "oversight", "portal",
]  # fmt: skip
MODULES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
}
CLOCK_READERS = {"core/clock.py"}
EDGE = ("views", "tasks.py", "admin", "commands", "access.py", "adapter.py", "page_form")


def test_a_module_has_at_most_400_lines() -> None:
    assert [name for name, text in MODULES.items() if len(text.splitlines()) > 400] == []


def test_a_function_has_at_most_50_lines() -> None:
    long = [
        f"{name}: {node.name}"
        for name, text in MODULES.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 50
    ]
    assert long == []


def test_time_is_read_through_the_portal_s_own_clock() -> None:
    others = {name: text for name, text in MODULES.items() if name not in CLOCK_READERS}
    reads = ("timezone.now(", "date.today(")
    assert [name for name, text in others.items() if any(one in text for one in reads)] == []


def test_only_the_edge_reads_the_clock() -> None:
    inner = {
        name: text
        for name, text in MODULES.items()
        if name not in CLOCK_READERS and not any(part in name for part in EDGE)
    }
    assert [name for name, text in inner.items() if "clock.now(" in text] == []
