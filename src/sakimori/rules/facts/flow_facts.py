"""What the recorded flows of a third party say: when each runs, its data, the tier that follows, and findings on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from sakimori.domain.codes import DataCategory, GapKind, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, LegalRoute
from sakimori.domain.records.hand_over import Judgement
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES, NOT_PERSONAL
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES, finding, is_watched, with_name

SPECIAL_CARE = frozenset({DataCategory.PI_SPECIAL, DataCategory.PI_EU_SPECIAL})
"""要配慮個人情報, and what counts as such when it came from the EU or the UK (補完的ルール)."""

_OWN_LANE = frozenset({DataCategory.ANON, DataCategory.MYNUMBER, DataCategory.PSEUDO})
_OURS_STILL = frozenset({LegalRoute.UNDECIDED, LegalRoute.ENTRUST, LegalRoute.NOT_PROVISION})

FlowLook = Callable[[Rule, Dossier, DataFlow], Iterable[Finding]]


def is_personal(flow: DataFlow) -> bool:
    """Whether personal data are among the data, or nobody knows what they are."""
    return not flow.categories or bool(flow.categories - NOT_PERSONAL)


def is_under_27(flow: DataFlow) -> bool:
    """Whether 法27条 and 28条 govern: anonymised, pseudonymised and My Number data have provisions of their own."""
    return not flow.categories or bool(flow.categories - NOT_PERSONAL - _OWN_LANE)


def needs_route(flow: DataFlow) -> bool:
    """Whether the hand-over needs a ground; anonymised information needs none (法44条)."""
    return not flow.categories or bool(flow.categories - NOT_PERSONAL - {DataCategory.ANON})


def stays_ours(flow: DataFlow) -> bool:
    """Whether the other side holds the data for us, so that return, erasure and its country remain our matter."""
    if flow.route is LegalRoute.CONSENT_28:
        return flow.role in PROCESSING_ROLES
    return flow.route in _OURS_STILL


def overlap(
    severity: Severity, first: date | None, end: date | None, *, begins: date | None = None, until: date | None = None
) -> tuple[Stage, ...]:
    """The stage in which two stretches of days are both true; ends are exclusive, None is open."""
    start = max((d for d in (first, begins) if d), default=None)
    stop = min((d for d in (end, until) if d), default=None)
    if start is not None and stop is not None and stop <= start:
        return ()
    return (Stage(severity, start, stop),)


def run_of(flow: DataFlow) -> tuple[date | None, date | None]:
    """The first day of a flow and the day after its last."""
    return flow.start_on, next_day(flow.end_on) if flow.end_on else None


def parts_of(dossier: Dossier, flow: DataFlow) -> tuple[DataSetPart, ...]:
    """The parts of the data set from which a flow takes its data."""
    return tuple(p for p in dossier.registers.data_set_parts if p.data_set_id == flow.data_set_id)


def persons_of(flow: DataFlow, parts: Sequence[DataSetPart]) -> int | None:
    """How many persons a flow reaches: as asked, else as many as the parts of its data hold; None while not known."""
    if flow.persons is not None:
        return flow.persons
    counts = [part.person_count for part in parts]
    return sum(c for c in counts if c is not None) if counts and None not in counts else None


def while_running(flow: DataFlow, severity: Severity) -> tuple[Stage, ...]:
    """All the days of a flow."""
    return overlap(severity, *run_of(flow))


def outside(
    flow: DataFlow, severity: Severity, *, good_from: date | None = None, good_through: date | None = None
) -> tuple[Stage, ...]:
    """The days of a flow before something begins to hold, and those after its last day."""
    before = overlap(severity, *run_of(flow), until=good_from) if good_from else ()
    if good_through is None:
        return before
    ends = max(next_day(good_through), good_from or date.min)
    return before + overlap(severity, *run_of(flow), begins=ends)


def judged_for(dossier: Dossier, flow: DataFlow, rule_id: str, part_id: str | None = None) -> Judgement | None:
    """The last judgement of a person on a question about a flow; one on the part goes before a general one."""
    standing = [
        j for j in dossier.judgements if j.flow_id == flow.id and j.rule_id == rule_id and j.part_id in {None, part_id}
    ]
    return max(standing, key=lambda j: (j.part_id is not None, j.decided_on, j.id), default=None)


def of_outgoing(look: FlowLook) -> Judge:
    """Judge each flow to a third party that is watched; one of unknown direction may be such a flow."""

    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        if not is_watched(dossier.third_party):
            return
        for flow in dossier.flows:
            if flow.direction is not Direction.IN:
                yield from look(rule, dossier, flow)

    return judge


def of_flow(
    rule: Rule,
    flow: DataFlow,
    stages: tuple[Stage, ...],
    *,
    field: str,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    title: Text | None = None,
    part: str = "",
    fix: Fix | None = None,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    """The finding on a flow, or on a part of it, named in its title; none where no day is left."""
    if not stages:
        return
    yield finding(
        rule,
        Subject(SubjectKind.FLOW, f"{flow.id}/{part}" if part else flow.id),
        stages,
        fix or Fix("data_flow", flow.id, field),
        kind=kind,
        title=with_name(title or rule.title, flow.name),
        facts=facts,
        action=action,
    )


def listed(words: Iterable[Text]) -> Text:
    """Several words in a row."""
    every = tuple(words)
    return Text("、".join(w.ja for w in every), ", ".join(w.en for w in every))


_SPECIAL = frozenset({DataCategory.PI_SPECIAL, DataCategory.PI_EU_SPECIAL})
_ORDER = (Foreign.NONE, Foreign.DESIGNATED, Foreign.OTHER)


def held_flows(flows: Iterable[DataFlow], erasures: Iterable[Erasure]) -> tuple[DataFlow, ...]:
    """The flows to a third party whose data it may still hold: until their return or erasure is confirmed."""
    gone = {e.flow_id for e in erasures if e.confirmed_on is not None}
    return tuple(f for f in flows if f.direction is not Direction.IN and f.id not in gone)


def first_flow(dossier: Dossier, roles: Collection[Role]) -> date | None:
    """The first day on which data go to a third party in some roles, in the future too; None where it is not known.

    Without a flow on record, or with one whose first day nobody knows, data may go already.
    """
    flows = [f for f in dossier.flows if f.direction is not Direction.IN and f.role in {*roles, None}]
    days = [f.start_on for f in flows]
    return min((day for day in days if day), default=None) if None not in days else None


def with_flow_facts(party: ThirdParty, flows: Collection[DataFlow]) -> ThirdParty:
    """The third party with the tiering facts of its flows; what one of them leaves open never lowers an answer."""
    if not flows:
        return party
    return replace(
        party,
        data_categories=_categories(party, flows),
        person_count=_persons(party, flows),
        special_care=_special(party, flows),
        foreign=_foreign(party, flows),
    )


def _categories(party: ThirdParty, flows: Collection[DataFlow]) -> frozenset[DataCategory] | None:
    known = frozenset[DataCategory]().union(*(f.categories for f in flows if f.categories is not None))
    if all(f.categories is not None for f in flows):
        return known
    return known | party.data_categories if party.data_categories is not None else None


def _persons(party: ThirdParty, flows: Collection[DataFlow]) -> int | None:
    """Flows of one data set speak of the same persons; other ones are added up."""
    most: dict[str, int] = {}
    for flow in flows:
        if flow.persons is not None:
            about = flow.data_set_id or flow.id
            most[about] = max(most.get(about, 0), flow.persons)
    total = sum(most.values())
    if all(f.persons is not None for f in flows):
        return total
    return max(total, party.person_count) if party.person_count is not None else None


def _special(party: ThirdParty, flows: Collection[DataFlow]) -> bool | None:
    if any(f.categories and f.categories & _SPECIAL for f in flows):
        return True
    return False if all(f.categories is not None for f in flows) else party.special_care


def _foreign(party: ThirdParty, flows: Collection[DataFlow]) -> Foreign | None:
    """The gravest of: where the body sits (unless it acts in Japan), and where data are stored or processed."""
    places = {code for f in flows for code in f.countries}
    if party.country is not None and not party.business_in_japan:
        places.add(party.country)
    known = max((_of_country(code) for code in places), key=_ORDER.index, default=Foreign.NONE)
    is_known = party.country is not None and all(
        f.storage_countries is not None and f.processing_countries is not None for f in flows
    )
    if is_known or known is Foreign.OTHER:
        return known
    return max(known, party.foreign, key=_ORDER.index) if party.foreign is not None else None


def _of_country(code: str) -> Foreign:
    if code == "JP":
        return Foreign.NONE
    return Foreign.DESIGNATED if code in DESIGNATED_COUNTRIES else Foreign.OTHER
