"""What the dashboard says of the register: what carries the flows abroad, and which annual checks fall due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sakimori.domain.codes import GapKind, Severity
from sakimori.services.flow_rows import FlowRow
from sakimori.services.flow_states import Abroad, FlowGap

CARRIERS: Final = (
    Abroad.NONE, Abroad.UNKNOWN, Abroad.CONSENT, Abroad.EQUIVALENT, Abroad.DESIGNATED, Abroad.EXEMPT,
)  # fmt: skip
"""What may carry a flow abroad, from the one to look at first."""

CHECK_RULES: Final = ("A-28-3a", "C-28-3a")
"""The rules that tell of annual checks which are due, and of those that are long overdue."""


@dataclass(frozen=True, slots=True)
class CheckDue:
    """The annual check of one flow: the last day for it; None while nobody knows from when to count."""

    flow_id: str
    flow: str
    third_party: str
    due_on: date | None
    severity: Severity

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed; a check that only comes is of low severity."""
        return self.due_on is not None and self.severity is not Severity.LOW


def flows_abroad(rows: Iterable[FlowRow]) -> list[FlowRow]:
    """The flows that hand data over to a foreign third party under Article 28, or may do so."""
    return [row for row in rows if row.goes_out and not row.is_over and row.abroad not in {Abroad.HOME, Abroad.EXEMPT}]


def carried_by(rows: Iterable[FlowRow]) -> Mapping[Abroad, int]:
    """How many of them each basis carries."""
    return Counter(row.abroad for row in flows_abroad(rows))


def checks_due(rows: Iterable[FlowRow]) -> tuple[CheckDue, ...]:
    """The checks that are overdue, of which nobody knows when they are due, and that come soon; the oldest first."""
    found = [due for row in rows if (due := _check(row, [g for g in row.gaps if g.rule_id in CHECK_RULES]))]
    return tuple(sorted(found, key=lambda due: (not due.is_overdue, due.due_on or date.min, due.third_party)))


def _check(row: FlowRow, gaps: Sequence[FlowGap]) -> CheckDue | None:
    if not gaps:
        return None
    worst = min(gaps, key=lambda gap: gap.severity.rank)
    return CheckDue(row.flow.id, row.flow.name, row.party.legal_name, _due(gaps), worst.severity)


def _due(gaps: Iterable[FlowGap]) -> date | None:
    """A warning ends on the day after the last day for the check, and a check is overdue from then on."""
    turns = [
        gap.until_on if gap.severity is Severity.LOW else gap.from_on
        for gap in gaps
        if gap.rule_id == CHECK_RULES[0] and gap.kind is not GapKind.UNKNOWN
    ]
    known = [turn for turn in turns if turn is not None]
    return min(known) - timedelta(days=1) if known else None
