"""The paths that data take: whose, which kind, to whom, on to whom, into which country; small ones folded together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from sakimori.services.flow_rows import FlowRow, SubStop
from sakimori.services.flow_states import FlowState

LIMIT: Final = 60
OTHERS: Final = "*"
"""The code of the node into which small ones fold."""
UNKNOWN: Final = "?"
"""The code of what nobody has answered."""
_LEAST_SHARE: Final = 120
"""A flow is drawn at least as wide as this part of all: a line that nobody sees tells nothing."""
_CANDIDATES: Final = LIMIT // 2
"""More companies than this can never stand alone: each has a link in and a link out."""


_STANDING_OUT: Final = ((12, 99), (12, 6), (8, 4), (4, 3), (0, 0))
"""How many companies, and how many kinds, countries and groups keep their names, turn by turn."""


class Column(StrEnum):
    """The columns from left to right."""

    GROUP = "group"
    CATEGORY = "category"
    PARTY = "party"
    SUB = "sub"
    COUNTRY = "country"


_ORDER: Final = tuple(Column)
_STATES: Final = tuple(FlowState)


class Node(NamedTuple):
    """One node: its column, and a code, an id, or a name there."""

    column: Column
    code: str


_OTHERS: Final = {column: Node(column, OTHERS) for column in Column}


@dataclass(frozen=True, slots=True)
class PathLink:
    """A band between two nodes in one state; `persons` is None where no flow in it says how many."""

    source: Node
    target: Node
    state: FlowState
    width: float
    persons: int | None
    flow_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class FlowPaths:
    """All links, the worst state at each node, names of companies by code, and how many were folded away a column."""

    links: tuple[PathLink, ...]
    nodes: Mapping[Node, FlowState]
    names: Mapping[str, str]
    folded: Mapping[Column, int]

    @property
    def has_unknown_persons(self) -> bool:
        """Whether some width stands for a number that nobody knows."""
        return any(link.persons is None for link in self.links)


class _Path(NamedTuple):
    nodes: tuple[Node, ...]
    states: tuple[FlowState, ...]
    width: float
    persons: int | None
    flow_id: str


def flow_paths(rows: Sequence[FlowRow], *, limit: int = LIMIT) -> FlowPaths:
    """The paths of flows that hand data over; beyond `limit` links the small ones fold, but never one with 停止."""
    going = [row for row in rows if row.goes_out]
    total = sum(row.flow.persons or 0 for row in going)
    least = max(1.0, total / _LEAST_SHARE)
    paths = [path for row in going for path in _paths_of(row, max(float(row.flow.persons or 0), least))]
    folds = _folds(paths, limit)
    links = _links(paths, folds)
    return FlowPaths(
        links=links,
        nodes=_worst_at_nodes(paths, folds),
        names=_names(going),
        folded=_counted(folds),
    )


def _paths_of(row: FlowRow, width: float) -> Iterator[_Path]:
    """One path a combination, its width shared out, so that every column is as high as the others."""
    groups = [Node(Column.GROUP, code) for code in sorted(row.flow.subject_groups or (UNKNOWN,))]
    categories = [Node(Column.CATEGORY, code) for code in sorted(row.flow.categories or (UNKNOWN,))]
    party = Node(Column.PARTY, row.party.id)
    ends: list[tuple[tuple[Node, ...], FlowState]] = [
        ((party, Node(Column.COUNTRY, place or UNKNOWN)), row.state) for place in row.places
    ]
    ends += [
        (
            (party, Node(Column.SUB, _sub_code(stop)), Node(Column.COUNTRY, stop.link.country or UNKNOWN)),
            worse(row.state, stop.state),
        )
        for stop in row.subs
    ]
    share = width / (len(groups) * len(categories) * len(ends))
    for group in groups:
        for category in categories:
            for nodes, onward in ends:
                yield _Path(
                    nodes=(group, category, *nodes),
                    states=(row.state, row.state, *(onward for _ in nodes[1:])),
                    width=share,
                    persons=row.flow.persons,
                    flow_id=row.flow.id,
                )


def _sub_code(stop: SubStop) -> str:
    return stop.link.sub_third_party_id or stop.link.name


def worse(first: FlowState, second: FlowState) -> FlowState:
    """The worse of two states; what is not judged is no better than what is met."""
    return min(first, second, key=_STATES.index)


def _links(paths: Iterable[_Path], folds: Mapping[Node, Node]) -> tuple[PathLink, ...]:
    widths: defaultdict[tuple[Node, Node, FlowState], float] = defaultdict(float)
    people: defaultdict[tuple[Node, Node, FlowState], dict[str, int | None]] = defaultdict(dict)
    for path in paths:
        for key in _keys(path.nodes, path.states, folds):
            widths[key] += path.width
            people[key][path.flow_id] = path.persons
    return tuple(
        PathLink(*key, widths[key], _sum(people[key].values()), frozenset(people[key]))
        for key in sorted(widths, key=lambda k: (_ORDER.index(k[0].column), k[0].code, k[1], _STATES.index(k[2])))
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _worst_at_nodes(paths: Iterable[_Path], folds: Mapping[Node, Node]) -> Mapping[Node, FlowState]:
    found: dict[Node, FlowState] = {}
    for path in paths:
        for place, node in enumerate(path.nodes):
            shown, state = folds.get(node, node), _state_at(path, place)
            found[shown] = worse(found[shown], state) if shown in found else state
    return found


def _state_at(path: _Path, place: int) -> FlowState:
    """What goes into a node decides: a sub-processor that is stopped does not make its customer worse."""
    return path.states[max(place - 1, 0)]


def _folds(paths: Sequence[_Path], limit: int) -> Mapping[Node, Node]:
    """Which nodes go into ほか: the smallest companies first, then kinds and countries, until few links are left."""
    widths: defaultdict[Node, float] = defaultdict(float)
    stopped: set[Node] = set()
    for path in paths:
        for place, node in enumerate(path.nodes):
            widths[node] += path.width
            if _state_at(path, place) is FlowState.BLOCK:
                stopped.add(node)
    waiting = _in_turn(widths, stopped)
    at_least = max(0, sum(node.column is Column.PARTY for node in waiting) - _CANDIDATES)
    first = _into_others(waiting[:at_least])
    alike = {(tuple(first.get(node, node) for node in path.nodes), path.states) for path in paths}
    for count in range(at_least, len(waiting)):
        folds = _into_others(waiting[:count])
        if len({key for nodes, states in alike for key in _keys(nodes, states, folds)}) <= limit:
            return folds
    return _into_others(waiting)


def _in_turn(widths: Mapping[Node, float], stopped: set[Node]) -> list[Node]:
    """Who folds first: small companies, then small kinds and countries, and only then what stands out."""
    companies = _smallest_first(widths, stopped, {Column.PARTY, Column.SUB})
    others = [_smallest_first(widths, stopped, {column}) for column in (Column.CATEGORY, Column.COUNTRY, Column.GROUP)]
    turn: dict[Node, None] = {}
    for companies_left, others_left in _STANDING_OUT:
        turn |= dict.fromkeys(companies[: max(0, len(companies) - companies_left)])
        for nodes in others:
            turn |= dict.fromkeys(nodes[: max(0, len(nodes) - others_left)])
    return list(turn)


def _smallest_first(widths: Mapping[Node, float], stopped: set[Node], columns: set[Column]) -> list[Node]:
    found = [node for node in widths if node.column in columns and node not in stopped and node.code != UNKNOWN]
    return sorted(found, key=lambda node: (widths[node], node.code))


def _into_others(nodes: Sequence[Node]) -> Mapping[Node, Node]:
    """Folds; one alone of its column keeps its name."""
    counts: defaultdict[Column, int] = defaultdict(int)
    for node in nodes:
        counts[node.column] += 1
    return {node: _OTHERS[node.column] for node in nodes if counts[node.column] > 1}


def _keys(
    nodes: Sequence[Node], states: Sequence[FlowState], folds: Mapping[Node, Node]
) -> Iterator[tuple[Node, Node, FlowState]]:
    for (source, target), state in zip(pairwise(nodes), states, strict=True):
        yield folds.get(source, source), folds.get(target, target), state


def _names(rows: Iterable[FlowRow]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        names[row.party.id] = row.party.legal_name
        names.update((_sub_code(stop), stop.link.name) for stop in row.subs)
    return names


def _counted(folds: Mapping[Node, Node]) -> Mapping[Column, int]:
    counts: defaultdict[Column, int] = defaultdict(int)
    for node in folds:
        counts[node.column] += 1
    return counts
