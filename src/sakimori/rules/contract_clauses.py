"""条項: what the contracts in force do not say, by the weight of each clause, and what nobody has read for.

Days without any contract in force are left to the rules on contracts themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sakimori.domain.clause import Clause, ClauseLevel, ClauseSetCode, ClauseState
from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY, Citation, Judge, Rule
from sakimori.domain.text import Text
from sakimori.rules.citations import (
    ACT_25,
    ACT_28,
    ACT_41,
    GL_CONTRACT,
    GL_JOINT_USE,
    GL_MY_NUMBER,
    GL_PSEUDONYMISED,
    GL_SUCCESSION,
    RULES_16,
)
from sakimori.rules.clause_sets import AppliedSet, applicable_sets
from sakimori.rules.clause_standing import ClauseStanding, clause_standing
from sakimori.rules.clauses import CLAUSE_SETS
from sakimori.rules.contract_days import in_stages
from sakimori.rules.findings import is_watched
from sakimori.rules.once import once

_GRAVE_MUSTS = {
    ClauseSetCode.MYN: ("A-MN5", Severity.BLOCK),
    ClauseSetCode.SUC: ("A-SU1", Severity.BLOCK),
    ClauseSetCode.XBR: ("A-28-16", Severity.HIGH),
    ClauseSetCode.PSE: ("A-PS7", Severity.HIGH),
}
_SHOULDS = {ClauseSetCode.ITK: "A-25-2", ClauseSetCode.MYN: "A-MN5S", ClauseSetCode.JUS: "A-JU5"}

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


def weight(applied: AppliedSet, clause: Clause) -> tuple[str, Severity]:
    """The rule that speaks for a clause of an applied set, and how grave it is where the clause is missing."""
    if clause.level is ClauseLevel.COMMON:
        return "C-CL1", Severity.LOW
    if clause.level is ClauseLevel.SHOULD:
        return _SHOULDS[applied.code], Severity.MEDIUM
    return _GRAVE_MUSTS.get(applied.code, _OTHER_MUST) if applied.by_law else _OTHER_MUST


_OTHER_MUST = ("C-CL2", Severity.MEDIUM)
"""Musts of laws abroad that were not read in the primary text, and of sets that we ask for by policy."""


def missing_by(rule_weight: Severity, standing: ClauseStanding) -> Severity | None:
    """A clause that is there but weak weighs one step less; the lightest step falls away."""
    if standing.is_excused or standing.state not in {ClauseState.ABSENT, ClauseState.WEAK}:
        return None
    steps = list(Severity)[rule_weight.rank + (standing.state is ClauseState.WEAK) :]
    return steps[0] if steps else None


def judge_missing(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """A clause that somebody looked for and did not find, or found weak, in any contract in force."""
    for applied, standings in _read(dossier):
        for clause in applied.asked:
            speaker, severity = weight(applied, clause)
            if speaker == rule.id:
                yield from _of_clause(rule, dossier, standings[clause.id], severity)


@once
def _read(dossier: Dossier) -> tuple[tuple[AppliedSet, Mapping[str, Sequence[ClauseStanding]]], ...]:
    """What every rule on clauses looks at: each set that applies, and what was found of each of its clauses."""
    if not is_watched(dossier.third_party) or not any(c.counts for c in dossier.contracts):
        return ()
    found = []
    for applied in applicable_sets(dossier):
        by_clause: dict[str, list[ClauseStanding]] = {clause.id: [] for clause in CLAUSE_SETS[applied.code].clauses}
        for standing in clause_standing(dossier, applied.code):
            by_clause[standing.clause.id].append(standing)
        found.append((applied, by_clause))
    return tuple(found)


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
    yield Finding(
        rule_id=rule.id,
        revision=rule.revision,
        subject=Subject(SubjectKind.CLAUSE, f"{dossier.third_party.id}/{clause.id}"),
        kind=GapKind.DEFECT,
        basis=rule.basis,
        title=(_ABSENT if is_absent else _WEAK).format(clause=clause.text, id=clause.id, contract=last.contract.title),
        cites=_with_base(rule, clause),
        stages=stages,
        fix=Fix("contract_clause", last.contract.id, clause.id),
        area=rule.area,
        points=rule.points,
        facts=tuple(dict.fromkeys((s.contract.id, s.state.value) for s in gone)),
        action=_ACTIONS.get(rule.id, _ADD),
    )


_ABSENT = Text("条項がない：{clause}（{id}・{contract}）", "Clause missing: {clause} ({id}, {contract})")
_WEAK = Text("条項が弱い：{clause}（{id}・{contract}）", "Clause weak: {clause} ({id}, {contract})")
_UNREAD = Text("条項が未確認：{set}の{count}件（{contract}）", "Clauses not checked: {count} of {set} ({contract})")


def _with_base(rule: Rule, clause: Clause) -> Text:
    """What the rule cites, and what stands behind the clause beyond that."""

    def join(cited: str, base: str, mark: str) -> str:
        known = cited.split(mark)
        return mark.join([*known, *(part for part in base.split(mark) if part not in known)])

    return Text(join(rule.citation.ja, clause.base.ja, "・"), join(rule.citation.en, clause.base.en, ", "))


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
    return Finding(
        rule_id=rule.id,
        revision=rule.revision,
        subject=Subject(SubjectKind.CLAUSE, f"{dossier.third_party.id}/{applied.code}"),
        kind=GapKind.UNKNOWN,
        basis=rule.basis,
        title=_UNREAD.format(set=CLAUSE_SETS[applied.code].title, count=len(ids), contract=first.contract.title),
        cites=rule.citation,
        stages=stages,
        fix=Fix("contract_clause", first.contract.id, first.clause.id),
        area=rule.area,
        points=rule.points,
        facts=(("unread", " ".join(ids)), ("why", applied.why.ja)),
        action=Text("契約書を読み、有無を記します。", "Read the contract and note what is there."),
    )


def _rule(
    rule_id: str,
    title: Text,
    *cites: Citation,
    basis: Basis = Basis.POLICY,
    points: tuple[str, ...] = ("B1", "A4"),
    judge: Judge = judge_missing,
) -> Rule:
    return Rule(
        id=rule_id,
        revision=1,
        scope=SubjectKind.CLAUSE,
        title=title,
        cites=cites or (COMPANY_POLICY,),
        basis=basis,
        area=ControlArea.CONTRACT,
        points=points,
        judge=judge,
        in_force_from=date(2022, 4, 1),
        checked_on=date(2026, 11, 25),
    )


CLAUSE_RULES: tuple[Rule, ...] = (
    _rule(
        "A-25-2",
        Text("委託契約に望ましい条項がない", "A desirable clause is missing in an entrustment"),
        ACT_25,
        GL_CONTRACT,
        basis=Basis.GUIDELINE_SHOULD,
    ),
    _rule(
        "A-MN5",
        Text("個人番号の委託契約に必要な条項がない", "A clause that My Numbers call for is missing"),
        GL_MY_NUMBER,
        basis=Basis.GUIDELINE_MUST,
    ),
    _rule(
        "A-MN5S",
        Text("個人番号の委託契約に望ましい条項がない", "A clause desirable for My Numbers is missing"),
        GL_MY_NUMBER,
        basis=Basis.GUIDELINE_SHOULD,
    ),
    _rule(
        "A-28-16",
        Text("基準適合体制の措置が契約で確保されていない", "The equivalent system lacks a point of its substance"),
        ACT_28,
        RULES_16,
        basis=Basis.LAW,
        points=("B7", "A4"),
    ),
    _rule(
        "A-JU5",
        Text("共同利用の取決めに望ましい事項がない", "A desirable point of joint use is not agreed"),
        GL_JOINT_USE,
        basis=Basis.GUIDELINE_SHOULD,
    ),
    _rule(
        "A-PS7",
        Text("仮名加工情報について必要な条項がない", "A clause that pseudonymised data call for is missing"),
        ACT_41,
        GL_PSEUDONYMISED,
        basis=Basis.GUIDELINE_MUST,
    ),
    _rule(
        "A-SU1",
        Text("承継の交渉の契約に必要な条項がない", "A clause that talks on succession call for is missing"),
        GL_SUCCESSION,
        basis=Basis.GUIDELINE_MUST,
    ),
    _rule("C-CL1", Text("実務で置かれる条項がない", "A clause of common practice is missing")),
    _rule(
        "C-CL2",
        Text("会社方針で求める条項がない", "A clause that our policy asks for is missing"),
        points=("B7", "B3", "B1"),
    ),
    _rule(
        "C-CL3",
        Text("契約の条項が未確認", "Clauses of the contract are not checked"),
        judge=judge_unread,
    ),
)
