"""What can be done to a form: pages, questions and texts. Pure: a document in, a new one out.

Every operation says in words what it did, for the form's log. What makes a form unfit (a jump to
a question that has been taken away) is allowed here: the linter says so before it is published.
Options are in choices.py, jumps in jumps.py.
"""

from collections.abc import Collection, Mapping
from typing import Any

from reporting.form_editor.free_text import blocks_of
from reporting.form_editor.parts import (
    Document,
    Edited,
    Found,
    Part,
    copy_of,
    find_page,
    find_question,
    free_key,
    gone,
    keys_of,
    parts,
)

__all__ = [
    "add_page",
    "add_question",
    "copy_page",
    "copy_question",
    "edit_introduction",
    "edit_page",
    "edit_question",
    "edit_rule",
    "move_page",
    "move_question",
    "move_to_page",
    "remove_page",
    "remove_question",
    "remove_rule",
    "renumber",
]

ATTRIBUTES: Mapping[str, str] = {
    "label": "frågans text",
    "help": "hjälptexten",
    "number": "numret",
    "required": "om den måste besvaras",
    "limit": "högsta antalet tecken",
    "minimum": "det lägsta värdet",
    "maximum": "det högsta värdet",
    "prefill": "förifyllningen",
    "fact": "vilken uppgift som visas",
    "type": "sorten",
    "by": "vem som svarar",
    "unit": "enheten",
    "decimals": "antalet decimaler",
    "measure": "vad talet räknar",
    "earliest": "den tidigaste dagen",
    "latest": "den senaste dagen",
    "scale": "skalan",
}
"""What can be changed about a question, as the log names it."""


def edit_introduction(document: Document, *, title: str, text: str) -> Edited:
    """The form's title and what it begins with."""
    new = copy_of(document)
    new |= {"title": title, "intro": blocks_of(text)}
    return Edited(new, "Ändrade formulärets titel eller inledning.")


# --- Pages ----------------------------------------------------------------------------------------


def add_page(document: Document, *, title: str, text: str) -> Edited:
    """A new page, last in the form."""
    new = copy_of(document)
    key = free_key(title, keys_of(new))
    new["pages"].append({"key": key, "title": title, "body": blocks_of(text), "questions": []})
    return Edited(new, f"La till sidan ”{title}”.")


def edit_page(document: Document, key: str, *, title: str, text: str) -> Edited:
    """A page's title and free text."""
    new = copy_of(document)
    page = find_page(new, key).part
    words = f"Ändrade texten på sidan ”{title}”."
    if page["title"] != title:
        words = f"Bytte rubrik på sidan ”{page['title']}” till ”{title}”."
    page |= {"title": title, "body": blocks_of(text)}
    return Edited(new, words)


def move_page(document: Document, key: str, *, step: int) -> Edited:
    """A page one step up (-1) or down (+1)."""
    new = copy_of(document)
    found = find_page(new, key)
    return Edited(new, f"Flyttade sidan ”{found.part['title']}” {_moved(found, step)}.")


def remove_page(document: Document, key: str) -> Edited:
    """A page with all its questions."""
    new = copy_of(document)
    found = find_page(new, key)
    found.siblings.remove(found.part)
    count = len(found.part.get("questions", []))
    with_questions = f" med {count} frågor" if count else ""
    return Edited(new, f"Tog bort sidan ”{found.part['title']}”{with_questions}.")


def copy_page(document: Document, source: Document, key: str) -> Edited:
    """A page of another form, last in this one, with the questions that this one lacks."""
    new = copy_of(document)
    page = copy_of(find_page(source, key).part)
    taken = keys_of(new)
    if page["key"] in taken:
        page["key"] = free_key(page["title"], taken)
    page["questions"] = [one for one in page.get("questions", []) if not _keys(one) & taken]
    new["pages"].append(page)
    return Edited(new, f"Kopierade sidan ”{page['title']}” från ”{source['title']}”.")


# --- Questions ------------------------------------------------------------------------------------


