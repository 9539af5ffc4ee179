"""Who may reach which address: every URL × every role × own and foreign object.

A URL that declares nothing fails here. What belongs to somebody else answers 404; what the role
does not allow answers 403; who is not logged in is sent to the log-in.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.fixtures import Settings

from core import clock
from core.transitions import label_of
from correspondence import uploads
from correspondence.models import Letter, PlanStep, Upload
from correspondence.outbox import queue_due_letters
from correspondence.uploads import Belongs
from organisations.access import Access, Audience
from organisations.invitations import token_for as invitation_token_for
from organisations.models import Invitation, Membership, User
from organisations.roles import OrganisationRole, StaffRole
from portal import calendar_feed
from repayments.actions import communicate_claim, propose_missing
from repayments.models import Claim
from reporting.actions import ask_extension
from reporting.models import Report, Supplement
from reporting.signing import token_for
from requisitions.actions import announce_return
from requisitions.documents import requisition_document
from tests.allocations.builders import filed
from tests.builders import (
    APRIL,
    FEBRUARY,
    ROUND_KEY,
    acting,
    at,
    faultless_answers,
    lock,
    make_member,
    make_recipient,
    make_report,
    make_staff,
    make_user,
)
from tests.correspondence.test_uploads import FILING
from tests.grants.builders import attach
from tests.organisations.builders import make_invitation, somebody
from tests.repayments.builders import by_staff

pytestmark = [pytest.mark.access, pytest.mark.django_db]

BEFORE_LOG_IN = (
    "account_login", "account_request_login_code", "account_confirm_login_code",
    "account_logout", "account_inactive", "account_signup", "account_reauthenticate",
    "mfa_authenticate",
)  # fmt: skip
OWN_LOG_IN = (
    "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "usersessions_list",
)  # fmt: skip
LIBRARY = {
    **dict.fromkeys(BEFORE_LOG_IN, Access(Audience.PUBLIC)),  # each guards its own step
    **dict.fromkeys(OWN_LOG_IN, Access(Audience.SIGNED_IN)),
}
ADMIN = Access(Audience.STAFF)
OWNED = {"recipient_code", "organisation_id"}
MAIL = "20250415-100000-1.log"


@dataclass(frozen=True)
class Address:
    """One URL of the portal: its name, the arguments it takes, and who it says may reach it."""

    name: str
    arguments: tuple[str, ...]
    access: Access | None

    def __str__(self) -> str:
        return self.name


def _addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{entry.namespace}:" if entry.namespace else ""
            yield from _addresses(entry, f"{prefix}{namespace}")
        elif isinstance(entry, URLPattern):
            name = f"{prefix}{entry.name or entry.pattern}"
            arguments = tuple(entry.pattern.regex.groupindex)
            yield Address(name, arguments, _declared(name, entry))


def _declared(name: str, entry: URLPattern) -> Access | None:
    if name.startswith("admin:"):
        return ADMIN
    return LIBRARY.get(name) or getattr(entry.callback, "access", None)


EVERY = list(_addresses())
OURS = [
    address
    for address in EVERY
    if address.access and address.name not in LIBRARY and not address.name.startswith("admin:")
]
ADMINS = [
    address
    for address in EVERY
    if address.name.startswith("admin:")
    and "<" not in address.name  # Django's unnamed redirects of old addresses
    and address.name not in {"admin:login", "admin:logout"}
]
ORGANISATION_ROLES = list(OrganisationRole)
STAFF_ROLES = list(StaffRole)
DAILY = (
    "admin:index",
    "admin:requisitions_requisition_changelist",
    "admin:reporting_report_change",
)


@pytest.mark.parametrize("address", EVERY, ids=str)
def test_every_address_declares_who_may_reach_it(address: Address) -> None:
    assert address.access is not None, f"{address.name} says nothing of who may reach it"


def test_nobody_reaches_what_is_not_theirs(
    case: dict[str, Any], people: dict[str, User | None]
) -> None:
    """All addresses in one walk, each undone before the next: making the world costs most."""
    clients = {who: _client(user) for who, user in people.items()}
    wrong = {}
    for address in OURS:
        with transaction.atomic():
            for who, whose in product(_walkers(address, list(clients)), _whose(address)):
                status = _status(address, case[whose], clients[who])
                expected = _expected(address, who, whose)
                if status != expected:
                    wrong[(address.name, who, whose)] = f"{status}, not {expected}"
            transaction.set_rollback(True)
    assert wrong == {}


def test_admin_is_for_staff_alone(members: dict[str, User]) -> None:
    """Refused before anything is looked up: the object need not exist.

    Every address meets nobody and one of the roles, in turn: a member is not staff, whatever role.
    """
    clients = cycle((who, _client(user)) for who, user in members.items())
    wrong = {}
    for address in ADMINS:
        url = _admin_url(address)
        for answer in (Client().get(url), Client().post(url)):
            if answer.status_code != 302 or "login" not in answer["Location"]:
                wrong[(address.name, "anonymous")] = answer.status_code
        who, client = next(clients)
        answers = {client.get(url).status_code, client.post(url).status_code}
        if not answers <= {302, 403}:
            wrong[(address.name, who)] = max(answers)
    assert wrong == {}


def test_staff_meet_a_page_or_a_refusal_everywhere_in_the_admin(case: dict[str, Any]) -> None:
    """Every address meets one of the roles, in turn; each role meets the pages of all days."""
    clients = {role: _client(make_staff(role)) for role in STAFF_ROLES}
    turns = cycle(clients)
    wrong: dict[tuple[str, str], object] = {}
    for address, role in [(one, next(turns)) for one in ADMINS]:
        status = clients[role].get(_admin_url(address)).status_code
        if status not in {200, 302, 403, 404, 405}:
            wrong[(address.name, role)] = status
    for role, name in product(clients, DAILY):
        (address,) = [one for one in ADMINS if one.name == name]
        if clients[role].get(_admin_url(address)).status_code != 200:
            wrong[(name, role)] = "not reached"
    assert wrong == {}


def _admin_url(address: Address) -> str:
    """With the first row there is of the page's model."""
    model = "_".join(address.name.removeprefix("admin:").split("_")[:2]).replace("_", ".", 1)
    known = {f"{one._meta.app_label}.{one._meta.model_name}": one for one in apps.get_models()}
    row = known[model]._default_manager.first() if model in known else None
    values = {
        "object_id": row.pk if row else 1,
        "action": "approve",
        "app_label": "grants",
        "kind": "report_reminder",
        "step_id": PlanStep.objects.values_list("pk", flat=True).first() or 1,
    }
    return reverse(address.name, kwargs={name: values.get(name, 1) for name in address.arguments})


