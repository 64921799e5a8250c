"""What changes a gap: who closes it, how and by when; and waivers 例外承認, decided by somebody else than asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.gap import Gap, Span, SubjectKind, Waiver, WaiverStanding, standing_of
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import add_months
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, SelfApprovalError, StateError
from sakimori.rules.gaps.waivers import can_be_waived
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import NOTHING_SHOWN, Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.store.reads.gap_rows import owners_of

LONGEST_PLAN: Final = 2_000

_OWNER: Final = Text("担当", "the owner")
_PLAN: Final = Text("是正計画", "the remediation plan")
_PLAN_DAY: Final = Text("是正の期限", "the day of the remediation")
_GAP: Final = Text("不備", "gap")
_LEFT: Final = Text("在籍している人を選んでください。", "Choose somebody who works here.")
_PAST: Final = Text("本日以降の日にしてください。", "Choose today or a later day.")
_PLAN_NEEDED: Final = Text("期限を決めるときは計画も書いてください。", "A day needs a plan: write what will be done.")
_TOO_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")


@needs(Permission.WORK_ON_GAPS)
def assign(
    workspace: Workspace,
    gap_ids: Sequence[str],
    *,
    owner_id: str | None,
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] = NOTHING_SHOWN,
) -> WriteResult[tuple[Gap, ...]]:
    """Say who closes some gaps, all of them or none; nobody named gives them back to the owner of the third party.

    `seen` is the version of each that was shown.

    Raises:
        ConflictError: Somebody else changed one of them since.
    """
    batch_id = workspace.ids("ba") if len(gap_ids) > 1 else ""
    with workspace.change("gap.assigned", actor=actor, at=at, batch_id=batch_id) as change:
        _require_here(change, owner_id)
        stored = tuple(
            change.update(replace(change.as_shown(_gap(change, gap_id), seen.get(gap_id)), owner_id=owner_id))
            for gap_id in dict.fromkeys(gap_ids)
        )
    return WriteResult(stored, tuple(change.opened), tuple(change.closed))


@needs(Permission.WORK_ON_GAPS)
def plan(
    workspace: Workspace,
    gap_id: str,
    *,
    plan: str,
    plan_due_on: date | None,
    version: int,
    actor: Actor,
    at: datetime,
) -> WriteResult[Gap]:
    """Write down how a gap will be closed and by when; an empty plan takes an earlier one back.

    Raises:
        ConflictError: Somebody else changed the gap since `version` was read.
    """
    said = _checked(plan)
    with workspace.change("gap.planned", actor=actor, at=at) as change:
        if plan_due_on is not None and not said:
            raise InvalidValueError(field=_PLAN, value="", expected=_PLAN_NEEDED, name="plan")
        gap = _gap(change, gap_id)
        if plan_due_on is not None and plan_due_on < change.today and plan_due_on != gap.plan_due_on:
            raise InvalidValueError(field=_PLAN_DAY, value=plan_due_on.isoformat(), expected=_PAST, name="plan_due_on")
        stored = change.update(replace(gap, plan=said, plan_due_on=plan_due_on, version=version))
    return WriteResult(stored, tuple(change.opened), tuple(change.closed))


def _checked(plan: str) -> str:
    said = clean(plan, one_line=False)
    if len(said) > LONGEST_PLAN:
        raise InvalidValueError(
            field=_PLAN, value=f"{said[:80]}…", expected=_TOO_LONG.format(limit=f"{LONGEST_PLAN:,}"), name="plan"
        )
    refuse_personal_numbers("note", said)
    return said


def _gap(change: Change, gap_id: str) -> Gap:
    return change.records.get(Gap, gap_id, what=_GAP)


def _require_here(unit: Unit, owner_id: str | None) -> None:
    if owner_id is None:
        return
    user = unit.records.find(User, owner_id)
    if user is None or user.left_on is not None or user.is_program:
        raise InvalidValueError(field=_OWNER, value=user.name if user else owner_id, expected=_LEFT, name="owner_id")


LONGEST_MONTHS: Final = 12
WITHDRAWN: Final = "withdrawn"

_JUSTIFICATION: Final = Text("理由", "the justification")
_LAST_DAY: Final = Text("最終日", "the last day")
_NOTE: Final = Text("判断の理由", "the reason of the decision")
_NEEDED: Final = Text("書いてください。", "Write one.")
_TOO_FAR: Final = Text("1年以内の日にしてください。", "Choose a day within one year.")
_NOT_TRUE: Final = Text("この不備は本日は生じていません。", "This gap is not open today.")
_NEVER: Final = Text(
    "法令と指針の義務による停止は、例外を認められません。", "What law or guideline stops cannot be waived."
)
_OF_WAIVER: Final = Text(
    "例外の期限切れには例外を認めません。元の不備で申請してください。",
    "A waiver that ran out is not waived itself. Ask again on the gap that it was for.",
)
_WAITING: Final = Text("判断を待っている申請があります。", "A request is waiting for a decision already.")
_NOT_OPEN: Final = Text("この申請は判断を待っていません。", "This request is not waiting for a decision.")
_OTHERS: Final = Text("申請した本人だけが取り下げられます。", "Only the person who asked may withdraw it.")


def waiver_standing(waiver: Waiver, span: Span, on: date) -> WaiverStanding:
    """How a waiver stands towards a span of its gap on a day; only `ACTIVE` lifts anything."""
    return standing_of(waiver, severity=span.severity, facts_digest=span.facts_digest, on=on)


@needs(Permission.ASK_WAIVER)
def ask_waiver(
    workspace: Workspace, gap_id: str, *, justification: str, last_day: date, actor: Actor, at: datetime
) -> WriteResult[Waiver]:
    """Ask that a gap of today be accepted as it is until a last day.

    Raises:
        StateError: The gap is not open today, can never be waived, or a request is waiting already.
        InvalidValueError: The justification is blank, or the last day lies in the past or beyond a year.
    """
    why = _words(_JUSTIFICATION, justification)
    with workspace.change("waiver.asked", actor=actor, at=at, reason=why) as change:
        span = _true_today(change, gap_id)
        _require_waivable(span)
        _require_day(last_day, change.today)
        if any(_is_waiting(w, span, change.today) for w in _of_gap(change, gap_id)):
            raise StateError(why=_WAITING)
        waiver = change.insert(
            Waiver(
                id=change.new_id("wv"),
                gap_id=gap_id,
                third_party_id=span.third_party_id,
                severity=span.severity,
                facts_digest=span.facts_digest,
                justification=why,
                last_day=last_day,
                asked_by=actor.id,
                asked_at=at,
            )
        )
    return WriteResult(waiver, tuple(change.opened), tuple(change.closed))


@needs(Permission.DECIDE_WAIVER)
def decide_waiver(
    workspace: Workspace,
    waiver_id: str,
    *,
    approve: bool,
    note: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Waiver]:
    """Approve or refuse a request.

    Raises:
        SelfApprovalError: The decider asked for it, or owns the gap or the third party.
        StateError: It is not waiting: decided, withdrawn, run out, or the gap changed in between.
    """
    said = clean(note, one_line=False) if approve else _words(_NOTE, note)
    refuse_personal_numbers("note", said)
    action = "waiver.approved" if approve else "waiver.refused"
    with workspace.change(action, actor=actor, at=at, reason=said) as change:
        waiver = change.as_shown(change.records.get(Waiver, waiver_id), seen)
        span = _true_today(change, waiver.gap_id)
        if not _is_waiting(waiver, span, change.today):
            raise StateError(why=_NOT_OPEN)
        if actor.is_among(*interested_in(change, waiver)):
            raise SelfApprovalError
        stored = change.update(
            replace(waiver, approved=approve, decided_by=actor.id, decided_at=at, decision_note=said)
        )
    return WriteResult(stored, tuple(change.opened), tuple(change.closed))


@needs(Permission.ASK_WAIVER)
def withdraw_waiver(
    workspace: Workspace, waiver_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[Waiver]:
    """Take back a request of one's own that is not decided yet."""
    with workspace.change("waiver.withdrawn", actor=actor, at=at, reason=clean(reason, one_line=False)) as change:
        waiver = change.as_shown(change.records.get(Waiver, waiver_id), seen)
        if waiver.asked_by != actor.id:
            raise StateError(why=_OTHERS)
        if waiver.approved is not None or waiver.lapsed_on is not None:
            raise StateError(why=_NOT_OPEN)
        stored = change.update(replace(waiver, lapsed_on=change.today, lapse_reason=WITHDRAWN))
    return WriteResult(stored, tuple(change.opened), tuple(change.closed))


