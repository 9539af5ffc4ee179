"""Somebody who fills in a form in a browser: follows redirects, keeps cookies, posts what a page
holds. Its own CPU time is not measured."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

__all__ = ["Answer", "Visitor", "form_on"]

Fields = list[tuple[str, str]]
REDIRECTS = {301, 302, 303}
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back in the end: the page, where it is, and how many bytes were sent for it."""

    status: int
    path: str
    body: str
    size: int
    headers: dict[str, str]


@dataclass
class Visitor:
    """One browser. Every request is a connection of its own, as with sync workers behind a proxy
    that keeps none open."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, accept_encoding: str = "identity") -> Answer:
        """The page at a path, after redirects."""
        return self._follow("GET", path, None, {"Accept-Encoding": accept_encoding})

    def post(self, path: str, fields: Fields) -> Answer:
        """Post a form and get the page that it leads to."""
        return self._follow("POST", path, urlencode(fields), {"Content-Type": FORM})

    def _follow(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        answer = self._once(method, path, body, headers)
        while answer.status in REDIRECTS:
            place = urlsplit(answer.headers["location"])
            answer = self._once("GET", place.path + (f"?{place.query}" if place.query else ""))
        return answer

    def _once(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {**(headers or {}), "Cookie": cookies})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {one: morsel.value for one, morsel in SimpleCookie(value).items()}
        found = {name.lower(): value for name, value in response.getheaders()}
        text = "" if found.get("content-encoding") else content.decode("utf-8", "replace")
        return Answer(response.status, path, text, len(content), found)


def form_on(page: str) -> Fields:
    """What a browser would send of the page's first form that posts, its first button pressed."""
    reader = _FormReader()
    reader.feed(page)
    return reader.fields


class _FormReader(HTMLParser):
    """Collects names and values as the standard's "constructing the entry list" does."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = []
        self._state = "before"
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and self._state == "before" and said.get("method", "").lower() == "post":
            self._state = "inside" if _is_the_pages(said) else "before"
        if self._state != "inside":
            return
        if tag == "textarea":
            self._area = said.get("name", "")
            self.fields.append((self._area, ""))
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and "selected" in said:
            self.fields.append((self._select, said.get("value", "")))
        elif tag == "input" and said.get("name"):
            self._input(said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "form" and self._state == "inside":
            self._state = "after"

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.fields.pop()
            self.fields.append((name, before + data.removeprefix("\n")))

    def _input(self, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind in {"submit", "button", "file", "image", "reset"}:
            return
        if kind in {"radio", "checkbox"} and "checked" not in said:
            return
        self.fields.append((said["name"], said.get("value", "on")))


def _is_the_pages(said: dict[str, str]) -> bool:
    """Not the log-out button of the page's head."""
    return not re.search(r"logga-ut|logout", said.get("action", ""))