@pytest.mark.parametrize("name", BEFORE_LOG_IN)
def test_before_the_log_in_nobody_meets_an_error(name: str) -> None:
    assert Client().get(reverse(name), follow=True).status_code == 200


@pytest.mark.parametrize("name", OWN_LOG_IN)
def test_the_pages_of_ones_own_log_in_send_others_to_the_log_in(name: str) -> None:
    arguments = {"pk": 1} if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else {}
    url = reverse(name, kwargs=arguments)
    for answer in (Client().get(url), Client().post(url)):
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_the_passkey_of_somebody_else_does_not_exist(name: str) -> None:
    key = Authenticator.objects.create(user=make_user(), type="webauthn", data={"name": "Nyckel"})
    url = reverse(name, kwargs={"pk": key.pk})
    client = _client(make_user())
    assert {client.get(url).status_code, client.post(url).status_code} == {404}


@pytest.mark.parametrize("name", ["reporting:approve", "organisations:invitation"])
def test_a_forged_link_leads_nowhere(name: str, client: Client) -> None:
    assert client.get(reverse(name, args=["1:forged"])).status_code == 404


@pytest.mark.parametrize("name", ["person", "remove_person", "resend", "withdraw"])
def test_what_is_another_organisation_s_does_not_exist_in_one_s_own(
    name: str, case: dict[str, Any], members: dict[str, User]
) -> None:
    values = {**case["foreign"], "organisation_id": case["own"]["organisation_id"]}
    (address,) = [one for one in OURS if one.name == f"organisations:{name}"]
    url = reverse(address.name, kwargs={name: values[name] for name in address.arguments})
    client = _client(members[OrganisationRole.OMBUD])
    assert client.get(url).status_code in {404, 405}
    client.post(url)
    assert Invitation.objects.get(pk=values["invitation_id"]).status == "waiting"
    assert Membership.objects.filter(pk=values["membership_id"]).exists()


