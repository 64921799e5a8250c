"""Which recipients know of which stops: each round of stops beside each recipient that it reaches, on a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.hand_over import Release
from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.rules.facts.stops import days_to_tell
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.copies import names_of_copies
from sakimori.services.requests.passing_on import OF_STOPS
from sakimori.services.requests.stop_reach import batch_id, lists_out


class Telling(IntEnum):
    """How it stands between a round and a recipient; what is to be done first comes first."""

    LATE = 0
    REFUSED = 1
    SILENT = 2
    UNTOLD = 3
    WAITING = 4
    DONE = 5


OPEN: Final = frozenset(Telling) - {Telling.DONE}
TO_TELL: Final = frozenset({Telling.LATE, Telling.UNTOLD})
_STOPPING: Final = OF_STOPS | {PassedOnAbout.ERASURE}
TO_HEAR: Final = frozenset({Telling.SILENT, Telling.WAITING, Telling.REFUSED})


@dataclass(frozen=True, slots=True)
class StopRound:
    """The stops of one channel that were put down on one day: they are told together."""

    id: str
    channel: StopChannel
    recorded_on: date
    stops: int


@dataclass(frozen=True, slots=True)
class RoundCell:
    """One round beside one recipient: the tellings of all its flows, with the version that is shown of each."""

    state: Telling
    tell_by: date
    due_on: date
    told_on: date | None
    answered_on: date | None
    recalls: bool
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RecipientStops:
    """A recipient with what it was told of, round by round, for which flows, and the lists that are called back."""

    id: str
    name: str
    flows: tuple[Text, ...]
    cells: Mapping[str, RoundCell]
    lists: tuple[Release, ...]

    @property
    def worst(self) -> Telling:
        """What stands first to be done."""
        return min(cell.state for cell in self.cells.values())

    def ids(self, states: frozenset[Telling]) -> dict[str, int]:
        """The tellings in some states, each with the version that is shown."""
        return {i: v for cell in self.cells.values() if cell.state in states for i, v in cell.versions.items()}

    def channels(self, rounds: Sequence[StopRound], states: frozenset[Telling]) -> tuple[StopChannel, ...]:
        """What is stopped by the rounds in some states."""
        found = {one.channel for one in rounds if one.id in self.cells and self.cells[one.id].state in states}
        return tuple(channel for channel in StopChannel if channel in found)


@dataclass(frozen=True, slots=True)
class RequestStops:
    """A person's request of which recipients are still to be told or heard; they are told on its own page."""

    id: str
    number: str
    waiting: Mapping[str, Telling]


@dataclass(frozen=True, slots=True)
class StopsPassedOn:
    """The rounds, the newest first, and the recipients, in the order in which something is to be done.

    `requests` are those of persons that ask recipients to stop or to erase, each with whoever is still to follow.
    """

    rounds: tuple[StopRound, ...]
    recipients: tuple[RecipientStops, ...]
    requests: tuple[RequestStops, ...] = ()

    @property
    def to_do(self) -> Mapping[str, Telling]:
        """Every company that is still to be told or heard, however it came to be asked, with how it stands at worst."""
        found = [(one.id, one.worst) for one in self.recipients if one.worst in OPEN]
        found += [pair for request in self.requests for pair in request.waiting.items()]
        return dict(sorted(found, key=lambda pair: pair[1], reverse=True))


@needs(Permission.READ)
def stops_passed_on(workspace: Workspace, *, on: date, number: int) -> StopsPassedOn:
    """Whom the stops reach and who knows of them, on a day as known after an entry."""
    with workspace.unit() as unit:
        every = all_records(unit, PassedOn, number=number)
        asked = [one for one in every if one.about in _STOPPING and one.asked_on <= on]
        passed = [one for one in asked if one.about in OF_STOPS and one.stop_batch_id]
        requests = tuple(_requests(unit, [one for one in asked if one.request_id], on, number))
        if not passed:
            return StopsPassedOn((), (), requests)
        stops = [one for one in all_records(unit, Stop, number=number) if one.recorded_on and one.recorded_on <= on]
        return StopsPassedOn(_rounds(passed, stops), _recipients(unit, passed, on), requests)


