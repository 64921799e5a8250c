"""P-13: succession 事業承継 carries the data of a business along (法27条5項2号, GL 3-6-3(2); A-SU1, A-SU2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import ClauseLevel, ClauseSetCode, ClauseState, ContractKind
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import SuccessionKind
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_5_SUCCESSION, GL_SUCCESSION
from sakimori.rules.facts.contracts import ClauseStanding, clause_standing, has_known_end
from sakimori.rules.facts.flow_facts import listed

_SUCCESSION = FactWords("""
    list_alone: bar | 名簿だけの譲渡は承継ではない | The sale of a list alone is no succession
    shares: question | 株式の取引で、承継といえるか（統計で足りないか） | Is a share deal a succession; would statistics do?
    talks: confirmed | 事業承継の交渉 | Talks on the succession of a business
    business: confirmed | 事業の承継 | Succession of a business
    unknown | 何を承継するか未確認 | What passes is not known
""")  # noqa: E501 - a wording is one line


def what_passes(case: Case) -> Iterator[Statement]:
    """Only a business carries its data: a list alone does not, and of a sale of shares a person decides."""
    yield _SUCCESSION(case.facts.succession, fact_fix(case, "succession"), who=UserRole.SALES)


def talks_agreed(case: Case, on: date) -> Iterator[Statement]:
    """Before data are shown in talks a contract says purpose and handling, leaks, and what if the deal fails."""
    if case.facts.succession is not SuccessionKind.TALKS:
        return
    of_talks = [
        c
        for c in case.dossier.contracts
        if c.contract.kind is ContractKind.SUCCESSION_TALKS
        and c.cover.removed_on is None
        and (c.contract.begins_on is None or c.contract.in_force(on))
    ]
    standing = [c for c in of_talks if c.counts and c.contract.in_force(on) and has_known_end(c.contract)]
    if not of_talks:
        yield bar(Text("交渉の段階の契約がない", "There is no contract on the talks"), fix=Fix("contract", "", "kind"))
    elif not standing:
        first = of_talks[0]
        fix = (
            Fix("contract_cover", first.cover.id, "confirmed_on")
            if not first.counts
            else Fix("contract", first.contract.id, "end_on" if first.contract.begins_on else "start_on")
        )
        yield unknown(
            Text("交渉の契約「{name}」の効力が未確認", "Whether “{name}” is in force is not known").format(
                name=first.contract.title
            ),
            fix,
            who=UserRole.PROCUREMENT,
        )
    else:
        yield from _clauses(case, on, standing[0].contract.title)


def _clauses(case: Case, on: date, name: str) -> Iterator[Statement]:
    musts = [
        s
        for s in clause_standing(case.dossier, ClauseSetCode.SUC)
        if s.holds(on) and s.clause.level is ClauseLevel.MUST
    ]
    gone = [s for s in musts if s.state is ClauseState.ABSENT]
    unread = [s for s in musts if s.state is ClauseState.NOT_CHECKED]
    weak = [s for s in musts if s.state is ClauseState.WEAK]
    if gone:
        yield bar(
            Text("交渉の契約に「{clauses}」がない", "The contract on the talks lacks: {clauses}").format(
                clauses=_names(gone)
            ),
            fix=_fix(gone[0]),
        )
    elif unread:
        yield unknown(
            Text("交渉の契約の条項が未確認（{clauses}）", "Not read in the contract: {clauses}").format(
                clauses=_names(unread)
            ),
            _fix(unread[0]),
            who=UserRole.PROCUREMENT,
        )
    elif weak:
        yield condition(
            Text("交渉の契約の「{clauses}」を補う", "Strengthen in the contract: {clauses}").format(
                clauses=_names(weak)
            ),
            fix=_fix(weak[0]),
        )
    else:
        yield confirmed(Text("交渉の契約「{name}」がある", "Contract on the talks: “{name}”").format(name=name))


def _names(standings: Iterable[ClauseStanding]) -> Text:
    return listed(s.clause.text for s in standings)


def _fix(standing: ClauseStanding) -> Fix:
    return Fix("contract_clause", standing.contract.id, standing.clause.id)


def talks_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The days on which a contract begins or has ended."""
    for covering in case.dossier.contracts:
        yield covering.contract.begins_on
        if covering.contract.last_day is not None:
            yield next_day(covering.contract.last_day)


def _kind(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.route is LegalRoute.SUCCESSION:
        yield from what_passes(case)


def _talks(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    if part.route is LegalRoute.SUCCESSION:
        yield from talks_agreed(case, on)


_TITLES = """
    A-SU1 | 交渉の段階の契約 | Contract on the talks
    A-SU2 | 事業の承継か | Succession of a business
"""
_rule = StepRules(Step.ROUTE, _TITLES)

SUCCESSION: tuple[ClearanceRule, ...] = (
    _rule("A-SU1", _talks, ACT_27_5_SUCCESSION, GL_SUCCESSION, basis=Basis.GUIDELINE_MUST, cuts=talks_days, revision=2),
    _rule("A-SU2", _kind, ACT_27_5_SUCCESSION, GL_SUCCESSION),
)
