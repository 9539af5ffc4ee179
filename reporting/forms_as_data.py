"""Loads the forms that lie in fixtures/forms as first revisions. Safe to repeat."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from core.fingerprint import canonical_sha256
from grants.models import Round
from reporting.form_editor.publication import verdict
from reporting.models import Form, FormRevision
from reporting.questionnaire import FormDocument

__all__ = ["load_forms"]


def load_forms(*, at: datetime) -> None:
    """A form named after a round's key becomes that round's form, unless it has one."""
    for path in sorted((Path(settings.BASE_DIR) / "fixtures" / "forms").glob("*.json")):
        round_ = Round.objects.filter(key=path.stem, form__isnull=True).first()
        if round_ is not None:
            _load(round_, json.loads(path.read_text(encoding="utf-8")), at=at)


@transaction.atomic
def _load(round_: Round, data: Any, *, at: datetime) -> None:
    _refuse_unfit(FormDocument.model_validate(data))
    form = Form.objects.create(round=round_)
    FormRevision.objects.create(
        form=form, number=1, document=data, sha256=canonical_sha256(data), published_at=at
    )


def _refuse_unfit(document: FormDocument) -> None:
    """Raises ValueError for what would stop somebody from publishing the form in the editor."""
    if found := [f"{finding.where}: {finding.message}" for finding in verdict(document)]:
        raise ValueError(f"The form {document.key} can't be published. " + " ".join(found))
