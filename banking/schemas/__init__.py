"""Validation against the XSD of each message. The files beside this one are the schemas.

They are ISO 20022's own message schemas, which the registration authority publishes free of
charge for anybody to use (iso20022.org), and are kept here so that no file is stored or read
without them. pain.002.001.10 alone is written anew from the message definition, type by type,
because no package carries the published file; decision 10 tells how it was checked.
"""

from functools import cache
from pathlib import Path
from threading import Lock

from lxml import etree

from banking.messages import Message

__all__ = ["fault"]

_ONE_AT_A_TIME = Lock()
"""A schema keeps the faults of its last document."""


@cache
def _schema(message: Message) -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    path = Path(__file__).with_name(f"{message.value}.xsd")
    return etree.XMLSchema(etree.fromstring(path.read_bytes(), parser))


def fault(document: etree._Element, message: Message) -> str | None:
    """The first thing that breaks the schema ("rad 12: …"), or None for a valid document."""
    schema = _schema(message)
    with _ONE_AT_A_TIME:
        if schema.validate(document):
            return None
        first = schema.error_log[0]
    return f"rad {first.line}: {first.message.replace(f'{{{message.namespace}}}', '')}"
