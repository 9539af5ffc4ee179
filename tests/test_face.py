"""The face: contrasts, sentences at fields, pages that stand by themselves, nothing inline."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.templatetags import portal
from core.templatetags.sentences import sentences

BASE = Path(settings.BASE_DIR)
TOKENS = (BASE / "static/css/tokens.css").read_text()
ON_PAPER = ["text", "muted", "primary", "primary-strong", "error", "success", "warning"]


class Questions(forms.Form):
    amount = forms.CharField(label="Belopp", help_text="Hela kronor.")
    email = forms.EmailField(label="E-postadress", required=False)
    choice = forms.ChoiceField(
        label="Har ni använt allt?", choices=[("1", "Ja")], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="Beskriv", max_length=10, widget=forms.Textarea(attrs={"placeholder": "x"})
    )


def tokens(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", light))
    return (
        found
        if scheme == "light"
        else found | dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", dark))
    )


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lower, higher = sorted([luminance(one), luminance(other)])
    return (higher + 0.05) / (lower + 0.05)


def field_html(form: forms.Form, name: str) -> str:
    return render_to_string("bootstrap5/field.html", {"field": form[name]})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "paper-soft"])
@pytest.mark.parametrize("ink", ON_PAPER)
def test_words_can_be_read(scheme: str, paper: str, ink: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("on-primary", "primary", 4.5),
        ("on-primary", "primary-strong", 4.5),
        ("primary", "primary-soft", 4.5),
        ("error", "error-soft", 4.5),
        ("success", "success-soft", 4.5),
        ("warning", "warning-soft", 4.5),
        ("text", "warning-soft", 4.5),
        ("control", "paper", 3.0),
        ("focus", "paper", 3.0),
        ("focus", "paper-soft", 3.0),
    ],
)
def test_pairs_can_be_told_apart(scheme: str, ink: str, paper: str, least: float) -> None:
    colours = tokens(scheme)
    assert contrast(colours[ink], colours[paper]) >= least


def test_hint_and_error_belong_to_the_control() -> None:
    html = field_html(Questions(data={}), "amount")
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_amount_error"' in html


def test_group_is_a_fieldset_with_its_question_as_legend() -> None:
    html = field_html(Questions(), "choice")
    assert re.search(r"<legend>Har ni använt allt\?\s*</legend>", html)
    assert '<label for="id_choice_0">Ja</label>' in html


def test_optional_field_says_so() -> None:
    assert "(frivilligt)" in field_html(Questions(), "email")
    assert "(frivilligt)" not in field_html(Questions(), "amount")


def test_long_text_shows_its_limit_and_cuts_nothing_off() -> None:
    html = field_html(Questions(), "text")
    assert 'data-max-length="10"' in html
    assert "Högst 10 tecken." in html
    assert "maxlength=" not in html
    assert "placeholder" not in html


def test_missing_answer_is_asked_for_by_name() -> None:
    form = Questions(data={})
    assert sentences(form["amount"]) == ["Fyll i: Belopp"]
    assert sentences(form["choice"]) == ["Välj ett alternativ: Har ni använt allt?"]


def test_too_long_text_says_how_long_it_is() -> None:
    form = Questions(data={"text": "x" * 12})
    assert sentences(form["text"]) == ["Skriv högst 10 tecken. Texten är nu 12 tecken."]


def test_what_a_form_says_itself_is_left_as_it_is() -> None:
    form = Questions(data={})
    form.add_error("email", forms.ValidationError("Adressen används redan.", code="invalid"))
    assert sentences(form["email"]) == ["Adressen används redan."]


def test_error_summary_links_to_the_fields() -> None:
    html = render_to_string("components/error_summary.html", {"form": Questions(data={})})
    assert '<a href="#id_amount">Fyll i: Belopp</a>' in html
    assert 'href="#id_choice_0"' in html
    assert 'role="alert"' in html


def test_title_says_that_something_is_wrong() -> None:
    html = render_to_string("base.html", {"form": Questions(data={})})
    assert "<title>Fel: " in html


def test_page_without_errors_has_no_summary() -> None:
    html = render_to_string("base.html", {"form": Questions()})
    assert "<title>Statsbidrag" in html
    assert "error-summary-title" not in html


def test_amounts_and_days_are_written_as_people_read_them() -> None:
    assert portal.kr(1481482) == "1\xa0481\xa0482\xa0kr"
    assert portal.kr(None) == ""
    assert portal.kr(0) == "0\xa0kr"
    assert portal.day(date(2025, 5, 15)) == "torsdag 15 maj 2025"
    assert portal.orgnr("2120000142") == "212000-0142"
    assert portal.bankgiro("58219917") == "5821-9917"


def test_grant_path_says_in_words_what_is_done() -> None:
    steps = [
        {"label": "Fördelat", "state": "done", "day": date(2025, 1, 23), "amount_kr": 1611111},
        {"label": "Återrapporterat", "state": "todo", "when": "Senast 2 mars 2026"},
    ]
    html = render_to_string("components/grant_path.html", {"steps": steps})
    assert "Klart, 23 januari 2025" in html
    assert "Senast 2 mars 2026" in html


def test_button_form_is_a_post_with_its_csrf_token() -> None:
    request = RequestFactory().get("/")
    context = {"action": "/x/", "label": "Skicka in"}
    html = render_to_string("components/button_form.html", context, request)
    assert 'method="post"' in html
    assert "csrfmiddlewaretoken" in html


@pytest.mark.parametrize("name", ["403", "403_csrf", "404", "409", "429", "500"])
def test_error_page_says_what_to_do(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert '<html lang="sv">' in html
    assert 'href="/"' in html or name == "429"


def test_500_stands_by_itself() -> None:
    source = (BASE / "templates/500.html").read_text()
    assert "{% extends" not in source
    assert "{% include" not in source


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_letter_carries_its_link_in_clear_text_and_whom_to_ask(kind: str) -> None:
    source = '{% extends "letters/base.KIND" %}{% block lead %}Skicka in.{% endblock %}'
    letter = (
        engines["django"]
        .from_string(source.replace("KIND", kind))
        .render(
            {
                "link_url": "https://x.se/a/",
                "link_text": "Öppna",
                "contact_email": "a@x.se",
                "dnr": "1/25",
            }
        )
    )
    for part in ["Skicka in.", "https://x.se/a/", "Öppna", "a@x.se", "1/25"]:
        assert part in letter


def test_code_letter_says_how_long_the_code_is_valid() -> None:
    assert "ABC-DEF" in render_to_string(
        "account/email/login_code_subject.txt", {"code": "ABC-DEF"}
    )
    message = render_to_string("account/email/login_code_message.txt", {"code": "ABC-DEF"})
    assert "ABC-DEF" in message
    assert "10 minuter" in message


def test_document_shows_matter_facts_and_dnr() -> None:
    context = {
        "title": "Kvitto på rekvisition",
        "dnr": "9.1-1/2025",
        "document_date": date(2025, 4, 15),
        "facts": [("Belopp", "1 611 111 kr"), ("Kommentar", "")],
        "recipient_lines": ["Skånes Kommuner"],
    }
    html = render_to_string("documents/base.html", context)
    assert "<h1>Kvitto på rekvisition</h1>" in html
    assert "Dnr 9.1-1/2025" in html
    assert "Kommentar" not in html


def pages() -> list[Path]:
    apart = ("letters", "documents")
    return [
        p
        for p in (BASE / "templates").rglob("*.html")
        if p.parent.parts[-1] not in apart
        and not any(part in apart for part in p.relative_to(BASE / "templates").parts)
    ]


@pytest.mark.parametrize("template", pages(), ids=lambda p: str(p.relative_to(BASE / "templates")))
def test_nothing_is_inline(template: Path) -> None:
    source = template.read_text()
    assert not re.search(r"<style|<[a-z][^<>%]*\s(style|on[a-z]+)=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"(src|href)=\"(https?:)?//", source)


def test_font_is_small_enough_to_be_served_on_every_first_visit() -> None:
    assert (BASE / "static/fonts/source-sans-3.woff2").stat().st_size <= 40_000


def test_site_header_shows_who_and_for_whom() -> None:
    user = SimpleNamespace(is_authenticated=True, is_staff=False)
    html = render_to_string(
        "components/site_header.html", {"user": user, "organisation": "Skånes Kommuner"}
    )
    assert "Skånes Kommuner" in html
    assert "Logga ut" in html
    assert "Handläggning" not in html
