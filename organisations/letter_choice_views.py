"""The pages where one chooses which letters one gets, or as ombud which others get."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import RuleViolated
from core.fields import show_violations
from organisations.access import ActingMember, for_organisation
from organisations.grant_names import grant_names
from organisations.letter_choices import choose_letters, may_choose_for
from organisations.models import Membership
from organisations.roles import LetterChoice, OrganisationRole, Right

__all__ = ["others_letters", "own_letters"]


class LetterChoiceForm(forms.Form):
    """All letters, those about some grants, or no reminders."""

    letters = forms.ChoiceField(
        label="Vilka brev?",
        choices=LetterChoice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilka brev."},
    )
    letter_grants = forms.MultipleChoiceField(
        label="Statsbidrag",
        help_text="Gäller om du har valt brev om vissa statsbidrag.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, membership: Membership) -> None:
        chosen = {"letters": membership.letters, "letter_grants": membership.letter_grants}
        super().__init__(data, initial=chosen)
        grants = self.fields["letter_grants"]
        assert isinstance(grants, forms.ChoiceField)  # noqa: S101 - declared above
        grants.asked = True  # type: ignore[attr-defined]
        grants.choices = [
            (slug, name)
            for slug, name in grant_names().items()
            if not membership.grant_slugs or slug in membership.grant_slugs
        ]


@for_organisation()
@require_http_methods(["GET", "POST"])
def own_letters(request: HttpRequest, who: ActingMember) -> HttpResponse:
    """One's own letters. Who only approves gets none to choose among, and is told so."""
    if who.membership.role == OrganisationRole.SIGNATORY and request.method == "GET":
        context = {"organisation": who.organisation, "membership": who.membership, "own": True}
        return render(request, "organisations/letter_choice.html", context)
    return _choose(request, who, who.membership)


@for_organisation(rights=frozenset({Right.INVITE_OMBUD}))
@require_http_methods(["GET", "POST"])
def others_letters(request: HttpRequest, who: ActingMember, membership_id: int) -> HttpResponse:
    """Another's letters, chosen by an ombud."""
    members = who.organisation.memberships.select_related("user")
    return _choose(request, who, get_object_or_404(members, pk=membership_id))


def _choose(request: HttpRequest, who: ActingMember, membership: Membership) -> HttpResponse:
    may_choose_for(who, membership)
    posted = request.POST if request.method == "POST" else None
    form = LetterChoiceForm(posted, membership=membership)
    if form.is_valid():
        try:
            choose_letters(
                membership,
                who,
                choice=form.cleaned_data["letters"],
                grants=form.cleaned_data["letter_grants"],
                at=clock.now(),
            )
        except RuleViolated as refused:
            show_violations(form, refused)
        else:
            messages.success(request, "Valet är sparat och gäller de brev som skrivs från nu.")
            return redirect("organisations:detail", organisation_id=who.organisation.pk)
    context = {
        "organisation": who.organisation,
        "membership": membership,
        "own": membership == who.membership,
        "form": form,
    }
    return render(request, "organisations/letter_choice.html", context)
