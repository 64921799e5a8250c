"""How a flow stands on a day: its worst open gap, whether it runs, and what carries it abroad. It is no verdict."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.data_flow import EQUIVALENT, DataFlow, Direction, ForeignBasis, ForeignBasisKind, LegalRoute
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix, SubjectKind
from sakimori.domain.text import Text
from sakimori.domain.third_party import ThirdParty
from sakimori.rules.foreign_flows import article_28_flows, is_foreign, is_outside
from sakimori.services.unit import Unit
from sakimori.store.engine import Row
from sakimori.store.spans import AS_KNOWN

NO_BASIS_RULE = "A-28-1"


class FlowState(StrEnum):
    """The worst open gap; `UNKNOWN` where the worst is a fact that nobody knows. The order is from worst to best."""

    BLOCK = "block"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"
    OK = "ok"
    NOT_APPLICABLE = "not_applicable"


class Phase(StrEnum):
    """Whether data are handed over: not yet, now, no more."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    ENDED = "ended"


class Abroad(StrEnum):
    """What Article 28 makes of a flow: not abroad, outside of it, or what carries it."""

    HOME = "home"
    EXEMPT = "exempt"
    DESIGNATED = "designated"
    EQUIVALENT = "equivalent"
    CONSENT = "consent"
    NONE = "none"
    UNKNOWN = "unknown"


class FlowGap(NamedTuple):
    """One gap in one severity, as far as lists of flows show it; tens of thousands are made in one breath."""

    gap_id: str
    third_party_id: str
    rule_id: str
    subject_kind: SubjectKind
    subject_key: str
    kind: GapKind
    severity: Severity
    title_ja: str
    title_en: str
    cites_ja: str
    cites_en: str
    action_ja: str
    action_en: str
    fix_record: str
    fix_id: str
    fix_field: str
    from_on: date | None
    until_on: date | None
    since_on: date
    due_on: date

    @property
    def title(self) -> Text:
        """What is missing, in words."""
        return Text(self.title_ja, self.title_en)

    @property
    def cites(self) -> Text:
        """The article, guideline section, or 会社方針."""
        return Text(self.cites_ja, self.cites_en)

    @property
    def action(self) -> Text:
        """What closes it, in words."""
        return Text(self.action_ja, self.action_en)

    @property
    def fix(self) -> Fix:
        """Where it is closed."""
        return Fix(self.fix_record, self.fix_id, self.fix_field)

    @property
    def subject_id(self) -> str:
        """The id of the record that it is about; a key may name a part of it after a slash."""
        return self.subject_key.partition("/")[0]

    @property
    def state(self) -> FlowState:
        """What it makes of a flow."""
        return FlowState.UNKNOWN if self.kind is GapKind.UNKNOWN else FlowState(self.severity.value)

    def is_open(self, on: date) -> bool:
        """Whether it is true on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or self.until_on > on)


def flow_gaps(unit: Unit, *, on: date, number: int, third_party_id: str | None = None) -> list[FlowGap]:
    """The gaps of flows and of sub-processors, and whatever else stops a third party: open on the day or later."""
    narrow = " AND third_party_id = :party" if third_party_id else ""
    params: dict[str, str] = {"party": third_party_id} if third_party_id else {}
    rows = unit.query(
        f"SELECT {', '.join(FlowGap._fields)} FROM gap_span "
        f"WHERE {AS_KNOWN} AND (until_on IS NULL OR until_on > :day) "
        f"AND (subject_kind IN (:flow, :sub) OR severity = :block){narrow} ORDER BY id",
        number=number,
        day=on.isoformat(),
        flow=SubjectKind.FLOW.value,
        sub=SubjectKind.SUB_PROCESSOR.value,
        block=Severity.BLOCK.value,
        **params,
    )
    return [_gap(row) for row in rows]


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "subject_kind": {member.value: member for member in SubjectKind}.__getitem__,
    "kind": {member.value: member for member in GapKind}.__getitem__,
    "severity": {member.value: member for member in Severity}.__getitem__,
}
_DAYS: Final = ("from_on", "until_on", "since_on", "due_on")


def _gap(row: Row) -> FlowGap:
    values: dict[str, Any] = dict(row)
    for name, read in _READ.items():
        values[name] = read(values[name])
    for name in _DAYS:
        values[name] = _day(values[name])
    return FlowGap(**values)


@lru_cache(maxsize=4096)
def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


_RANK: Final = {severity: severity.rank for severity in Severity}


def grave(gap: FlowGap) -> tuple[int, bool, date]:
    """The order of gaps, worst first; of two alike, the one that is certain."""
    return (_RANK[gap.severity], gap.kind is GapKind.UNKNOWN, gap.since_on)


def worst(gaps: Iterable[FlowGap]) -> FlowState:
    """The state that the worst of some open gaps gives; none is 適合."""
    gravest = min(gaps, key=grave, default=None)
    return FlowState.OK if gravest is None else gravest.state


def phase_of(flow: DataFlow, on: date) -> Phase:
    """Whether data are handed over on a day; a flow without a first day may run already."""
    if flow.end_on is not None and flow.end_on < on:
        return Phase.ENDED
    return Phase.UPCOMING if flow.start_on is not None and flow.start_on > on else Phase.RUNNING


def abroad_of(flow: DataFlow, party: ThirdParty, basis: ForeignBasis | None, gaps: Iterable[FlowGap]) -> Abroad:
    """What carries a flow abroad, given its open gaps: a basis that lapsed is none."""
    if flow.direction is Direction.IN:
        return Abroad.EXEMPT
    if party.country is None:
        return Abroad.UNKNOWN
    if not is_outside(party):
        return Abroad.DESIGNATED if is_foreign(party) else Abroad.HOME
    if not any(article_28_flows(Dossier(third_party=party, flows=(flow,)))):
        return Abroad.EXEMPT
    return _of_basis(flow, basis, [gap.kind for gap in gaps if gap.rule_id == NO_BASIS_RULE])


def _of_basis(flow: DataFlow, basis: ForeignBasis | None, missing: Collection[GapKind]) -> Abroad:
    if missing:
        return Abroad.UNKNOWN if GapKind.UNKNOWN in missing else Abroad.NONE
    if basis is None:
        return Abroad.CONSENT if flow.route is LegalRoute.CONSENT_28 else Abroad.UNKNOWN
    if basis.kind in EQUIVALENT:
        return Abroad.EQUIVALENT
    if basis.kind is ForeignBasisKind.CONSENT_28:
        return Abroad.CONSENT
    is_exempt = basis.kind in {ForeignBasisKind.EXCEPTION_27_1, ForeignBasisKind.NOT_NEEDED}
    return Abroad.EXEMPT if is_exempt else Abroad.NONE
