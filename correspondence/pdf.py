"""HTML → PDF/A-3a, and what lies in one. The only module that imports WeasyPrint or pypdf.

One font configuration and one stylesheet per process: building them costs more than a page.
"""

import atexit
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

STYLESHEET = Path(settings.BASE_DIR) / "templates" / "documents" / "document.css"


@dataclass(frozen=True)
class Attached:
    """A file carried inside the PDF, for instance the answers as JSON."""

    filename: str
    content: bytes
    description: str


def render_pdf(template: str, context: dict[str, Any], *attached: Attached) -> bytes:
    """Render a document template as a tagged PDF/A-3a with the given files attached."""
    from weasyprint import HTML, Attachment

    html = HTML(
        string=render_to_string(template, context),
        base_url=str(STYLESHEET.parent),
        url_fetcher=_our_files(),
    )
    stylesheet, fonts = _clothes()
    files = [
        Attachment(string=file.content, name=file.filename, description=file.description)
        for file in attached
    ]
    pdf: bytes = html.write_pdf(
        stylesheets=[stylesheet],
        font_config=fonts,
        attachments=files,
        pdf_variant="pdf/a-3a",
        custom_metadata=True,
    )
    return pdf


@lru_cache(maxsize=1)
def _clothes() -> tuple[Any, Any]:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    atexit.register(_clothes.cache_clear)  # the fonts' own clean-up needs a living interpreter
    css = CSS(filename=str(STYLESHEET), font_config=fonts, url_fetcher=_our_files())
    return css, fonts


@lru_cache(maxsize=1)
def _our_files() -> Any:
    """Documents are made of the project's own files: nothing is fetched from anywhere else."""
    from weasyprint.urls import URLFetcher

    class OurFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            path = Path(urlsplit(url).path).resolve()
            if urlsplit(url).scheme != "file" or not path.is_relative_to(settings.BASE_DIR):
                raise ValueError(f"A document may not fetch {url}.")
            return super().fetch(url, headers)

    return OurFiles(allowed_protocols=["file"])


def attachments_in(content: bytes) -> dict[str, bytes]:
    """The files carried inside a PDF, by name. Raises ValueError for what is no PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        found = PdfReader(BytesIO(content)).attachments
        return {name: files[0] for name, files in found.items()}
    except (PyPdfError, KeyError, IndexError) as broken:
        raise ValueError(f"The PDF can't be read: {broken}") from broken
