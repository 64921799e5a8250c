"""条項: what the contracts in force do not say, by the weight of each clause, and what nobody has read for.

Days without any contract in force are left to the rules on contracts themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import Clause, ClauseState
from sakimori.domain.rule import Judge, Rule, most_precise
from sakimori.domain.values.text import Text
from sakimori.rules.facts.clause_sets import AppliedSet, applicable_sets
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.rules.facts.contracts import (
    CLAUSE_DEMANDS,
    ClauseStanding,
    in_stages,
    missing_by,
    standing_by_clause,
    weight,
)
from sakimori.rules.facts.rule_kit import finding, is_watched, once

_ADD = Text(
    "契約に加えるか、ない理由に承認を受けます。",
    "Add it to the contract, or have the reason for its absence approved.",
)
_ACTIONS = {
    "A-MN5": Text(
        "契約に加えます。それまで個人番号を渡しません。",
        "Add it to the contract; hand over no My Numbers until then.",
    ),
    "A-SU1": Text("契約に加えます。それまでデータを見せません。", "Add it to the contract; show no data until then."),
    "A-PS7": Text(
        "契約に加えるか、書面で相手に示します。", "Add it to the contract, or tell the other side in writing."
    ),
    "A-28-16": Text(
        "契約に加えるか、実質で備えている理由と証跡に承認を受けます。",
        "Add it to the contract, or have reason and evidence approved that its substance is secured.",
    ),
}


def judge_missing(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """A clause that somebody looked for and did not find, or found weak, in any contract in force."""
    for standings, severity in _by_speaker(dossier).get(rule.id, ()):
        yield from _of_clause(rule, dossier, standings, severity)


@once
def _read(dossier: Dossier) -> tuple[tuple[AppliedSet, Mapping[str, Sequence[ClauseStanding]]], ...]:
    """What every rule on clauses looks at: each set that applies, and what was found of each of its clauses."""
    if not is_watched(dossier.third_party) or not any(c.counts for c in dossier.contracts):
        return ()
    return tuple((applied, standing_by_clause(dossier, applied.code)) for applied in applicable_sets(dossier))


@once
def _by_speaker(dossier: Dossier) -> Mapping[str, Sequence[tuple[Sequence[ClauseStanding], Severity]]]:
    """What was found of each clause, and how grave it is where it is missing, by the rule that speaks for it."""
    found: defaultdict[str, list[tuple[Sequence[ClauseStanding], Severity]]] = defaultdict(list)
    for applied, standings in _read(dossier):
        for clause in applied.asked:
            speaker, severity = weight(applied, clause)
            found[speaker].append((standings[clause.id], severity))
    return found


def _of_clause(
    rule: Rule, dossier: Dossier, standings: Sequence[ClauseStanding], severity: Severity
) -> Iterable[Finding]:
    graded = [(s, missing_by(severity, s)) for s in standings]
    stages = in_stages((grade, s.known_on, s.until_on) for s, grade in graded)
    if not stages:
        return
    gone = [s for s, grade in graded if grade is not None]
    last, clause = gone[-1], gone[-1].clause
    is_absent = any(s.state is ClauseState.ABSENT for s in gone)
    yield finding(
        rule,
        Subject(SubjectKind.CLAUSE, f"{dossier.third_party.id}/{clause.id}"),
        stages,
        Fix("contract_clause", last.contract.id, clause.id),
        title=(_ABSENT if is_absent else _WEAK).format(clause=clause.text, id=clause.id, contract=last.contract.title),
        cites=_with_base(rule, clause),
        facts=tuple(dict.fromkeys((s.contract.id, s.state.value) for s in gone)),
        action=_ACTIONS.get(rule.id, _ADD),
    )


_ABSENT = Text("条項がない：{clause}（{id}・{contract}）", "Clause missing: {clause} ({id}, {contract})")
_WEAK = Text("条項が弱い：{clause}（{id}・{contract}）", "Clause weak: {clause} ({id}, {contract})")
_UNREAD = Text("条項が未確認：{set}の{count}件（{contract}）", "Clauses not checked: {count} of {set} ({contract})")


def _with_base(rule: Rule, clause: Clause) -> Text:
    """What the rule cites, and what stands behind the clause beyond that."""
    return Text(_joined(rule.citation.ja, clause.base.ja, "・"), _joined(rule.citation.en, clause.base.en, ", "))


@cache
def _joined(cited: str, base: str, mark: str) -> str:
    return mark.join(most_precise((*cited.split(mark), *base.split(mark))))


def judge_unread(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: what nobody has read for is not known to be there; one gap a set, as grave as its gravest clause."""
    for applied, standings in _read(dossier):
        asked = {clause.id: clause for clause in applied.asked}
        unread = [
            s
            for clause_id in asked
            for s in standings[clause_id]
            if s.state is ClauseState.NOT_CHECKED and not s.is_excused
        ]
        worst: dict[tuple[date, date | None], Severity] = {}
        for s in unread:
            days, (_speaker, severity) = (s.known_on, s.until_on), weight(applied, s.clause)
            worst[days] = min(worst.get(days, severity), severity, key=lambda one: one.rank)
        stages = in_stages((severity, *days) for days, severity in sorted(worst.items(), key=lambda w: w[0][0]))
        if stages:
            yield _of_set(rule, dossier, applied, unread, stages)


def _of_set(
    rule: Rule, dossier: Dossier, applied: AppliedSet, unread: Sequence[ClauseStanding], stages: tuple[Stage, ...]
) -> Finding:
    first, ids = unread[0], tuple(dict.fromkeys(s.clause.id for s in unread))
    return finding(
        rule,
        Subject(SubjectKind.CLAUSE, f"{dossier.third_party.id}/{applied.code}"),
        stages,
        Fix("contract_clause", first.contract.id, first.clause.id),
        kind=GapKind.UNKNOWN,
        title=_UNREAD.format(set=CLAUSE_SETS[applied.code].title, count=len(ids), contract=first.contract.title),
        facts=(("unread", " ".join(ids)), ("why", applied.why.ja)),
        action=Text("契約書を読み、有無を記します。", "Read the contract and note what is there."),
    )


def _rule(
    rule_id: str, *, points: tuple[str, ...] = ("B1", "A4"), judge: Judge = judge_missing, revision: int = 1
) -> Rule:
    demand = CLAUSE_DEMANDS[rule_id]
    return Rule(
        id=demand.id,
        scope=SubjectKind.CLAUSE,
        title=demand.title,
        cites=demand.cites,
        basis=demand.basis,
        area=ControlArea.CONTRACT,
        points=points,
        judge=judge,
        checked_on=date(2026, 11, 25),
        revision=revision,
    )


CLAUSE_RULES: tuple[Rule, ...] = (
    _rule("A-25-2", revision=2),
    _rule("A-MN5", revision=2),
    _rule("A-MN5S", revision=2),
    _rule("A-28-16", points=("B7", "A4"), revision=3),
    _rule("A-JU5", revision=2),
    _rule("A-PS7", revision=2),
    _rule("A-SU1", revision=2),
    _rule("C-CL1", revision=2),
    _rule("C-CL2", points=("B7", "B3", "B1"), revision=2),
    _rule("C-CL3", judge=judge_unread, revision=3),
)
