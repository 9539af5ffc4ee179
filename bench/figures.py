"""What is measured. Each function takes two sites and returns figures; run.py writes them down.

`Site.people` are logged in and have pages to save. A save is what a browser does: post the page,
follow the redirect, get the next one.
"""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median, quantiles
from urllib.parse import urljoin

from bench.servers import Server, database_cpu
from bench.visitors import Answer, Visitor, form_on
from config.embedded import Cluster

__all__ = [
    "Figure",
    "Person",
    "Site",
    "deadline_day",
    "first_view",
    "save_page",
    "save_page_queries",
]

ASSET = re.compile(r'<(?:link|script)[^>]+(?:href|src)="([^"]+\.(?:css|js|woff2|svg)[^"]*)"')
IMPORT = re.compile(r'(?:from|import)\s*"(\./[^"]+|/[^"]+)"|url\("?([^")]+\.woff2)"?\)')


@dataclass(frozen=True)
class Figure:
    """A measured value, what it may be at most, and what it is made of."""

    figure: str
    value: float
    limit: float
    detail: str = ""


@dataclass(frozen=True)
class Person:
    """Cookies of somebody who is logged in, and the pages that she saves."""

    cookies: dict[str, str]
    pages: list[str]


@dataclass(frozen=True)
class Site:
    """A server with its database and its people."""

    server: Server
    cluster: Cluster
    people: list[Person]

    def visitor(self, person: Person) -> Visitor:
        """A browser of hers."""
        return Visitor(self.server.port, dict(person.cookies))

    @property
    def cpu(self) -> float:
        """Seconds used by application and database so far."""
        return self.server.cpu + database_cpu(self.cluster)


def save_page(portal: Site, floor: Site, *, saves: int, rounds: int) -> list[Figure]:
    """CPU of application and database per save, portal ÷ floor, in alternating turns.

    The median of the turns' ratios: a neighbour's noise in one turn does not count.
    """
    turns = [(_turn(portal, saves), _turn(floor, saves)) for _ in range(rounds)]
    ratios = [ours / theirs for ours, theirs in turns[1:]]  # the first one warms both up
    ours, theirs = (1000 * median(side) for side in zip(*turns[1:], strict=True))
    detail = f"{ours:.1f} ms mot golvets {theirs:.1f} ms, {saves} sparade sidor × {rounds - 1}"
    return [Figure("save_page", round(median(ratios), 2), 1.0, detail)]


def save_page_queries(counted: list[int]) -> list[Figure]:
    """Questions to the database for a post and the next page, the most of any page."""
    fewest, most = min(counted), max(counted)
    return [Figure("save_page_queries", most, 8, f"{fewest} till {most} på {len(counted)} sidor")]


def _turn(site: Site, saves: int) -> float:
    """Seconds of CPU per save."""
    person = site.people[0]
    visitor = site.visitor(person)
    posts = [(page, form_on(_page(visitor, page).body)) for page in person.pages]
    before = site.cpu
    for path, fields in islice(cycle(posts), saves):
        answer = visitor.post(path, [*_fresh(fields, visitor), ("bench", "1")])
        if answer.status != 200 or answer.path == path:
            raise RuntimeError(f"{path} was not saved: {answer.status} at {answer.path}")
    return (site.cpu - before) / saves


def _fresh(fields: list[tuple[str, str]], visitor: Visitor) -> Iterator[tuple[str, str]]:
    """The fields without what guards against overwriting: nobody else is here."""
    yield from ((name, value) for name, value in fields if name != "seen")


def _page(visitor: Visitor, path: str) -> Answer:
    answer = visitor.get(path)
    if answer.status != 200 or answer.path != path:
        raise RuntimeError(f"{path} answers {answer.status} at {answer.path}")
    return answer


def first_view(portal: Site) -> list[Figure]:
    """Bytes and requests of a form page with its style sheets, scripts and fonts, compressed."""
    person = portal.people[0]
    visitor = portal.visitor(person)
    page = _page(visitor, person.pages[0])
    sizes = {page.path: visitor.get(page.path, accept_encoding="br, gzip").size}
    waiting = ASSET.findall(page.body)
    while waiting:
        path = waiting.pop()
        if path in sizes:
            continue
        sizes[path] = visitor.get(path, accept_encoding="br, gzip").size
        text = "" if path.endswith((".woff2", ".svg")) else visitor.get(path).body
        waiting += [urljoin(path, one or other) for one, other in IMPORT.findall(text)]
    return [
        Figure("first_view_kb", round(sum(sizes.values()) / 1000, 1), 90),
        Figure("first_view_requests", len(sizes), 8, ", ".join(sorted(sizes))),
    ]


def deadline_day(portal: Site, floor: Site, *, at_once: int) -> list[Figure]:
    """Everybody saves every page, many at once: failures, and p95 of the waits ÷ the floor's."""
    ours, failed = _rush(portal, at_once)
    theirs, floor_failed = _rush(floor, at_once)
    if floor_failed:
        raise RuntimeError(f"The floor itself failed {floor_failed} times.")
    p95, floor_p95 = (quantiles(waits, n=20)[-1] for waits in (ours, theirs))
    detail = f"{1000 * p95:.0f} ms mot golvets {1000 * floor_p95:.0f} ms, {at_once} samtidigt"
    return [
        Figure("deadline_day_failed", failed, 0, f"av {len(ours) + failed} sparade sidor"),
        Figure("deadline_day_p95", round(p95 / floor_p95, 2), 2, detail),
    ]


def _rush(site: Site, at_once: int) -> tuple[list[float], int]:
    with ThreadPoolExecutor(at_once) as crowd:
        results = list(crowd.map(lambda person: _save_all(site, person), site.people))
    waits = [wait for found, _ in results for wait in found]
    return waits, sum(failed for _, failed in results)


def _save_all(site: Site, person: Person) -> tuple[list[float], int]:
    """One person goes through all her pages."""
    visitor = site.visitor(person)
    waits: list[float] = []
    failed = 0
    page = visitor.get(person.pages[0])
    for path in person.pages:
        if page.path != path:
            page = visitor.get(path)
        began = time.perf_counter()
        page = visitor.post(path, form_on(page.body))
        if page.status != 200 or page.path == path:
            failed += 1
        else:
            waits.append(time.perf_counter() - began)
    return waits, failed
