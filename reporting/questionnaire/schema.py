"""The form document's JSON Schema, for editors and programs that aren't ours.

python -m reporting.questionnaire.schema docs/form-document.schema.json
"""

import json
import sys
from pathlib import Path
from typing import Any

from reporting.questionnaire.document import FormDocument

TITLE = "Formulärdokument"


def json_schema() -> dict[str, Any]:
    """The schema as pydantic states it (draft 2020-12), with our title."""
    schema = FormDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": TITLE}


def as_text() -> str:
    """The schema as it lies in docs/."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(as_text(), encoding="utf-8")
