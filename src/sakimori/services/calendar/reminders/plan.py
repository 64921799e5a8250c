"""What would go to whom on a day: worked out from what falls due, our people, and what they were told already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import User
from sakimori.services.calendar.deadlines import Deadline
from sakimori.services.calendar.reminders.order import fitting, in_order
from sakimori.services.calendar.reminders.thresholds import OF_OWNER, Threshold, reached
from sakimori.services.kernel.access import ALLOWED, Permission
from sakimori.store.outgoing.reminders import Told


class Silence(StrEnum):
    """Why nothing reaches somebody who would have to be told."""

    NO_ADDRESS = "no_address"
    NO_SERVER = "no_server"
    MAY_NOT_READ = "may_not_read"


OPEN_TO_ALL: Final = frozenset({DeadlineKind.TRAINING, DeadlineKind.ERRAND, DeadlineKind.SLIP, DeadlineKind.DELEGATION})
"""What concerns each person alone, whether or not they may see our records."""
BETWEEN_TWO: Final = frozenset({DeadlineKind.ERRAND})
"""What nobody but its two people sees: no one else is told, however late it is."""


@dataclass(frozen=True, slots=True)
class Person:
    """One of our people as they can be told: the ways that are open, or why there is none."""

    user: User
    lead_id: str | None = None
    email: str = ""
    has_mail: bool = False
    has_chat: bool = False
    silence: Silence | None = None
    """Why no way is open, if none is."""

    def may_see(self, kind: DeadlineKind) -> bool:
        """Whether they may see what falls due of a kind: what everybody has to do, or the records."""
        return kind in OPEN_TO_ALL or bool(self.user.roles & ALLOWED[Permission.READ])


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of which a person is told, with the thresholds that it has reached since they were last told.

    `is_passed_on` where it is somebody else's to settle: as lead, as compliance, or because nobody owns it.
    """

    deadline: Deadline
    thresholds: tuple[Threshold, ...]
    is_passed_on: bool

    def told(self, user_id: str) -> Iterator[Told]:
        """What is noted once a person is told."""
        one = self.deadline
        yield from (Told(one.id, one.day, threshold.value, user_id) for threshold in self.thresholds)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person would be told, in the order of the digest; `waiting` found no room and comes in the next."""

    person: Person
    lines: tuple[Line, ...]
    silence: Silence | None = None
    """Why it cannot reach them, if it cannot."""
    waiting: int = 0

    @property
    def overdue(self) -> int:
        """How many of its things are overdue."""
        return sum(line.deadline.is_overdue for line in self.lines)


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """What would go out on a day: to whom, to whom it cannot, who had theirs already, and how many owners have no lead.

    `is_closed` on days on which nothing is sent.
    """

    on: date
    drafts: tuple[Draft, ...] = ()
    unreached: tuple[Draft, ...] = ()
    had_theirs: tuple[Draft, ...] = ()
    without_lead: tuple[User, ...] = ()
    is_closed: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether nobody has to be told anything."""
        return not (self.drafts or self.unreached)


@dataclass(slots=True)
class _Reaching:
    """Whom each thing goes to at which of its thresholds."""

    people: Mapping[str, Person]
    compliance: Sequence[str]
    leaderless: dict[str, User] = field(default_factory=dict)

    def of(self, deadline: Deadline, threshold: Threshold) -> Iterator[tuple[str, bool]]:
        """The people, and whether the thing is somebody else's."""
        owner = self.people.get(deadline.owner_id or "")
        is_owned = owner is not None and owner.may_see(deadline.kind)
        if deadline.kind in BETWEEN_TWO and not (is_owned and threshold in OF_OWNER):
            return
        if threshold in OF_OWNER:
            if owner is not None and is_owned:
                yield owner.user.id, False
            else:
                yield from ((one, True) for one in self.compliance)
        elif threshold is Threshold.COMPLIANCE:
            yield from ((one, True) for one in self.compliance if owner is None or one != owner.user.id)
        elif owner is not None and is_owned:
            if owner.lead_id in self.people:
                yield str(owner.lead_id), True
            else:
                self.leaderless[owner.user.id] = owner.user


def plan_of(
    deadlines: Iterable[Deadline],
    people: Mapping[str, Person],
    policy: Policy,
    *,
    on: date,
    told: Collection[Told],
    had_theirs: Collection[str] = frozenset(),
) -> ReminderPlan:
    """What goes to whom on a business day: each threshold that is reached and was not told yet.

    `people` are those who are here. Whoever had a digest of that day gets the rest in their next.
    """
    compliance = sorted(one.user.id for one in people.values() if UserRole.COMPLIANCE in one.user.roles)
    reaching = _Reaching(people, compliance)
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for deadline in deadlines:
        for user_id, (thresholds, is_passed_on) in _news(deadline, reaching, policy, on=on, told=told).items():
            lines[user_id].append(Line(deadline, tuple(thresholds), is_passed_on))
    in_turn = sorted(lines.items(), key=lambda item: (people[item[0]].user.name, item[0]))
    drafts = [draft for user_id, found in in_turn for draft in _drafts(people[user_id], found, on)]
    return ReminderPlan(
        on,
        drafts=tuple(one for one in drafts if one.silence is None and one.person.user.id not in had_theirs),
        unreached=tuple(one for one in drafts if one.silence is not None),
        had_theirs=tuple(one for one in drafts if one.silence is None and one.person.user.id in had_theirs),
        without_lead=tuple(sorted(reaching.leaderless.values(), key=lambda user: (user.name, user.id))),
    )


def _drafts(person: Person, lines: Sequence[Line], on: date) -> Iterator[Draft]:
    """What reaches a person, and what does not: no way is open, or they may not see it."""
    seen = tuple(line for line in lines if person.may_see(line.deadline.kind))
    unseen = tuple(line for line in lines if not person.may_see(line.deadline.kind))
    if seen:
        held, waiting = fitting(seen, on)
        yield Draft(person, tuple(held), person.silence, waiting=len(waiting))
    if unseen:
        yield Draft(person, tuple(in_order(unseen, on)), Silence.MAY_NOT_READ)


def _news(
    deadline: Deadline, reaching: _Reaching, policy: Policy, *, on: date, told: Collection[Told]
) -> dict[str, tuple[list[Threshold], bool]]:
    """Who is to be told of a thing: which thresholds it reached, and whether it is somebody else's to settle."""
    found: dict[str, tuple[list[Threshold], bool]] = {}
    for threshold in reached(deadline.day, on=on, policy=policy):
        for user_id, is_passed_on in reaching.of(deadline, threshold):
            if Told(deadline.id, deadline.day, threshold.value, user_id) not in told:
                thresholds, was_passed_on = found.get(user_id, ([], True))
                found[user_id] = ([*thresholds, threshold], was_passed_on and is_passed_on)
    return found
