"""リスト照合: a list that is about to leave, compared with who asked us to stop; nothing of it is kept.

The list is read in memory, in a process of its own, and compared by the keyed hashes of the register. What is noted is
that somebody compared a list for a recipient.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.user import Actor
from sakimori.domain.values.identifier import KINDS_OF_CHANNEL, IdentifierKind
from sakimori.exchange.apart import read_apart
from sakimori.exchange.parties import customer_list
from sakimori.exchange.parties.customer_list import CustomerColumn, CustomerRow, read_customer_list
from sakimori.rules.clearance.data.objections import channels_to_screen
from sakimori.services.clearance.judging import judge
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.stops import hash_identifier, is_standing, standing_key


@dataclass(frozen=True, slots=True)
class Screened:
    """What became of a list: read = kept + stopped + untold.

    `stopped` are the rows whose persons asked us to stop, each with the channels; `untold` those that identify nobody,
    so that nobody can say that they did not. `missing` are kinds that some stop may have been recorded by and that the
    list does not hold: by those nothing could be compared. Of `partly` other rows one of the kinds that the list does
    hold is empty or cannot be read: they were compared by the rest alone.
    """

    columns: tuple[CustomerColumn, ...]
    read: int
    stopped: Mapping[int, tuple[StopChannel, ...]]
    untold: tuple[int, ...]
    missing: tuple[IdentifierKind, ...]
    partly: int
    channels: tuple[StopChannel, ...]
    encoding: str

    @property
    def left_out(self) -> frozenset[int]:
        """The numbers of the rows that may not go."""
        return frozenset(self.stopped) | frozenset(self.untold)

    @property
    def kept(self) -> int:
        """How many rows may go."""
        return self.read - len(self.left_out)


@needs(Permission.ASK_CLEARANCE)
def screen_list(
    workspace: Workspace, data: bytes, filename: str, request: ClearanceRequest, *, actor: Actor, at: datetime
) -> Screened:
    """Compare a list with the stops that keep persons out of one hand-over; that it was done is noted.

    Raises:
        UnreadableFileError: The list cannot be read, tells nobody apart, or holds My Numbers or card numbers.
        StateError: There are stops, but their key is missing.
    """
    channels = channels_to_screen(judge(workspace, request, actor=actor).case)
    found = read_apart(read_customer_list, data, filename)
    with workspace.unit() as unit:
        key, stops = standing_key(workspace, unit), _stops(unit, channels, request.on)
    stopped = {} if key is None or not stops else dict(_stopped(found.rows, key, stops))
    untold = tuple(row.number for row in found.rows if not row.forms)
    held = {column.kind for column in found.columns if column.kind is not None}
    partly = sum(stops != {} and 0 < len({kind for kind, _ in row.forms}) < len(held) for row in found.rows)
    missing = tuple(kind for kind in IdentifierKind if stops and kind not in held and _is_by(kind, channels))
    workspace.access(
        "list.screened", actor=actor, at=at, what="stop", key=request.recipient_id, third_party_id=request.recipient_id
    )
    return Screened(found.columns, len(found.rows), stopped, untold, missing, partly, channels, found.encoding)


@needs(Permission.ASK_CLEARANCE)
def screened_list(
    workspace: Workspace,
    data: bytes,
    filename: str,
    screened: Screened,
    places: Sequence[int],
    *,
    recipient_id: str,
    actor: Actor,
    at: datetime,
) -> bytes:
    """The list as CSV with these columns and without the rows that may not go; that it was taken is noted."""
    body = read_apart(customer_list.list_without, data, filename, places, screened.left_out)
    workspace.access("list.taken", actor=actor, at=at, what="stop", key=recipient_id, third_party_id=recipient_id)
    return body


def _stops(unit: Unit, channels: Iterable[StopChannel], on: date) -> dict[str, tuple[StopChannel, ...]]:
    """The channels on which each person has stopped something on a day, by the hash."""
    found: defaultdict[str, list[StopChannel]] = defaultdict(list)
    for channel in channels:
        for stop in unit.records.select(Stop, "channel = :channel", {"channel": channel.value}):
            if is_standing(stop, on):
                found[stop.key_hash].append(channel)
    return {key_hash: tuple(channels) for key_hash, channels in found.items()}


def _stopped(
    rows: Iterable[CustomerRow], key: bytes, stops: Mapping[str, tuple[StopChannel, ...]]
) -> Iterable[tuple[int, tuple[StopChannel, ...]]]:
    for row in rows:
        hashes = {hash_identifier(key, kind, form) for kind, form in row.forms}
        if channels := {channel for one in hashes for channel in stops.get(one, ())}:
            yield row.number, tuple(channel for channel in StopChannel if channel in channels)


def _is_by(kind: IdentifierKind, channels: Iterable[StopChannel]) -> bool:
    return any(kind in KINDS_OF_CHANNEL[channel] for channel in channels)
