"""リスト照合: a list that is about to leave, compared with who asked us to stop and with what each person agreed to.

The list is read in memory, in a process of its own, and compared by the keyed hashes of the register. What is noted is
that somebody compared a list for a recipient; nothing of the list is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import Outcome
from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.user import Actor
from sakimori.domain.values.identifier import KINDS_OF_CHANNEL, IdentifierKind
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.parties import list_parts
from sakimori.exchange.parties.customer_list import CustomerColumn, CustomerList, read_customer_list
from sakimori.exchange.parties.list_parts import SuppressionForm, SuppressionHow
from sakimori.exchange.progress import HUNDRED, Step, tell
from sakimori.rules.clearance.data.objections import channels_to_screen
from sakimori.rules.clearance.grounds.row_consents import RowLack
from sakimori.services.clearance.judging import ClearanceAnswer, judge
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.row_consents import Coverage, coverage_of
from sakimori.services.requests.stop_key import hash_identifier, standing_key
from sakimori.services.requests.stops import is_standing

_READ: Final = 90
"""Of a hundred, what the reading alone is."""
_CHUNK: Final = 2_000
SHORTEST_KEY: Final = 16
_KEY: Final = Text("鍵", "the key")
_LONGER: Final = Text(
    "渡し先と取り決めた{least}字以上の鍵を入れてください。鍵は保存しません。",
    "Give the key agreed with the recipient, {least} characters or more. It is not kept.",
)
_BARRED: Final = Text(
    "この提供は不可と判定されているので、リストは作りません。理由は提供可否チェックで確かめてください。",
    "This hand-over is not allowed, so no list is made. The clearance check says why.",
)
_HIDDEN: Final = Text("（表示しません）", "(not shown)")


@dataclass(frozen=True, slots=True)
class Screened:
    """What became of a list: read = kept + rows that are stopped, unconsented or untold.

    `stopped` are the rows whose persons asked us to stop, each with the channels; `lacking` those whose consent does
    not carry the hand-over; `untold` those that identify nobody, so that nobody can say that they did not stop.
    `missing` are kinds that some stop is or may be recorded by and that the list does not hold: by those nothing could
    be compared. Of `partly` other rows one of the kinds that the list does hold is empty or cannot be read: they were
    compared by the rest alone. `consent` says on which texts the list was looked at, where it takes consent.
    `answer` is the clearance of the hand-over for which the list was compared.
    """

    columns: tuple[CustomerColumn, ...]
    read: int
    stopped: Mapping[int, tuple[StopChannel, ...]]
    lacking: Mapping[int, RowLack]
    untold: tuple[int, ...]
    missing: tuple[IdentifierKind, ...]
    partly: int
    channels: tuple[StopChannel, ...]
    consent: Coverage
    encoding: str
    answer: ClearanceAnswer

    @property
    def left_out(self) -> frozenset[int]:
        """The numbers of the rows that may not go."""
        return frozenset(self.stopped) | frozenset(self.lacking) | frozenset(self.untold)

    @property
    def kept(self) -> int:
        """How many rows may go."""
        return self.read - len(self.left_out)

    @property
    def is_barred(self) -> bool:
        """Whether the hand-over itself is not allowed, whoever is left out."""
        return self.answer.verdict.outcome is Outcome.BLOCKED

    @property
    def has_numbers(self) -> bool:
        """Whether a column tells the persons by our customer numbers."""
        return any(column.kind is IdentifierKind.CUSTOMER_NUMBER for column in self.columns)


@needs(Permission.ASK_CLEARANCE)
def screen_list(
    workspace: Workspace,
    data: bytes,
    filename: str,
    request: ClearanceRequest,
    *,
    actor: Actor,
    at: datetime,
    text_id: str | None = None,
) -> Screened:
    """Compare a list with the stops and consents that keep persons out of one hand-over; that it was done is noted.

    `text_id` is the consent text that all persons of the list agreed to, where somebody says so. How far it is, is told
    to whoever listens (`exchange.progress`).

    Raises:
        UnreadableFileError: The list cannot be read, tells nobody apart, or holds My Numbers or card numbers.
        StateError: There are stops, but their key is missing.
    """
    answer = judge(workspace, request, actor=actor)
    case = answer.case
    channels = channels_to_screen(case)
    found = read_apart(read_customer_list, data, filename)
    with workspace.unit() as unit:
        key, stops = standing_key(workspace, unit), StandingStops(unit, channels, request.on)
        consent = coverage_of(unit, case, request.on, found.versions, whole=text_id)
    stopped = {} if key is None or not stops.by_hash else dict(stopped_rows(found, key, stops))
    forms = [values for _, values in found.forms]
    told = [sum(map(bool, row)) for row in zip(*forms, strict=True)]
    untold = tuple(number for number, count in zip(found.numbers, told, strict=True) if not count)
    partly = sum(bool(stops.by_hash) and 0 < count < len(forms) for count in told)
    lacking = dict(consent.lacking(found.numbers, found.versions))
    missing = stops.kinds_beyond({kind for kind, _ in found.forms}, channels)
    workspace.access(
        "list.screened", actor=actor, at=at, what="stop", key=request.recipient_id, third_party_id=request.recipient_id
    )
    tell(Step.ROWS, HUNDRED, HUNDRED)
    return Screened(
        columns=found.columns,
        read=len(found.numbers),
        stopped=stopped,
        lacking=lacking,
        untold=untold,
        missing=missing,
        partly=partly,
        channels=channels,
        consent=consent,
        encoding=found.encoding,
        answer=answer,
    )


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
    anyway: bool = False,
) -> bytes:
    """The list as CSV with these columns and without the rows that may not go; that it was taken is noted.

    With `anyway` it is written for a hand-over that is not allowed as well; who asked for that is noted by itself.

    Raises:
        StateError: The hand-over is not allowed.
    """
    if screened.is_barred and not anyway:
        raise StateError(why=_BARRED)
    body = read_apart(list_parts.list_without, data, filename, places, screened.left_out)
    action = "list.taken_anyway" if screened.is_barred else "list.taken"
    workspace.access(action, actor=actor, at=at, what="stop", key=recipient_id, third_party_id=recipient_id)
    return body


@needs(Permission.ASK_CLEARANCE)
def suppression_file(
    workspace: Workspace,
    data: bytes,
    filename: str,
    numbers: frozenset[int],
    how: SuppressionHow,
    *,
    recipient_id: str,
    actor: Actor,
    at: datetime,
) -> bytes:
    """The persons of some rows, who have stopped, for the recipient to take out of what it holds.

    That it was taken is noted, and whether in plain words.

    The register holds keyed hashes alone: only persons who stand on the list can stand in the file.

    Raises:
        InvalidValueError: Hashes under a key are asked for, and the key is too short to protect anybody.
    """
    check_how(how)
    bare = replace(how, key=how.key.strip())
    body = read_apart(list_parts.suppression_list, data, filename, numbers, bare)
    action = "suppression.plain" if how.form is SuppressionForm.PLAIN else "suppression.hashed"
    workspace.access(action, actor=actor, at=at, what="stop", key=recipient_id, third_party_id=recipient_id)
    return body


def check_how(how: SuppressionHow) -> None:
    """Refuse hashes under a key that anybody could guess.

    Raises:
        InvalidValueError: The key is too short.
    """
    if how.form is SuppressionForm.KEYED and len(how.key.strip()) < SHORTEST_KEY:
        raise InvalidValueError(field=_KEY, value=_HIDDEN, expected=_LONGER.format(least=SHORTEST_KEY))


class StandingStops:
    """Who has stopped something on a day on some channels, by the hash, and by which sorts of values they are known."""

    def __init__(self, unit: Unit, channels: Iterable[StopChannel], on: date) -> None:
        """Read them."""
        found: defaultdict[str, list[StopChannel]] = defaultdict(list)
        self._kinds: set[IdentifierKind | None] = set()
        for channel in channels:
            for stop in unit.records.select(Stop, "channel = :channel", {"channel": channel.value}):
                if is_standing(stop, on):
                    found[stop.key_hash].append(channel)
                    self._kinds.add(stop.kind)
        self.by_hash = {key_hash: tuple(channels) for key_hash, channels in found.items()}

    def kinds_beyond(
        self, held: Iterable[IdentifierKind], channels: Iterable[StopChannel]
    ) -> tuple[IdentifierKind, ...]:
        """By what some stop is known and a list is not compared; an older stop may be known by any of its channel."""
        known = set(self._kinds) - {None}
        if None in self._kinds:
            known |= {kind for channel in channels for kind in KINDS_OF_CHANNEL[channel]}
        return tuple(kind for kind in IdentifierKind if kind in known - set(held))


def stopped_rows(
    found: CustomerList, key: bytes, stops: StandingStops
) -> Iterator[tuple[int, tuple[StopChannel, ...]]]:
    """The rows whose persons have stopped something, each with the channels."""
    rows = zip(*(values for _, values in found.forms), strict=True)
    kinds = [kind for kind, _ in found.forms]
    for place, (number, forms) in enumerate(zip(found.numbers, rows, strict=True)):
        if place % _CHUNK == 0:
            tell(Step.ROWS, _READ + (HUNDRED - _READ) * place // len(found.numbers), HUNDRED)
        channels = {
            channel
            for kind, form in zip(kinds, forms, strict=True)
            if form
            for channel in stops.by_hash.get(hash_identifier(key, kind, form), ())
        }
        if channels:
            yield number, tuple(channel for channel in StopChannel if channel in channels)
