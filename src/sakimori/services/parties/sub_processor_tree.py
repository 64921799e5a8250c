"""The tree of sub-processors below a third party, as screens show it: what nobody agreed to comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import Lifecycle
from sakimori.domain.records.sub_processor import AGREED, Approval, SubProcessorLink
from sakimori.domain.records.third_party import Service
from sakimori.domain.user import User
from sakimori.domain.values.names import fold
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.rules.facts.rule_kit import STOPPED_DEALINGS
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, party_at, records_of
from sakimori.services.kernel.workspace import Workspace


class LinkState(StrEnum):
    """How our side stands to a sub-processor, worst first."""

    REFUSED = "refused"
    MY_NUMBER = "my_number"
    UNKNOWN = "unknown"
    PENDING = "pending"
    AGREED = "agreed"
    ENDED = "ended"


OPEN = frozenset({LinkState.REFUSED, LinkState.MY_NUMBER, LinkState.UNKNOWN, LinkState.PENDING})
"""States in which somebody of ours still has to decide, or to have it stopped."""


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """A registered third party that a link names, or may name."""

    id: str
    name: str
    lifecycle: Lifecycle
    is_linked: bool

    @property
    def is_stopped(self) -> bool:
        """Whether we do not deal with it any more, or for now."""
        return self.lifecycle in STOPPED_DEALINGS


@dataclass(frozen=True, slots=True)
class SubProcessorRow:
    """One link with its depth from 1, the names above it, and what is open about it."""

    link: SubProcessorLink
    depth: int
    path: tuple[str, ...]
    state: LinkState
    own: OwnDossier | None
    service: str
    decided_by: str

    @property
    def is_open(self) -> bool:
        """Whether nobody agreed to it, though it works for us."""
        return self.state in OPEN

    @property
    def is_abroad(self) -> bool:
        """Whether it is known to be in a country where Article 28 asks its passer for a basis."""
        return self.link.country not in {None, HOME, *DESIGNATED_COUNTRIES}


@dataclass(frozen=True, slots=True)
class SubProcessorTree:
    """The links in the order of the tree, branches with the worst first; ended ones come last."""

    rows: tuple[SubProcessorRow, ...]

    @property
    def open(self) -> tuple[SubProcessorRow, ...]:
        """What nobody agreed to, worst first, at whatever depth."""
        return tuple(sorted((row for row in self.rows if row.is_open), key=lambda row: _rank(row.state)))

    @property
    def running(self) -> tuple[SubProcessorRow, ...]:
        """The links that have not ended."""
        return tuple(row for row in self.rows if row.state is not LinkState.ENDED)

    @property
    def countries(self) -> Mapping[str | None, int]:
        """How many work in each country; those of which nobody knows stand under None."""
        counts: defaultdict[str | None, int] = defaultdict(int)
        for row in self.running:
            counts[row.link.country] += 1
        return counts

    @property
    def sources(self) -> tuple[tuple[str, date | None], ...]:
        """The lists that links came from, each with the day on which it was last read."""
        seen: dict[str, date | None] = {}
        for link in (row.link for row in self.running if row.link.source):
            days = [day for day in (seen.get(link.source), link.source_seen_on) if day is not None]
            seen[link.source] = max(days, default=None)
        return tuple(seen.items())


@needs(Permission.READ)
def sub_processor_tree(workspace: Workspace, third_party_id: str, *, on: date, number: int) -> SubProcessorTree:
    """The tree below one third party on a day."""
    with workspace.unit() as unit:
        links = records_of(unit, SubProcessorLink, third_party_id, number=number)
        services = {s.id: s.name for s in records_of(unit, Service, third_party_id, number=number)}
        users = {user.id: user.name for user in all_records(unit, User, number=number)} if links else {}
        own = _own_dossiers(unit, links, third_party_id, number)
    states = {link.id: state_of(link, on) for link in links}
    return SubProcessorTree(
        tuple(
            SubProcessorRow(
                link=link,
                depth=len(path) + 1,
                path=path,
                state=states[link.id],
                own=own.get(link.id),
                service=services.get(link.service_id or "", ""),
                decided_by=users.get(link.approved_by or "", link.approved_by or ""),
            )
            for path, link in _walk(links, states)
        )
    )


def state_of(link: SubProcessorLink, on: date) -> LinkState:
    """How our side stands to a sub-processor on a day; 番号法10条 asks for an approval of this very one."""
    if link.ended_on is not None and link.ended_on <= on:
        return LinkState.ENDED
    if link.approval is Approval.REFUSED:
        return LinkState.REFUSED
    if link.handles_my_number and link.approval is not Approval.APPROVED:
        return LinkState.MY_NUMBER
    if link.approval is None:
        return LinkState.UNKNOWN
    return LinkState.AGREED if link.approval in AGREED else LinkState.PENDING


def _walk(
    links: Sequence[SubProcessorLink], states: Mapping[str, LinkState]
) -> Iterator[tuple[tuple[str, ...], SubProcessorLink]]:
    """Each link after the one above it, with the names above; links of a circle or a lost parent stand at the top."""
    known = {link.id for link in links}
    children: defaultdict[str, list[SubProcessorLink]] = defaultdict(list)
    for link in links:
        children[link.parent_id if link.parent_id in known and link.parent_id else ""].append(link)
    seen: set[str] = set()
    for start in ("", *(link.id for link in links)):
        first = children[start] if not start else [link for link in links if link.id == start and link.id not in seen]
        waiting: list[tuple[tuple[str, ...], SubProcessorLink]] = [
            ((), link) for link in _turned(first, children, states)
        ]
        while waiting:
            path, link = waiting.pop()
            if link.id in seen:
                continue
            seen.add(link.id)
            yield path, link
            deeper = (*path, link.name)
            waiting.extend((deeper, child) for child in _turned(children[link.id], children, states))


def _turned(
    links: Iterable[SubProcessorLink],
    children: Mapping[str, Iterable[SubProcessorLink]],
    states: Mapping[str, LinkState],
) -> list[SubProcessorLink]:
    """Neighbours with the worst branch last, for a pile of which the last is taken first."""
    return sorted(links, key=lambda k: (_worst(k, children, states), fold(k.name), k.id), reverse=True)


def _worst(
    link: SubProcessorLink, children: Mapping[str, Iterable[SubProcessorLink]], states: Mapping[str, LinkState]
) -> int:
    """The rank of the worst state at a link and below."""
    seen, waiting, worst = set[str](), [link], len(LinkState)
    while waiting:
        one = waiting.pop()
        if one.id not in seen:
            seen.add(one.id)
            worst = min(worst, _rank(states[one.id]))
            waiting.extend(children.get(one.id, ()))
    return worst


def _rank(state: LinkState) -> int:
    return list(LinkState).index(state)


def _own_dossiers(
    unit: Unit, links: Sequence[SubProcessorLink], third_party_id: str, number: int
) -> dict[str, OwnDossier]:
    """The dossier that each link names; else the one third party that bears its very name, for a person to link."""
    namesakes = _namesakes(unit, {fold(k.name) for k in links if k.sub_third_party_id is None}, third_party_id)
    found: dict[str, OwnDossier] = {}
    for link in links:
        party_id = link.sub_third_party_id or namesakes.get(fold(link.name))
        party = party_at(unit, party_id, number=number) if party_id else None
        if party is not None:
            is_linked = link.sub_third_party_id is not None
            found[link.id] = OwnDossier(party.id, party.legal_name, party.lifecycle, is_linked)
    return found


def _namesakes(unit: Unit, keys: set[str], third_party_id: str) -> dict[str, str]:
    """The one third party that is found by each name; a name that two bear is nobody's."""
    if not keys:
        return {}
    params = {f"k{place}": key for place, key in enumerate(sorted(keys))}
    rows = unit.query(
        "SELECT DISTINCT k.key AS key, p.id AS id FROM search_key k JOIN third_party p ON p.id = k.third_party_id "
        "WHERE k.kind IN ('name', 'english_name', 'alias') AND p.merged_into IS NULL AND p.id NOT IN ('self', :own) "
        f"AND k.key IN ({', '.join(':' + key for key in params)})",
        own=third_party_id,
        **params,
    )
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        bearers[str(row["key"])].append(str(row["id"]))
    return {key: ids[0] for key, ids in bearers.items() if len(ids) == 1}