@pytest.mark.parametrize(
    "path",
    ["email/", "confirm-email/", "password/set/", "password/change/", "password/reset/"],
)
def test_what_the_log_in_library_offers_besides_is_not_here(
    path: str, members: dict[str, User]
) -> None:
    for client in (Client(), _client(members["ombud"])):
        assert client.get(f"/konto/{path}").status_code == 404
        assert client.post(f"/konto/{path}").status_code == 404


# --- The world that is walked ---------------------------------------------------------------------


@pytest.fixture
def case(settings: Settings, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Two recipients with everything a recipient can have: one's own, and somebody else's."""
    settings.DEVELOPMENT_MAIL_DIR = tmp_path
    (tmp_path / MAIL).write_text("Subject: Kod\nTo: a@example.se\n\nHej\n", encoding="utf-8")
    report = make_report(answers=faultless_answers())
    claim = _told_claim_on(report)
    approval = lock(report)
    filed(report.round.allocations.get())
    common = {
        "round_key": ROUND_KEY,
        "page": "kostnader",
        "token": token_for(approval),
        "portal:decision_original": {"document_id": attach(report.round.decision).pk},
        "portal:calendar_ics": {
            "token": calendar_feed.token_for(calendar_feed.new_feed(make_staff()))
        },
        "name": MAIL,
        "number": 1,
        "extension_id": ask_extension(
            report,
            acting(report.recipient),
            wished_on=report.last_on + timedelta(days=14),
            why="Sjukdom.",
            at=FEBRUARY,
        ).pk,
        "supplement_id": (supplement := _supplement_of(report)).pk,
        "upload_id": _file_of(report).pk,
        "reporting:supplement_file": {"upload_id": _file_of_answer(supplement).pk},
        "form": "csv",
        "code": "RSS-12",
        "document_id": requisition_document(report.requisition).pk,
        "claim_id": claim.pk,
        "letter_id": _letter_in(report.case).pk,
        "return_id": announce_return(
            report.requisition,
            acting(report.recipient),
            amount_kr=1_000,
            reason="Blir över.",
            at=APRIL,
        ).pk,
    }
    return {
        "own": {**common, **_organisation_of("RSS-12")},
        "foreign": {**common, **_organisation_of("RSS-09")},
    }


def _supplement_of(report: Report) -> Supplement:
    """A question that is waited for; that the report has come in first does not matter here."""
    return Supplement.objects.create(
        report=report,
        question="Skicka kontoutdraget.",
        asked_at=FEBRUARY,
        asked_by=make_staff(),
        answer_by=report.last_on,
    )


def _file_of(report: Report) -> Upload:
    """A file about the report, sent in already so that staff may open it."""
    place = Belongs(report.case, label_of(report))
    sent = SimpleUploadedFile("a.txt", b"Hej")
    upload = uploads.take(place, sent, by=make_staff(), at=FEBRUARY)
    uploads.as_documents([upload], filing=FILING, at=FEBRUARY)
    return upload


def _file_of_answer(supplement: Supplement) -> Upload:
    place = Belongs(supplement.report.case, label_of(supplement))
    file = SimpleUploadedFile("konto.txt", b"Saldo 100")
    return uploads.take(place, file, by=make_staff(), at=FEBRUARY)


def _told_claim_on(report: Report) -> Claim:
    """Staff's claim for a report that has not come, told to the recipient."""
    who = by_staff(when=at(2026, 3, 16))
    claim = propose_missing(report, reasons="Har inte kommit.", **who)
    communicate_claim(claim, answer_by=date(2026, 4, 7), **who)
    return claim


def _letter_in(case: str) -> Letter:
    """The receipt of the case's requisition."""
    queue_due_letters(at=clock.now(), only=["requisition_receipt"])
    return Letter.objects.filter(case=case).latest("id")


def _organisation_of(recipient_code: str) -> dict[str, Any]:
    """The recipient's organisation, with an uppgiftssamordnare and an invited one."""
    who = somebody(OrganisationRole.UPPGIFTSSAMORDNARE, code=recipient_code)
    invitation = make_invitation(somebody(code=recipient_code), when=clock.now())
    return {
        "recipient_code": recipient_code,
        "organisation_id": who.organisation.pk,
        "membership_id": who.membership.pk,
        "invitation_id": invitation.pk,
        "invitation_token": invitation_token_for(invitation),
    }


@pytest.fixture
def members() -> dict[str, User]:
    """People of RSS Skåne's huvudman, one of each role."""
    own = make_recipient("RSS-12")
    return {str(role): make_member(own, role) for role in ORGANISATION_ROLES}


@pytest.fixture
def people(case: dict[str, Any], members: dict[str, User]) -> dict[str, User | None]:
    """Somebody of every kind."""
    staff = {str(role): make_staff(role) for role in STAFF_ROLES}
    return {"anonymous": None, **members, **staff}


def _walkers(address: Address, everybody: list[str]) -> list[str]:
    """Everybody; for what all may read, whoever they are, nobody and one person will do."""
    assert address.access
    alike = {Audience.PUBLIC, Audience.LINK, Audience.CONFIRMED_LINK, Audience.MACHINE}
    is_open = address.access.audience in alike
    return everybody[:2] if is_open else everybody


def _whose(address: Address) -> tuple[str, ...]:
    """What names no recipient and no organisation is nobody's: once is enough."""
    return ("own", "foreign") if OWNED & set(address.arguments) else ("own",)


def _expected(address: Address, who: str, whose: str) -> str:
    access = address.access
    assert access
    if access.audience in {Audience.PUBLIC, Audience.LINK}:
        return "reached"
    if access.audience in {Audience.CONFIRMED_LINK, Audience.MACHINE}:
        return "404"  # nobody here has written the code, or shows the secret
    if who == "anonymous":
        return "log in"
    if access.audience is Audience.SIGNED_IN:
        return "reached"
    if access.audience is Audience.STAFF:
        return "reached" if who in access.roles else "403"
    if who in StaffRole.values or (whose == "foreign" and OWNED & set(address.arguments)):
        return "404"
    return "reached" if who in access.roles else "403"


def _status(address: Address, values: dict[str, Any], client: Client) -> str:
    values = {**values, **values.get(address.name, {})}
    url = reverse(address.name, kwargs={name: values[name] for name in address.arguments})
    response = client.get(url)
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return "log in"
    reached = {200, 302, 405}
    return "reached" if response.status_code in reached else str(response.status_code)


def _client(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_document_of_another_case_does_not_exist_here(case: dict[str, Any]) -> None:
    client = _client(make_member(make_recipient("RSS-12")))
    values = {**case["own"], "document_id": uuid.uuid4()}
    names = ("round_key", "recipient_code", "document_id")
    url = reverse("portal:document", kwargs={name: values[name] for name in names})
    assert client.get(url).status_code == 404
