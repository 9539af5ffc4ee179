"""Links between the pages of claims, invoices and their documents."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.admin_base import admin_url
from core.transitions import label_of
from correspondence.models import Document
from repayments.models import CreditNote, Invoice

__all__ = ["document_links", "invoice_link", "link"]


def invoice_link(invoice: Invoice | None) -> SafeString | str:
    return link(admin_url(invoice), str(invoice.number)) if invoice else ""


def document_links(document: Invoice | CreditNote) -> SafeString | str:
    """PDF and Peppol file, in a list; one query."""
    stored = Document.objects.filter(about=label_of(document)).order_by("kind")
    if not stored:
        return "Pdf:en är på väg."
    rows = (
        (reverse("portal:staff_document", kwargs={"document_id": one.pk}), one.title)
        for one in stored
    )
    listed = format_html_join("", '<li><a href="{}">{}</a></li>', rows)
    return format_html('<ul class="document-list" role="list">{}</ul>', listed)


def link(url: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)
