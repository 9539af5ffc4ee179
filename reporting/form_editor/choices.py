"""What can be done to the options of a choice. Pure, as operations.py."""

from reporting.form_editor.parts import (
    Document,
    Edited,
    Part,
    copy_of,
    find_option,
    find_question,
    free_key,
)

__all__ = ["add_option", "edit_option", "move_option", "option", "remove_option"]


def option(label: str, *, exclusive: bool = False, ask: str = "", limit: int | None = None) -> Part:
    """An option without key; `ask` is the label of the text it asks for, `limit` in characters."""
    part: Part = {"label": label}
    if exclusive:
        part["exclusive"] = True
    if ask:
        part["text"] = {"label": ask, **({"limit": limit} if limit else {})}
    return part


def add_option(document: Document, question: str, new: Part) -> Edited:
    """An option, last in the list."""
    edited = copy_of(document)
    part = find_question(edited, question).part
    options = part.setdefault("options", [])
    options.append({"key": free_key(new["label"], {one["key"] for one in options}), **new})
    return Edited(edited, f"La till alternativet ”{new['label']}” i frågan ”{part['label']}”.")


def edit_option(document: Document, question: str, key: str, new: Part) -> Edited:
    """An option's text and marks. Its key stays, so that earlier answers still mean the same."""
    edited = copy_of(document)
    found = find_option(edited, question, key)
    before = found.part["label"]
    found.siblings[found.at] = {"key": key, **new}
    return Edited(edited, f"Ändrade alternativet ”{before}”.")


def move_option(document: Document, question: str, key: str, *, step: int) -> Edited:
    """An option one step up (-1) or down (+1)."""
    edited = copy_of(document)
    found = find_option(edited, question, key)
    to = min(max(found.at + step, 0), len(found.siblings) - 1)
    found.siblings.insert(to, found.siblings.pop(found.at))
    direction = "uppåt" if step < 0 else "nedåt"
    return Edited(edited, f"Flyttade alternativet ”{found.part['label']}” {direction}.")


def remove_option(document: Document, question: str, key: str) -> Edited:
    """An option, with the text it asks for."""
    edited = copy_of(document)
    found = find_option(edited, question, key)
    found.siblings.remove(found.part)
    return Edited(edited, f"Tog bort alternativet ”{found.part['label']}”.")
