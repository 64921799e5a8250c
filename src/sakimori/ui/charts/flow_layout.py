"""Where the nodes of the bands stand: far enough apart that each keeps a line of its own for its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_LINE, _GAP = 21.0, 7.0
"""The height of one name, and the room below a bar, in pixels."""
_ROOM_A_NODE, _LOWEST, _HIGHEST = 36, 220, 760
_SWEEPS: Final = 8
_STEPS: Final = 24


@dataclass(frozen=True, slots=True)
class Layout:
    """The height of the picture, the middle of each node below its top edge, and the padding that gives such bars."""

    height: float
    middles: tuple[float, ...]
    pad: float


@dataclass(frozen=True, slots=True)
class LaidNode:
    """One node for the layout: its column, how wide what goes through it is, and whether it stands below the others."""

    column: int
    width: float
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class _Ground:
    """What does not move: the nodes, which stand in each column, how much height each takes, and how much there is."""

    nodes: Sequence[LaidNode]
    columns: Mapping[int, Sequence[int]]
    slots: Sequence[float]
    height: float


def lay_out(nodes: Sequence[LaidNode], links: Sequence[tuple[int, int, float]]) -> Layout:
    """Place all nodes; links are (source, target, width) and draw what belongs together to the same height."""
    columns = _columns(nodes)
    most = max(map(len, columns.values()), default=0)
    height = float(min(_HIGHEST, max(_LOWEST, _ROOM_A_NODE * most)))
    scale = _scale(nodes, columns, height)
    ground = _Ground(nodes, columns, [max(node.width * scale + _GAP, _LINE) for node in nodes], height)
    middles = [height / 2] * len(nodes)
    for column in columns:
        _settle(ground, column, list(middles), middles)
    _draw_together(ground, links, middles)
    return Layout(height, tuple(middles), _pad(nodes, columns, height, scale))


def _columns(nodes: Sequence[LaidNode]) -> Mapping[int, Sequence[int]]:
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for place, node in enumerate(nodes):
        columns[node.column].append(place)
    return dict(sorted(columns.items()))


def _scale(nodes: Sequence[LaidNode], columns: Mapping[int, Sequence[int]], height: float) -> float:
    """Pixels for one unit of width: as many as leave every column its lines."""
    whole = max((sum(nodes[place].width for place in places) for places in columns.values()), default=0.0)
    if not whole:
        return 0.0
    low, high = 0.0, height / whole
    for _ in range(_STEPS):
        middle = (low + high) / 2
        needed = max(
            sum(max(nodes[place].width * middle + _GAP, _LINE) for place in places) for places in columns.values()
        )
        low, high = (middle, high) if needed <= height else (low, middle)
    return low


def _pad(nodes: Sequence[LaidNode], columns: Mapping[int, Sequence[int]], height: float, scale: float) -> float:
    """The padding that gives this scale; plotly takes no scale itself."""
    pads = [
        (height - scale * sum(nodes[place].width for place in places)) / (len(places) - 1)
        for places in columns.values()
        if len(places) > 1
    ]
    return max(0.0, min(pads, default=0.0))


def _draw_together(ground: _Ground, links: Sequence[tuple[int, int, float]], middles: list[float]) -> None:
    """Pull each node to the mean height of its neighbours, from the left and from the right in turn."""
    before: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    after: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for source, target, width in links:
        after[source].append((target, width))
        before[target].append((source, width))
    left_to_right = list(ground.columns)
    for sweep in range(_SWEEPS):
        is_forward = sweep % 2 == 0
        beside = before if is_forward else after
        for column in left_to_right[1:] if is_forward else left_to_right[-2::-1]:
            wanted = list(middles)
            for place in ground.columns[column]:
                around = beside[place]
                if whole := sum(width for _, width in around):
                    wanted[place] = sum(middles[other] * width for other, width in around) / whole
            _settle(ground, column, wanted, middles)


def _settle(ground: _Ground, column: int, wanted: Sequence[float], middles: list[float]) -> None:
    """Put the nodes of a column as near to the wanted heights as their slots allow."""
    places = sorted(ground.columns[column], key=lambda place: (ground.nodes[place].is_last, wanted[place], place))
    below = 0.0
    for place in places:
        middles[place] = max(wanted[place], below + ground.slots[place] / 2)
        below = middles[place] + ground.slots[place] / 2
    edge = ground.height
    for place in reversed(places):
        middles[place] = min(middles[place], edge - ground.slots[place] / 2)
        edge = middles[place] - ground.slots[place] / 2
