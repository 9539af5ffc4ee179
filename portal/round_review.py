"""Att se över: what somebody should look at before a prepared round is opened, as sentences."""

from datetime import date

from django.db.models import Q

from allocations.models import AllocationKey, Statistic
from allocations.queries import in_force
from core.dates import day_and_year, day_in_words
from core.kronor import with_unit
from correspondence.models import PlanStep
from grants.calendar import Calendar, days_off
from grants.models import Round
from grants.states import RoundStatus
from organisations.models import Recipient
from reporting.models import Form, FormRevision

__all__ = ["to_review"]


def to_review(round_: Round) -> list[str]:
    """The sentences, in the order of the round's life; none once it is open (at most 8 queries)."""
    if round_.status != RoundStatus.PREPARED:
        return []
    return [
        *_decision(round_),
        *(found.sentence for found in days_off(Calendar.of(round_))),
        *_copied(round_),
        *_key(round_),
        *_allocation(round_),
        *_form(round_),
        *_recipients(round_),
        *_letters(round_),
    ]


def _decision(round_: Round) -> list[str]:
    decision = round_.decision
    said = []
    if decision.decided_on.year < round_.year:
        said.append(
            f"Beslutet {decision.diarienummer} är från {day_and_year(decision.decided_on)}. "
            f"Byt till beslutet om {round_.year} när regeringen har fattat det."
        )
    if decision.assumed:
        said.append(f"Något i beslutet är antaget: {decision.assumed}")
    return said


def _copied(round_: Round) -> list[str]:
    if round_.copied_from_id is None:
        return []
    return ["Villkor och kontakt är förra årets, med årtalen flyttade. Läs igenom dem."]


def _key(round_: Round) -> list[str]:
    key = AllocationKey.objects.filter(round=round_).order_by("number").last()
    if key is None:
        return ["Omgången har ingen fördelningsnyckel."]
    return [*_sum(round_, key), *_old_statistics(round_, key)]


def _sum(round_: Round, key: AllocationKey) -> list[str]:
    if key.total_kr == round_.amount_kr:
        return []
    return [
        f"Fördelningsnyckeln delar {with_unit(key.total_kr)}, men omgången är på "
        f"{with_unit(round_.amount_kr)}."
    ]


def _old_statistics(round_: Round, key: AllocationKey) -> list[str]:
    """Figures of more than a year before the grant's: at the end of the year before at best."""
    used = [
        *key.parts.values_list("statistic", "threshold_statistic"),
        *key.splits.values_list("statistic", "statistic"),
    ]
    old = Statistic.objects.filter(
        Q(pk__in={pk for pair in used for pk in pair if pk}),
        measured_on__lt=date(round_.year - 1, 1, 1),
    )
    return [
        f"Nyckeln räknar med {one.name} {day_and_year(one.measured_on)}. Läs in nyare statistik "
        "om den finns."
        for one in old
    ]


def _allocation(round_: Round) -> list[str]:
    return [] if in_force(round_) else ["Ingen fördelning är fastställd än."]


def _form(round_: Round) -> list[str]:
    """A form that nobody has published yet, or one that is published just as it was copied."""
    form = Form.objects.select_related("draft").filter(round=round_).first()
    if form is None:
        return ["Omgången har inget formulär för återrapportering."]
    published = form.revisions.order_by("number").last()
    newest = published or form.draft
    last_year = FormRevision.objects.filter(
        form__round=round_.copied_from_id, sha256=newest.sha256
    ).last()
    said = []
    if last_year is not None:
        said.append(
            f"Formuläret är förra årets, revision {last_year.number}. Se över frågor, villkor och "
            "årtal i texten."
        )
    if published is None:
        said.append("Formuläret är ett utkast. Publicera det innan återrapporteringen öppnar.")
    return said


def _recipients(round_: Round) -> list[str]:
    """Of the kind, those with nobody behind them: they get no letters and can't requisition."""
    of_kind = Recipient.objects.filter(kind=round_.recipient_kind)
    missing = of_kind.filter(huvudman_periods__isnull=True).count()
    if not missing:
        return []
    return [f"{missing} mottagare saknar huvudman. Läs in registret innan du öppnar omgången."]


def _letters(round_: Round) -> list[str]:
    steps = PlanStep.objects.active().filter(round_key=round_.key).count()
    if not steps:
        return ["Brevplanen är tom. När du öppnar omgången får den de vanliga breven."]
    return [
        f"Brevplanen har {steps} steg. Läs igenom den: det första brevet går ut när du öppnar "
        f"omgången, enligt kalendern {day_in_words(round_.requisition_opens_on)}."
    ]
