"""Asks a virus scanner about a file. `VIRUS_SCANNER` says which: "off", or clamd's socket.

    scan(content) → Verdict          ScannerDown when nobody answers: ask again later

Clamd is spoken to in its own protocol (INSTREAM: the file in pieces, each after its length).
Nothing here knows what becomes of a file.
"""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from correspondence.models import ScanStatus

__all__ = ["ScannerDown", "Verdict", "scan"]

PIECE = 64 * 1024
PATIENCE = 20
"""Seconds to wait for the scanner; after that it counts as down."""

MOST_SAID = 4096


class ScannerDown(OSError):
    """The scanner can't be reached, or broke off: nothing is known of the file."""


@dataclass(frozen=True)
class Verdict:
    """What a scanner says of a file, and in which words."""

    status: ScanStatus
    detail: str


def scan(content: bytes) -> Verdict:
    """Ask the scanner that the settings name. Raises ScannerDown when it does not answer."""
    address = settings.VIRUS_SCANNER
    if address == "off":
        return Verdict(ScanStatus.CLEAN, "Genomsökning är avstängd.")
    try:
        with closing(_connected(address)) as connection:
            connection.sendall(b"zINSTREAM\0")
            for piece in _pieces(content):
                connection.sendall(len(piece).to_bytes(4) + piece)
            return _verdict(_answer(connection))
    except ScannerDown:
        raise
    except OSError as unreachable:
        raise ScannerDown(f"{address}: {unreachable}") from unreachable


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname, parts.port or 3310), PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _pieces(content: bytes) -> Iterator[bytes]:
    """The file in pieces; an empty one says that it is all."""
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]
    yield b""


def _answer(connection: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < MOST_SAID:
        more = connection.recv(MOST_SAID)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")


def _verdict(answer: str) -> Verdict:
    """ "stream: OK", "stream: Eicar-Signature FOUND", "… ERROR"."""
    said = answer.removeprefix("stream: ")[:200]
    if said == "OK":
        return Verdict(ScanStatus.CLEAN, said)
    if said.endswith(" FOUND"):
        return Verdict(ScanStatus.INFECTED, said.removesuffix(" FOUND"))
    if said.endswith("ERROR"):
        return Verdict(ScanStatus.FAILED, said)
    raise ScannerDown(f"The scanner said {said!r}.")
