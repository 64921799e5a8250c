"""P-14: what the contracts with whoever works for us say, by the clause sets that apply to this hand-over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sakimori.domain.clause import ClauseSetCode, ClauseState
from sakimori.domain.clearance import Step
from sakimori.domain.codes import Severity, UserRole
from sakimori.domain.data_flow import LegalRoute
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.rule import Citation
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_25
from sakimori.rules.clause_demands import CLAUSE_DEMANDS, missing_by, weight
from sakimori.rules.clause_sets import AppliedSet, applicable_sets
from sakimori.rules.clause_standing import ClauseStanding, standing_by_clause
from sakimori.rules.clauses import CLAUSE_SETS
from sakimori.rules.clearance.case import STEPS, Case, Slice, Track, handles_after_all, is_processor
from sakimori.rules.clearance.making import ClearanceRule, Look, Said, bar, condition, confirmed, unknown
from sakimori.rules.contract_days import stretches
from sakimori.rules.once import once

_OF_TRACK = {ClauseSetCode.MYN: Track.MY_NUMBER, ClauseSetCode.PSE: Track.PSEUDONYMISED}
"""Sets that speak of one form of data only."""

_OF_REGIMES = frozenset({ClauseSetCode.DPA, ClauseSetCode.CCP})
"""Sets of laws abroad, which are asked for where the step on them runs."""

_OF_VENDORS = frozenset(
    {
        ClauseSetCode.ITK,
        ClauseSetCode.MYN,
        ClauseSetCode.XBR,
        ClauseSetCode.PRI,
        ClauseSetCode.PSE,
        ClauseSetCode.DPA,
        ClauseSetCode.CCP,
    }
)
"""What is agreed with whoever works for us; standard clauses belong to P-17, talks on succession to P-13."""

_ADD = Text("契約に加える：{clause}（{id}）", "Add to the contract: {clause} ({id})")
_FIRM = Text("条項を強める：{clause}（{id}）", "Strengthen the clause: {clause} ({id})")
_SUBSTANCE = Text(
    "契約に加えるか、実質で備えている理由と証跡に承認を受ける：{clause}（{id}）",
    "Add it to the contract, or have reason and evidence of its substance approved: {clause} ({id})",
)
_BARRED = Text("契約に必要な条項がない：{clause}（{id}）", "A clause that is needed is missing: {clause} ({id})")


def as_entrusted(case: Case) -> Dossier:
    """The dossier as if this flow, on the ground that is judged, were all that it knows of the recipient."""
    flow = case.flow
    roles = frozenset({flow.role}) if flow.role is not None else case.recipient.roles
    route = LegalRoute.ENTRUST if handles_after_all(case) else flow.route
    judged = replace(flow, origins=case.origins or flow.origins, route=route)
    return replace(case.dossier, third_party=replace(case.recipient, roles=roles), flows=(judged,), erasures=())


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of one set: how grave what is missing is, by the rule that says so, and what nobody has read."""

    applied: AppliedSet
    standing: Sequence[ClauseStanding]
    missing: Mapping[str, Sequence[tuple[ClauseStanding, Severity]]]
    unread: Sequence[tuple[ClauseStanding, Severity]]


@once
def _read(case: Case) -> tuple[_Found, ...]:
    dossier = as_entrusted(case)
    sets = (applied for applied in applicable_sets(dossier) if applied.code in _OF_VENDORS)
    return tuple(_found(applied, standing_by_clause(dossier, applied.code)) for applied in sets)


def _found(applied: AppliedSet, standings: Mapping[str, Sequence[ClauseStanding]]) -> _Found:
    asked = [standing for clause in applied.asked for standing in standings[clause.id]]
    missing: defaultdict[str, list[tuple[ClauseStanding, Severity]]] = defaultdict(list)
    unread: list[tuple[ClauseStanding, Severity]] = []
    for standing in asked:
        speaker, severity = weight(applied, standing.clause)
        gravity = missing_by(severity, standing)
        if gravity is not None and gravity is not Severity.LOW:
            missing[speaker].append((standing, gravity))
        if standing.state is ClauseState.NOT_CHECKED and not standing.is_excused and severity is not Severity.LOW:
            unread.append((standing, severity))
    return _Found(applied, asked, missing, unread)


def _of_these_data(case: Case, part: Slice) -> Iterator[_Found]:
    """What was found of each set that is asked for these data."""
    if not is_processor(case, part):
        return
    for found in _read(case):
        code = found.applied.code
        if code in _OF_REGIMES and Step.REGIME not in STEPS[part.track]:
            continue
        if _OF_TRACK.get(code, part.track) is part.track:
            yield found


def _missing(rule_id: str) -> Look:
    def look(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
        """What somebody looked for and did not find; a clause that is there but weak weighs one step less."""
        for found in _of_these_data(case, part):
            for standing, gravity in found.missing.get(rule_id, ()):
                if standing.holds(on):
                    yield _lack(found.applied, standing, gravity)

    return look


def _lack(applied: AppliedSet, standing: ClauseStanding, gravity: Severity) -> Said:
    fix = Fix("contract_clause", standing.contract.id, standing.clause.id)
    words = {"clause": standing.clause.text, "id": standing.clause.id}
    if gravity is Severity.BLOCK:
        return bar(_BARRED.format(**words), fix=fix, who=UserRole.PROCUREMENT)
    is_weak = standing.state is ClauseState.WEAK
    text = _FIRM if is_weak else _SUBSTANCE if applied.code is ClauseSetCode.XBR else _ADD
    return condition(text.format(**words), fix=fix, who=UserRole.PROCUREMENT)


def _unread(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """What nobody has read for is not known to be there: a must leaves the answer open, the rest is read first."""
    for found in _of_these_data(case, part):
        title = CLAUSE_SETS[found.applied.code].title
        unread = [(standing, severity) for standing, severity in found.unread if standing.holds(on)]
        if not unread:
            if any(standing.holds(on) for standing in found.standing):
                yield confirmed(Text("条項を読んだ：{set}", "Clauses read: {set}").format(set=title))
            continue
        first = unread[0][0]
        text = Text("契約書を読み、条項の有無を記す：{set}の{count}件", "Read the contract for {count} clauses: {set}")
        words = text.format(set=title, count=len(unread))
        fix = Fix("contract_clause", first.contract.id, first.clause.id)
        if min(severity.rank for _, severity in unread) <= Severity.HIGH.rank:
            yield unknown(words, fix, who=UserRole.PROCUREMENT)
        else:
            yield condition(words, fix=fix, who=UserRole.PROCUREMENT)


def _days(case: Case, _policy: Policy) -> Iterator[date | None]:
    for stretch in stretches(case.dossier.contracts):
        yield stretch.from_on
        yield stretch.until_on


def _rule(rule_id: str, *more: Citation, look: Look | None = None) -> ClearanceRule:
    demand = CLAUSE_DEMANDS[rule_id]
    cites = (*demand.cites, *more)
    return ClearanceRule(
        demand.id, Step.PROCESSOR, demand.title, cites, demand.basis, look or _missing(demand.id), _days
    )


PROCESSOR_CLAUSE_RULES: tuple[ClearanceRule, ...] = (
    _rule("A-25-2"),
    _rule("A-MN5"),
    _rule("A-MN5S"),
    _rule("A-28-16"),
    _rule("A-PS7"),
    _rule("C-CL2"),
    _rule("C-CL3", ACT_25, look=_unread),
)
