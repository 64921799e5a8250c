"""The desk of compliance: inquiries and who waits how long, slips and how they stand, and answers about to turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sakimori.domain.clearance import (
    ClearanceRequest,
    Inquiry,
    InquiryState,
    Reason,
    ReasonKind,
    Slip,
    Verdict,
    causes_of_turning,
)
from sakimori.domain.codes import Outcome
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.exchange.request.as_json import from_json, reasons_from_json
from sakimori.services.clearance.slips import SlipStanding, spans_by_slip, standing_of
from sakimori.services.clearance.standing_requests import OF_FLOWS
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.outcomes import StoredOutcome

HORIZON: Final = timedelta(days=90)
_ORDER: Final = list(Outcome)


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """An inquiry with the names in it; `days` is how long it has waited, or waited until it was answered."""

    inquiry: Inquiry
    request: ClearanceRequest
    data_set: str
    party: str
    asker: str
    answerer: str
    days: int
    slip: str | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for compliance."""
        return self.inquiry.state is InquiryState.OPEN

    @property
    def verdict(self) -> Verdict:
        """The answer of the day on which it was asked."""
        return from_json(Verdict, self.inquiry.verdict)


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A slip with the names in it and how it stands."""

    slip: Slip
    request: ClearanceRequest
    data_set: str
    party: str
    issuer: str
    revoker: str
    standing: SlipStanding


@dataclass(frozen=True, slots=True)
class ComingAnswer:
    """An answer of a flow or a slip that changes its word on a day, and why: by what is said then or falls away."""

    kind: str
    subject_id: str
    name: str
    third_party_id: str
    party: str
    outcome: Outcome
    on: date
    next_outcome: Outcome
    reasons: tuple[Reason, ...]
    is_by_going: bool = False

    @property
    def is_worse(self) -> bool:
        """Whether it gets worse."""
        return _ORDER.index(self.next_outcome) < _ORDER.index(self.outcome)


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything on the desk: what waits longest first, slips newest first, turnings by their day."""

    inquiries: tuple[InquiryRow, ...]
    slips: tuple[SlipRow, ...]
    turnings: tuple[ComingAnswer, ...]

    @property
    def waiting(self) -> tuple[InquiryRow, ...]:
        """The inquiries that wait."""
        return tuple(row for row in self.inquiries if row.is_open)

    @property
    def closed(self) -> tuple[InquiryRow, ...]:
        """The inquiries that were answered or withdrawn, newest first."""
        return tuple(row for row in reversed(self.inquiries) if not row.is_open)


def inbox(workspace: Workspace, *, on: date, number: int, actor: Actor) -> Inbox:
    """The desk on a day, as known after an entry.

    Raises:
        NotPermittedError: It is for compliance and the auditor.
    """
    require(actor, Permission.READ_RECORDS)
    with workspace.unit() as unit:
        return _inbox(unit, on, number, None)


def own_inbox(workspace: Workspace, *, on: date, number: int, actor: Actor) -> Inbox:
    """What one person has asked and issued himself, without the answers of other requests."""
    require(actor, Permission.ASK_CLEARANCE)
    with workspace.unit() as unit:
        return _inbox(unit, on, number, actor.id)


def _inbox(unit: Unit, on: date, number: int, whose: str | None) -> Inbox:
    names = {user.id: user.name for user in unit.records.select(User)}
    rows = unit.query("SELECT id, legal_name FROM third_party ORDER BY id")
    parties = {str(row["id"]): str(row["legal_name"]) for row in rows}
    sets = {one.id: one.name for one in unit.records.select(DataSet)}
    slips = [s for s in all_records(unit, Slip, number=number) if whose in {None, s.issued_by}]
    asked = [i for i in all_records(unit, Inquiry, number=number) if whose in {None, i.asked_by}]
    held = _held(unit, on, number, None if whose is None else {s.third_party_id for s in slips})
    current = spans_by_slip(one for one in held if _holds(one, on))
    by_inquiry = {s.inquiry_id: s.number for s in sorted(slips, key=lambda s: s.number) if s.inquiry_id}
    subjects = {s.id: s.number for s in slips if s.revoked_on is None}
    return Inbox(
        tuple(
            InquiryRow(
                one,
                request := from_json(ClearanceRequest, one.request),
                sets.get(request.flow.data_set_id or "", ""),
                parties.get(one.third_party_id, ""),
                names.get(one.asked_by, one.asked_by),
                names.get(one.answered_by or "", one.answered_by or ""),
                ((legal_day(one.answered_at) if one.answered_at else on) - legal_day(one.asked_at)).days,
                by_inquiry.get(one.id),
            )
            for one in sorted(asked, key=lambda i: (i.asked_at, i.id))
        ),
        tuple(
            SlipRow(
                one,
                request := from_json(ClearanceRequest, one.request),
                sets.get(request.flow.data_set_id or "", ""),
                parties.get(one.third_party_id, ""),
                names.get(one.issued_by, one.issued_by),
                names.get(one.revoked_by or "", one.revoked_by or ""),
                standing_of(one, on, current),
            )
            for one in sorted(slips, key=lambda s: s.number, reverse=True)
        ),
        tuple(
            sorted(
                (
                    turning
                    for turning in _turnings(unit, held, on, subjects, parties)
                    if (turning.kind in OF_FLOWS and whose is None) or turning.subject_id in subjects
                ),
                key=lambda turning: (turning.on, _ORDER.index(turning.next_outcome), turning.party, turning.name),
            )
        ),
    )


def _held(unit: Unit, on: date, number: int, third_parties: Collection[str] | None) -> list[StoredOutcome]:
    """The answers from a day on: all, or those of a few third parties."""
    if third_parties is None:
        return unit.outcomes.from_day(number, on)
    return [h for party in third_parties for h in unit.outcomes.from_day(number, on, third_party_id=party)]


def _turnings(
    unit: Unit, held: Iterable[StoredOutcome], on: date, subjects: Mapping[str, str], parties: Mapping[str, str]
) -> Iterator[ComingAnswer]:
    by_subject: defaultdict[tuple[str, str], list[StoredOutcome]] = defaultdict(list)
    for one in held:
        by_subject[one.subject_kind, one.subject_id].append(one)
    for (kind, subject), spans in by_subject.items():
        now = next((one for one in spans if _holds(one, on)), None)
        coming = sorted((one for one in spans if not _holds(one, on)), key=lambda one: one.from_on or date.max)
        then = next((one for one in coming if now is not None and one.outcome is not now.outcome), None)
        if now is None or then is None or then.from_on is None or then.from_on > on + HORIZON:
            continue
        before, after = ({_said(r): r for r in reasons_from_json(one.reasons)} for one in (now, then))
        new = (reason for said, reason in after.items() if said not in before)
        gone = (reason for said, reason in before.items() if said not in after)
        name = subjects.get(subject) or _flow_name(unit, subject)
        yield ComingAnswer(
            kind, subject, name, now.third_party_id, parties.get(now.third_party_id, ""), now.outcome, then.from_on,
            then.outcome, *causes_of_turning(now.outcome, then.outcome, new, gone),
        )  # fmt: skip


def _said(reason: Reason) -> tuple[str, ReasonKind, Text]:
    return (reason.rule_id, reason.kind, reason.in_full)


def _flow_name(unit: Unit, flow_id: str) -> str:
    """What a flow is called now; few turn, so each is read by itself."""
    flow = unit.records.find(DataFlow, flow_id)
    return flow.name if flow else ""


def _holds(one: StoredOutcome, on: date) -> bool:
    return (one.from_on is None or one.from_on <= on) and (one.until_on is None or on < one.until_on)
