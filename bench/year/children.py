"""Work in processes of its own, which may be killed in the middle of it.

The parent keeps no connection and no thread, so that a fork is a clean and cheap worker.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from django.db import connections

__all__ = ["Actor", "Child", "Failed", "killed_within", "run", "start"]

Work = Callable[[], Any]
DONE, NOTHING = b"1", b"0"


class Failed(RuntimeError):
    """The work of a child broke; what it said is on standard error."""


@dataclass
class Child:
    """A running child, and the pipe that its result comes through."""

    pid: int
    result: int

    def kill(self) -> bool:
        """End it at once, whatever it is doing. Whether it was still at work."""
        ended = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        os.kill(self.pid, signal.SIGKILL)
        return ended is None

    def wait(self) -> Any:
        """What the work returned, through JSON; None when it was killed."""
        with os.fdopen(self.result, encoding="utf-8") as pipe:
            said = pipe.read()
        _, status = os.waitpid(self.pid, 0)
        if os.WIFSIGNALED(status):
            return None
        if status:
            raise Failed(f"Child {self.pid} ended with {os.waitstatus_to_exitcode(status)}.")
        return json.loads(said)


def start(work: Work) -> Child:
    """Begin the work in a child."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    return Child(pid, reading)


def run(work: Work) -> Any:
    """Do the work in a child, and return what it returned."""
    return start(work).wait()


def killed_within(children: list[Child], seconds: dict[int, float]) -> int:
    """Kill some of the children, each so many seconds from now: keyed on place in the list.

    Returns how many were alive to be killed.
    """
    begun, killed = time.monotonic(), 0
    for place, after in sorted(seconds.items(), key=lambda one: one[1]):
        time.sleep(max(0.0, begun + after - time.monotonic()))
        killed += children[place].kill()
    return killed


class Actor:
    """A child that stays, and does the same work for one word after another."""

    def __init__(self, work: Callable[[str], bool]) -> None:
        reading, self._words = os.pipe()
        self._answers, writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._words)
            os.close(self._answers)
            _act(work, reading, writing)
        os.close(reading)
        os.close(writing)

    def do(self, word: str) -> bool:
        """Have it done, and wait; whether there was anything to do. Raises Failed when it broke."""
        os.write(self._words, f"{word}\n".encode())
        answer = os.read(self._answers, 1)
        if not answer:
            raise Failed(f"The actor broke at {word}.")
        return answer == DONE

    def close(self) -> None:
        """An empty word ends it: other children hold the pipe open as well."""
        os.write(self._words, b"\n")
        os.waitpid(self._pid, 0)


def _act(work: Callable[[str], bool], reading: int, writing: int) -> NoReturn:
    try:
        with os.fdopen(reading) as words:
            for word in iter(words.readline, "\n"):
                os.write(writing, DONE if work(word.strip()) else NOTHING)
    except BaseException:  # noqa: BLE001 - as below
        traceback.print_exc()
    finally:
        os._exit(0)


def _work(work: Work, writing: int) -> NoReturn:
    status = 1
    try:
        said = json.dumps(work())
        connections.close_all()
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            pipe.write(said)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was, the child ends here and the parent is told
        traceback.print_exc()
    finally:
        os._exit(status)
