"""The log of changes of opt-out filings and joint uses on a day: by when each is told, and what is open about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sakimori.domain.gap import SubjectKind
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.third_party import SELF_ID
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.registers import Registered


@dataclass(frozen=True, slots=True)
class ChangeLine(Registered):
    """A change of a filing or a joint use: what it changes by name, and the last day on which it is told in time."""

    change: SharingChange
    of: str
    due_on: date | None

    @property
    def days(self) -> tuple[date | None, ...]:
        """When it was told, and where it is filed when it was filed."""
        return (self.change.told_on, self.change.filed_on) if self.change.filing_id else (self.change.told_on,)

    @property
    def is_done(self) -> bool:
        """Whether all of it is told."""
        return None not in self.days


@needs(Permission.READ)
def sharing_changes(workspace: Workspace, *, on: date, number: int) -> tuple[ChangeLine, ...]:
    """Every change as known after an entry: what is still to be told first, by the day until which that is in time."""
    with workspace.unit() as unit:
        names = {one.id: one.name for one in all_records(unit, Filing, number=number)}
        names |= {one.id: one.name for one in all_records(unit, JointUse, number=number)}
        spans = unit.spans.as_known(number, on, third_party_id=SELF_ID)
        of_changes = [span for span in spans if span.subject_kind is SubjectKind.SHARING_CHANGE]
        days = unit.policy().change_notice_days
        lines = [
            ChangeLine(
                uses=(),
                gaps=tuple(span for span in of_changes if span.subject_key == one.id),
                change=one,
                of=names.get(one.filing_id or one.joint_use_id or "", ""),
                due_on=_told_by(one, days),
            )
            for one in all_records(unit, SharingChange, number=number)
        ]
    return tuple(sorted(lines, key=lambda line: (line.is_done, line.due_on or date.min, line.change.name)))


def _told_by(change: SharingChange, days: int) -> date | None:
    """The day before it where it is told beforehand, else the last of the days that our policy gives."""
    if change.changed_on is None or change.kind is None:
        return None
    return change.changed_on + timedelta(days=-1 if change.kind.is_beforehand else days - 1)