def _requests(unit: Unit, asked: Sequence[PassedOn], on: date, number: int) -> Iterator[RequestStops]:
    policy = unit.policy()
    waiting: defaultdict[str, dict[str, Telling]] = defaultdict(dict)
    for one in asked:
        state = _state(one, on, policy)
        if state in OPEN:
            own = waiting[one.request_id or ""]
            own[one.third_party_id] = min(state, own.get(one.third_party_id, state))
    numbers = {one.id: one.number for one in all_records(unit, PersonRequest, number=number)}
    for key in sorted(waiting, key=lambda one: numbers.get(one, one)):
        yield RequestStops(key, numbers.get(key, key), waiting[key])


def _rounds(passed: Sequence[PassedOn], stops: Sequence[Stop]) -> tuple[StopRound, ...]:
    counts = Counter(batch_id(one.channel, one.recorded_on) for one in stops if one.recorded_on)
    found = {
        one.stop_batch_id: StopRound(one.stop_batch_id, one.channel, one.asked_on, counts[one.stop_batch_id])
        for one in passed
        if one.stop_batch_id and one.channel
    }
    return tuple(sorted(found.values(), key=lambda one: (one.recorded_on, one.id), reverse=True))


def _recipients(unit: Unit, passed: Sequence[PassedOn], on: date) -> tuple[RecipientStops, ...]:
    policy = unit.policy()
    by_recipient: defaultdict[str, list[PassedOn]] = defaultdict(list)
    for one in passed:
        by_recipient[one.third_party_id].append(one)
    parties = {one.id: one for one in unit.records.with_ids(ThirdParty, set(by_recipient))}
    names = names_of_copies(unit, passed)
    called = {one.third_party_id for one in passed if one.about is PassedOnAbout.RECALL}
    since = on - timedelta(days=policy.list_recall_days)
    lists: defaultdict[str, list[Release]] = defaultdict(list)
    for release in lists_out(unit, called, since):
        lists[release.third_party_id].append(release)
    found = [
        RecipientStops(
            party_id,
            parties[party_id].legal_name,
            tuple(dict.fromkeys(names[one.id] for one in own)),
            _cells(own, on, policy),
            tuple(lists[party_id]),
        )
        for party_id, own in by_recipient.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.worst, one.name)))


def _cells(passed: Sequence[PassedOn], on: date, policy: Policy) -> dict[str, RoundCell]:
    by_round: defaultdict[str, list[PassedOn]] = defaultdict(list)
    for one in passed:
        by_round[one.stop_batch_id or ""].append(one)
    return {batch: _cell(own, on, policy) for batch, own in by_round.items()}


def _cell(own: Sequence[PassedOn], on: date, policy: Policy) -> RoundCell:
    """What is least done of the tellings of a round speaks for it."""
    states = {one.id: _state(one, on, policy) for one in own}
    first = min(own, key=lambda one: states[one.id])
    return RoundCell(
        states[first.id],
        _tell_by(first, policy),
        min(one.due_on for one in own),
        _on(first.told_on, on),
        _on(first.answered_on, on),
        any(one.about is PassedOnAbout.RECALL for one in own),
        {one.id: one.version for one in own if states[one.id] == states[first.id] or states[one.id] in OPEN},
    )


def _state(one: PassedOn, on: date, policy: Policy) -> Telling:
    if _on(one.told_on, on) is None:
        return Telling.LATE if on > _tell_by(one, policy) else Telling.UNTOLD
    if one.answer is None or _on(one.answered_on, on) is None:
        return Telling.SILENT if on > one.due_on else Telling.WAITING
    return Telling.REFUSED if one.answer is PassedOnAnswer.REFUSED else Telling.DONE


def _tell_by(one: PassedOn, policy: Policy) -> date:
    return one.asked_on + timedelta(days=days_to_tell(one.channel or StopChannel.USE, policy))


def _on(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None
