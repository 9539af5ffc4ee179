"""Böckerna: a round's kronor from frame to what is open, and what does not foot."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from core.admin_base import admin_url
from oversight.ledger import COLUMNS, Figures, difference, total
from oversight.queries import books_of

__all__ = ["BooksPage"]


class BooksPage:
    """What RoundAdmin gets: the page and its address."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        books = path(
            "<path:object_id>/bockerna/",
            self.admin_site.admin_view(self.books_view),
            name="grants_round_books",
        )
        return [books, *super().get_urls()]  # type: ignore[misc]

    def books_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The same figures as manage.py foot_ledger."""
        obj = self.row(request, object_id)  # type: ignore[attr-defined]
        rows = books_of(obj)
        page: HttpResponse = self.page(  # type: ignore[attr-defined]
            request,
            "admin/portal/books.html",
            obj,
            title=f"Böckerna: {self.heading(obj)}",  # type: ignore[attr-defined]
            columns=[words for _, words in COLUMNS],
            lines=[(row.name, _cells(row.figures)) for row in rows],
            sums=_cells(total(rows)),
            wrong=[(row.name, row.problems) for row in rows if row.problems],
            whole=difference(rows, decision_kr=obj.amount_kr),
            back=admin_url(obj),
        )
        return page


def _cells(figures: Figures) -> list[tuple[str, Any]]:
    """Each amount beside its column's name."""
    return [(words, getattr(figures, name)) for name, words in COLUMNS]
