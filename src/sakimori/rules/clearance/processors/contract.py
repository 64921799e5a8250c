"""P-14: the contract of whoever works for us is in force, covers them, and says what is asked (GL 3-4-4(2))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sakimori.domain.clearance import ReasonKind, Step
from sakimori.domain.codes import Severity, UserRole
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import ClauseLevel, ClauseSetCode, ClauseState, CoveringContract
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY, Citation
from sakimori.domain.values.changed import changed
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import STEPS, Case, Slice, Track, handles_after_all, is_processor
from sakimori.rules.clearance.processors.supervision import by_guideline_and_policy
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Cuts,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    unknown,
)
from sakimori.rules.facts.citations import ACT_25, GL_CONTRACT
from sakimori.rules.facts.clause_sets import AppliedSet, applicable_sets
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.rules.facts.contracts import (
    CLAUSE_DEMANDS,
    ClauseStanding,
    by_clause,
    day_after,
    has_known_end,
    missing_by,
    stretches,
    weight,
)
from sakimori.rules.facts.rule_kit import once, once_each
from sakimori.rules.gaps.contracts.contracts import CARRIES_ENTRUSTMENT


def _contract(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """A contract that carries the entrustment and that a person confirmed to cover the recipient is in force."""
    if not is_processor(case, part):
        return
    found = [c for c in _carrying(case) if c.cover.removed_on is None]
    in_force = [c for c in found if c.contract.in_force(on)]
    good = [c for c in in_force if c.counts and has_known_end(c.contract)]
    if good:
        best = max(good, key=lambda c: c.contract.last_day or date.max).contract
        last = best.last_day
        until = Text("契約「{name}」が{last}まで有効", "Contract “{name}” is in force until {last}")
        open_end = Text("契約「{name}」が有効", "Contract “{name}” is in force")
        yield confirmed((until if last else open_end).format(name=best.title, last=last.isoformat() if last else ""))
        return
    for covering in (*(c for c in in_force if c.counts), *(c for c in in_force if not c.counts)):
        yield _in_doubt(covering)
        return
    for covering in found:
        if covering.contract.begins_on is None:
            text = Text("契約「{name}」の始まりが未確認", "When contract “{name}” begins is not known")
            fix = Fix("contract", covering.contract.id, "start_on")
            yield unknown(text.format(name=covering.contract.title), fix, who=UserRole.PROCUREMENT)
            return
    yield _without(found, on)


def _carrying(case: Case) -> tuple[CoveringContract, ...]:
    return tuple(c for c in case.dossier.contracts if c.contract.kind in CARRIES_ENTRUSTMENT)


def _in_doubt(covering: CoveringContract) -> Statement:
    contract = covering.contract
    if not covering.counts:
        text = Text("契約「{name}」の対象かが未確認", "Whether contract “{name}” covers it is not confirmed")
        fix = Fix("contract_cover", covering.cover.id, "confirmed_on")
    else:
        text = Text("契約「{name}」の期間が未確認", "The term of contract “{name}” is not known")
        fix = Fix("contract", contract.id, "end_on")
    return unknown(text.format(name=contract.title), fix, who=UserRole.PROCUREMENT)


def _without(found: list[CoveringContract], on: date) -> Statement:
    counting = [c.contract for c in found if c.counts and c.contract.begins_on is not None]
    coming = [c for c in counting if c.begins_on is not None and c.begins_on > on]
    over = [c for c in counting if c.begins_on is not None and c.begins_on <= on]
    fix = Fix("contract", "", "entrustment")
    if coming:
        text = Text("契約「{name}」の効力がまだ生じていない", "Contract “{name}” is not in force yet")
        return bar(text.format(name=coming[0].title), fix=fix, who=UserRole.PROCUREMENT)
    if over:
        text = Text("契約「{name}」の期間が終わった", "Contract “{name}” has ended")
        last = max(over, key=lambda c: c.last_day or date.min)
        return bar(text.format(name=last.title), fix=Fix("contract", last.id, "end_on"), who=UserRole.PROCUREMENT)
    return bar(fix=fix, who=UserRole.PROCUREMENT)


def _contract_days(case: Case, _policy: Policy) -> Iterator[date | None]:
    for covering in case.dossier.contracts:
        yield covering.contract.begins_on
        yield day_after(covering.contract.last_day)


_TITLES = """
    C-CN1 | 有効な委託の契約がない。委託契約を結んで登録すれば渡せる | No contract of entrustment is in force: conclude and record one
