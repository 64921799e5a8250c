"""An answer of the procedure as programs get it: the outcome, why, until when and what ends it, who must decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sakimori.domain.clearance import Reason, ReasonKind, Step, Verdict, causes_of_turning
from sakimori.domain.codes import Basis, Outcome, UserRole
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.exchange.paper.words import WORDS
from sakimori.exchange.registers.words import code_word
from sakimori.rules.clearance.answers.points import Point, Points, points_of
from sakimori.rules.clearance.case import Case
from sakimori.services.clearance.judged_line import judged_line
from sakimori.services.clearance.readings import Candidate
from sakimori.services.clearance.reason_words import law_notice
from sakimori.services.clearance.short_answer import point_line
from sakimori.services.kernel.access import ROLE_NAMES
from sakimori.web.api.forms import Kinds, Out, Words, words


class JudgedOut(Out):
    """What was judged, by name: `line` in one sentence, then each part; null is unknown or was left open."""

    line: Words
    data_set_id: str | None
    data_set: str | None
    data: Kinds
    purpose_id: str | None
    purpose: str | None
    route: LegalRoute
    route_name: Words
    persons: int | None
    on: date
    flow_id: str | None
    flow: str | None


def judged_out(case: Case, on: date) -> JudgedOut:
    """What an answer is about in this form."""
    flow = case.flow
    purposes = {purpose.id: purpose.name for purpose in case.dossier.registers.purposes}
    return JudgedOut(
        line=Words(ja=judged_line(case, on, JAPANESE), en=judged_line(case, on, ENGLISH)),
        data_set_id=flow.data_set_id,
        data_set=case.data_set.name if case.data_set else None,
        data=flow.categories or frozenset(),
        purpose_id=flow.purpose_id,
        purpose=purposes.get(flow.purpose_id or ""),
        route=flow.route,
        route_name=words(code_word(flow.route)),
        persons=case.persons,
        on=on,
        flow_id=flow.id or None,
        flow=flow.name or None,
    )


class ReadingOut(Out):
    """A hand-over that a short question may mean; without `flow_id` none is registered, and nothing was judged.

    `outcome` is the answer to the flow as it is registered: asked by `flow_id` it is given whole.
    """

    flow_id: str | None
    flow: str | None
    data_set_id: str | None
    data_set: str | None
    data: Kinds
    purpose_id: str | None
    purpose: str | None
    route: LegalRoute
    route_name: Words
    persons: int | None
    outcome: Outcome | None
    outcome_name: Words | None


def reading_out(one: Candidate) -> ReadingOut:
    """A candidate in this form."""
    flow = one.flow
    return ReadingOut(
        flow_id=flow.id or None,
        flow=flow.name or None,
        data_set_id=flow.data_set_id,
        data_set=one.data_set or None,
        data=flow.categories or frozenset(),
        purpose_id=flow.purpose_id,
        purpose=one.purpose or None,
        route=flow.route,
        route_name=words(code_word(flow.route)),
        persons=flow.persons,
        outcome=one.outcome,
        outcome_name=outcome_name(one.outcome) if one.outcome else None,
    )


class FixOut(Out):
    """Where a reason is mended: a kind of record, its id (blank for one that is not there yet), and the field."""

    record: str
    record_id: str
    field: str


class ReasonOut(Out):
    """One thing that the procedure says, with the articles on which it rests and who mends or decides it."""

    rule: str
    revision: int
    step: Step
    kind: ReasonKind
    basis: Basis
    text: Words
    cites: Words
    details: tuple[Words, ...]
    fix: FixOut | None
    who: UserRole | None
    who_name: Words | None
    parts: tuple[str, ...]
    categories: Kinds


def reason_out(reason: Reason) -> ReasonOut:
    """A reason in this form."""
    return ReasonOut(
        rule=reason.rule_id,
        revision=reason.revision,
        step=reason.step,
        kind=reason.kind,
        basis=reason.basis,
        text=words(reason.text),
        cites=words(reason.cites),
        details=tuple(words(line) for line in reason.details),
        fix=FixOut.of(reason.fix) if reason.fix else None,
        who=reason.who,
        who_name=words(ROLE_NAMES[reason.who]) if reason.who else None,
        parts=reason.parts,
        categories=reason.categories,
    )


def reasons(found: tuple[Reason, ...]) -> tuple[ReasonOut, ...]:
    """Some reasons in this form."""
    return tuple(reason_out(one) for one in found)


class PointOut(Out):
    """A point of an answer in one line, with the rules that speak of it; `deed` is who settles it and how."""

    kind: ReasonKind
    line: Words
    deed: Words
    who: UserRole | None
    fix: FixOut | None
    rules: tuple[str, ...]


def points_out(points: Iterable[Point]) -> tuple[PointOut, ...]:
    """Some points in this form."""
    return tuple(PointOut.of(point_line(one)) for one in points)


class EndOut(Out):
    """What ends an answer on the day after `valid_until`: what it turns into, and the reasons that come or fall away.

    With `falls_away` the reasons are those that no longer hold it back.
    """

    outcome: Outcome
    outcome_name: Words
    reasons: tuple[ReasonOut, ...]
    falls_away: bool


class SliceOut(Out):
    """The answer for the persons of one part of the data and one form of data; without a part everybody."""

    part_id: str | None
    part: str
    categories: Kinds
    outcome: Outcome


class RouteOut(Out):
    """Another ground on which the same hand-over would fare better."""

    route: LegalRoute
    name: Words
    outcome: Outcome


class VerdictOut(Out):
    """The answer on a day: allowed, conditional, review (a person must decide first) or blocked.

    Only `allowed` lets the data go as they are; `conditional` once every condition is met; `review` never by itself.
    Without `valid_until` no day is known on which it turns. Where the day is past it is history:
    `may_go` is null. `open` are the points that decide it now: every bar, then the questions in the order in which an
    answer helps most; `later` are those that remain after them.
    """

    on: date
    outcome: Outcome
    outcome_name: Words
    may_go: bool | None
    is_history: bool
    decided_by: tuple[Words, ...]
    open: tuple[PointOut, ...]
    later: tuple[PointOut, ...]
    reasons: tuple[ReasonOut, ...]
    conditions: tuple[ReasonOut, ...]
    open_questions: tuple[ReasonOut, ...]
    duties: tuple[ReasonOut, ...]
    in_order: int
    valid_until: date | None
    ends_by: EndOut | None
    slices: tuple[SliceOut, ...]
    notices: tuple[Words, ...]


def verdict_out(verdict: Verdict, *, today: date | None = None, points: Points | None = None) -> VerdictOut:
    """A verdict in this form, as it is read today, or on the day that was asked about.

    Without its points nothing is supposed of its case: they stand in the order of the procedure.
    """
    points = points or points_of(verdict)
    is_history = today is not None and verdict.on < today
    open_questions = verdict.of_kind(ReasonKind.QUESTION, ReasonKind.UNKNOWN)
    who = dict.fromkeys(one.who or UserRole.COMPLIANCE for one in open_questions)
    return VerdictOut(
        on=verdict.on,
        outcome=verdict.outcome,
        outcome_name=outcome_name(verdict.outcome),
        may_go=None if is_history else verdict.outcome is Outcome.ALLOWED,
        is_history=is_history,
        decided_by=tuple(words(ROLE_NAMES[role]) for role in who),
        open=points_out(points.open),
        later=points_out(points.later),
        reasons=reasons(verdict.of_kind(*_AGAINST)),
        conditions=reasons(verdict.of_kind(ReasonKind.CONDITION)),
        open_questions=reasons(open_questions),
        duties=reasons(verdict.of_kind(ReasonKind.DUTY)),
        in_order=len(verdict.of_kind(ReasonKind.CONFIRMED)),
        valid_until=verdict.valid_until,
        ends_by=_end(verdict),
        slices=tuple(
            SliceOut(part_id=s.part_id, part=s.part_name, categories=s.categories, outcome=s.outcome)
            for s in verdict.slices
        ),
        notices=tuple(words(notice) for notice in [law_notice(verdict)] if notice),
    )


_AGAINST: Final = (ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION, ReasonKind.CONDITION)
"""Whatever keeps the answer from being 可, in the order of the procedure."""


def outcome_name(outcome: Outcome) -> Words:
    """The word of an outcome: 可, 条件付き可, 要照会, 不可."""
    return words(WORDS[f"outcome.{outcome.value}"])


def _end(verdict: Verdict) -> EndOut | None:
    if verdict.valid_until is None or verdict.next_outcome is None:
        return None
    causes, falls_away = causes_of_turning(
        verdict.outcome, verdict.next_outcome, verdict.next_reasons, verdict.next_gone
    )
    return EndOut(
        outcome=verdict.next_outcome,
        outcome_name=outcome_name(verdict.next_outcome),
        reasons=reasons(causes),
        falls_away=falls_away,
    )


def route_out(route: LegalRoute, verdict: Verdict) -> RouteOut:
    """Another ground with its answer."""
    return RouteOut(route=route, name=words(code_word(route)), outcome=verdict.outcome)
