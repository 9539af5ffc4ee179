"""Extensions and supplements for staff: what waits to be decided or read, and their own pages."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from core import clock
from core.admin_base import Facts, QuestionFilter, tag
from core.dates import day_and_year, day_in_words, day_of
from core.templatetags.portal import clock as moment
from correspondence.queries import documents_of
from grants.admin_filters import round_name
from organisations.admin_base import CaseAdmin, CaseLink, Press, ReasonForm, Step
from reporting import actions
from reporting.handling_forms import DayField
from reporting.models import Extension, Supplement
from reporting.states import EXTENSION, SUPPLEMENT, ExtensionStatus, SupplementStatus

__all__ = ["ExtensionAdmin", "SupplementAdmin"]


class ExtensionFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "besluta": ("Att besluta", Q(status=ExtensionStatus.ASKED)),
        "beviljade": ("Beviljade", Q(status=ExtensionStatus.GRANTED)),
        "avslag": ("Avslag", Q(status=ExtensionStatus.REFUSED)),
        "tagna": ("Återtagna", Q(status=ExtensionStatus.WITHDRAWN)),
    }


class SupplementFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "lasa": ("Att läsa", Q(status=SupplementStatus.ANSWERED)),
        "vantar": ("Väntar på svar", Q(status=SupplementStatus.ASKED)),
        "klara": ("Klara", Q(status=SupplementStatus.CLOSED)),
        "tagna": ("Återtagna", Q(status=SupplementStatus.WITHDRAWN)),
    }


class OfReport(CaseAdmin):
    """What belongs to a report: it lies in the report's dossier and shows the way there."""

    list_select_related = ["report__recipient", "report__round__grant"]
    search_fields = ["report__recipient__name", "report__recipient__code", "report__diarienummer"]
    search_help_text = "Sök på mottagare, kod och diarienummer."
    noun: str
    tones: dict[str, str] = {}

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows: QuerySet[Model] = self.model._default_manager.select_related(
            "report__recipient", "report__organisation", "report__round__grant",
            "report__round__decision",
        )  # fmt: skip
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    def case_of(self, obj: Any) -> str:
        return str(obj.report.case)

    def heading(self, obj: Any) -> str:
        return f"{self.noun} {obj.report.recipient.name}"

    def related(self, obj: Any) -> list[CaseLink]:
        """The report, and what else lies in the dossier."""
        return self.admin_site.related_cases(obj.report.round_id, obj.report.recipient_id)

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        return {
            **super().page_context(request, obj),
            "status_tone": self.tones.get(obj.status, "neutral"),
            "letters": None,
            "documents": documents_of([self.case_of(obj)]),
        }

    @admin.display(description="mottagare", ordering="report__recipient__name")
    def recipient(self, row: Any) -> str:
        return str(row.report.recipient.name)

    @admin.display(description="omgång", ordering="report__round__key")
    def round_name(self, row: Any) -> str:
        return round_name(row.report.round)

    @admin.display(description="läge", ordering="status")
    def state(self, row: Any) -> str:
        return tag(row.get_status_display(), self.tones.get(row.status, "neutral"))


# --- Anstånd --------------------------------------------------------------------------------------


class GrantForm(ReasonForm):
    """Until when, and why."""

    field_order = ["new_last_on", "reason"]
    new_last_on = DayField(
        label="Ny sista dag", error_messages={"required": "Skriv den nya sista dagen."}
    )


def _grant(extension: Extension, press: Press) -> object:
    return actions.grant_extension(
        extension, **press.typed, by=press.by, roles=press.roles, at=press.at
    )


def _refuse(extension: Extension, press: Press) -> object:
    return actions.refuse_extension(
        extension, **press.typed, by=press.by, roles=press.roles, at=press.at
    )


def _wished(extension: Extension, _today: date) -> dict[str, Any]:
    return {"new_last_on": extension.wished_on}


def _what_granting_means(extension: Extension) -> list[str]:
    return [
        f"Sista dagen är nu {day_in_words(extension.report.last_on)}. Den nya gäller bara "
        f"{extension.report.recipient.name}.",
        "Mottagaren får beslutet med dina skäl i ett brev. Påminnelserna följer den nya dagen.",
        "Ger du en annan dag än den som mottagaren har önskat står det i beslutet hur man "
        "överklagar.",
    ]


def _what_refusing_means(extension: Extension) -> list[str]:
    return [
        f"Sista dagen är som tidigare {day_in_words(extension.report.last_on)}.",
        "Mottagaren får beslutet med dina skäl i ett brev. Där står hur man överklagar.",
    ]


