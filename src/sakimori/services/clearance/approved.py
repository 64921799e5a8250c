"""What may be handed over on a day, and to whom: the registered flows whose answer is 可 or 条件付き可.

The answers are those that the upkeep holds, judged for whoever is responsible for the third party; what may run by
them has to stay so for a reader without what he decided himself. Of an assessment nothing is said beyond what an answer
says itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sakimori.domain.clearance import Reason, ReasonKind
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.exchange.request.as_json import reasons_from_json
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Engine
from sakimori.store.reads import recipients
from sakimori.store.reads.recipients import RecipientCounts, RecipientFilter, RecipientRow

__all__ = [
    "BarredFlow", "ClearedFlow", "RecipientCounts", "RecipientFilter", "any_answer", "categories_given", "counts",
    "held_back", "reasons_against", "row_page",
]  # fmt: skip

_READ: Final = ("third_party", "data_flow", "purpose", "search_key", "flow_key")
_DAY: Final = timedelta(days=1)


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


@needs(Permission.READ_APPROVED)
def counts(workspace: Workspace, as_of: AsOf, wanted: RecipientFilter, *, actor: Actor) -> RecipientCounts:
    """How many flows may run that a filter leaves, to how many recipients, and what each part of it would leave."""
    with _reading(workspace, as_of, actor) as seen:
        return recipients.counts(*seen, wanted)


@needs(Permission.READ_APPROVED)
def row_page(
    workspace: Workspace, as_of: AsOf, wanted: RecipientFilter, *, first: int, limit: int, actor: Actor
) -> list[ClearedFlow]:
    """Some of the flows that may run on a day, by recipient and name or as the filter orders them.

    Raises:
        NotPermittedError: The actor has nothing to do with recipients.
    """
    with _reading(workspace, as_of, actor) as seen:
        return [_cleared(row) for row in recipients.page_of(*seen, wanted, first=first, limit=limit)]


@needs(Permission.READ_APPROVED)
def held_back(workspace: Workspace, as_of: AsOf, text: str, *, limit: int, actor: Actor) -> list[BarredFlow]:
    """The first of the flows that a text finds and that may not run, by recipient and name."""
    with _reading(workspace, as_of, actor) as seen:
        rows = recipients.held_back(*seen, text, limit=limit)
    return [BarredFlow(row.flow_id, row.name, row.third_party_id, row.party, row.outcome) for row in rows]


@needs(Permission.READ_APPROVED)
def categories_given(workspace: Workspace, as_of: AsOf, *, actor: Actor) -> frozenset[DataCategory]:
    """The kinds of data of all flows that may run."""
    with _reading(workspace, as_of, actor) as seen:
        return recipients.categories(*seen)


@needs(Permission.READ_APPROVED)
def any_answer(workspace: Workspace, as_of: AsOf, *, actor: Actor) -> bool:
    """Whether any registered flow hands data over."""
    with _reading(workspace, as_of, actor) as seen:
        return recipients.any_is_held(*seen)


@needs(Permission.READ_APPROVED)
def reasons_against(workspace: Workspace, flow_id: str, as_of: AsOf, *, actor: Actor) -> tuple[Reason, ...]:
    """What speaks against a flow on a day, the gravest first; a question that a person must decide is one of these.

    Raises:
        NotPermittedError: The actor has nothing to do with recipients.
    """
    with _reading(workspace, as_of, actor) as seen:
        found = recipients.reasons_of(*seen, flow_id)
    if found is None:
        return ()
    return tuple(reason for reason in reasons_from_json(found[1]) if reason.outcome is found[0])


@contextmanager
def _reading(workspace: Workspace, as_of: AsOf, actor: Actor) -> Iterator[tuple[Engine, AsOf, str]]:
    """Answers as they are held, of the present for somebody who may have decided what they rest on."""
    require(actor, Permission.READ_APPROVED)
    with reading(workspace, as_of, _READ) as engine:
        # What is read of today is what stands now, also for a page that was drawn before somebody wrote.
        is_of_then = as_of.is_past and as_of.number != workspace.head()[0]
        yield engine, as_of, "" if is_of_then else actor.id


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
