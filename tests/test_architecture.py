"""The house keeps its shape: imports go one way, rooms stay small, nothing reads the clock deep.

The layers themselves are contracts in pyproject.toml (import-linter); `make lint` runs them too.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "core", "organisations", "grants", "allocations", "correspondence", "banking",
    "requisitions", "reporting", "repayments", "oversight", "portal",
]  # fmt: skip
MODULES = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
CLOCK_READERS = {"core/clock.py"}
EDGE = ("views", "tasks.py", "admin", "commands", "access.py", "adapter.py", "page_form")


def _names() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in MODULES]


def test_imports_go_one_way() -> None:
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=_names())
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=_names())
def test_a_function_has_at_most_50_lines(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 50
    ]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=_names())
def test_only_the_edge_reads_the_clock(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    text = path.read_text(encoding="utf-8")
    if name not in CLOCK_READERS:
        assert "timezone.now(" not in text
        assert "date.today(" not in text
    if not any(part in name for part in EDGE):
        assert "clock.now(" not in text or name in CLOCK_READERS
