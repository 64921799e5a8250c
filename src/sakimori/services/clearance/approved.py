"""What may be handed over on a day, and to whom: the registered flows whose answer is 可 or 条件付き可.

The answers are those that the upkeep holds, judged for whoever is responsible for the third party; where they may rest
on something that the reader himself decided, they are judged for him. Of an assessment nothing is said beyond what an
answer says itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from sakimori.domain.clearance import Reason, ReasonKind
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.exchange.request.as_json import reasons_from_json, reasons_to_json
from sakimori.services.clearance.own_decisions import answers_for
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Engine, Row
from sakimori.store.reads import recipients
from sakimori.store.reads.recipients import RecipientCounts, RecipientFilter, RecipientRow, for_reader

__all__ = [
    "BarredFlow", "ClearedFlow", "RecipientCounts", "RecipientFilter", "any_answer", "categories_given", "counts",
    "held_back", "reasons_against", "row_page",
]  # fmt: skip

_READ: Final = ("third_party", "data_flow", "purpose", "search_key", "flow_key")
_DAY: Final = timedelta(days=1)
_Head = tuple[int, str]


@dataclass(frozen=True, slots=True)
class ClearedFlow:
    """A flow that may run on a day; `valid_until` is the last day before its answer changes, None if none is known."""

    flow_id: str
    name: str
    third_party_id: str
    party: str
    outcome: Outcome
    categories: frozenset[DataCategory] | None
    purpose: str | None
    route: LegalRoute
    valid_until: date | None
    conditions: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class BarredFlow:
    """A flow that may not run on a day as it stands, by its answer."""

    flow_id: str
    name: str
    third_party_id: str
    party: str
    outcome: Outcome


def counts(workspace: Workspace, as_of: AsOf, wanted: RecipientFilter, *, actor: Actor) -> RecipientCounts:
    """How many flows may run that a filter leaves, to how many recipients, and what each part of it would leave."""
    with _reading(workspace, as_of, actor) as engine:
        return recipients.counts(engine, as_of, wanted)


def row_page(
    workspace: Workspace, as_of: AsOf, wanted: RecipientFilter, *, first: int, limit: int, actor: Actor
) -> list[ClearedFlow]:
    """Some of the flows that may run on a day, by recipient and name or as the filter orders them.

    Raises:
        NotPermittedError: The actor has nothing to do with recipients.
    """
    with _reading(workspace, as_of, actor) as engine:
        return [_cleared(row) for row in recipients.page_of(engine, as_of, wanted, first=first, limit=limit)]


def held_back(workspace: Workspace, as_of: AsOf, text: str, *, limit: int, actor: Actor) -> list[BarredFlow]:
    """The first of the flows that a text finds and that may not run, by recipient and name."""
    with _reading(workspace, as_of, actor) as engine:
        rows = recipients.held_back(engine, as_of, text, limit=limit)
    return [BarredFlow(row.flow_id, row.name, row.third_party_id, row.party, row.outcome) for row in rows]


def categories_given(workspace: Workspace, as_of: AsOf, *, actor: Actor) -> frozenset[DataCategory]:
    """The kinds of data of all flows that may run."""
    with _reading(workspace, as_of, actor) as engine:
        return recipients.categories(engine, as_of)


def any_answer(workspace: Workspace, as_of: AsOf, *, actor: Actor) -> bool:
    """Whether any registered flow hands data over."""
    with _reading(workspace, as_of, actor) as engine:
        return recipients.any_is_held(engine, as_of)


def reasons_against(workspace: Workspace, flow_id: str, as_of: AsOf, *, actor: Actor) -> tuple[Reason, ...]:
    """What speaks against a flow on a day, the gravest first; a question that a person must decide is one of these.

    Raises:
        NotPermittedError: The actor has nothing to do with recipients.
    """
    with _reading(workspace, as_of, actor) as engine:
        found = recipients.reasons_of(engine, as_of, flow_id)
    if found is None:
        return ()
    return tuple(reason for reason in reasons_from_json(found[1]) if reason.outcome is found[0])


@contextmanager
def _reading(workspace: Workspace, as_of: AsOf, actor: Actor) -> Iterator[Engine]:
    """Answers as they are held, and beside them those that are others for whoever decided what they rest on."""
    require(actor, Permission.READ_APPROVED)
    head = workspace.head()
    # What is read of today is what stands now, also for a page that was drawn before somebody wrote.
    is_of_then = as_of.is_past and as_of.number != head[0]
    others = () if is_of_then else _answers_for(workspace, head, actor.id, as_of.on)
    with reading(workspace, as_of, _READ) as engine, for_reader(engine, others):
        yield engine


_OF_HEAD: Final[WeakKeyDictionary[Workspace, tuple[_Head, dict[tuple[str, date], Sequence[Row]]]]] = WeakKeyDictionary()
"""What was judged for readers of the newest version of a workspace, by reader and day."""


def _answers_for(workspace: Workspace, head: _Head, reader: str, on: date) -> Sequence[Row]:
    of, kept = _OF_HEAD.get(workspace, (head, {}))
    if of != head:
        kept = {}
    _OF_HEAD[workspace] = (head, kept)
    if (reader, on) not in kept:
        kept[reader, on] = _judged_for(workspace, reader, on)
    return kept[reader, on]


def _judged_for(workspace: Workspace, reader: str, on: date) -> Sequence[Row]:
    with workspace.unit() as unit:
        answers = answers_for(unit, reader, on)
    return [
        {
            "flow_id": flow_id,
            "outcome": verdict.outcome.value,
            "ends_on": (verdict.valid_until + _DAY).isoformat() if verdict.valid_until else None,
            "said": reasons_to_json(verdict.reasons),
        }
        for flow_id, verdict in answers.items()
    ]


def _cleared(row: RecipientRow) -> ClearedFlow:
    return ClearedFlow(
        flow_id=row.flow_id,
        name=row.name,
        third_party_id=row.third_party_id,
        party=row.party,
        outcome=row.outcome,
        categories=row.categories,
        purpose=row.purpose,
        route=row.route,
        valid_until=None if row.until_on is None else row.until_on - _DAY,
        conditions=tuple(one for one in reasons_from_json(row.reasons) if one.kind is ReasonKind.CONDITION),
    )
