"""What a new question begins with, so that a form is well-formed from the first moment."""

from typing import Any

from reporting.form_editor.parts import Part
from reporting.questionnaire.document import NOT_ASKED, QuestionType

__all__ = ["started"]

_BEGINNINGS: dict[str, dict[str, Any]] = {
    QuestionType.LONG_TEXT: {"limit": 2000},
    QuestionType.SCALE: {
        "scale": {"steps": 5, "lowest": "I låg utsträckning", "highest": "I hög utsträckning"}
    },
    QuestionType.FILE: {"files": {"most": 1, "types": ["pdf"]}},
    QuestionType.SHOWN: {"fact": "recipient_name"},
}


def started(*, label: str, type: str) -> Part:
    """A question of this sort, without key; what is asked must be answered, unless changed."""
    required = {} if type in NOT_ASKED else {"required": True}
    return {"type": type, "label": label, **required, **_BEGINNINGS.get(type, {})}
