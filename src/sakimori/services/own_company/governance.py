"""How our company is organised on a day, as screens show it; and which policies whoever asks has still to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sakimori.domain.gap import Span
from sakimori.domain.policy import Policy
from sakimori.domain.records.governance import (
    Acknowledgement,
    AuditFinding,
    InternalAudit,
    Meeting,
    MeetingDecision,
    Officer,
    OfficerKind,
    PolicyException,
    PolicyText,
)
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import add_months
from sakimori.rules.facts.governance import Standing, left_on, read_on, review_due, standing_texts, unread
from sakimori.rules.facts.training import is_for
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.records import TABLES

_T = TypeVar("_T")
_KINDS = list(OfficerKind)
_ORGANISED = frozenset(
    TABLES[kind]
    for kind in (
        Officer, PolicyText, PolicyException, InternalAudit, AuditFinding, Meeting, MeetingDecision,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """An officer by name, and whether the office is held on the day."""

    officer: Officer
    person: str
    left_on: date | None
    is_in_office: bool
    gaps: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One version of a policy: its days, by when it is reviewed, and how many of those it is for have read it."""

    text: PolicyText
    stands: bool
    until: date | None
    review_due_on: date | None
    asked: int
    read: int
    unread: tuple[str, ...]
    gaps: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """An exception with the policy from which it is one, and the people by name."""

    exception: PolicyException
    policy: str
    asked_by: str
    approved_by: str
    stands: bool
    gaps: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An audit with what it found, each finding with its open gap."""

    audit: InternalAudit
    findings: tuple[tuple[AuditFinding, tuple[Span, ...]], ...]
    gaps: tuple[Span, ...]

    @property
    def open_findings(self) -> int:
        """How many of its findings nobody confirmed as mended."""
        return sum(finding.fixed_on is None for finding, _ in self.findings)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting with what it decided."""

    meeting: Meeting
    decisions: tuple[tuple[MeetingDecision, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Governance:
    """Everything that the view shows, people by id, and the days by which audit and meeting are due again."""

    officers: tuple[OfficerLine, ...]
    policies: tuple[PolicyLine, ...]
    exceptions: tuple[ExceptionLine, ...]
    audits: tuple[AuditLine, ...]
    meetings: tuple[MeetingLine, ...]
    gaps: tuple[Span, ...]
    people: Mapping[str, str]
    audit_due_on: date | None
    meeting_due_on: date | None

    @property
    def chief(self) -> OfficerLine | None:
        """Whoever is responsible for personal data in the whole company on the day."""
        chiefs = (line for line in self.officers if line.is_in_office and line.officer.kind is OfficerKind.CHIEF)
        return next(chiefs, None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is recorded yet."""
        return not any((self.officers, self.policies, self.exceptions, self.audits, self.meetings))


@dataclass(frozen=True, slots=True)
class MyPolicy:
    """A policy that somebody has to read: by when, and when that was done."""

    text: PolicyText
    due_on: date
    read_on: date | None
    is_overdue: bool


@needs(Permission.ENTER)
def my_policies(workspace: Workspace, *, actor: Actor, on: date) -> tuple[MyPolicy, ...]:
    """The standing policies for whoever asks: those still to be read first."""
    with workspace.unit() as unit:
        person = unit.records.find(User, actor.id)
        if person is None:
            return ()
        policy = unit.policy()
        done = unit.records.select(Acknowledgement, "user_id = :person", {"person": person.id})
        standing = [one for one in standing_texts(unit.records.select(PolicyText)) if one.stands(on)]
    lines = [_mine(one, person, done, policy, on) for one in standing if is_for(one.text, person)]
    return tuple(sorted(lines, key=lambda line: (line.read_on is not None, line.due_on, line.text.name)))


def _mine(one: Standing, person: User, done: Sequence[Acknowledgement], policy: Policy, on: date) -> MyPolicy:
    last = one.begins + timedelta(days=policy.policy_read_days - 1)
    when = read_on(one.text.id, person.id, done)
    return MyPolicy(one.text, last, when, is_overdue=when is None and last < on)


@needs(Permission.READ)
def governance(workspace: Workspace, *, on: date, number: int) -> Governance:
    """How our company is organised on a day, as known after an entry."""
    with workspace.unit() as unit:
        found = _Reading(unit, on=on, number=number)
        audits, meetings = found.all(InternalAudit), found.all(Meeting)
        policy = unit.policy()
        return Governance(
            officers=_officers(found),
            policies=_policies(found, policy),
            exceptions=_exceptions(found),
            audits=_audits(found, audits),
            meetings=_meetings(found, meetings),
            gaps=found.gaps,
            people=found.names,
            audit_due_on=_again((one.held_on for one in audits), policy.internal_audit_months),
            meeting_due_on=_again((one.held_on for one in meetings), policy.meeting_months),
        )


class _Reading:
    """The records of one knowledge, people by name, and the open gaps that each record closes."""

    def __init__(self, unit: Unit, *, on: date, number: int) -> None:
        self._unit, self.on, self._number = unit, on, number
        self.people = self.all(User)
        self.names = {person.id: person.name for person in sorted(self.people, key=lambda person: person.name)}
        spans = unit.spans.as_known(number, on, third_party_id=SELF_ID)
        ours = [span for span in spans if span.fix_record in _ORGANISED]
        self.gaps = tuple(sorted(ours, key=lambda span: (span.severity.rank, span.since_on, span.rule_id)))
        self._by_record: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
        for span in self.gaps:
            self._by_record[span.fix_record, span.fix_id].append(span)

    def all(self, kind: type[_T]) -> list[_T]:
        return all_records(self._unit, kind, number=self._number)

    def gaps_of(self, record: object) -> tuple[Span, ...]:
        return tuple(self._by_record[TABLES[type(record)], record.id])  # type: ignore[attr-defined]

    def name(self, user_id: str | None) -> str:
        return self.names.get(user_id or "", "")


def _officers(found: _Reading) -> tuple[OfficerLine, ...]:
    lines = []
    for one in found.all(Officer):
        gone = left_on(one, found.people)
        is_in_office = (one.appointed_on or date.min) <= found.on and (gone is None or found.on < gone)
        person = found.name(one.user_id) or one.holder
        lines.append(OfficerLine(one, person, gone, is_in_office, found.gaps_of(one)))
    return tuple(sorted(lines, key=_place))


def _place(line: OfficerLine) -> tuple[bool, int, str]:
    """Those in office first, the whole company before a department."""
    kind = line.officer.kind
    return (not line.is_in_office, len(_KINDS) if kind is None else _KINDS.index(kind), line.officer.name)


def _policies(found: _Reading, policy: Policy) -> tuple[PolicyLine, ...]:
    texts, done = found.all(PolicyText), found.all(Acknowledgement)
    standing = {one.text.id: one for one in standing_texts(texts)}
    here = [person for person in found.people if person.is_here(found.on)]
    lines = [_policy(found, text, standing.get(text.id), here, done, policy) for text in texts]
    newest_first = sorted(lines, key=lambda line: line.text.in_force_from or date.min, reverse=True)
    return tuple(sorted(newest_first, key=lambda line: (not line.stands, line.text.name)))


def _policy(  # noqa: PLR0917 - what one line is made of
    found: _Reading,
    text: PolicyText,
    standing: Standing | None,
    here: Sequence[User],
    done: Sequence[Acknowledgement],
    policy: Policy,
) -> PolicyLine:
    asked = [person for person in here if is_for(text, person)]
    waiting = [person for person in asked if not _has_read(text, person, done, found.on)]
    late = (
        []
        if standing is None
        else [person.name for person in waiting if _is_late(standing, person, done, policy, found.on)]
    )
    return PolicyLine(
        text=text,
        stands=standing is not None and standing.stands(found.on),
        until=standing.until if standing else None,
        review_due_on=review_due(text, policy),
        asked=len(asked),
        read=len(asked) - len(waiting),
        unread=tuple(sorted(late)),
        gaps=found.gaps_of(text),
    )


def _has_read(text: PolicyText, person: User, done: Sequence[Acknowledgement], on: date) -> bool:
    when = read_on(text.id, person.id, done)
    return when is not None and when <= on


def _is_late(one: Standing, person: User, done: Sequence[Acknowledgement], policy: Policy, on: date) -> bool:
    days = unread(one, person, done, policy)
    return days is not None and days[0] <= on and (days[1] is None or on < days[1])


def _exceptions(found: _Reading) -> tuple[ExceptionLine, ...]:
    texts = {text.id: f"{text.name} {text.text_version}" for text in found.all(PolicyText)}
    lines = [
        ExceptionLine(
            exception=one,
            policy=texts.get(one.policy_text_id or "", ""),
            asked_by=found.name(one.asked_by),
            approved_by=found.name(one.approved_by),
            stands=(one.asked_on or date.min) <= found.on < (one.ended_on or date.max),
            gaps=found.gaps_of(one),
        )
        for one in found.all(PolicyException)
    ]
    return tuple(sorted(lines, key=lambda line: (not line.stands, line.exception.last_day or date.max)))


def _audits(found: _Reading, audits: Iterable[InternalAudit]) -> tuple[AuditLine, ...]:
    findings = sorted(found.all(AuditFinding), key=lambda one: (one.fixed_on is not None, one.due_on or date.max))
    lines = [
        AuditLine(
            audit,
            tuple((one, found.gaps_of(one)) for one in findings if one.audit_id == audit.id),
            found.gaps_of(audit),
        )
        for audit in audits
    ]
    return tuple(sorted(lines, key=lambda line: line.audit.held_on or line.audit.planned_on or date.max, reverse=True))


def _meetings(found: _Reading, meetings: Iterable[Meeting]) -> tuple[MeetingLine, ...]:
    decisions = sorted(found.all(MeetingDecision), key=lambda one: (one.done_on is not None, one.due_on or date.max))
    lines = [
        MeetingLine(meeting, tuple((one, found.gaps_of(one)) for one in decisions if one.meeting_id == meeting.id))
        for meeting in meetings
    ]
    return tuple(sorted(lines, key=lambda line: line.meeting.held_on or date.max, reverse=True))


def _again(days: Iterable[date | None], months: int) -> date | None:
    last = max((day for day in days if day is not None), default=None)
    return None if last is None else add_months(last, months)