def add_question(
    document: Document,
    page: str,
    question: Part,
    *,
    group: str = "",
    taken: Collection[str] = (),
) -> Edited:
    """A question (without key) last on a page, or last among the fields of a group.

    `taken` are keys of earlier revisions, which name other questions' answers.
    """
    new = copy_of(document)
    key = free_key(question["label"], keys_of(new) | set(taken))
    siblings = _siblings(new, page, group)
    siblings.append({"key": key, **question})
    where = f"sidan ”{find_page(new, page).part['title']}”"
    return Edited(new, f"La till frågan ”{question['label']}” på {where}.")


def edit_question(document: Document, key: str, changes: Mapping[str, Any]) -> Edited:
    """Change a question's texts, limits and marks; None takes a value away."""
    new = copy_of(document)
    question = find_question(new, key).part
    changed = [name for name in changes if question.get(name) != changes[name]]
    label = question["label"]
    for name, value in changes.items():
        if value is None:
            question.pop(name, None)
        else:
            question[name] = value
    named = ", ".join(ATTRIBUTES.get(name, name) for name in changed)
    return Edited(new, f"Ändrade {named or 'inget'} i frågan ”{label}”.")


def move_question(document: Document, key: str, *, step: int) -> Edited:
    """A question or field one step up (-1) or down (+1) among its own."""
    new = copy_of(document)
    found = find_question(new, key)
    return Edited(new, f"Flyttade frågan ”{found.part['label']}” {_moved(found, step)}.")


def move_to_page(document: Document, key: str, page: str) -> Edited:
    """A question to the end of another page."""
    new = copy_of(document)
    found = find_question(new, key)
    if found.group is not None:
        raise gone("Frågan")
    found.siblings.remove(found.part)
    target = find_page(new, page).part
    target.setdefault("questions", []).append(found.part)
    return Edited(new, f"Flyttade frågan ”{found.part['label']}” till sidan ”{target['title']}”.")


def remove_question(document: Document, key: str) -> Edited:
    """A question, with its fields and options."""
    new = copy_of(document)
    found = find_question(new, key)
    found.siblings.remove(found.part)
    return Edited(new, f"Tog bort frågan ”{found.part['label']}”.")


def copy_question(document: Document, source: Document, key: str, page: str) -> Edited:
    """A question of another form, with its key, so that its answers compare across years."""
    new = copy_of(document)
    question = copy_of(find_question(source, key).part)
    if _keys(question) & keys_of(new):
        raise gone("Den frågan finns redan i formuläret, så den")
    find_page(new, page).part.setdefault("questions", []).append(question)
    return Edited(new, f"Kopierade frågan ”{question['label']}” från ”{source['title']}”.")


def renumber(document: Document) -> Edited:
    """Number the numbered questions anew in order, from the lowest number there is."""
    new = copy_of(document)
    numbered = [found.part for found in parts(new) if found.part.get("number")]
    taken = [int(part["number"]) for part in numbered if part["number"].isdigit()]
    for number, part in enumerate(numbered, start=min(taken, default=1)):
        part["number"] = str(number)
    return Edited(new, f"Numrerade om {len(numbered)} frågor i ordning.")


# --- Rules ----------------------------------------------------------------------------------------


def edit_rule(document: Document, key: str, *, message: str) -> Edited:
    """What a rule across answers says when it is broken."""
    new = copy_of(document)
    _rule(new, key)["message"] = message
    return Edited(new, f"Ändrade meddelandet ”{message}”.")


def remove_rule(document: Document, key: str) -> Edited:
    """A rule across answers."""
    new = copy_of(document)
    rule = _rule(new, key)
    new["rules"].remove(rule)
    return Edited(new, f"Tog bort regeln ”{rule['message']}”.")


def _rule(document: Document, key: str) -> Part:
    for rule in document.get("rules", []):
        if rule["key"] == key:
            found: Part = rule
            return found
    raise gone("Regeln")


def _siblings(document: Document, page: str, group: str) -> list[Part]:
    part = find_question(document, group).part if group else find_page(document, page).part
    siblings: list[Part] = part.setdefault("fields" if group else "questions", [])
    return siblings


def _moved(found: Found, step: int) -> str:
    """Move a part among its siblings; says where to. At the edge it stays."""
    to = min(max(found.at + step, 0), len(found.siblings) - 1)
    found.siblings.insert(to, found.siblings.pop(found.at))
    return "uppåt" if step < 0 else "nedåt"


def _keys(question: Part) -> set[str]:
    return {question["key"], *(field["key"] for field in question.get("fields", []))}
