"""`make run`: web, worker and beat of the Procfile together, until one ends or Ctrl-C."""

import os
import signal
import socket
import sys
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from honcho import manager as honcho
from honcho.environ import parse_procfile

honcho.KILL_WAIT = 15  # seconds
# Ctrl-C ends the worker's pool together with it, so a soft end would wait for nobody; the broker
# gives unfinished tasks out again.
os.environ["REMAP_SIGTERM"] = "SIGQUIT"


def main() -> None:
    port = int(os.environ.get("PORT", "8000"))
    if not _is_free(port):
        sys.exit(f"Port {port} is taken. Choose another: make run PORT={port + 1}")
    _announce()
    manager = honcho.Manager()
    procfile = parse_procfile((settings.BASE_DIR / "Procfile").read_text())
    for name, command in procfile.processes.items():
        manager.add_process(name, command, cwd=str(settings.BASE_DIR))
    signal.signal(signal.SIGHUP, _end_as_if_terminated)
    manager.loop()
    if settings.EMBEDDED_POSTGRES:
        settings.EMBEDDED_POSTGRES.stop()
    stopped_by_hand = manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
    sys.exit(0 if stopped_by_hand else manager.returncode)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _announce() -> None:
    print(f"\nPortalen öppnas på {settings.PORTAL_URL}/  (Ctrl-C stänger av allt)")  # noqa: T201
    if settings.DEVELOPMENT_MAIL_DIR:
        print(f"Brev och inloggningskoder hamnar på {settings.PORTAL_URL}/brevlada/")  # noqa: T201
    if settings.PORTAL_TODAY:
        print("Logga in med kod till någon av de här adresserna:")  # noqa: T201
        call_command("demo_logins")
    sys.stdout.flush()


def _end_as_if_terminated(signum: int, frame: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
