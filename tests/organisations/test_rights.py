"""The agency's table of roles, cell by cell, for the actions and for the pages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import NotAllowed
from organisations.access import ActingFor, ActingMember
from organisations.actions import invite, leave, remove_organisation, remove_person
from organisations.roles import OrganisationRole
from requisitions.actions import save_draft, submit_requisition
from requisitions.models import Requisition
from tests.builders import (
    APRIL,
    ROUND_KEY,
    make_recipient,
    make_requisition,
    make_round,
    requisition_values,
    typed_requisition,
)
from tests.organisations.builders import EVERYTHING, somebody

pytestmark = [pytest.mark.access, pytest.mark.django_db]

TABLE = """
| | ombud | representant | uppgiftssamordnare |
|---|---|---|---|
| start a requisition or report | yes | yes | no |
| fill in and change | yes | yes | yes |
| change contact person | yes | yes | yes |
| submit | yes | yes | no |
| invite/remove representant | yes | no | no |
| invite/remove uppgiftssamordnare | yes | yes | no |
| remove own account | yes | yes | yes |
| remove the organisation | yes | no | no |
"""
OMBUD, REPRESENTANT, SAMORDNARE, SIGNATORY = OrganisationRole

Deed = Callable[[ActingMember], object]
Post = Callable[[ActingMember], tuple[str, dict[str, Any]]]


def cells() -> Iterator[tuple[str, str, bool]]:
    """Each cell of the table: what, who, and whether she may."""
    head, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.strip().splitlines()
    ]
    for what, *answers in rows:
        for role, answer in zip(head[1:], answers, strict=True):
            yield what, role, answer == "yes"


# --- By action ------------------------------------------------------------------------------------


def _acting(who: ActingMember) -> ActingFor:
    role = frozenset({who.membership.role})
    return ActingFor(who.user, make_recipient("RSS-12"), who.organisation, role)


def _start(who: ActingMember) -> Requisition:
    return save_draft(make_round(), _acting(who), typed=typed_requisition())


def _fill_in(who: ActingMember, **changes: str) -> Requisition:
    round_ = make_requisition(submitted=False).round
    return save_draft(round_, _acting(who), typed=typed_requisition() | changes)


def _change_contact(who: ActingMember) -> Requisition:
    return _fill_in(who, contact_name="Ny Kontakt")


def _submit(who: ActingMember) -> Requisition:
    draft = make_requisition(submitted=False)
    return submit_requisition(draft, _acting(who), values=requisition_values(), at=APRIL)


def _invite(role: OrganisationRole) -> Deed:
    return lambda who: invite(who, email="ny@example.se", role=role, scope=EVERYTHING, at=APRIL)


def _remove(role: OrganisationRole) -> Deed:
    return lambda who: remove_person(somebody(role).membership, who, at=APRIL)


ACTIONS: dict[str, tuple[Deed, ...]] = {
    "start a requisition or report": (_start,),
    "fill in and change": (_fill_in,),
    "change contact person": (_change_contact,),
    "submit": (_submit,),
    "invite/remove representant": (_invite(REPRESENTANT), _remove(REPRESENTANT)),
    "invite/remove uppgiftssamordnare": (_invite(SAMORDNARE), _remove(SAMORDNARE)),
    "remove own account": (lambda who: leave(who, at=APRIL, without_ombud=True),),
    "remove the organisation": (lambda who: remove_organisation(who, at=APRIL),),
}


@pytest.mark.parametrize(("what", "role", "may"), list(cells()))
def test_actions_keep_to_the_table(what: str, role: str, may: bool) -> None:
    for act in ACTIONS[what]:
        who = somebody(OrganisationRole(role))
        if may:
            act(who)
        else:
            with pytest.raises(NotAllowed):
                act(who)


@pytest.mark.parametrize("role", [REPRESENTANT, SAMORDNARE, SIGNATORY])
def test_only_an_ombud_decides_on_ombud_and_signatory(role: OrganisationRole) -> None:
    who = somebody(role)
    for other in (OMBUD, SIGNATORY):
        for act in (_invite(other), _remove(other)):
            with pytest.raises(NotAllowed):
                act(who)


@pytest.mark.parametrize("role", OrganisationRole)
def test_an_ombud_invites_and_removes_every_role(role: OrganisationRole) -> None:
    who = somebody()
    _invite(role)(who)
    _remove(role)(who)


# --- By page --------------------------------------------------------------------------------------


def _case_page(name: str, **data: str) -> Post:
    def post(who: ActingMember) -> tuple[str, dict[str, Any]]:
        make_requisition(submitted=False)
        return _case_url(name), {**typed_requisition(), **data, "save": ""}

    return post


def _start_page(who: ActingMember) -> tuple[str, dict[str, Any]]:
    make_round()
    return _case_url("edit"), {**typed_requisition(), "save": ""}


def _case_url(name: str) -> str:
    return reverse(f"requisitions:{name}", args=[ROUND_KEY, "RSS-12"])


def _page(name: str, **data: str) -> Post:
    return lambda who: (reverse(f"organisations:{name}", args=[who.organisation.pk]), data)


def _invite_page(role: OrganisationRole) -> Post:
    return _page("invite", email="ny@example.se", role=role)


def _remove_page(role: OrganisationRole) -> Post:
    def post(who: ActingMember) -> tuple[str, dict[str, Any]]:
        other = somebody(role).membership
        return reverse("organisations:remove_person", args=[who.organisation.pk, other.pk]), {}

    return post


PAGES: dict[str, tuple[Post, ...]] = {
    "start a requisition or report": (_start_page,),
    "fill in and change": (_case_page("edit"),),
    "change contact person": (_case_page("edit", contact_name="Ny Kontakt"),),
    "submit": (_case_page("submit"),),
    "invite/remove representant": (_invite_page(REPRESENTANT), _remove_page(REPRESENTANT)),
    "invite/remove uppgiftssamordnare": (_invite_page(SAMORDNARE), _remove_page(SAMORDNARE)),
    "remove own account": (_page("leave", without_ombud="on"),),
    "remove the organisation": (_page("remove_organisation"),),
}


@pytest.mark.parametrize(("what", "role", "may"), list(cells()))
def test_pages_keep_to_the_table(what: str, role: str, may: bool, client: Client) -> None:
    for post in PAGES[what]:
        who = somebody(OrganisationRole(role))
        client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
        url, data = post(who)
        response = client.post(url, data)
        done = response.status_code == 302
        assert done is may, response.status_code
