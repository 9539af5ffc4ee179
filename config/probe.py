"""The container's own look at /healthz, under the name that production answers to."""

import os
import sys
from urllib.request import Request, urlopen


def main() -> None:
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"
    with urlopen(Request(address, headers={"Host": host}), timeout=5) as answer:
        sys.exit(answer.status != 200)


if __name__ == "__main__":
    main()
