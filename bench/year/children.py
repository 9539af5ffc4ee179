"""Work in processes of its own, which may be killed in the middle of it.

The parent keeps no connection and no thread, so that a fork is a clean and cheap worker.
"""

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from django.db import connections

__all__ = ["Actor", "Child", "Failed", "killed_within", "run", "start"]

Work = Callable[[], Any]


class Failed(RuntimeError):
    """The work of a child broke; what it said is on standard error."""


@dataclass
class Child:
    """A running child, and the pipe that its result comes through."""

    pid: int
    result: int

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        os.kill(self.pid, signal.SIGKILL)

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


class Actor:
    """A child that stays, and does the same work for one word after another, until it is killed."""

    def __init__(self, work: Callable[[str], Any]) -> None:
        sys.stdout.flush()
        reading, words = os.pipe()
        answers, writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(words)
            os.close(answers)
            _act(work, reading, writing)
        os.close(reading)
        os.close(writing)
        self._words = words
        self._answers = os.fdopen(answers, encoding="utf-8")
        self.is_alive = True

    def tell(self, word: str) -> None:
        """Have it done; `answer` says how it went."""
        os.write(self._words, f"{word}\n".encode())

    def answer(self) -> Any:
        """What the work returned, through JSON; None when it was killed. Raises Failed."""
        said = self._answers.readline()
        if said:
            return json.loads(said)
        if self.is_alive:
            raise Failed(f"Actor {self._pid} broke.")
        return None

    def do(self, word: str) -> Any:
        """Have it done, and wait for the answer."""
        self.tell(word)
        return self.answer()

    def is_done_within(self, seconds: float) -> bool:
        """Whether it has answered by then."""
        return bool(select.select([self._answers], [], [], max(0.0, seconds))[0])

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self.is_alive = False
        os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        """An empty word ends it: other children hold the pipe open as well."""
        if self.is_alive:
            self.tell("")
        os.waitpid(self._pid, 0)
        os.close(self._words)
        self._answers.close()


def killed_within(actors: Sequence[Actor], seconds: Mapping[int, float]) -> int:
    """Kill some of them, each so many seconds from now unless it has answered by then.

    `seconds` by place in the list. Returns how many were killed at their work.
    """
    begun, killed = time.monotonic(), 0
    for place, after in sorted(seconds.items(), key=lambda one: one[1]):
        if not actors[place].is_done_within(begun + after - time.monotonic()):
            actors[place].kill()
            killed += 1
    return killed


def _act(work: Callable[[str], Any], reading: int, writing: int) -> NoReturn:
    try:
        with os.fdopen(reading, encoding="utf-8") as words:
            for word in iter(words.readline, "\n"):
                os.write(writing, f"{json.dumps(work(word.strip()))}\n".encode())
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
