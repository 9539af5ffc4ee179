"""Validation against the XSD of UBL 2.1: invoices and credit notes.

ubl-2.1-xsd.zip holds OASIS' own files, unchanged, of the two documents and what they import
(docs.oasis-open.org/ubl/os-UBL-2.1, © OASIS Open, may be copied with its notices).
"""

from functools import cache
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

from lxml import etree

__all__ = ["fault"]

FILES = Path(__file__).with_name("ubl-2.1-xsd.zip")
HERE = "ubl://schemas"

_ONE_AT_A_TIME = Lock()
"""A schema keeps the faults of its last document."""


class _FromZip(etree.Resolver):
    """What a schema imports is read from the zip, and from nowhere else."""

    def resolve(self, url: str | None, _public_id: str | None, context: Any) -> Any:
        name = PurePosixPath(urlsplit(url or "").path).name
        return self.resolve_string(_read(f"common/{name}"), context, base_url=url)


def fault(document: etree._Element) -> str | None:
    """The first thing that breaks the schema ("rad 12: …"), or None for a valid document.

    Raises KeyError for a document that is neither an invoice nor a credit note.
    """
    schema = _schema(etree.QName(document).localname)
    with _ONE_AT_A_TIME:
        if schema.validate(document):
            return None
        first = schema.error_log[0]
    return f"rad {first.line}: {first.message}"


@cache
def _schema(kind: str) -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    parser.resolvers.add(_FromZip())
    name = f"maindoc/UBL-{kind}-2.1.xsd"
    return etree.XMLSchema(etree.fromstring(_read(name), parser, base_url=f"{HERE}/{name}"))


@cache
def _read(name: str) -> bytes:
    with ZipFile(FILES) as files:
        return files.read(name)
