"""To whom a letter goes that can't reach the one it was for. Who that is, the case's app says.

Letters with somebody's secret link are never passed on: nobody else may use it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from core.dates import day_of
from correspondence.bounces.wording import passed_on_note
from correspondence.followers import NOBODY, Followers, followers
from correspondence.models import Letter
from correspondence.plan import Addressee, Due, kinds
from correspondence.queries import held_addresses
from correspondence.writing import Written, with_note

__all__ = ["around_the_held", "pass_on"]


def pass_on(letter: Letter, *, at: datetime) -> list[Letter]:
    """Write the letter to the case's next person and to the registry, with a line that says why.

    Once: who has been written the same letter is not written it again, and what has gone on
    doesn't go on anew. The caller holds the letter's lock. Returns the letters that were written.
    """
    kind = kinds().get(letter.kind)
    too_late = letter.send_until is not None and day_of(at) > letter.send_until
    if kind is None or kind.is_personal or too_late or letter.passed_on.exists():
        return []
    found = followers([letter.case], on=day_of(at)).get(letter.case, NOBODY)
    told = _told(letter)
    registry, people = (
        [one for one in _reachable(group) if one.email not in told]
        for group in (found.registry, found.people)
    )
    words = _words(letter)
    copies = [_copy(letter, one, words, at=at) for one in _once_each([*people[:1], *registry])]
    return [one for one in copies if one is not None]


def _told(letter: Letter) -> set[str]:
    """The addresses that the same letter has been written to."""
    same = Letter.objects.filter(kind=letter.kind, about=letter.about, case=letter.case)
    if letter.step_id is not None:
        same = same.filter(step=letter.step_id, counted_from_day=letter.counted_from_day)
    else:
        same = same.filter(due_on=letter.due_on)
    return set(same.values_list("to_email", flat=True))


def _reachable(some: Iterable[Addressee]) -> list[Addressee]:
    written_small = _once_each(some)
    held = held_addresses(one.email for one in written_small)
    return [one for one in written_small if one.email not in held]


def _once_each(some: Iterable[Addressee]) -> list[Addressee]:
    unique: dict[str, Addressee] = {}
    for one in some:
        unique.setdefault(one.email.lower(), replace(one, email=one.email.lower()))
    return list(unique.values())


def _words(letter: Letter) -> Written:
    """The words of the first letter, with one line that names everybody whom it did not reach."""
    missed, first = [letter.to_email], letter
    while first.instead_of is not None:
        first = first.instead_of
        missed.insert(0, first.to_email)
    words = Written(first.subject, first.body_text, first.body_html)
    return with_note(words, passed_on_note(missed))


def _copy(letter: Letter, to: Addressee, words: Written, *, at: datetime) -> Letter | None:
    """None when somebody, whose letter came back at the same time, was first."""
    copy, created = Letter.objects.get_or_create(
        about=letter.about,
        case=letter.case,
        kind=letter.kind,
        due_on=letter.due_on,
        to_email=to.email,
        defaults={
            "diarienummer": letter.diarienummer,
            "step": letter.step,
            "counted_from_day": letter.counted_from_day,
            "send_until": letter.send_until,
            "to_name": to.name,
            "reply_to": letter.reply_to,
            "words": letter.words,
            "instead_of": letter,
            "queued_at": at,
            "next_attempt_at": at,
            **vars(words),
        },
    )
    if not created:
        return None
    copy.attachments.set(letter.attachments.all())
    return copy


def around_the_held(dues: list[Due], *, today: date) -> list[Due]:
    """The same letters without addresses that don't work; to the registry when nobody is left.

    Where not even that can be reached the letter goes to whom it was for: so it is seen, in the
    case and among what came back, that nobody was told. One query, and those of `followers` if
    somebody is held.
    """
    held = held_addresses(to.email for due in dues for to in due.to)
    if not held:
        return dues
    stuck = {due.case for due in dues if all(to.email in held for to in due.to)}
    found = followers(stuck, on=today) if stuck else {}
    others = [to for one in found.values() for to in (*one.registry, *one.people)]
    held |= held_addresses(to.email.lower() for to in others)
    return [replace(due, to=_around(due, held, others=found.get(due.case, NOBODY))) for due in dues]


def _around(due: Due, held: set[str], *, others: Followers) -> tuple[Addressee, ...]:
    left = tuple(to for to in due.to if to.email not in held)
    if left or not due.to:
        return left
    instead = [one for one in (*others.registry, *others.people) if one.email.lower() not in held]
    note = passed_on_note(to.email for to in due.to)
    return tuple(replace(one, note=note) for one in instead[:1]) or due.to
