"""P-14: the contract that carries an entrustment is in force and covers whoever works for us (GL 3-4-4(2), policy)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import CoveringContract
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, is_processor
from sakimori.rules.clearance.rule_kit import Said, StepRules, bar, confirmed, unknown
from sakimori.rules.facts.citations import ACT_25, GL_CONTRACT
from sakimori.rules.facts.contract_days import day_after, has_known_end
from sakimori.rules.gaps.contracts.contracts import CARRIES_ENTRUSTMENT


def _contract(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
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


def _in_doubt(covering: CoveringContract) -> Said:
    contract = covering.contract
    if not covering.counts:
        text = Text("契約「{name}」の対象かが未確認", "Whether contract “{name}” covers it is not confirmed")
        fix = Fix("contract_cover", covering.cover.id, "confirmed_on")
    else:
        text = Text("契約「{name}」の期間が未確認", "The term of contract “{name}” is not known")
        fix = Fix("contract", contract.id, "end_on")
    return unknown(text.format(name=contract.title), fix, who=UserRole.PROCUREMENT)


def _without(found: list[CoveringContract], on: date) -> Said:
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

CONTRACT_RULE = _rule("C-CN1", _contract, COMPANY_POLICY, ACT_25, GL_CONTRACT, cuts=_contract_days, waived_by="C-CN1")
