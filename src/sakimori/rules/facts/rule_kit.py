"""How rules over dossiers are declared, and how their findings are made: each says only what is its own."""

from __future__ import annotations

from datetime import date
from typing import Final

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.rule import ALWAYS, COMPANY_POLICY, Citation, DeadlineKind, Judge, Rule, basis_of
from sakimori.domain.values.text import NO_TEXT, Text, table_of

CHECKED_ON: Final = date(2026, 11, 25)
"""The day on which the sources of most rules were last read."""


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
            checked_on=checked_on or self._checked_on,
            revision=revision,
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
    )


def with_name(title: Text, name: str | Text) -> Text:
    """A title and what it is about."""
    return Text("{title}：{name}", "{title}: {name}").format(title=title, name=name)
