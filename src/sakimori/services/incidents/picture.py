"""The blast radius as a picture: nodes from the incident outwards, and what joins them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from sakimori.domain.records.incidents import Incident
from sakimori.services.incidents.shapes import BlastKind, BlastNode, BlastRow

Edge = tuple[str, str]


def picture_of(
    incident: Incident, place: str, rows: Iterable[BlastRow]
) -> tuple[tuple[BlastNode, ...], tuple[Edge, ...]]:
    """The nodes and edges, each once, in the order in which they are met."""
    first = BlastNode(f"incident:{incident.id}", BlastKind.INCIDENT, incident.name)
    where = BlastNode(f"third_party:{place}", BlastKind.THIRD_PARTY, place)
    nodes = {first.id: first, where.id: where}
    edges: dict[Edge, None] = {(first.id, where.id): None}
    for row in rows:
        for way in _ways(row, where):
            nodes |= {node.id: node for node in way}
            edges |= {(one.id, other.id): None for one, other in pairwise(way)}
    return tuple(nodes.values()), tuple(edges)


def _ways(row: BlastRow, where: BlastNode) -> Iterator[list[BlastNode]]:
    """The way of a row to its data, then from its data to their kinds and from its flow to the countries."""
    names = (*row.through[1:], row.third_party_name)
    way = list(dict.fromkeys([where, *(_node(BlastKind.THIRD_PARTY, name) for name in names)]))
    if row.service:
        way.append(_node(BlastKind.SERVICE, row.service, f"{row.third_party_id}/{row.service}"))
    if row.flow_id:
        way.append(_node(BlastKind.FLOW, row.flow, row.flow_id))
    data = _node(BlastKind.DATA_SET, row.data_set, row.data_set_id) if row.data_set_id else None
    yield [*way, data] if data else way
    last = data or way[-1]
    for category in sorted(row.categories or ()):
        yield [last, _node(BlastKind.CATEGORY, category.value)]
    for code in sorted(row.countries):
        yield [way[-1], _node(BlastKind.COUNTRY, code)]


def _node(kind: BlastKind, name: str, key: str | None = None) -> BlastNode:
    return BlastNode(f"{kind.value}:{key or name}", kind, name)
