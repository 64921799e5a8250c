"""Where flows go and what carries them there, counted beside each third party by the day on which the counts turn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Span, SubjectKind
from sakimori.domain.records.data_flow import DataFlow, ForeignBasis
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.services.flows.states import FlowGap, abroad_of, gravity, phase_of
from sakimori.services.flows.ways import FlowWay, looked_at_on, passed_on, stands
from sakimori.services.kernel.unit import Unit
from sakimori.store.engine import Row
from sakimori.store.party_heads import RowsBeside, keep_beside
from sakimori.store.reads.abroad import ALWAYS, COLUMNS, EVERYWHERE, NOBODY_KNOWS

_KINDS: Final[tuple[type[Any], ...]] = (DataFlow, SubProcessorLink, ForeignBasis)

Place = tuple[str, str]
"""A country (or `EVERYWHERE`, or `NOBODY_KNOWS`) and what carries flows there; an empty word for the flows."""


def counted_abroad(paths: Iterable[FlowWay]) -> Counter[Place]:
    """How many of some flows go abroad, how many reach each country, and what carries each there."""
    found: Counter[Place] = Counter()
    for path in paths:
        if path.goes_abroad:
            found[EVERYWHERE, path.abroad.value] += 1
        if not path.goes_out or path.is_over or not path.leaves_japan:
            continue
        found.update((code or NOBODY_KNOWS, "") for code in path.reaches if code != HOME)
        found.update((code or NOBODY_KNOWS, carried.value) for code, carried in path.carried() if code != HOME)
    return found


def keep_abroad(unit: Unit, dossier: Dossier, spans: Sequence[Span], known: RowsBeside | None = None) -> None:
    """Keep it beside the third party of a dossier, of which these spans are known."""
    keep_beside(unit.engine, "flow_abroad", COLUMNS, dossier.third_party.id, abroad_turns(dossier, spans), known)


def make_up_abroad(unit: Unit) -> None:
    """Keep it beside every third party of a database from before it was kept by each write."""
    theirs: defaultdict[str, dict[type, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for kind in _KINDS:
        for record in unit.records.select(kind):
            theirs[record.third_party_id][kind].append(record)
    for party in unit.records.select(ThirdParty):
        flows, links, bases = (tuple(theirs[party.id][kind]) for kind in _KINDS)
        if flows:
            dossier = Dossier(third_party=party, flows=flows, sub_processors=links, foreign_bases=bases)
            keep_abroad(unit, dossier, unit.spans.known_now(party.id))


def abroad_turns(dossier: Dossier, spans: Sequence[Span]) -> list[Row]:
    """What changes in the counts on each day, whatever the day on which they are read."""
    party, before = dossier.third_party.id, Counter[Place]()
    rows: list[Row] = []
    for day, counts in _counts(dossier, spans):
        first = day.isoformat() if day else ALWAYS
        for place, basis in sorted(counts.keys() | before.keys()):
            change = counts[place, basis] - before[place, basis]
            if change:
                rows.append(
                    {
                        "id": "/".join((party, first, place, basis)),
                        "third_party_id": party,
                        "day": first,
                        "place": place,
                        "basis": basis,
                        "change": change,
                    }
                )
        before = counts
    return sorted(rows, key=lambda row: str(row["id"]))


def _counts(dossier: Dossier, spans: Sequence[Span]) -> Iterator[tuple[date | None, Counter[Place]]]:
    """The counts from each day on which a flow, a sub-processor or a gap begins or ends; None stands for always."""
    if not any(path.goes_abroad or path.leaves_japan for path in _paths(dossier, {}, None)):
        return
    gaps: defaultdict[str, list[FlowGap]] = defaultdict(list)
    for span in spans:
        if span.subject_kind is SubjectKind.FLOW:
            gaps[span.subject_key.partition("/")[0]].append(_gap(span))
    ends = [*(flow.end_on for flow in dossier.flows), *(link.ended_on for link in dossier.sub_processors)]
    cuts = {
        *(flow.start_on for flow in dossier.flows),
        *(link.starts_on for link in dossier.sub_processors),
        *(end + timedelta(days=1) for end in ends if end),
        *(day for theirs in gaps.values() for gap in theirs for day in (gap.from_on, gap.until_on)),
    } - {None}
    yield None, counted_abroad(_paths(dossier, gaps, date.min))
    for day in sorted(cut for cut in cuts if cut is not None):
        yield day, counted_abroad(_paths(dossier, gaps, day))


def _paths(dossier: Dossier, gaps: Mapping[str, Sequence[FlowGap]], on: date | None) -> Iterator[FlowWay]:
    """The flows as they go on a day; with every sub-processor that was ever named where no day is given."""
    party = dossier.third_party
    links = [link for link in dossier.sub_processors if on is None or stands(link, on)]
    bases = {basis.flow_id: basis for basis in dossier.foreign_bases}
    for flow in dossier.flows:
        phase = phase_of(flow, on or date.min)
        day = looked_at_on(flow, phase, on or date.min)
        own = tuple(sorted((gap for gap in gaps.get(flow.id, ()) if gap.is_open(day)), key=gravity))
        yield FlowWay(
            flow=flow,
            party=party,
            basis=bases.get(flow.id),
            subs=passed_on(flow, links),
            gaps=own,
            phase=phase,
            abroad=abroad_of(flow, party, bases.get(flow.id), own),
        )


def _gap(span: Span) -> FlowGap:
    return FlowGap(
        span.gap_id,
        span.third_party_id,
        span.rule_id,
        span.subject_kind,
        span.subject_key.partition("/")[0],
        span.kind,
        span.severity,
        span.from_on,
        span.until_on,
        span.since_on,
    )