def interested_in(unit: Unit, waiver: Waiver) -> frozenset[str]:
    """Who may not decide a request: the asker, the owner of the gap, and the owner of the third party."""
    gap = unit.records.get(Gap, waiver.gap_id)
    party = unit.records.get(ThirdParty, waiver.third_party_id)
    own = gap.owner_id or owners_of(unit.engine, party.id).get(gap.id)
    return frozenset(person for person in (waiver.asked_by, own, party.owner_id) if person)


@dataclass(frozen=True, slots=True)
class WaitingWaiver:
    """A request that waits for compliance, with what is needed to decide it."""

    waiver: Waiver
    third_party_name: str
    title: Text
    cites: Text
    asker: str
    interested: frozenset[str]


@needs(Permission.READ)
def waiting_waivers(workspace: Workspace, *, on: date) -> tuple[WaitingWaiver, ...]:
    """The requests that wait for a decision, the longest waiting first; as they stand now."""
    with workspace.unit() as unit:
        undecided = unit.records.select(
            Waiver, "approved IS NULL AND lapsed_on IS NULL AND last_day >= :on", {"on": on.isoformat()}
        )
        found = []
        for waiver in sorted(undecided, key=lambda w: (w.asked_at, w.id)):
            span = _span_on(unit, waiver.gap_id, on)
            if span is None or not _is_waiting(waiver, span, on):
                continue
            found.append(
                WaitingWaiver(
                    waiver=waiver,
                    third_party_name=unit.records.get(ThirdParty, waiver.third_party_id).legal_name,
                    title=span.title,
                    cites=span.cites,
                    asker=unit.user_name(waiver.asked_by),
                    interested=interested_in(unit, waiver),
                )
            )
    return tuple(found)


