"""Reading XML from outside without being harmed, and looking into it. Knows no message."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cached_property

from lxml import etree

from banking import schemas
from banking.errors import Unreadable
from banking.messages import Message
from core.dates import STOCKHOLM, day_of

__all__ = ["LARGEST_BYTES", "Node", "parse"]

LARGEST_BYTES = 5_000_000
"""Ten times the answer to a batch of 290; the whole file is held in memory while it is read."""


class Node:
    """An element, seen by the local names of its children; what is missing is None or ""."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    @cached_property
    def _children(self) -> dict[str, list["Node"]]:
        children: dict[str, list[Node]] = {}
        for child in self._element:
            children.setdefault(str(child.tag).rpartition("}")[2], []).append(Node(child))
        return children

    @property
    def own_text(self) -> str:
        """The element's own text, trimmed."""
        return " ".join((self._element.text or "").split())

    def all(self, path: str) -> list["Node"]:
        """Every element at a path of local names ("NtryDtls/TxDtls"), in the file's order."""
        found = [self]
        for name in path.split("/"):
            found = [child for node in found for child in node._children.get(name, ())]
        return found

    def find(self, path: str) -> "Node | None":
        """The first element at a path of local names: "GrpHdr/MsgId"."""
        found = self.all(path)
        return found[0] if found else None

    def text(self, *paths: str) -> str:
        """The text at the first of the paths that has any; "" when none has."""
        return next((text for path in paths for text in self.texts(path)), "")

    def texts(self, path: str) -> list[str]:
        """All texts at a path, without the empty ones."""
        return [text for node in self.all(path) if (text := node.own_text)]

    def attribute(self, name: str) -> str:
        """An attribute of this element, "" when it has none."""
        return self._element.get(name, "")

    def moment(self, path: str) -> datetime | None:
        """The moment at a path; one that the bank writes without an offset is Swedish time."""
        text = self.text(path)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)
            day_of(moment)
        except (ValueError, OverflowError):
            raise _no_day(text) from None
        return moment

    def day(self, path: str) -> date | None:
        """The Swedish calendar day of a date or a date and time (Dt or DtTm) at a path."""
        moment = self.moment(f"{path}/DtTm")
        if moment is not None:
            return day_of(moment)
        text = self.text(f"{path}/Dt")
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            raise _no_day(text) from None


def parse(content: bytes, *, among: Collection[Message]) -> tuple[Message, Node]:
    """Which message a file from outside is, and its one element under Document, valid by its XSD.

    Raises Unreadable, also for a message that isn't among those that are asked for. Entities,
    DTDs and everything that would be fetched are refused.
    """
    if not content.strip():
        raise Unreadable("empty", "Filen är tom. Hämta den från banken igen.")
    if len(content) > LARGEST_BYTES:
        largest = LARGEST_BYTES // 1_000_000
        raise Unreadable("too_large", f"Filen är för stor. Den får vara högst {largest} MB.")
    root = _harmless(content)
    message = _message(root, among)
    fault = schemas.fault(root, message)
    if fault:
        raise Unreadable(
            "not_valid",
            f"Filen följer inte schemat för {message.value}. Hämta den från banken igen, "
            f"eller visa banken felet på {fault}",
        )
    return message, Node(root[0])


def _harmless(content: bytes) -> etree._Element:
    if b"<!DOCTYPE" in content.replace(b"\0", b""):
        raise _forbidden()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Unreadable(
            "not_xml", "Filen är inte en hel XML-fil. Hämta den från banken igen."
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _forbidden()
    return root


def _message(root: etree._Element, among: Collection[Message]) -> Message:
    for message in among:
        if root.tag == f"{{{message.namespace}}}Document":
            return message
    readable = ", ".join(message.value for message in among)
    raise Unreadable(
        "unknown_kind", f"Filen är inte av något av de slag som läses här: {readable}."
    )


def _forbidden() -> Unreadable:
    return Unreadable(
        "forbidden_xml",
        "Filen innehåller en DTD eller entiteter, och det gör bankens filer inte. "
        "Kontrollera var den kommer från.",
    )


def _no_day(text: str) -> Unreadable:
    return Unreadable("not_valid", f"Filen har ett datum som inte går att läsa: {text}.")
