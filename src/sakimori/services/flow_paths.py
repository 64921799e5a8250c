"""The paths that data take: whose, which kind, to whom, on to whom, into which country; small ones folded together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from sakimori.services.flow_rows import FlowRow, SubStop
from sakimori.services.flow_states import FlowState

LIMIT: Final = 100
"""So many pairs of nodes can be told apart in one picture."""
OTHERS: Final = "*"
"""The code of the node into which small ones fold."""
STOPPED: Final = "*stopped"
"""The code of the node into which companies fold that are stopped: never together with milder ones."""
UNKNOWN: Final = "?"
"""The code of what nobody has answered."""
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
_STATES: Final = tuple(FlowState)


class Node(NamedTuple):
    """One node: its column, and a code, an id, or a name there."""

    column: Column
    code: str


_HAS_STATE: Final = frozenset({Column.PARTY, Column.SUB})
_STANDING_OUT: Final = tuple(
    dict(zip(Column, counts, strict=True))
    for counts in ((7, 8, 14, 7, 8), (5, 6, 12, 5, 7), (5, 6, 10, 5, 6), (4, 5, 8, 4, 5), (3, 4, 6, 3, 4))
)
"""How many of each column keep their names, turn by turn until the picture can be read."""


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
    """All links, the worst state at each node, names of companies by code, and how many each node of others holds."""

    links: tuple[PathLink, ...]
    nodes: Mapping[Node, FlowState]
    names: Mapping[str, str]
    folded: Mapping[Node, int]

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
    """The paths of flows that hand data over; the worst and the largest keep their names, the others are folded."""
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
        folded=Counter(folds.values()),
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
    """Which nodes go into ほか: all but the first few of each column, fewer and fewer until few links are left."""
    ranked = _ranked(paths)
    folds: Mapping[Node, Node] = {}
    for standing in _STANDING_OUT:
        folds = _into_others(ranked, standing)
        if len({pair for path in paths for pair in _pairs(path.nodes, folds)}) <= limit:
            break
    return folds


def _ranked(paths: Iterable[_Path]) -> Mapping[Column, Sequence[tuple[Node, bool]]]:
    """The nodes of each column with whether they are stopped: those first, then the widest."""
    widths: defaultdict[Node, float] = defaultdict(float)
    stopped: set[Node] = set()
    for path in paths:
        for place, node in enumerate(path.nodes):
            widths[node] += path.width
            if node.column in _HAS_STATE and _state_at(path, place) is FlowState.BLOCK:
                stopped.add(node)
    ranked: defaultdict[Column, list[tuple[Node, bool]]] = defaultdict(list)
    for node in sorted(widths, key=lambda node: (node not in stopped, -widths[node], node.code)):
        if node.code != UNKNOWN:
            ranked[node.column].append((node, node in stopped))
    return ranked


def _into_others(
    ranked: Mapping[Column, Sequence[tuple[Node, bool]]], standing: Mapping[Column, int]
) -> Mapping[Node, Node]:
    """Folds; one that would be alone among the others keeps its name."""
    folds = {
        node: Node(column, STOPPED if is_stopped else OTHERS)
        for column, nodes in ranked.items()
        for node, is_stopped in nodes[standing[column] :]
    }
    counts = Counter(folds.values())
    return {node: others for node, others in folds.items() if counts[others] > 1}


def _pairs(nodes: Sequence[Node], folds: Mapping[Node, Node]) -> Iterator[tuple[Node, Node]]:
    return pairwise(folds.get(node, node) for node in nodes)


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
