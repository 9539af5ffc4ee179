"""Save a page and show the next one."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bench.floor.forms import PageForm
from bench.floor.models import Record


@login_required
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Page `number` of the one record that a person has."""
    record = Record.objects.get(owner=cast(User, request.user))
    key = str(number)
    form = PageForm(request.POST or None, initial=cast(dict[str, Any], record.answers.get(key, {})))
    if request.method == "POST" and form.is_valid():
        answers = {**record.answers, key: form.cleaned_data}
        Record.objects.filter(pk=record.pk).update(answers=answers)
        return redirect("page", number % 12 + 1)
    return render(request, "page.html", {"form": form, "number": number})
