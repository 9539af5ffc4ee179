"""What the form engine costs: forms of 30, 100 and 300 questions, half of them with a condition.

    .venv/bin/python -m bench.engine

Prints a JSON object a line. Times are milliseconds of CPU, the median of many runs on answers that
open every question, on the form's last page: the dearest case. It is what page_form asks of the
engine (what is asked, what may be asked on the page, what is wrong), without drawing the HTML.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from reporting.questionnaire import FormDocument, Stored, lint, reachable
from reporting.questionnaire.browser import page_data
from reporting.questionnaire.engine import unsettled_in
from reporting.questionnaire.possible import possible_on

SIZES = (30, 100, 300)
PER_PAGE = 10
RUNS = 150
FACTS = {"received_kr": 1611111}
OPTIONS = [{"key": key, "label": key.upper()} for key in ("x", "y", "z")]


def form(size: int) -> FormDocument:
    """A form of so many questions, every other one behind the one before it."""
    asked = [_question(at) for at in range(size)]
    pages = [
        {"key": f"p{at}", "title": f"Sida {at}", "questions": asked[at : at + PER_PAGE]}
        for at in range(0, size, PER_PAGE)
    ]
    return FormDocument.model_validate({"key": "bench", "title": "Bench", "pages": pages})


def answers(size: int) -> dict[str, Stored]:
    """Answers that open every question."""
    return {f"q{at}": _answer(at) for at in range(size) if at % 10 != 9}


def _question(at: int) -> dict[str, Any]:
    question: dict[str, Any] = {"key": f"q{at}", "label": f"Fråga {at}", "number": str(at + 1)}
    match at % 10:
        case 0 | 4:
            question |= {"type": "kronor", "required": True}
        case 1:
            question |= {"type": "long_text", "limit": 2000}
        case 2:
            question |= {"type": "many_choice", "options": OPTIONS}
        case 6:
            question |= {"type": "one_choice", "options": OPTIONS}
        case 8:
            question |= {"type": "email"}
        case 9:
            parts = [{"q": f"q{at - 9}"}, {"q": f"q{at - 5}"}]
            question |= {"type": "computed", "unit": "kr", "calculation": {"sum": parts}}
        case _:
            question |= {"type": "text"}
    return question | ({"shown_if": _condition(at)} if at % 2 else {})


def _condition(at: int) -> dict[str, Any]:
    before = f"q{at - 1}"
    match (at - 1) % 10:
        case 0 | 4:
            first: dict[str, Any] = {"q": before, "op": "gt", "value": 0}
        case 2:
            first = {"q": before, "op": "includes", "value": "x"}
        case 6:
            first = {"q": before, "op": "is", "value": "x"}
        case _:
            first = {"q": before, "op": "answered"}
    return {"all": [first, {"not": {"q": before, "op": "unanswered"}}]}


def _answer(at: int) -> Stored:
    by_kind: dict[int, Stored] = {0: 1000, 4: 500, 2: ["x", "y"], 6: "x", 8: "anna@exempel.se"}
    return by_kind.get(at % 10, "Vi har gjort det som stod i planen.")


def cpu_ms(work: Callable[[], object]) -> float:
    """The median CPU time of a piece of work."""
    work()
    taken = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def figures(size: int) -> dict[str, float]:
    """The figures of one size of form, by name."""
    document, given = form(size), answers(size)
    page = document.pages[-1]

    def shown() -> object:
        reach = reachable(document, given, FACTS)
        return page_data(list(possible_on(page, reach)), reach, FACTS)

    def saved() -> object:
        possible = list(possible_on(page, reachable(document, given, FACTS)))
        after = reachable(document, given, FACTS)
        return page_data(possible, after, FACTS), unsettled_in(after, FACTS, page=page)

    return {
        f"engine_page_shown_{size}_ms": cpu_ms(shown),
        f"engine_page_saved_{size}_ms": cpu_ms(saved),
        f"engine_reach_{size}_ms": cpu_ms(lambda: reachable(document, given, FACTS)),
        f"engine_lint_{size}_ms": cpu_ms(lambda: lint(document)),
    }


def main() -> None:
    """Print every figure, and how a page's cost grows from 30 to 300 questions (1.0 is linear)."""
    found: dict[str, float] = {}
    for size in SIZES:
        found |= figures(size)
    for what in ("shown", "saved"):
        growth = found[f"engine_page_{what}_300_ms"] / found[f"engine_page_{what}_30_ms"] / 10
        found[f"engine_page_{what}_growth"] = growth
    for figure, value in found.items():
        sys.stdout.write(json.dumps({"figure": figure, "value": round(value, 3)}) + "\n")


if __name__ == "__main__":
    main()
