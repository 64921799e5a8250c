"""All rules over one dossier: dated findings, and a digest that says by which rules and policy they were made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Stage
from sakimori.domain.law.reading import law
from sakimori.domain.policy import Policy, policy_values
from sakimori.domain.rule import Rule, entries_of
from sakimori.domain.values.days import next_day
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.rule_kit import ClearanceRule
from sakimori.rules.facts.start_period import with_start
from sakimori.rules.gaps.assessments.answers import judge_answers
from sakimori.rules.gaps.waivers import judge_waivers


def evaluate(dossier: Dossier, policy: Policy, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """Everything that rules, and the answers and waivers, say of a dossier, for every day at once."""
    findings = [
        with_start(cut, dossier.third_party, policy)
        for rule in rules
        for finding in rule.judge(rule, dossier, policy)
        if (cut := in_force(rule, finding)) is not None
    ]
    findings.extend(judge_answers(dossier))
    findings.extend(judge_waivers(dossier, findings))
    return tuple(findings)


def in_force(rule: Rule, finding: Finding) -> Finding | None:
    """A finding with its stages cut to the days on which its rule is in force; None if nothing is left.

    A stage without a first day stays without one where the rule has long been in force: it counts from the day
    on which it became known.
    """
    start, end = rule.in_force_from, next_day(rule.in_force_until) if rule.in_force_until else None
    if end is None and all(_begins_within(stage, start) for stage in finding.stages):
        return finding if finding.stages else None
    kept = tuple(
        replace(
            stage,
            from_on=max(stage.from_on, start) if stage.from_on else None,
            until_on=min(stage.until_on or date.max, end) if end else stage.until_on,
        )
        for stage in finding.stages
        if _overlaps(stage, start, end)
    )
    return replace(finding, stages=kept) if kept else None


def _begins_within(stage: Stage, start: date) -> bool:
    return (stage.from_on is None or stage.from_on >= start) and (stage.until_on is None or stage.until_on > start)


def _overlaps(stage: Stage, start: date, end: date | None) -> bool:
    return (stage.until_on is None or stage.until_on > start) and (
        end is None or stage.from_on is None or stage.from_on < end
    )


@cache
def rules_by_default() -> str:
    """Names the rules without the policy of a company."""
    return ruleset_digest(Policy())


def ruleset_digest(policy: Policy) -> str:
    """Names the rules, their revisions and dates, and the policy: under another digest all dossiers are judged anew."""
    rules: list[Rule | ClearanceRule] = [*RULES, *CLEARANCE_RULES]
    versions = [
        [
            r.id,
            r.revision,
            r.in_force_from.isoformat(),
            r.in_force_until.isoformat() if r.in_force_until else "",
            *law().changed(entries_of(r.cites)),  # nothing while all stand in their first version
        ]
        for r in rules
    ]
    text = json.dumps([versions, policy_values(policy)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
