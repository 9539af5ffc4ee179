"""What one press of a button does to a draft, without a page of its own: moving, small removals."""

from collections.abc import Callable, Mapping
from functools import partial

from django.http import QueryDict

from reporting.form_editor import choices, jumps, operations
from reporting.form_editor.parts import Document, Edited

__all__ = ["PRESSES"]

Operation = Callable[[Document], Edited]


def _key(post: QueryDict) -> str:
    return post.get("key", "")


def _step(post: QueryDict) -> int:
    return -1 if post.get("step") == "up" else 1


def _place(post: QueryDict) -> int:
    """The place of a row; one that isn't a number lies past the last."""
    at = post.get("at", "")
    return int(at) if at.isdecimal() else 10**6


def _combine(post: QueryDict) -> Operation:
    how: jumps.Combine = "any" if post.get("how") == "any" else "all"
    return partial(jumps.combine, key=_key(post), how=how)


def _move_option(post: QueryDict) -> Operation:
    option = post.get("option", "")
    return partial(choices.move_option, question=_key(post), key=option, step=_step(post))


def _remove_option(post: QueryDict) -> Operation:
    return partial(choices.remove_option, question=_key(post), key=post.get("option", ""))


PRESSES: Mapping[str, Callable[[QueryDict], Operation]] = {
    "move_page": lambda post: partial(operations.move_page, key=_key(post), step=_step(post)),
    "move_question": lambda post: partial(
        operations.move_question, key=_key(post), step=_step(post)
    ),
    "move_option": _move_option,
    "remove_option": _remove_option,
    "remove_row": lambda post: partial(jumps.remove_row, key=_key(post), at=_place(post)),
    "combine": _combine,
    "remove_rule": lambda post: partial(operations.remove_rule, key=_key(post)),
    "renumber": lambda post: operations.renumber,
}
"""What the hidden field `do` may ask for."""
