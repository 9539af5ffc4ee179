"""Small steps in writing a message of ISO 20022. Knows no message."""

from lxml import etree

from banking.messages import Message

__all__ = ["child", "message_element", "path", "serialized"]


def message_element(message: Message, name: str) -> etree._Element:
    """The one element under Document of a new message."""
    document = etree.Element(f"{{{message.namespace}}}Document", nsmap={None: message.namespace})
    return child(document, name)


def child(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    """A new last child with the parent's namespace."""
    element = etree.SubElement(parent, f"{{{parent.nsmap[None]}}}{name}")
    element.text = text
    return element


def path(parent: etree._Element, names: str, text: str | None = None) -> etree._Element:
    """New elements inside one another ("Id/OrgId/Othr"); returns the innermost, with the text."""
    element = parent
    for name in names.split("/"):
        element = child(element, name)
    element.text = text
    return element


def serialized(element: etree._Element) -> bytes:
    """The whole file: UTF-8, an element a line, the same bytes for the same elements."""
    document = element.getroottree()
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)
