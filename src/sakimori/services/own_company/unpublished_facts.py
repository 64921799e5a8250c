"""What we do but do not say: open gaps on what is published, put together by the thing that a notice must name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.gap import Span, SubjectKind
from sakimori.domain.records.country import CountryProfile, Point
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import DataSet, DataSetPart, Notice, PublicItem, Purpose
from sakimori.domain.records.sharing import Filing, JointUse, OptoutItem
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.exchange.reference import country_name
from sakimori.rules.facts.foreign_flows import HOME, is_foreign
from sakimori.rules.gaps.flows.grounds import JOINT_USE_RULE
from sakimori.rules.gaps.own_company.notices import ABROAD_NOTICE_RULE, NOTICE_RULES, PURPOSE_NOTICE_RULE, in_force
from sakimori.rules.gaps.own_company.sharing import OPTOUT_NOTICE_RULE
from sakimori.rules.gaps.own_company.texts import NO_NOTICE_RULE, PUBLIC_ITEMS_RULE
from sakimori.services.flows.heads import lean_flows
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.judge_queue import policy_then
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.unit import Unit, all_records, party_at
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.registers import Use, party_names, uses_of
from sakimori.store.records import from_row
from sakimori.store.spans import AS_KNOWN, TRUE_ON

T = TypeVar("T")

_RULES: Final = (
    PURPOSE_NOTICE_RULE, ABROAD_NOTICE_RULE, JOINT_USE_RULE, OPTOUT_NOTICE_RULE, PUBLIC_ITEMS_RULE, NO_NOTICE_RULE,
)  # fmt: skip
_PUBLICATION: Final = next(rule.citation for rule in NOTICE_RULES if rule.id == PURPOSE_NOTICE_RULE)


class Sort(StrEnum):
    """What sort of thing is not said."""

    NOTICE = "notice"
    JOINT_USE = "joint_use"
    OPTOUT = "optout"
    PURPOSE = "purpose"
    COUNTRY = "country"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class UnpublishedFact:
    """One thing that we do and that no notice in force says, with the worst gap about it.

    `key` is the id of the record, the code of the country or of the item; empty where nobody has recorded it.
    `wording` is that of the purpose, or the law of the country as far as it is known; `lacks` are the items of an
    opt-out that no notice states.
    """

    sort: Sort
    key: str
    name: Text
    severity: Severity
    is_unknown: bool
    cites: Text
    uses: tuple[Use, ...] = ()
    data_sets: tuple[str, ...] = ()
    wording: str = ""
    joint_use: JointUse | None = None
    filing: Filing | None = None
    lacks: tuple[OptoutItem, ...] = ()


@needs(Permission.READ)
def unpublished_facts(workspace: Workspace, *, on: date, number: int) -> tuple[UnpublishedFact, ...]:
    """What we do but do not say on a day, as known after an entry: the gravest first."""
    with workspace.unit() as unit:
        lines = list(_Comparing(unit, on=on, number=number).lines())
    order = list(Sort)
    return tuple(sorted(lines, key=lambda u: (u.severity.rank, u.is_unknown, order.index(u.sort), u.name.ja)))


class _Comparing:
    """The records of one knowledge, and the open gaps that say what no notice names."""

    def __init__(self, unit: Unit, *, on: date, number: int) -> None:
        self._unit, self._on, self._number = unit, on, number
        self._flows = {flow.id: flow for flow in lean_flows(unit, number=number)}
        self._names = party_names(unit, number=number)
        self._standing = in_force(self._all(Notice), on)
        self._spans = _spans(unit, on=on, number=number)
        self._parties: dict[str, ThirdParty | None] = {}

    def lines(self) -> Iterator[UnpublishedFact]:
        """Every thing that is not said, sort by sort."""
        yield from (self._line(Sort.NOTICE, "", span.title, [span]) for span in self._spans[NO_NOTICE_RULE])
        yield from self._joint_uses()
        yield from self._optouts()
        yield from self._purposes()
        yield from self._countries()
        yield from self._items()

    def _joint_uses(self) -> Iterator[UnpublishedFact]:
        known = {joint_use.id: joint_use for joint_use in self._all(JointUse)}
        for key, spans in self._of_flows(JOINT_USE_RULE, lambda flow: (flow.joint_use_id or flow.id,)):
            found = known.get(key)
            name = found.name if found else self._flow(spans[0]).name
            line = self._line(Sort.JOINT_USE, found.id if found else "", _same(name), spans)
            yield replace(line, joint_use=found)

    def _optouts(self) -> Iterator[UnpublishedFact]:
        """What the notices lack of each opt-out; a notice does not tell one filing from another."""
        said = frozenset[OptoutItem]().union(*(notice.optout_items or () for notice in self._standing))
        known = {filing.id: filing for filing in self._all(Filing)}
        for span in self._spans[OPTOUT_NOTICE_RULE]:
            filing = known[span.subject_key]
            line = self._line(Sort.OPTOUT, filing.id, _same(filing.name), [span])
            yield replace(line, filing=filing, lacks=tuple(item for item in OptoutItem if item not in said))

    def _purposes(self) -> Iterator[UnpublishedFact]:
        """A purpose of data sets alone has no gap of its own: it weighs what the one on a flow would."""
        said = {purpose_id for notice in self._standing for purpose_id in notice.purpose_ids}
        by_flow = dict(self._of_flows(PURPOSE_NOTICE_RULE, lambda flow: (flow.purpose_id or "",)))
        by_set = self._sets_by_purpose()
        for purpose in self._all(Purpose):
            spans, sets = by_flow.get(purpose.id, []), by_set.get(purpose.id, ())
            if spans or (sets and purpose.id not in said):
                line = self._line(Sort.PURPOSE, purpose.id, _same(purpose.name), spans)
                yield replace(line, data_sets=sets, wording=purpose.wording)

    def _sets_by_purpose(self) -> Mapping[str, tuple[str, ...]]:
        sets = {s.id: s.name for s in self._all(DataSet) if s.ended_on is None or s.ended_on >= self._on}
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for part in self._all(DataSetPart):
            for purpose_id in part.purpose_ids if part.data_set_id in sets else ():
                found[purpose_id][sets[part.data_set_id]] = None
        return {purpose_id: tuple(names) for purpose_id, names in found.items()}

    def _countries(self) -> Iterator[UnpublishedFact]:
        said = frozenset[str]().union(*(notice.countries or () for notice in self._standing))
        months = policy_then(self._unit, number=self._number).country_profile_months
        laws = {
            profile.id: profile.law
            for profile in self._all(CountryProfile)
            if profile.reading(self._on, months).known(Point.GENERAL_LAW)
        }
        for code, spans in self._of_flows(ABROAD_NOTICE_RULE, lambda flow: sorted(self._abroad(flow) - said) or [""]):
            name = country_name(code) if code else NO_TEXT
            yield replace(self._line(Sort.COUNTRY, code, name, spans), wording=laws.get(code, ""))

    def _abroad(self, flow: DataFlow) -> frozenset[str]:
        party = self._party(flow.third_party_id)
        seat = {party.country} if party and party.country and is_foreign(party) else set()
        return (flow.countries | seat) - {HOME}

    def _items(self) -> Iterator[UnpublishedFact]:
        said = frozenset[PublicItem]().union(*(notice.items or () for notice in self._standing))
        for span in self._spans[PUBLIC_ITEMS_RULE]:
            for item in PublicItem:
                if item not in said:
                    yield self._line(Sort.ITEM, item.value, NO_TEXT, [span])

    def _all(self, kind: type[T]) -> list[T]:
        return all_records(self._unit, kind, number=self._number)

    def _party(self, third_party_id: str) -> ThirdParty | None:
        if third_party_id not in self._parties:
            self._parties[third_party_id] = party_at(self._unit, third_party_id, number=self._number)
        return self._parties[third_party_id]

    def _flow(self, span: Span) -> DataFlow:
        return self._flows[span.subject_key.split("/")[0]]

    def _of_flows(self, rule_id: str, keys: Callable[[DataFlow], Iterable[str]]) -> Iterator[tuple[str, list[Span]]]:
        """The open gaps of a rule on flows, by each thing that they speak of."""
        grouped: defaultdict[str, list[Span]] = defaultdict(list)
        for span in self._spans[rule_id]:
            for key in keys(self._flow(span)):
                grouped[key].append(span)
        yield from grouped.items()

    def _line(self, sort: Sort, key: str, name: Text, spans: Sequence[Span]) -> UnpublishedFact:
        of_flows = [span for span in spans if span.subject_kind is SubjectKind.FLOW]
        return UnpublishedFact(
            sort=sort,
            key=key,
            name=name,
            severity=min((span.severity for span in spans), key=lambda s: s.rank, default=Severity.MEDIUM),
            is_unknown=bool(spans) and all(span.kind is GapKind.UNKNOWN for span in spans),
            cites=spans[0].cites if spans else _PUBLICATION,
            uses=uses_of(map(self._flow, of_flows), self._names),
        )


def _same(name: str) -> Text:
    """A name is the same in both languages."""
    return Text(name, name)


def _spans(unit: Unit, *, on: date, number: int) -> Mapping[str, list[Span]]:
    is_unsaid, rules = among("rule_id", _RULES)
    rows = unit.query(
        f"SELECT * FROM gap_span WHERE {is_unsaid} AND {AS_KNOWN} AND {TRUE_ON} ORDER BY id",
        **rules,
        number=number,
        day=on.isoformat(),
    )
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for row in rows:
        found[str(row["rule_id"])].append(from_row(Span, row))
    return found