"""  # noqa: E501 - a title is one line of the table
_rule = StepRules(Step.PROCESSOR, _TITLES)

CONTRACT_RULE = _rule(
    "C-CN1", _contract, COMPANY_POLICY, ACT_25, GL_CONTRACT, cuts=_contract_days, waived_by="C-CN1", revision=2
)


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

_ADD = Text("「{name}」に条項を加える（{count}件）", "Add clauses to “{name}” ({count})")
FIRM = Text("「{name}」の条項を補強する（{count}件）", "Strengthen clauses of “{name}” ({count})")
SUBSTANCE = Text(
    "「{name}」に条項を加えるか、実質で備えている理由と証跡に承認を受ける（{count}件）",
    "Add clauses to “{name}”, or have reason and evidence of their substance approved ({count})",
)
_BARRED = Text(
    "「{name}」に必要な条項がない（{count}件）。契約に加えれば渡せる",
    "“{name}” lacks clauses that are needed ({count}): add them to the contract first",
)


def as_entrusted(case: Case) -> Dossier:
    """The dossier as if this flow, on the ground that is judged, were all that it knows of the recipient."""
    flow = case.flow
    roles = frozenset({flow.role}) if flow.role is not None else case.recipient.roles
    route = LegalRoute.ENTRUST if handles_after_all(case) else flow.route
    judged = changed(flow, origins=case.origins or flow.origins, route=route)
    return changed(case.dossier, third_party=changed(case.recipient, roles=roles), flows=(judged,), erasures=())


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
    return tuple(_found(dossier.contracts, applied) for applied in sets)


@once_each
def _found(contracts: tuple[CoveringContract, ...], applied: AppliedSet) -> _Found:
    """Flows that ask for one set find the same in the same contracts."""
    standings = by_clause(contracts, applied.code)
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
    def look(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
        """What somebody looked for and did not find; a clause that is there but weak weighs one step less.

        Those of one contract that are mended in one way are one reason with a line for each.
        """
        lacks: defaultdict[tuple[str, Text], list[ClauseStanding]] = defaultdict(list)
        for found in _of_these_data(case, part):
            for standing, gravity in found.missing.get(rule_id, ()):
                if standing.holds(on):
                    lacks[standing.contract.id, _words(found.applied, standing, gravity)].append(standing)
        for (_, words), standings in lacks.items():
            yield clause_lack(words, standings)

    return look


def _words(applied: AppliedSet, standing: ClauseStanding, gravity: Severity) -> Text:
    if gravity is Severity.BLOCK:
        return _BARRED
    if standing.state is ClauseState.WEAK:
        return FIRM
    return SUBSTANCE if applied.code is ClauseSetCode.XBR and standing.clause.level is ClauseLevel.MUST else _ADD


def clause_lack(words: Text, standings: Sequence[ClauseStanding]) -> Statement:
    """One reason for clauses of one contract that are mended in one way, with a line for each of them."""
    first = standings[0]
    fix = Fix("contract_clause", first.contract.id, first.clause.id)
    text = words.format(name=first.contract.title, count=len(standings))
    told = bar if words is _BARRED else condition
    return replace(told(text, fix=fix, who=UserRole.PROCUREMENT), details=tuple(s.clause.text for s in standings))


def _unread(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """What nobody has read for is not known to be there: a must leaves the answer open, the rest is read first."""
    for found in _of_these_data(case, part):
        title = CLAUSE_SETS[found.applied.code].title
        unread = [(standing, severity) for standing, severity in found.unread if standing.holds(on)]
        if not unread:
            if any(standing.holds(on) for standing in found.standing):
                yield confirmed(Text("条項を読んだ：{set}", "Clauses read: {set}").format(set=title))
            continue
        for text, is_undated in ((_READ, False), (_DATE, True)):
            if left := [one for one in unread if one[0].is_undated is is_undated]:
                yield _to_read(text.format(set=title, count=len(left)), left)


_READ = Text("契約書を読み、条項の有無を記す：{set}の{count}件", "Read the contract for {count} clauses: {set}")
_DATE = Text(
    "条項を読んだ日が未登録：{set}の{count}件（契約書を読み直し、日とともに記す）",
    "The day of reading is not recorded: {count} clauses of {set} (read the contract again and note the day)",
)


def _to_read(words: Text, unread: Sequence[tuple[ClauseStanding, Severity]]) -> Statement:
    first = unread[0][0]
    fix = Fix("contract_clause", first.contract.id, first.clause.id)
    if min(severity.rank for _, severity in unread) <= Severity.HIGH.rank:
        return unknown(words, fix, who=UserRole.PROCUREMENT)
    return condition(words, fix=fix, who=UserRole.PROCUREMENT)


def _days(case: Case, _policy: Policy) -> Iterator[date | None]:
    for stretch in stretches(case.dossier.contracts):
        yield stretch.from_on
        yield stretch.until_on


def _my_number(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """What My Numbers call for stands in a contract that is signed and in force: no exception of ours stands in."""
    yield from _missing("A-MN5")(case, part, on, policy)
    if part.track is not Track.MY_NUMBER:
        return
    for said in _contract(case, part, on, policy):
        if said.kind is ReasonKind.BAR:
            yield bar(_NO_CONTRACT_ON_THE_DAY, fix=said.fix, who=UserRole.PROCUREMENT)


_NO_CONTRACT_ON_THE_DAY = Text(
    "個人番号の委託に必要な事項を定めた契約が、この日に効力を持たない（締結・開始の前か、終了の後）",
    "No contract with what My Numbers call for is in force on this day: before its signing or start, or after its end",
)


def _my_number_days(case: Case, policy: Policy) -> Iterator[date | None]:
    yield from _days(case, policy)
    yield from _contract_days(case, policy)


def _rule_of_clause(
    rule_id: str, *more: Citation, look: Look | None = None, cuts: Cuts = _days, revision: int = 1
) -> ClearanceRule:
    demand = CLAUSE_DEMANDS[rule_id]
    cites = (*demand.cites, *more)
    return ClearanceRule(
        demand.id, Step.PROCESSOR, demand.title, cites, demand.basis, look or _missing(demand.id), cuts,
        revision=revision,
    )  # fmt: skip


PROCESSOR_CLAUSE_RULES: tuple[ClearanceRule, ...] = (
    *by_guideline_and_policy(_rule_of_clause("A-25-2", revision=2)),
    _rule_of_clause("A-MN5", look=_my_number, cuts=_my_number_days, revision=2),
    _rule_of_clause("A-MN5S", revision=2),
    _rule_of_clause("A-28-16", revision=3),
    _rule_of_clause("A-PS7", revision=2),
    _rule_of_clause("C-CL2", revision=2),
    _rule_of_clause("C-CL3", ACT_25, look=_unread, revision=3),
)
