"""A page that asks before something is done: what ekonomer's pages of money in have in common."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core import clock
from core.admin_base import ReadOnlyAdmin, admin_url
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from organisations.admin_base import StaffSite
from organisations.models import User
from organisations.roles import MONEY_STAFF

__all__ = ["AsksFirst", "OreField", "reason_field"]


class OreField(forms.DecimalField):
    """Kronor and öre as people write them: "1 234,50"."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        words = {"required": "Skriv beloppet.", "invalid": "Skriv beloppet, till exempel 1 234,50."}
        super().__init__(
            max_digits=14, decimal_places=2, widget=widget, error_messages=words, **kwargs
        )

    def to_python(self, value: Any) -> Any:
        text = "".join(str(value or "").split()).removesuffix("kr").replace(",", ".")
        found = super().to_python(text)
        if found is not None and found != round(found, 2):
            raise ValidationError("Skriv högst två siffror efter kommat.", code="not_ore")
        return found


class AsksFirst(ReadOnlyAdmin):
    """Pages with a question before each step; only `who` may take them."""

    admin_site: StaffSite
    who = MONEY_STAFF

    def may(self, request: HttpRequest) -> bool:
        return bool(self.who & self.admin_site.roles(request))

    def asked(
        self,
        request: HttpRequest,
        obj: Any,
        form: forms.Form,
        do: Callable[[dict[str, Any]], object],
        *,
        label: str,
        done: str,
        consequences: list[str],
    ) -> HttpResponse:
        """The question (GET), or the step (POST); a second click says that it is done already.

        `do` gets what was typed, and who does it, with which roles, when.
        """
        if not self.may(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        if form.is_bound and form.is_valid():
            try:
                do({**form.cleaned_data, **self._press(request)})
            except StaleState as stale:
                messages.info(request, f"{stale} Inget ändrades.")
                return HttpResponseRedirect(admin_url(obj))
            except RuleViolated as refused:
                show_violations(form, refused)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(admin_url(obj))
        return self.page(
            request,
            "admin/case_step.html",
            obj,
            title=f"{label}: {self.heading(obj)}",
            label=label,
            consequences=consequences,
            form=form,
            back=admin_url(obj),
        )

    def _press(self, request: HttpRequest) -> dict[str, Any]:
        roles = self.admin_site.roles(request)
        return {"by": cast(User, request.user), "roles": roles, "at": clock.now()}


def reason_field(label: str, help_text: str = "") -> forms.CharField:
    """A field for a reason."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv ett skäl."},
    )
