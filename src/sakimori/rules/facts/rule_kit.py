"""What rules over dossiers are made of: how they are declared, make findings, cut stages, and share what they read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import Final, TypeVar

from sakimori.domain.codes import Basis, ControlArea, GapKind, Lifecycle, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import (
    ALWAYS,
    COMPANY_POLICY,
    Citation,
    DeadlineKind,
    Judge,
    Rule,
    basis_of,
    read_on,
    with_changes,
)
from sakimori.domain.values.text import NO_TEXT, Text, table_of

CHECKED_ON: Final = date(2026, 11, 25)
"""The day on which the sources of most rules were read; that of the statements that a rule cites goes before."""


class GapRules:
    """Makes the rules of a module, whose titles stand in a table of lines `id | ja | en`.

    What is given here holds for each rule that does not name its own.
    """

    def __init__(
        self,
        titles: str,
        *,
        points: tuple[str, ...],
        scope: SubjectKind = SubjectKind.FLOW,
        area: ControlArea = ControlArea.PROVISION,
        checked_on: date = CHECKED_ON,
    ) -> None:
        self.titles, self._points, self._scope = table_of(titles), points, scope
        self._area, self._checked_on = area, checked_on

    def __call__(
        self,
        rule_id: str,
        judge: Judge,
        *cites: Citation,
        scope: SubjectKind | None = None,
        area: ControlArea | None = None,
        points: tuple[str, ...] = (),
        basis: Basis | None = None,
        checked_on: date | None = None,
        revision: int = 1,
        in_force_from: date = ALWAYS,
        in_force_until: date | None = None,
        deadline: DeadlineKind | None = None,
        overdue: Severity | None = None,
    ) -> Rule:
        """The rule of an id; what cites nothing is our policy, and the basis follows from what is cited."""
        cited = cites or (COMPANY_POLICY,)
        return Rule(
            id=rule_id,
            scope=scope or self._scope,
            title=self.titles[rule_id],
            cites=cited,
            basis=basis or basis_of(cited),
            area=area or self._area,
            points=points or self._points,
            judge=judge,
            checked_on=read_on(cited) or checked_on or self._checked_on,
            revision=with_changes(revision, cited),
            in_force_from=in_force_from,
            in_force_until=in_force_until,
            deadline=deadline,
            overdue=overdue,
        )


def finding(
    rule: Rule,
    subject: Subject,
    stages: tuple[Stage, ...],
    fix: Fix,
    *,
    kind: GapKind = GapKind.DEFECT,
    title: Text | None = None,
    cites: Text | None = None,
    area: ControlArea | None = None,
    facts: tuple[tuple[str, str], ...] = (),
    action: Text = NO_TEXT,
    is_unrecorded: bool = False,
) -> Finding:
    """What a rule says of one subject; what is not given is that of the rule."""
    return Finding(
        rule_id=rule.id,
        revision=rule.revision,
        subject=subject,
        kind=kind,
        basis=rule.basis,
        title=title or rule.title,
        cites=cites or rule.citation,
        stages=stages,
        fix=fix,
        area=area or rule.area,
        points=rule.points,
        facts=facts,
        action=action,
        is_unrecorded=is_unrecorded,
    )


def with_name(title: Text, name: str | Text) -> Text:
    """A title and what it is about."""
    return Text("{title}：{name}", "{title}: {name}").format(title=title, name=name)


_OVER = frozenset({Lifecycle.ENDED, Lifecycle.DECLINED})
STOPPED_DEALINGS = _OVER | {Lifecycle.SUSPENDED}
"""States in which nothing new goes to a third party, whatever else is in order."""
PROCESSING_ROLES = frozenset({Role.PROCESSOR, Role.CLOUD_PROVIDER})
RECORD_ROLES = frozenset({Role.RECIPIENT, Role.JOINT_USER, Role.SOURCE})
"""Roles for which records under Articles 29 and 30 may have to name address and representative."""


def is_watched(third_party: ThirdParty) -> bool:
    """Whether the rules look at a third party: not our own company, not over, archived or merged away."""
    return (
        not third_party.is_self
        and third_party.merged_into is None
        and third_party.archived_on is None
        and third_party.lifecycle not in _OVER
    )


def of_third_party(
    rule: Rule,
    dossier: Dossier,
    *,
    severity: Severity,
    field: str,
    kind: GapKind = GapKind.DEFECT,
    title: Text | None = None,
    action: Text = NO_TEXT,
    facts: tuple[tuple[str, str], ...] = (),
    stages: tuple[Stage, ...] | None = None,
) -> Finding:
    """A finding about the third party itself, closed in one field of its record."""
    return finding(
        rule,
        Subject(SubjectKind.THIRD_PARTY, dossier.third_party.id),
        stages or (Stage(severity),),
        Fix("third_party", dossier.third_party.id, field),
        kind=kind,
        title=title,
        facts=facts,
        action=action,
    )


def cut(stages: Iterable[Stage], *, from_on: date | None = None, until_on: date | None = None) -> tuple[Stage, ...]:
    """What is left of stages from a day on and before another one; None sets no bound."""
    bounded = (
        replace(stage, from_on=_later(stage.from_on, from_on), until_on=_earlier(stage.until_on, until_on))
        for stage in stages
    )
    return tuple(s for s in bounded if s.from_on is None or s.until_on is None or s.from_on < s.until_on)


def apart_from(stages: tuple[Stage, ...], told: Iterable[Stage]) -> tuple[Stage, ...]:
    """What is left of stages outside the days of which others already speak."""
    for stage in told:
        before = cut(stages, until_on=stage.from_on) if stage.from_on else ()
        after = cut(stages, from_on=stage.until_on) if stage.until_on else ()
        stages = before + after
    return stages


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


S = TypeVar("S")
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def once(read: Callable[[S], T]) -> Callable[[S], T]:
    """Keep what was read out of what is being judged; neither dossier nor case ever changes, so it stays true of it.

    Rules are run one after the other over the same one: the last one is the only one worth keeping.
    """
    last: list[tuple[S, T]] = []

    @wraps(read)
    def reading(judged: S) -> T:
        kept = last[-1:]
        if kept and kept[0][0] is judged:
            return kept[0][1]
        found = read(judged)
        last[:] = [(judged, found)]
        return found

    return reading


def once_each(read: Callable[[S, K], T]) -> Callable[[S, K], T]:
    """The same for what is read by a key, such as a day or the code of a clause set."""

    @once
    def of(_judged: S) -> dict[K, T]:
        return {}

    @wraps(read)
    def reading(judged: S, key: K) -> T:
        kept = of(judged)
        if key not in kept:
            kept[key] = read(judged, key)
        return kept[key]

    return reading