def _of_gap(unit: Unit, gap_id: str) -> list[Waiver]:
    return unit.records.select(Waiver, "gap_id = :gap", {"gap": gap_id})


def _is_waiting(waiver: Waiver, span: Span, on: date) -> bool:
    return waiver_standing(waiver, span, on) is WaiverStanding.ASKED


def _span_on(unit: Unit, gap_id: str, on: date) -> Span | None:
    gap = unit.records.get(Gap, gap_id)
    spans = unit.spans.as_known(unit.number(), on, third_party_id=gap.third_party_id)
    return next((span for span in spans if span.gap_id == gap_id), None)


def _true_today(change: Change, gap_id: str) -> Span:
    span = _span_on(change, gap_id, change.today)
    if span is None:
        raise StateError(why=_NOT_TRUE)
    return span


def _require_waivable(span: Span) -> None:
    if span.subject_kind is SubjectKind.WAIVER:
        raise StateError(why=_OF_WAIVER)
    if not can_be_waived(span.basis, span.severity):
        raise StateError(why=_NEVER)


def _require_day(last_day: date, today: date) -> None:
    expected = _PAST if last_day < today else _TOO_FAR if last_day > add_months(today, LONGEST_MONTHS) else None
    if expected is not None:
        raise InvalidValueError(field=_LAST_DAY, value=last_day.isoformat(), expected=expected, name="last_day")


def _words(field: Text, text: str) -> str:
    said = clean(text, one_line=False)
    if not said:
        raise InvalidValueError(field=field, value="", expected=_NEEDED, name="justification")
    refuse_personal_numbers("note", said)
    return said
