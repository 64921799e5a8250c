"""How findings on our own records are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.flow_facts import overlap
from sakimori.rules.facts.rule_kit import finding, with_name


def of_own(look: Callable[[Rule, Dossier, Policy], Iterable[Finding]]) -> Judge:
    """Judge our own dossier only."""

    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        if dossier.third_party.is_self:
            yield from look(rule, dossier, policy)

    return judge


def of_record(
    rule: Rule,
    subject: Subject,
    stages: tuple[Stage, ...],
    *,
    fix: Fix,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    title: Text | None = None,
    name: str | Text = "",
    cites: Text | None = None,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    """The finding on a record of ours, which its title names; none where no day is left."""
    if not stages:
        return
    yield finding(
        rule,
        subject,
        stages,
        fix,
        kind=kind,
        title=with_name(title or rule.title, name) if name else title,
        cites=cites,
        facts=facts,
        action=action,
    )


def while_standing(severity: Severity, first: date | None, last: date | None) -> tuple[Stage, ...]:
    """The days of a record; `last` is the last of them."""
    return overlap(severity, first, next_day(last) if last else None)


def of_company(dossier: Dossier) -> Subject:
    """Our company as a whole."""
    return Subject(SubjectKind.COMPANY, dossier.third_party.id)
