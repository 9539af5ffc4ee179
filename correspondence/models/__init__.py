"""Letters, documents and uploads: what goes out, what comes in, and its place in the diary.

Knows no grant. A row belongs to a case by two plain strings: `case` is the dossier
("socialtjanst-rss-2025/RSS-12"), `about` the thing itself ("requisitions.requisition:12").
Content never changes once written; what happens to it later is a status or a row of its own.
"""

from correspondence.models.bounces import AddressMark, AddressMarkQuerySet, Bounce
from correspondence.models.documents import (
    DiarySeries,
    Direction,
    Document,
    document_path,
    document_storage,
)
from correspondence.models.letters import Delivery, Letter, LetterQuerySet, LetterStatus
from correspondence.models.mailings import Mailing
from correspondence.models.plan import Audience, PlanStep, PlanStepQuerySet, Unit
from correspondence.models.uploads import ScanStatus, Upload, UploadQuerySet, upload_path
from correspondence.models.words import OwnWords

__all__ = [
    "AddressMark",
    "AddressMarkQuerySet",
    "Audience",
    "Bounce",
    "Delivery",
    "DiarySeries",
    "Direction",
    "Document",
    "Letter",
    "LetterQuerySet",
    "LetterStatus",
    "Mailing",
    "OwnWords",
    "PlanStep",
    "PlanStepQuerySet",
    "ScanStatus",
    "Unit",
    "Upload",
    "UploadQuerySet",
    "document_path",
    "document_storage",
    "upload_path",
]
