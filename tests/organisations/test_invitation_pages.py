"""The pages of inviting and answering, clicked once and twice, by the right person and others."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.transitions import history
from organisations.invitations import token_for
from organisations.models import Invitation, User
from organisations.roles import OrganisationRole
from tests.builders import make_user
from tests.organisations.builders import make_invitation, own_organisation, roles_in, somebody

pytestmark = pytest.mark.django_db

SAMORDNARE = OrganisationRole.UPPGIFTSSAMORDNARE


def log_in(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def page(client: Client, invitation: Invitation, name: str = "invitation") -> str:
    """The page after following the link, or after posting to it."""
    url = reverse(f"organisations:{name}", args=[token_for(invitation)])
    if name == "invitation":
        return client.get(url).text
    data = {"first_name": "Mia", "last_name": "Berg"}
    return client.post(url, data, follow=True).text


def test_opening_the_link_answers_nothing(client: Client) -> None:
    invitation = make_invitation(when=clock.now())
    assert f"Inbjudan till {invitation.organisation}" in page(client, invitation)
    assert Invitation.objects.get(pk=invitation.pk).status == "waiting"


def test_accepting_leads_to_the_log_in_with_the_same_address(client: Client) -> None:
    invitation = make_invitation(when=clock.now())
    answered = page(client, invitation, "accept")
    assert "Du har tackat ja" in answered
    assert 'name="login" value="ny@example.se"' in answered
    assert "_auth_user_id" not in client.session


def test_accepting_twice_shows_that_it_is_done(client: Client) -> None:
    invitation = make_invitation(when=clock.now())
    first, second = (page(client, invitation, "accept") for _ in range(2))
    assert "Du har tackat ja" in first
    assert "Du har tackat ja" in second
    assert list(roles_in(own_organisation()).values()).count(SAMORDNARE) == 1


def test_a_new_person_must_say_her_name(client: Client) -> None:
    invitation = make_invitation(when=clock.now())
    url = reverse("organisations:accept", args=[token_for(invitation)])
    assert "Skriv ditt förnamn." in client.post(url, {}).text
    assert not User.objects.filter(email="ny@example.se").exists()


def test_who_is_logged_in_as_the_invited_comes_to_the_organisation(client: Client) -> None:
    log_in(client, make_user(email="ny@example.se"))
    invitation = make_invitation(when=clock.now())
    assert "Du är nu uppgiftssamordnare" in page(client, invitation, "accept")


@pytest.mark.parametrize("name", ["invitation", "accept", "decline"])
def test_who_is_logged_in_as_somebody_else_can_not_answer(client: Client, name: str) -> None:
    log_in(client, make_user(email="annan@example.se"))
    invitation = make_invitation(when=clock.now())
    assert "Inbjudan är till en annan adress" in page(client, invitation, name)
    assert Invitation.objects.get(pk=invitation.pk).status == "waiting"


def test_declining_is_said_and_can_be_clicked_twice(client: Client) -> None:
    invitation = make_invitation(when=clock.now())
    assert "Du har tackat nej" in page(client, invitation, "decline")
    assert "Du har tackat nej" in page(client, invitation, "decline")


def test_an_expired_link_says_so(client: Client) -> None:
    invitation = make_invitation(when=clock.now() - timedelta(days=15))
    assert "Inbjudan har gått ut." in page(client, invitation)


def test_withdrawing_twice_is_harmless(client: Client) -> None:
    who = somebody()
    invitation = make_invitation(who, when=clock.now())
    log_in(client, who.user)
    url = reverse("organisations:withdraw", args=[who.organisation.pk, invitation.pk])
    assert "är tillbakatagen" in client.post(url, follow=True).text
    assert "redan besvarad eller tillbakatagen" in client.post(url, follow=True).text
    assert history(invitation).filter(action="withdraw").count() == 1


def test_an_address_that_is_too_long_gets_a_sentence(client: Client) -> None:
    who = somebody()
    log_in(client, who.user)
    url = reverse("organisations:invite", args=[who.organisation.pk])
    data = {
        "email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.se",
        "role": SAMORDNARE,
    }
    assert "Skriv högst 254 tecken." in client.post(url, data).text


def test_a_second_invitation_is_refused_with_a_sentence(client: Client) -> None:
    who = somebody()
    log_in(client, who.user)
    url = reverse("organisations:invite", args=[who.organisation.pk])
    data = {"email": "ny@example.se", "role": SAMORDNARE}
    assert "skickas inom en kvart" in client.post(url, data, follow=True).text
    assert "har redan en inbjudan som väntar på svar" in client.post(url, data, follow=True).text


def test_sending_again_says_that_the_old_link_is_dead(client: Client) -> None:
    who = somebody()
    invitation = make_invitation(who, when=clock.now() - timedelta(days=1))
    log_in(client, who.user)
    url = reverse("organisations:resend", args=[who.organisation.pk, invitation.pk])
    assert "Länken i det förra mejlet gäller inte längre." in client.post(url, follow=True).text
    assert "Inbjudan skickades nyss." in client.post(url, follow=True).text
    assert "ersatt av en nyare" in page(Client(), invitation)
