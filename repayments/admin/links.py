"""Links between the pages of claims, invoices and their documents."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin_base import admin_url
from core.transitions import label_of
from correspondence.models import Document
from repayments.models import Invoice
from repayments.queries import INVOICE_DOCUMENT

__all__ = ["document_link", "invoice_link", "link"]


def invoice_link(invoice: Invoice | None) -> SafeString | str:
    return link(admin_url(invoice), str(invoice.number)) if invoice else ""


def document_link(invoice: Invoice) -> SafeString | str:
    stored = Document.objects.filter(kind=INVOICE_DOCUMENT, about=label_of(invoice)).first()
    if stored is None:
        return "Pdf:en är på väg."
    return link(reverse("portal:staff_document", kwargs={"document_id": stored.pk}), stored.title)


def link(url: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)
