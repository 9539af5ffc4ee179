"""A mail server in a process of its own that refuses a third, and remembers what it took."""

import asyncio
import logging
import os
import random
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.year.children import Child, start

__all__ = ["MailServer", "open_server"]

BUSY = "451 4.3.0 Busy, try again later"
AT_THE_ADDRESS, AT_THE_LETTER, BY_HANGING_UP, BY_SILENCE = 0.2, 0.1, 0.07, 0.005
"""Chances to be refused: at RCPT, after DATA, by a closed connection and by no answer. A third."""
PATIENCE = 2.0
"""Seconds that the portal waits for an answer in the simulated year."""


@dataclass(frozen=True)
class MailServer:
    """Where it listens, and the file with a line (Message-ID, address) for each letter it took."""

    child: Child
    port: int
    taken: Path

    def message_ids(self) -> Counter[str]:
        """How many times each letter was taken, by its Message-ID."""
        return Counter(line.split("\t")[0] for line in self.taken.read_text().splitlines())

    def close(self) -> None:
        self.child.kill()
        self.child.wait()


def open_server(folder: Path, *, seed: int, refuses: bool = True) -> MailServer:
    """Start it; it listens when this returns."""
    taken, port_file = folder / "taken.txt", folder / "port.txt"
    taken.touch()
    os.mkfifo(port_file)
    child = start(lambda: asyncio.run(_serve(_Moody(taken, seed, refuses), port_file)))
    return MailServer(child, int(port_file.read_text()), taken)


async def _serve(handler: "_Moody", port_file: Path) -> None:
    logging.disable(logging.WARNING)  # the server tells of every line that is said to it
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", 0)
    port_file.write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


class _Moody:
    """What the server answers; drawn by lot."""

    def __init__(self, taken: Path, seed: int, refuses: bool) -> None:
        self.taken, self.lot, self.refuses = taken, random.Random(seed), refuses  # noqa: S311

    def _refused(self, chance: float) -> bool:
        return self.refuses and self.lot.random() < chance

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._refused(AT_THE_ADDRESS):
            return BUSY
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self._refused(AT_THE_LETTER):
            return BUSY
        if self._refused(BY_HANGING_UP):
            assert server.transport  # noqa: S101 - there is a connection while it speaks
            server.transport.close()
            return BUSY
        if self._refused(BY_SILENCE):
            await asyncio.sleep(2 * PATIENCE)
            return BUSY
        content = envelope.content
        assert isinstance(content, bytes)  # noqa: S101 - decode_data is off
        message_id = message_from_bytes(content)["Message-ID"]
        with self.taken.open("a") as file:
            file.write(f"{message_id}\t{envelope.rcpt_tos[0]}\n")
        return "250 OK"
