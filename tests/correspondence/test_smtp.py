"""A real SMTP server receives what is said to be sent, and each of its answers is understood."""

import socket
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from correspondence.models import AddressMark, Delivery, Letter, LetterStatus
from correspondence.outbox import queue_due_letters, send_waiting_letters
from tests.builders import APRIL, make_member, make_recipient, make_requisition, make_round

pytestmark = pytest.mark.django_db

HANG_UP, SILENCE = "hang up", "silence"


class Server:
    """Takes letters; gives the answers that it is told to, first to last, before it takes more."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.at_rcpt: list[str] = []
        self.at_data: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt:
            return self.at_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.at_data.pop(0) if self.at_data else ""
        if answer == HANG_UP and server.transport:
            server.transport.close()
        if answer == SILENCE:
            time.sleep(0.4)
        if answer:
            return answer if answer[0].isdigit() else "451 Too late"
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture(scope="module")
def controller() -> Iterator[Controller]:
    """One server for the module, on a port that the system finds free."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Server(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def server(controller: Controller, settings: Any) -> Server:
    handler = controller.handler = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_TIMEOUT = 5
    return handler


@pytest.fixture
def letters() -> list[Letter]:
    """Two receipts of a requisition with its PDF: to the contact person and to the ombud."""
    round_ = make_round(frames={"RSS-12": 1_611_111})
    make_member(make_recipient())
    make_requisition(round_, approved=True)
    queue_due_letters(at=APRIL, only=("requisition_receipt",))
    return list(Letter.objects.order_by("id"))


def outcomes() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("outcome", flat=True))


def test_the_server_receives_what_is_said_to_be_sent(server: Server, letters: list[Letter]) -> None:
    send_waiting_letters(at=APRIL)
    first, letter = server.taken[0], letters[0]
    assert first["Message-ID"].startswith(f"<letter-{letter.pk}@")
    assert (first["Subject"].strip(), first["Reply-To"]) == (letter.subject, letter.reply_to)
    assert first["To"].addresses[0].addr_spec == letter.to_email
    assert first["List-Unsubscribe"] is None
    assert outcomes() == [LetterStatus.SENT] * len(letters)


def test_the_server_receives_both_bodies_and_the_document(
    server: Server, letters: list[Letter]
) -> None:
    send_waiting_letters(at=APRIL)
    plain, html = (server.taken[0].get_body((kind,)) for kind in ("plain", "html"))
    assert plain and plain.get_content().split() == letters[0].body_text.split()
    assert html and html.get_content().split() == letters[0].body_html.split()
    document = next(server.taken[0].iter_attachments())
    assert document.get_content().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("where", "answer", "status"),
    [
        ("at_rcpt", "451 4.7.1 Greylisted", LetterStatus.QUEUED),
        ("at_rcpt", "550 5.1.1 No such user", LetterStatus.FAILED),
        ("at_data", "451 4.3.0 Busy", LetterStatus.QUEUED),
        ("at_data", "550 5.7.1 Refused", LetterStatus.FAILED),
        ("at_data", HANG_UP, LetterStatus.QUEUED),
    ],
)
def test_an_answer_decides_whether_a_letter_waits_or_is_given_up(
    server: Server, letters: list[Letter], where: str, answer: str, status: str
) -> None:
    getattr(server, where).append(answer)
    send_waiting_letters(at=APRIL)
    assert outcomes()[:2] == [status, LetterStatus.SENT]  # the next one goes out all the same
    assert Letter.objects.get(pk=letters[0].pk).attempts == 1


def test_an_address_that_is_refused_is_marked_and_its_letter_goes_on(
    server: Server, letters: list[Letter]
) -> None:
    server.at_rcpt.append("550 5.1.1 No such user")
    send_waiting_letters(at=APRIL)
    mark = AddressMark.objects.get()
    assert (mark.email, mark.is_held) == (letters[0].to_email, True)
    assert mark.bounce.detail == "550 5.1.1 No such user"
    assert letters[0].passed_on.get().to_email.startswith("registrator")


def test_a_server_that_falls_silent_is_waited_for_no_longer_than_we_say(
    server: Server, letters: list[Letter], settings: Any
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    server.at_data.append(SILENCE)
    send_waiting_letters(at=APRIL)
    assert outcomes()[0] == LetterStatus.QUEUED


def test_letters_wait_while_the_mail_server_is_down(letters: list[Letter], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_waiting_letters(at=APRIL)
    assert Letter.objects.waiting().count() == len(letters)


def test_a_letter_is_noted_as_sent_before_the_server_is_told(
    server: Server, letters: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said to the database after "250" is what a kill can lose: nothing but COMMIT."""
    noted: list[list[str]] = []
    monkeypatch.setattr("correspondence.outbox._send", lambda *args: noted.append(outcomes()))
    send_waiting_letters(at=APRIL)
    assert noted[0] == [LetterStatus.SENT]
