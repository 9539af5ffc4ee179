"""System libraries that pip can't install: looked for, installed where that may be done.

As root on Debian they are installed; elsewhere one line says what to install.
"""

import ctypes.util
import os
import shutil
import subprocess
import sys

PANGO = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset", "fontconfig")
PANGO_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing_packages(kind: str) -> list[str]:
    """Debian's names of what is missing to "run" the portal or to "test" it."""
    missing = []
    if kind == "run" and not all(ctypes.util.find_library(name) for name in PANGO):
        missing += PANGO_PACKAGES
    if kind == "test" and browser() is None:
        missing += ["chromium"]
    return missing


def browser() -> str | None:
    """Path of an installed Chromium."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def main() -> None:
    """`python -m config.needs run test`: have both kinds of needs met, or say what is missing."""
    packages = [package for kind in sys.argv[1:] for package in missing_packages(kind)]
    if not packages:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Missing system packages. On Debian or Ubuntu: sudo {' '.join(install)}")
    print("Installing", *packages)  # noqa: T201
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "--quiet=2"], [*install, "--quiet=2"]):
        subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
