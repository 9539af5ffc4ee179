"""What a file would change, and that it is done once, together, and only as it was shown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from core.errors import StaleState
from core.models import Event
from core.transitions import history, label_of
from organisations.models import Contact, HuvudmanPeriod, Organisation, Recipient, RegisterImport
from organisations.queries import huvudman_by_recipient
from organisations.register_import import adopt as adopting
from organisations.register_import import example
from organisations.register_import.adopt import adopt
from organisations.register_import.columns import Column
from organisations.register_import.plan import Outcome
from organisations.register_import.preview import Preview, keep_preview, preview
from organisations.registers import load_registers
from tests.builders import APRIL, make_organisation, make_recipient, make_staff
from tests.organisations.register_files import every_recipient, orgnr

pytestmark = pytest.mark.django_db

TODAY = APRIL.date()
Rows = list[dict[Column, str]]


def row(**changes: str) -> dict[Column, str]:
    """RSS Skåne with a new huvudman, its contact and all; changes by the column's name in code."""
    faultless = every_recipient()
    skane = next(one for one in faultless if one[Column.CODE] == "RSS-12")
    return skane | {Column[name.upper()]: value for name, value in changes.items()}


def look(*rows: dict[Column, str]) -> Preview:
    return preview("register.csv", example.as_csv(list(rows)))


def keep(*rows: dict[Column, str]) -> RegisterImport:
    """A file that was looked at and kept; there must be nothing wrong with it."""
    data = example.as_csv(list(rows))
    found = preview("register.csv", data)
    assert [str(problem) for problem in found.problems] == []
    return keep_preview(found, name="register.csv", data=data, by=make_staff(), at=APRIL)


def take(*rows: dict[Column, str]) -> RegisterImport:
    return adopt(keep(*rows), by=make_staff(), at=APRIL)


def outcomes(found: Preview) -> list[Outcome]:
    return [one.outcome for one in found.plan.rows]


# --- Preview --------------------------------------------------------------------------------------


def test_preview_changes_no_register() -> None:
    make_recipient()
    before = Organisation.objects.count()
    keep(row())
    assert (Organisation.objects.count(), Contact.objects.count()) == (before, 0)


def test_preview_says_what_is_new_changed_and_unchanged() -> None:
    make_recipient()
    assert outcomes(look(row())) == [Outcome.NEW]
    take(row())
    assert outcomes(look(row())) == [Outcome.UNCHANGED]
    assert outcomes(look(row(town="Lund"))) == [Outcome.CHANGED]


def test_change_is_shown_with_before_and_after() -> None:
    make_recipient()
    take(row())
    change = look(row(town="Lund")).plan.rows[0].changes[0]
    assert (change.what, change.before, change.after) == ("postort", "Åmål", "Lund")


def test_empty_cell_changes_nothing() -> None:
    make_recipient()
    take(row())
    assert outcomes(look(row(town="", address="", contact=""))) == [Outcome.UNCHANGED]


def test_recipients_that_the_file_leaves_out_are_told() -> None:
    make_recipient()
    make_recipient("RSS-09", name="RSS Gotland")
    assert look(row()).plan.absent == ["RSS Gotland"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "9999"}, "Rad 2, kolumn A (kod): Ingen mottagare har koden 9999."),
        ({"from_date": ""}, "Rad 2, kolumn N (gäller från): RSS Skåne har i dag huvudmannen"),
        ({"from_date": "2019-01-01"}, "Rad 2, kolumn N (gäller från): RSS Skåne har redan huvud"),
        ({"contact_email": ""}, "Rad 2, kolumn L (kontakt e-post): Skriv kontaktpersonens e-post"),
        ({"recipient": "RSS Gotland"}, "Rad 2, kolumn B (mottagare): RSS Gotland har koden RSS-09"),
    ],
)
def test_what_the_registers_do_not_allow_is_told(changes: dict[str, str], sentence: str) -> None:
    make_recipient()
    make_recipient("RSS-09", name="RSS Gotland")
    problems = look(row(**changes)).problems
    assert str(problems[0]).startswith(sentence)


def test_person_s_new_file_replaces_the_one_that_waited() -> None:
    make_recipient()
    data = example.as_csv([row()])
    somebody = make_staff()
    for _ in range(2):
        keep_preview(preview("r.csv", data), name="r.csv", data=data, by=somebody, at=APRIL)
    assert RegisterImport.objects.count() == 1


# --- Adoption -------------------------------------------------------------------------------------


def test_adoption_writes_huvudman_period_and_contact() -> None:
    recipient = make_recipient()
    take(row(from_date="2025-03-01"))
    organisation = recipient.huvudman_on(date(2025, 3, 1))
    assert organisation.postal_town == "Åmål"
    assert organisation.registry_email == row()[Column.REGISTRY]
    assert organisation.contacts.get(recipient=recipient).name == "Åsa Öberg"


def test_former_huvudman_stays_until_the_day() -> None:
    recipient = make_recipient()
    former = recipient.huvudman_on(date(2025, 1, 1))
    take(row(from_date="2025-03-01"))
    assert recipient.huvudman_on(date(2025, 2, 28)) == former


