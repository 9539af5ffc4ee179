"""Who gets which letters: chosen by oneself or the ombud, and never so that nobody is left."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import NotAllowed, RuleViolated, StaleState
from core.models import Event
from correspondence.models import Audience, Letter
from correspondence.outbox import queue_due_letters
from organisations.access import ActingMember
from organisations.letter_choices import choose_letters
from organisations.models import Membership
from organisations.queries import Person, audiences, readers
from organisations.roles import LetterChoice, OrganisationRole
from organisations.rules import letter_choice_problems
from tests.builders import APRIL, make_organisation, make_round
from tests.organisations.builders import somebody

HERS = {"recipient": "RSS-12", "grant": "socialtjanst-rss"}


def person(email: str, **fields: object) -> Person:
    return Person(email, email, **fields)  # type: ignore[arg-type]


def named(people: list[Person], **about: object) -> list[str]:
    return [one.email for one in readers(people, **{**HERS, **about})]  # type: ignore[arg-type]


class TestReaders:
    def test_who_wants_letters_about_another_grant_gets_none_about_this(self) -> None:
        other = person("b@example.se", letters="some", letter_grants=frozenset({"annat"}))
        assert named([person("a@example.se"), other]) == ["a@example.se"]

    def test_who_wants_no_reminders_gets_all_else(self) -> None:
        people = [person("a@example.se"), person("b@example.se", letters="no_reminders")]
        assert named(people, reminder=True) == ["a@example.se"]
        assert named(people) == ["a@example.se", "b@example.se"]

    def test_when_nobody_wants_it_all_who_follow_get_it(self) -> None:
        people = [person("b@example.se", letters="no_reminders")]
        assert named(people, reminder=True) == ["b@example.se"]

    def test_a_choice_is_the_address_s_also_in_the_register_s_list(self) -> None:
        people = [
            person("b@example.se", letters="no_reminders"),
            person("B@example.se", role="contact"),
            person("a@example.se"),
        ]
        assert named(people, reminder=True) == ["a@example.se"]

    @pytest.mark.django_db
    def test_a_signatory_does_not_count_as_somebody_who_is_left(self) -> None:
        people = [
            person("b@example.se", letters="no_reminders", role="ombud"),
            person("chef@example.se", role=OrganisationRole.SIGNATORY),
        ]
        found = audiences(
            people, make_organisation(), recipient=HERS["recipient"], grant=HERS["grant"]
        )
        assert [to.email for to in found[Audience.PEOPLE]] == ["b@example.se"]


@pytest.mark.parametrize(
    ("choice", "grants", "unread", "codes"),
    [
        ("all", [], [], []),
        ("some", ["a"], [], []),
        ("some", [], [], ["grants_missing"]),
        ("some", ["okänt"], [], ["grants_missing"]),
        ("no_reminders", [], ["A, RSS Skåne"], ["nobody_left"]),
    ],
)
def test_the_rule(choice: str, grants: list[str], unread: list[str], codes: list[str]) -> None:
    found = letter_choice_problems(choice=choice, grants=grants, known={"a"}, unread=unread)
    assert [one.code for one in found] == codes


def choose(
    membership: Membership, who: ActingMember, choice: str = "no_reminders", *grants: str
) -> Membership:
    return choose_letters(membership, who, choice=choice, grants=grants, at=APRIL)


def forget_registrator(who: ActingMember) -> None:
    who.organisation.registry_email = ""
    who.organisation.save()


@pytest.fixture
def ombud() -> ActingMember:
    return somebody(OrganisationRole.OMBUD)


@pytest.mark.django_db
class TestChoosing:
    def test_it_is_kept_and_logged(self, ombud: ActingMember) -> None:
        choose(ombud.membership, ombud)
        event = Event.objects.latest("pk")
        assert event.action == "choose_letters"
        assert "inga påminnelser" in event.reason

    def test_chosen_twice_it_is_logged_once(self, ombud: ActingMember) -> None:
        choose(ombud.membership, ombud)
        choose(ombud.membership, ombud)
        assert Event.objects.filter(action="choose_letters").count() == 1

    def test_the_last_reader_where_there_is_no_registrator_is_refused(
        self, ombud: ActingMember
    ) -> None:
        make_round()
        forget_registrator(ombud)
        with pytest.raises(RuleViolated, match="Ingen annan får då påminnelserna"):
            choose(ombud.membership, ombud)

    def test_a_colleague_who_gets_them_is_enough(self, ombud: ActingMember) -> None:
        make_round()
        forget_registrator(ombud)
        somebody(OrganisationRole.REPRESENTANT)
        assert choose(ombud.membership, ombud).letters == LetterChoice.NO_REMINDERS

    def test_an_ombud_chooses_for_others(self, ombud: ActingMember) -> None:
        other = somebody(OrganisationRole.REPRESENTANT)
        assert choose(other.membership, ombud).letters == LetterChoice.NO_REMINDERS

    def test_others_don_t_choose_for_the_ombud(self, ombud: ActingMember) -> None:
        with pytest.raises(NotAllowed):
            choose(ombud.membership, somebody(OrganisationRole.REPRESENTANT))

    def test_somebody_who_has_left_is_not_chosen_for(self, ombud: ActingMember) -> None:
        gone = somebody(OrganisationRole.REPRESENTANT)
        Membership.objects.filter(pk=gone.membership.pk).delete()
        with pytest.raises(StaleState):
            choose(gone.membership, ombud)

    def test_the_database_wants_the_grants_named(self, ombud: ActingMember) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=ombud.membership.pk).update(letters="some")

    def test_the_next_reminder_goes_to_the_others(self, ombud: ActingMember) -> None:
        other = somebody(OrganisationRole.REPRESENTANT)
        make_round()
        choose(other.membership, ombud)
        queue_due_letters(at=APRIL, only=["requisition_opening"])
        told = set(Letter.objects.values_list("to_email", flat=True))
        assert ombud.user.email in told
        assert other.user.email not in told


@pytest.mark.django_db
class TestPages:
    def test_one_chooses_for_oneself(self, client: Client, ombud: ActingMember) -> None:
        client.force_login(ombud.user)
        url = reverse("organisations:own_letters", args=[ombud.organisation.pk])
        client.post(url, {"letters": "no_reminders"})
        ombud.membership.refresh_from_db()
        assert ombud.membership.letters == LetterChoice.NO_REMINDERS

    def test_a_refusal_says_what_to_do(self, client: Client, ombud: ActingMember) -> None:
        make_round()
        forget_registrator(ombud)
        client.force_login(ombud.user)
        url = reverse("organisations:own_letters", args=[ombud.organisation.pk])
        page = client.post(url, {"letters": "no_reminders"}).content.decode()
        assert "Skriv in en registrator" in page

    def test_a_signatory_has_nothing_to_choose(self, client: Client) -> None:
        who = somebody(OrganisationRole.SIGNATORY)
        client.force_login(who.user)
        url = reverse("organisations:own_letters", args=[who.organisation.pk])
        assert "finns inget att välja" in client.get(url).content.decode()
        assert client.post(url, {"letters": "no_reminders"}).status_code == 403

    def test_the_page_asks_as_often_for_many_as_for_few(
        self, client: Client, ombud: ActingMember
    ) -> None:
        client.force_login(ombud.user)
        url = reverse("organisations:own_letters", args=[ombud.organisation.pk])
        client.get(url)
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                client.post(url, {"letters": "some"})
            counts.append(len(asked))
            somebody(OrganisationRole.REPRESENTANT)
        assert counts[0] == counts[1]
