"""The paths that data take: whose, which kind, to whom, on to whom, into which country; small ones folded together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.services.flows.rows import FlowRow
from sakimori.services.flows.states import FlowVerdict, rank, worse

LIMIT: Final = 100
"""So many pairs of nodes can be told apart in one picture."""
OTHERS: Final = "*"
"""The code of the node into which small ones fold."""
STOPPED: Final = "*stopped"
"""The code of the node into which companies fold that are stopped: never together with milder ones."""
UNKNOWN: Final = "?"
"""The code of what nobody has answered."""
_NOBODY_KNOWS: Final = frozenset({UNKNOWN})
_LEAST_SHARE: Final = 120
"""A flow is drawn at least as wide as this part of all: a line that nobody sees tells nothing."""


class Column(StrEnum):
    """The columns from left to right."""

    GROUP = "group"
    CATEGORY = "category"
    PARTY = "party"
    SUB = "sub"
    COUNTRY = "country"


_ORDER: Final = tuple(Column)


class Node(NamedTuple):
    """One node: its column, and a code, an id, or a name there."""

    column: Column
    code: str


_STANDING_OUT: Final = tuple(
    dict(zip(Column, counts, strict=True))
    for counts in ((7, 8, 10, 7, 8), (5, 6, 10, 5, 7), (5, 6, 9, 5, 6), (4, 5, 8, 4, 5), (3, 4, 6, 3, 4))
)
"""How many of each column keep their names, turn by turn until the picture can be read.

