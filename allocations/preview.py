"""What adopting a table would mean: computed for the preview, and again at adoption.

Pure: rows, recipients and what applies now in, a plan out. Its sha256 is of all that is shown, so
that nobody adopts anything else than what she saw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from allocations.rules import Limits, absence_problems, amount_problems, named
from allocations.table_import.known import Known, Row
from allocations.table_import.names import interpretation
from core.errors import Violation
from core.fingerprint import canonical_sha256

__all__ = ["Plan", "PlannedRow", "plan_for"]


@dataclass(frozen=True)
class PlannedRow:
    """A recipient's frame in kr, beside the one in force and the one that a key gives."""

    code: str
    name: str
    printed_name: str
    kr: int
    before_kr: int | None = None
    computed_kr: int | None = None
    note: str = ""

    @property
    def change_kr(self) -> int:
        return self.kr - (self.before_kr or 0)

    @property
    def off_computed_kr(self) -> int:
        """Decided less computed; 0 without a key."""
        return self.kr - self.computed_kr if self.computed_kr is not None else 0


@dataclass(frozen=True)
class Plan:
    """All that is shown before adoption. Adoption is refused while there are `problems`."""

    stated_total_kr: int
    current_number: int = 0
    rows: list[PlannedRow] = field(default_factory=list)
    unmatched: list[Row] = field(default_factory=list)
    doubled: list[Row] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)
    problems: list[Violation] = field(default_factory=list)
    before_sum_kr: int | None = None
    computed_sum_kr: int | None = None

    @property
    def sum_kr(self) -> int:
        return sum(row.kr for row in self.rows)

    @property
    def deviation_kr(self) -> int:
        """What the rows add up to, less the total that the source states."""
        return self.sum_kr - self.stated_total_kr

    @property
    def is_correction(self) -> bool:
        return self.current_number > 0

    @property
    def changed(self) -> list[PlannedRow]:
        """Whose frame becomes another than the one in force; empty when none is."""
        return [row for row in self.rows if self.is_correction and row.change_kr]

    @property
    def off_computed(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.off_computed_kr]

    @property
    def interpreted(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.note]

    @property
    def sha256(self) -> str:
        """Of everything that is shown: the same only if the same would be adopted."""
        return canonical_sha256(asdict(self))


def plan_for(
    rows: Sequence[Row],
    recipients: Sequence[Known],
    *,
    stated_total_kr: int,
    current: Mapping[str, int] | None,
    computed: Mapping[str, int] | None = None,
    current_number: int = 0,
    limits: Limits | None = None,
) -> Plan:
    """Hold rows against the recipients, the frames in force and the computed ones (code → kr)."""
    by_code = {one.code: one for one in recipients}
    unmatched = [row for row in rows if row.code not in by_code]
    known: dict[str, Row] = {}
    doubled = []
    for row in rows:
        if row.code in known:
            doubled.append(row)
        elif row.code in by_code:
            known[row.code] = row
    missing = [one for one in recipients if one.code not in known]
    planned = [_planned(row, by_code[row.code], current, computed) for row in known.values()]
    problems = [
        *_row_problems(unmatched, doubled),
        *absence_problems([one.name for one in missing if one.code in (current or {})]),
        *(amount_problems(sum(row.kr for row in planned), limits) if limits else []),
    ]
    return Plan(
        stated_total_kr=stated_total_kr,
        current_number=current_number,
        rows=planned,
        unmatched=unmatched,
        doubled=doubled,
        missing=missing,
        problems=problems,
        before_sum_kr=None if current is None else sum(current.values()),
        computed_sum_kr=None if computed is None else sum(computed.values()),
    )


def _planned(
    row: Row,
    known: Known,
    current: Mapping[str, int] | None,
    computed: Mapping[str, int] | None,
) -> PlannedRow:
    return PlannedRow(
        code=row.code,
        name=known.name,
        printed_name=row.printed_name,
        kr=row.kr,
        before_kr=(current or {}).get(row.code),
        computed_kr=(computed or {}).get(row.code),
        note=interpretation(row.printed_name, known.name),
    )


def _row_problems(unmatched: list[Row], doubled: list[Row]) -> list[Violation]:
    problems = []
    if unmatched:
        message = f"Ingen mottagare i omgången är {named([row.printed_name for row in unmatched])}."
        problems.append(Violation("unmatched", None, f"{message} Rätta namnet eller koden."))
    if doubled:
        message = f"{named([row.printed_name for row in doubled])} står mer än en gång."
        problems.append(Violation("doubled", None, f"{message} Behåll en rad för varje mottagare."))
    return problems
