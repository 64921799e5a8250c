"""Who of a list has stopped, for one recipient: out of a list of stops as it came in, or one that went out before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.user import Actor
from sakimori.exchange.apart import read_apart
from sakimori.exchange.parties.customer_list import read_customer_list
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.screening import StandingStops, stopped_rows
from sakimori.services.requests.stop_key import standing_key


@dataclass(frozen=True, slots=True)
class StopsOnList:
    """How many rows a list has, and the numbers of those whose persons have stopped."""

    read: int
    stopped: frozenset[int]


@needs(Permission.HANDLE_REQUESTS)
def stops_on_list(
    workspace: Workspace,
    data: bytes,
    filename: str,
    channels: Sequence[StopChannel],
    *,
    on: date,
    recipient_id: str,
    actor: Actor,
    at: datetime,
) -> StopsOnList:
    """Find the persons of a list who have stopped something on a day; that a list was compared is noted.

    Raises:
        UnreadableFileError: The list cannot be read, tells nobody apart, or holds My Numbers or card numbers.
        StateError: There are stops, but their key is missing.
    """
    found = read_apart(read_customer_list, data, filename)
    with workspace.unit() as unit:
        key, stops = standing_key(workspace, unit), StandingStops(unit, channels, on)
    rows = {} if key is None or not stops.by_hash else dict(stopped_rows(found, key, stops))
    workspace.access("list.screened", actor=actor, at=at, what="stop", key=recipient_id, third_party_id=recipient_id)
    return StopsOnList(len(found.numbers), frozenset(rows))
