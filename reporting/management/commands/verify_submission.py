"""manage.py verify_submission: whether what was sent in still is what it was."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from reporting.models import Submission
from reporting.verification import verify


class Command(BaseCommand):
    help = (
        "Räknar om kontrollsummorna för ett inskick: formulär, svar, godkännande, pdf:er och "
        "filer. Skriver en rad för varje jämförelse och slutar med fel om något skiljer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("submission", nargs="?", help="id, eller omgång/mottagare/nummer")
        which.add_argument("--all", metavar="OMGÅNG", help="alla inskick i omgången")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = _of_round(options["all"]) if options["all"] else _one(options["submission"])
        faulty = [one for one in chosen.iterator() if not self._agrees(one)]
        self.stdout.write(f"{chosen.count()} inskick kontrollerade, {len(faulty)} med fel.")
        if faulty:
            named = ", ".join(_address(one) for one in faulty)
            raise CommandError(f"Det som är lagrat skiljer sig från det som skickades in: {named}.")

    def _agrees(self, submission: Submission) -> bool:
        self.stdout.write(f"{_address(submission)} (id {submission.pk}), {submission.sha256}")
        checks = verify(submission)
        for check in checks:
            verdict = (
                f"FEL  {check.what}: {check.differs}" if check.differs else f"ok   {check.what}"
            )
            self.stdout.write(f"  {verdict}")
        return not any(check.differs for check in checks)


def _one(named: str) -> QuerySet[Submission]:
    found = _submissions().none()
    match named.split("/"):
        case [pk] if pk.isdecimal():
            found = _submissions().filter(pk=pk)
        case [round_key, code, number] if number.isdecimal():
            found = _submissions().filter(
                report__round__key=round_key, report__recipient__code=code, number=number
            )
    if not found.exists():
        raise CommandError(f"Inskicket {named} finns inte. Skriv id eller omgång/mottagare/nummer.")
    return found


def _of_round(round_key: str) -> QuerySet[Submission]:
    found = _submissions().filter(report__round__key=round_key)
    if not found.exists():
        raise CommandError(f"Omgången {round_key} har inga inskick, eller finns inte.")
    return found


def _submissions() -> QuerySet[Submission]:
    return Submission.objects.select_related(
        "revision", "approval__revision", "report__round", "report__recipient"
    ).order_by("report__recipient__code", "number")


def _address(submission: Submission) -> str:
    return f"{submission.report.case}/{submission.number}"
