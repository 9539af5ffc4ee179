"""A directory that others read from: a file appears there whole, or not at all.

Object stores do the same by themselves; this is for the plain file system.
"""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

__all__ = ["WholeFileStorage"]


class WholeFileStorage(FileSystemStorage):
    """Writes beside the name that is asked for, and renames; the same name again replaces it."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
            for chunk in content.chunks():
                part.write(chunk)
            part.flush()
            os.fsync(part.fileno())
        written = Path(part.name)
        written.chmod(self.file_permissions_mode or 0o640)
        written.replace(path)
        return name
