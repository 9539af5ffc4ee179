"""How large an uploaded table may be. All of Sweden is some 300 rows, well below 200 kB."""

__all__ = [
    "MAX_BYTES", "MAX_CELL", "MAX_COLUMNS", "MAX_ROWS", "MAX_UNPACKED_BYTES", "MAX_ZIP_MEMBERS",
    "megabytes",
]  # fmt: skip

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
MAX_ZIP_MEMBERS = 500
MAX_ROWS = 2_000
MAX_COLUMNS = 40
MAX_CELL = 300


def megabytes(size: int) -> str:
    """52 428 800 → "50 MB", 5 452 595 → "5,2 MB"."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",") + " MB"
