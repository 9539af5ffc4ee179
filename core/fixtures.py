"""Where the project's own data lie, and how they are read."""

import csv
import json
from pathlib import Path
from typing import Any

from django.conf import settings

__all__ = ["read_csv", "read_json"]

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def read_csv(name: str) -> list[dict[str, str]]:
    """Rows of a CSV (UTF-8, header) below fixtures/."""
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_json(name: str) -> Any:
    """A JSON document below fixtures/."""
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))