With the two that hold the others, no more than twelve companies stand in it.
"""


@dataclass(frozen=True, slots=True)
class PathLink:
    """A band between two nodes of one verdict; `persons` is None where no flow in it says how many."""

    source: Node
    target: Node
    verdict: FlowVerdict
    width: float
    persons: int | None
    flow_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class FlowPaths:
    """All links, the worst verdict at each node, names of companies by code, and how many each node of others holds."""

    links: tuple[PathLink, ...]
    nodes: Mapping[Node, FlowVerdict]
    names: Mapping[str, str]
    folded: Mapping[Node, int]

    @property
    def has_unknown_persons(self) -> bool:
        """Whether some width stands for a number that nobody knows."""
        return any(link.persons is None for link in self.links)


Key = tuple[Node, Node, FlowVerdict]
"""Which band: from where, to where, with which verdict."""


class _Onward(NamedTuple):
    """A sub-processor after the company, with its country."""

    sub: Node
    country: Node


class Way(NamedTuple):
    """All paths of one flow: each group with each kind goes to the company, and from there to each end alike."""

    flow_id: str
    persons: int | None
    width: float
    verdict: FlowVerdict
    groups: tuple[Node, ...]
    categories: tuple[Node, ...]
    party: Node
    places: tuple[Node, ...]
    onward: tuple[_Onward, ...]


class _Stream(NamedTuple):
    """Flows whose ways are one when small nodes are folded: that way, as wide as all together, and their persons."""

    way: Way
    persons: Mapping[str, int | None]


def paths_of(going: Sequence[FlowRow], *, limit: int = LIMIT) -> FlowPaths:
    """The paths of flows that hand data over; the worst and the largest keep their names, the others are folded."""
    total = sum(row.flow.persons or 0 for row in going)
    least = max(1.0, total / _LEAST_SHARE)
    ways = [way_of(row, max(float(row.flow.persons or 0), least)) for row in going]
    folds, streams = _folds(ways, limit)
    links = _links(streams, folds)
    return FlowPaths(links=links, nodes=_worst_at_nodes(links), names=_names(going), folded=Counter(folds.values()))


def way_of(row: FlowRow, width: float) -> Way:
    """The paths of one flow, as wide as is said."""
    return Way(
        flow_id=row.flow.id,
        persons=row.flow.persons,
        width=width,
        verdict=row.verdict,
        groups=_nodes(Column.GROUP, row.flow.subject_groups or _NOBODY_KNOWS),
        categories=_nodes(Column.CATEGORY, row.flow.categories or _NOBODY_KNOWS),
        party=Node(Column.PARTY, row.party.id),
        places=_countries(row.places),
        onward=tuple([_onward(_sub_code(link), link.country) for link in row.subs]),
    )


@lru_cache(maxsize=4096)
def _nodes(column: Column, codes: frozenset[str]) -> tuple[Node, ...]:
    return tuple(Node(column, code) for code in codes)


@lru_cache(maxsize=512)
def _countries(codes: tuple[str | None, ...]) -> tuple[Node, ...]:
    return tuple(_country(code) for code in codes)


@lru_cache(maxsize=512)
def _country(code: str | None) -> Node:
    return Node(Column.COUNTRY, code or UNKNOWN)


@lru_cache(maxsize=16_384)
def _onward(code: str, country: str | None) -> _Onward:
    return _Onward(Node(Column.SUB, code), _country(country))


def _sub_code(link: SubProcessorLink) -> str:
    return link.sub_third_party_id or link.name


def _streams(ways: Iterable[Way], folds: Mapping[Node, Node]) -> list[_Stream]:
    """Thousands of flows come to some hundreds of streams."""
    widths: defaultdict[tuple[Any, ...], float] = defaultdict(float)
    persons: defaultdict[tuple[Any, ...], dict[str, int | None]] = defaultdict(dict)
    for flow_id, number, width, verdict, groups, categories, party, places, onward in ways:
        passed_on = tuple([_Onward(folds.get(sub, sub), country) for sub, country in onward])
        alike = (verdict, groups, categories, folds.get(party, party), places, passed_on)
        widths[alike] += width
        persons[alike][flow_id] = number
    return [_Stream(Way("", None, width, *alike), persons[alike]) for alike, width in widths.items()]


def _links(streams: Iterable[_Stream], folds: Mapping[Node, Node]) -> tuple[PathLink, ...]:
    widths: defaultdict[Key, float] = defaultdict(float)
    people: defaultdict[Key, dict[str, int | None]] = defaultdict(dict)
    for way, persons in streams:
        for key, width in _bands(way, folds):
            widths[key] += width
            people[key].update(persons)
    return tuple(
        PathLink(*key, widths[key], _sum(people[key].values()), frozenset(people[key]))
        for key in sorted(widths, key=lambda k: (_ORDER.index(k[0].column), k[0].code, k[1], rank(k[2])))
    )


def _bands(way: Way, folds: Mapping[Node, Node]) -> Iterator[tuple[Key, float]]:
    """The bands of a way, its width shared out, so that every column is as high as the others."""
    verdict, party = way.verdict, folds.get(way.party, way.party)
    groups = [folds.get(node, node) for node in way.groups]
    categories = [folds.get(node, node) for node in way.categories]
    of_category = way.width / len(categories)
    of_group = of_category / len(groups)
    of_end = way.width / (len(way.places) + len(way.onward))
    for category in categories:
        for group in groups:
            yield (group, category, verdict), of_group
        yield (category, party, verdict), of_category
    for place in way.places:
        yield (party, folds.get(place, place), verdict), of_end
    for sub, country in way.onward:
        shown = folds.get(sub, sub)
        yield (party, shown, verdict), of_end
        yield (shown, folds.get(country, country), verdict), of_end


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _worst_at_nodes(links: Iterable[PathLink]) -> Mapping[Node, FlowVerdict]:
    """What goes into a node decides: a company that gets from another stands as that flow does."""
    found: dict[Node, FlowVerdict] = {}
    for link in links:
        for node in (link.source, link.target) if link.source.column is Column.GROUP else (link.target,):
            found[node] = worse(found[node], link.verdict) if node in found else link.verdict
    return found


def _folds(ways: Sequence[Way], limit: int) -> tuple[Mapping[Node, Node], Sequence[_Stream]]:
    """Which nodes go into ほか: all but the first few of each column, until few links are left; and the streams."""
    ranked = _ranked(*_weighed(ways))
    folds = _into_others(ranked, _STANDING_OUT[0])
    # What folds now folds at every later turn too, so that those look at what is left of thousands of companies.
    streams = _streams(ways, folds)
    pairs = {(source, target) for way, _ in streams for (source, target, _), _ in _bands(way, folds)}
    for standing in _STANDING_OUT:
        folds = _into_others(ranked, standing)
        if len({(folds.get(source, source), folds.get(target, target)) for source, target in pairs}) <= limit:
            break
    return folds, streams


def _weighed(ways: Iterable[Way]) -> tuple[Mapping[Node, float], set[Node]]:
    """How wide each node is, and which are stopped."""
    widths: defaultdict[Node, float] = defaultdict(float)
    stopped: set[Node] = set()
    for way in ways:
        widths[way.party] += way.width
        if way.verdict is FlowVerdict.BLOCKED:
            stopped.update((way.party, *(sub for sub, _ in way.onward)))
        for nodes in (way.groups, way.categories):
            for node in nodes:
                widths[node] += way.width / len(nodes)
        of_end = way.width / (len(way.places) + len(way.onward))
        for place in way.places:
            widths[place] += of_end
        for sub, country in way.onward:
            widths[sub] += of_end
            widths[country] += of_end
    return widths, stopped


def _ranked(widths: Mapping[Node, float], stopped: set[Node]) -> Mapping[Column, Sequence[tuple[Node, bool]]]:
    """The nodes of each column with whether they are stopped: the widest first."""
    ranked: defaultdict[Column, list[tuple[Node, bool]]] = defaultdict(list)
    for node in sorted(widths, key=lambda node: (-widths[node], node.code)):
        if node.code != UNKNOWN:
            ranked[node.column].append((node, node in stopped))
    return ranked


def _into_others(
    ranked: Mapping[Column, Sequence[tuple[Node, bool]]], standing: Mapping[Column, int]
) -> Mapping[Node, Node]:
    """Folds; one that would be alone among the others keeps its name.

    The stopped take no more than half of the names while others want one: where much goes well, that is seen too.
    """
    folds: dict[Node, Node] = {}
    for column, nodes in ranked.items():
        stopped = [node for node, is_stopped in nodes if is_stopped]
        others = [node for node, is_stopped in nodes if not is_stopped]
        room = max(standing[column] - len(others), (standing[column] + 1) // 2)
        folds |= dict.fromkeys(stopped[room:], Node(column, STOPPED))
        folds |= dict.fromkeys(others[standing[column] - min(room, len(stopped)) :], Node(column, OTHERS))
    counts = Counter(folds.values())
    return {node: others for node, others in folds.items() if counts[others] > 1}


def _names(rows: Iterable[FlowRow]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        names[row.party.id] = row.party.legal_name
        names.update((_sub_code(link), link.name) for link in row.subs)
    return names
