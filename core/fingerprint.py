"""Fingerprints of values: whether two people speak of the same version."""

import hashlib
import json
from typing import Any

__all__ = ["canonical_sha256"]


def canonical_sha256(data: Any) -> str:
    """The sha256 of JSON in canonical form (sorted keys, no spaces, UTF-8), as hex."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