@admin.register(Extension)
class ExtensionAdmin(OfReport):
    table = EXTENSION
    noun = "Anstånd"
    the_case = "Begäran om anstånd"
    tones = {ExtensionStatus.ASKED: "warning", ExtensionStatus.GRANTED: "success"}
    steps = {
        "grant_extension": Step(
            _grant,
            "Anståndet är beviljat. Brevet går ut strax.",
            consequence=_what_granting_means,
            form=GrantForm,
            initial=_wished,
        ),
        "refuse_extension": Step(
            _refuse,
            "Begäran är avslagen. Brevet går ut strax.",
            consequence=_what_refusing_means,
            form=ReasonForm,
            is_main=False,
        ),
    }
    happened = {
        "ask_extension": "Mottagaren begärde anstånd",
        "grant_extension": "Anstånd beviljades",
        "refuse_extension": "Begäran om anstånd avslogs",
        "withdraw_extension": "Mottagaren tog tillbaka begäran om anstånd",
    }
    list_display = ["recipient", "round_name", "state", "wished", "day", "asked", "diarienummer"]
    list_filter = [ExtensionFilter]
    ordering = ["-asked_at", "-id"]

    @admin.display(description="önskad dag", ordering="wished_on")
    def wished(self, row: Extension) -> str:
        return day_and_year(row.wished_on) if row.wished_on else "–"

    @admin.display(description="ny sista dag", ordering="new_last_on")
    def day(self, row: Extension) -> str:
        return day_and_year(row.new_last_on) if row.new_last_on else "–"

    @admin.display(description="begärt", ordering="asked_at")
    def asked(self, row: Extension) -> str:
        return day_and_year(day_of(row.asked_at)) if row.asked_by_id else "Av oss"

    def facts(self, obj: Extension) -> Facts:
        asked = f"{moment(obj.asked_at)} av {obj.asked_by}" if obj.asked_by else ""
        decided = f"{moment(obj.decided_at)} av {obj.decided_by}" if obj.decided_by else ""
        return [
            ("Diarienummer", obj.diarienummer),
            ("Återrapportering", f"{obj.report.diarienummer}, {round_name(obj.report.round)}"),
            ("Begärt", asked),
            ("Mottagarens skäl", obj.why),
            ("Önskad sista dag", day_in_words(obj.wished_on) if obj.wished_on else ""),
            ("Sista dag före beslutet", day_in_words(obj.previous_last_on)),
            ("Ny sista dag", day_in_words(obj.new_last_on) if obj.new_last_on else ""),
            ("Beslutat", decided),
            ("Skäl till beslutet", obj.reason),
        ]


# --- Komplettering --------------------------------------------------------------------------------


def _close(supplement: Supplement, press: Press) -> object:
    return actions.close_supplement(supplement, by=press.by, roles=press.roles, at=press.at)


def _withdraw(supplement: Supplement, press: Press) -> object:
    return actions.withdraw_supplement(
        supplement, **press.typed, by=press.by, roles=press.roles, at=press.at
    )


def _what_withdrawing_means(_supplement: Supplement) -> list[str]:
    return ["Mottagaren får ett brev med skälet och behöver inte svara."]


@admin.register(Supplement)
class SupplementAdmin(OfReport):
    table = SUPPLEMENT
    noun = "Komplettering"
    the_case = "Kompletteringen"
    tones = {SupplementStatus.ASKED: "info", SupplementStatus.ANSWERED: "warning",
             SupplementStatus.CLOSED: "success"}  # fmt: skip
    steps = {
        "close_supplement": Step(_close, "Kompletteringen är klar."),
        "withdraw_supplement": Step(
            _withdraw,
            "Begäran är återtagen. Brevet går ut strax.",
            consequence=_what_withdrawing_means,
            form=ReasonForm,
            is_main=False,
        ),
    }
    happened = {
        "ask_supplement": "Komplettering begärdes",
        "answer_supplement": "Kompletteringen kom in",
        "withdraw_supplement": "Begäran om komplettering togs tillbaka",
        "close_supplement": "Kompletteringen lästes",
    }
    list_display = ["recipient", "round_name", "state", "last_day", "came", "late"]
    list_filter = [SupplementFilter]
    ordering = ["answer_by", "id"]

    @admin.display(description="svar senast", ordering="answer_by")
    def last_day(self, row: Supplement) -> str:
        return day_and_year(row.answer_by)

    @admin.display(description="kom in", ordering="answered_at")
    def came(self, row: Supplement) -> str:
        return day_and_year(day_of(row.answered_at)) if row.answered_at else "–"

    @admin.display(description="sen")
    def late(self, row: Supplement) -> str:
        is_waited_for = row.status == SupplementStatus.ASKED and row.answer_by < clock.today()
        return "Ja" if row.is_late or is_waited_for else "–"

    def facts(self, obj: Supplement) -> Facts:
        late = ", efter sista dagen" if obj.is_late else ""
        answered = (
            f"{moment(obj.answered_at)} av {obj.answered_by}{late}" if obj.answered_at else ""
        )
        return [
            ("Återrapportering", f"{obj.report.diarienummer}, {round_name(obj.report.round)}"),
            ("Vi bad om", obj.question),
            ("Filer", "Mottagaren ska bifoga filer" if obj.wants_files else ""),
            ("Begärd", f"{moment(obj.asked_at)} av {obj.asked_by}"),
            ("Svar senast", day_in_words(obj.answer_by)),
            ("Kom in", answered),
            ("Svar", obj.answer),
        ]
