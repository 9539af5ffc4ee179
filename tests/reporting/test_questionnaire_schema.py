"""The document's JSON Schema in docs/ is the one that the portal goes by."""

import json

import pytest

from reporting.questionnaire.schema import as_text
from tests.reporting.questionnaire_builders import ROOT

pytestmark = pytest.mark.engine


def test_the_schema_in_docs_is_current() -> None:
    written = (ROOT / "docs/form-document.schema.json").read_text(encoding="utf-8")
    assert written == as_text(), "run make schema"


def test_the_schema_names_every_part() -> None:
    parts = set(json.loads(as_text())["$defs"])
    assert {"Page", "Question", "Field", "Option", "Rule", "Scale", "Files"} <= parts