def test_adoption_twice_does_it_once() -> None:
    make_recipient()
    kept = keep(row())
    adopt(kept, by=make_staff(), at=APRIL)
    with pytest.raises(StaleState, match="redan fastställt"):
        adopt(kept, by=make_staff(), at=APRIL)
    assert Event.objects.filter(action="register_adopted").count() == 1


def test_adoption_of_what_is_no_longer_as_it_was_shown_is_refused() -> None:
    make_recipient()
    take(row())
    kept = keep(row(town="Lund"))
    Organisation.objects.filter(postal_town="Åmål").update(postal_town="Malmö")
    with pytest.raises(StaleState, match="Läs in filen igen"):
        adopt(kept, by=make_staff(), at=APRIL)
    assert Organisation.objects.filter(postal_town="Malmö").exists()


def test_change_of_something_else_does_not_stand_in_the_way() -> None:
    make_recipient()
    kept = keep(row())
    make_organisation(name="En annan huvudman")
    assert adopt(kept, by=make_staff(), at=APRIL).adopted_at == APRIL


def test_adoption_that_fails_half_way_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_recipient()
    kept = keep(row())

    def fail(*_: object, **__: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(adopting, "_record_each", fail)
    with pytest.raises(IntegrityError):
        adopt(kept, by=make_staff(), at=APRIL)
    assert not Organisation.objects.filter(name=row()[Column.HUVUDMAN]).exists()


def test_event_of_each_huvudman_says_what_changed_and_from_which_file() -> None:
    recipient = make_recipient()
    take(row())
    take(row(town="Lund"))
    said = history(recipient.huvudman_on(TODAY)).last()
    assert said is not None
    assert said.reason == "Fil: register.csv\nRSS Skåne, postort: Åmål → Lund"


def test_unchanged_huvudman_gets_no_event() -> None:
    recipient = make_recipient()
    take(row())
    take(row())
    assert history(recipient.huvudman_on(TODAY)).count() == 1


def test_adopted_import_keeps_name_and_hash_but_no_rows() -> None:
    make_recipient()
    done = take(row())
    event = Event.objects.get(about=label_of(done))
    assert done.content == {}
    assert done.file_name in event.reason
    assert done.file_sha256 in event.reason


def test_huvudman_whose_details_change_confirms_them_again() -> None:
    recipient = make_recipient()
    take(row())
    Organisation.objects.filter(postal_town="Åmål").update(confirmed_at=APRIL)
    assert "bekräftat" in look(row(town="Lund")).plan.rows[0].note
    take(row(town="Lund"))
    assert recipient.huvudman_on(TODAY).confirmed_at is None


def test_contact_is_changed_and_not_doubled() -> None:
    make_recipient()
    take(row())
    take(row(contact_phone="010-123 45 67"))
    contact = Contact.objects.get()
    assert (contact.name, contact.phone) == ("Åsa Öberg", "010-123 45 67")


def test_one_huvudman_behind_several_recipients_is_made_once() -> None:
    one, other = make_recipient(), make_recipient("RSS-09", name="RSS Gotland")
    shared = {"organisationsnummer": orgnr(77), "huvudman": "Delat", "registry": "r@example.se"}
    address = {"address": "Gatan 1"}
    take(row(**shared, **address), row(code="RSS-09", recipient="", **shared, **address))
    assert one.huvudman_on(TODAY) == other.huvudman_on(TODAY)


# --- All 314 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "write"), [("r.csv", example.as_csv), ("r.xlsx", example.as_xlsx)]
)
def test_all_314_recipients_can_be_reached_by_post(
    name: str, write: Callable[[Rows], bytes]
) -> None:
    load_registers()
    data = write(every_recipient())
    kept = keep_preview(preview(name, data), name=name, data=data, by=make_staff(), at=APRIL)
    adopt(kept, by=make_staff(), at=APRIL)
    behind = huvudman_by_recipient(Recipient.objects.all(), on=TODAY)
    assert len(behind) == 314
    assert all(organisation.registry_email for organisation in behind.values())


def test_number_of_queries_does_not_grow_with_the_file() -> None:
    load_registers()
    rows = every_recipient()
    few = _queries(keep(*rows[:10]))
    all_new = _queries(keep(*rows))
    all_changed = _queries(keep(*(one | {Column.TOWN: "Lund"} for one in rows)))
    assert few <= all_new <= few + 5
    assert all_changed <= few + 5
    assert HuvudmanPeriod.objects.count() == 314


def _queries(kept: RegisterImport) -> int:
    with CaptureQueriesContext(connection) as queries:
        adopt(kept, by=make_staff(), at=APRIL)
    return len(queries)


def test_plan_is_the_same_whenever_it_is_made() -> None:
    make_recipient()
    plan = look(row()).plan
    assert plan.sha256 == look(row()).plan.sha256
    assert plan.sha256 != replace(plan, rows=[]).sha256
