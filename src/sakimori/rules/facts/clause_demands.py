"""What asks for the clauses of a contract: read by the gaps of a third party and by the clearance of a hand-over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sakimori.domain.codes import Basis, Severity
from sakimori.domain.records.contract import Clause, ClauseLevel, ClauseSetCode, ClauseState
from sakimori.domain.rule import COMPANY_POLICY, Citation, basis_of
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.citations import (
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
from sakimori.rules.facts.clause_sets import AppliedSet
from sakimori.rules.facts.contract_standing import ClauseStanding


@dataclass(frozen=True, slots=True)
class ClauseDemand:
    """The id under which rules speak of missing clauses, in which words, what they cite, and how far that binds."""

    id: str
    title: Text
    cites: tuple[Citation, ...]
    basis: Basis


_TITLES = table_of("""
    A-25-2 | 委託契約に望ましい条項がない | A desirable clause is missing in an entrustment
    A-MN5 | 個人番号の委託契約に必要な条項がない | A clause that My Numbers call for is missing
    A-MN5S | 個人番号の委託契約に望ましい条項がない | A clause desirable for My Numbers is missing
    A-28-16 | 基準適合体制の措置が契約で確保されていない | The equivalent system lacks a point of its substance
    A-JU5 | 共同利用の取決めに望ましい事項がない | A desirable point of joint use is not agreed
    A-PS7 | 仮名加工情報について必要な条項がない | A clause that pseudonymised data call for is missing
    A-SU1 | 承継の交渉の契約に必要な条項がない | A clause that talks on succession call for is missing
    C-CL1 | 実務で置かれる条項がない | A clause of common practice is missing
    C-CL2 | 会社方針で求める条項がない | A clause that our policy asks for is missing
    C-CL3 | 契約の条項が未確認 | Clauses of the contract are not checked
""")


def _demand(demand_id: str, *cites: Citation, basis: Basis | None = None) -> ClauseDemand:
    cited = cites or (COMPANY_POLICY,)
    return ClauseDemand(demand_id, _TITLES[demand_id], cited, basis or basis_of(cited))


_DEMANDS = (
    _demand("A-25-2", ACT_25, GL_CONTRACT, basis=Basis.GUIDELINE_SHOULD),
    _demand("A-MN5", GL_MY_NUMBER, basis=Basis.GUIDELINE_MUST),
    _demand("A-MN5S", GL_MY_NUMBER, basis=Basis.GUIDELINE_SHOULD),
    _demand("A-28-16", ACT_28, RULES_16),
    _demand("A-JU5", GL_JOINT_USE, basis=Basis.GUIDELINE_SHOULD),
    _demand("A-PS7", ACT_41, GL_PSEUDONYMISED, basis=Basis.GUIDELINE_MUST),
    _demand("A-SU1", GL_SUCCESSION, basis=Basis.GUIDELINE_MUST),
    _demand("C-CL1"),
    _demand("C-CL2"),
    _demand("C-CL3"),
)
CLAUSE_DEMANDS: Mapping[str, ClauseDemand] = MappingProxyType({demand.id: demand for demand in _DEMANDS})
"""All of them by their id; C-CL3 speaks of what nobody has read for, the others of what is missing."""

_GRAVE_MUSTS = {
    ClauseSetCode.MYN: ("A-MN5", Severity.BLOCK),
    ClauseSetCode.SUC: ("A-SU1", Severity.BLOCK),
    ClauseSetCode.XBR: ("A-28-16", Severity.HIGH),
    ClauseSetCode.PSE: ("A-PS7", Severity.HIGH),
}
_SHOULDS = {
    ClauseSetCode.ITK: "A-25-2",
    ClauseSetCode.MYN: "A-MN5S",
    ClauseSetCode.JUS: "A-JU5",
    ClauseSetCode.XBR: "C-CL2",
}
_OTHER_MUST = ("C-CL2", Severity.MEDIUM)
"""Musts of laws abroad that were not read in the primary text, and of sets that we ask for by policy."""


def weight(applied: AppliedSet, clause: Clause) -> tuple[str, Severity]:
    """The rule that speaks for a clause of an applied set, and how grave it is where the clause is missing."""
    if clause.level is ClauseLevel.COMMON:
        return "C-CL1", Severity.LOW
    if clause.level is ClauseLevel.SHOULD:
        return _SHOULDS[applied.code], Severity.MEDIUM
    return _GRAVE_MUSTS.get(applied.code, _OTHER_MUST) if applied.by_law else _OTHER_MUST


def missing_by(rule_weight: Severity, standing: ClauseStanding) -> Severity | None:
    """A clause that is there but weak weighs one step less; the lightest step falls away."""
    if standing.is_excused or standing.state not in {ClauseState.ABSENT, ClauseState.WEAK}:
        return None
    steps = list(Severity)[rule_weight.rank + (standing.state is ClauseState.WEAK) :]
    return steps[0] if steps else None
