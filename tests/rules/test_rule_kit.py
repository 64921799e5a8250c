"""The kits by which rules are declared: what they derive, and that no title stands there for a rule that is none."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date

import pytest

import sakimori.rules
from sakimori.domain.clearance import ReasonKind, Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.rules.clearance.rule_kit import FactWords, StepRules
from sakimori.rules.facts.citations import ACT_25
from sakimori.rules.facts.rule_kit import GapRules, once_each

FIX = Fix("hand_over", "ho1", "own_use")
TITLES = "X-1 | 題 | Title"


def test_every_title_of_a_table_is_that_of_a_rule() -> None:
    modules = [
        importlib.import_module(m.name) for m in pkgutil.walk_packages(sakimori.rules.__path__, "sakimori.rules.")
    ]
    makers = {id(m): m for module in modules for m in vars(module).values() if isinstance(m, GapRules | StepRules)}
    rules = [*sakimori.rules.RULES, *importlib.import_module("sakimori.rules.clearance").CLEARANCE_RULES]
    named = {(rule.id, rule.title) for rule in rules}
    assert len(makers) > 40
    assert [title for m in makers.values() for title in m.titles.items() if title not in named] == []


def test_a_rule_without_a_title_is_refused() -> None:
    with pytest.raises(KeyError):
        StepRules(Step.ROUTE, TITLES)("X-2", lambda *_: ())


def test_an_amendment_is_a_second_version_with_its_own_days() -> None:
    first, last = date(2028, 7, 16), date(2028, 7, 15)
    rule = StepRules(Step.ROUTE, TITLES)
    assert rule("X-1", lambda *_: (), in_force_until=last).is_in_force(last)
    assert not rule("X-1", lambda *_: (), in_force_from=first).is_in_force(last)
    of_gap = GapRules(TITLES, points=("A4",))("X-1", lambda *_: (), in_force_from=first, in_force_until=first)
    assert (of_gap.in_force_from, of_gap.in_force_until) == (first, first)


def test_the_basis_follows_from_the_citations_and_what_cites_nothing_is_our_policy() -> None:
    rule = StepRules(Step.ROUTE, TITLES)
    assert rule("X-1", lambda *_: ()).cites == (COMPANY_POLICY,)
    found = [rule("X-1", lambda *_: (), *cites).basis for cites in ((), (COMPANY_POLICY, ACT_25), (ACT_25,))]
    assert found == [Basis.POLICY, Basis.POLICY, Basis.LAW]
    assert rule("X-1", lambda *_: (), ACT_25, basis=Basis.GUIDELINE_MUST).basis is Basis.GUIDELINE_MUST


def test_an_answer_that_nobody_gave_is_unknown_and_asked_of_whom_can_find_it_out() -> None:
    words = FactWords("""
        no: confirmed | 利用しない | No use
        yes: bar | 利用する | Use
        unknown | 未確認 | Not known
    """)
    said = {answer: words(answer, FIX, who=UserRole.SALES) for answer in (True, False, None)}
    assert {answer: one.kind for answer, one in said.items()} == {
        True: ReasonKind.BAR,
        False: ReasonKind.CONFIRMED,
        None: ReasonKind.UNKNOWN,
    }
    assert (said[None].who, said[None].fix) == (UserRole.SALES, FIX)
    assert (said[True].who, said[True].fix) == (UserRole.COMPLIANCE, FIX)
    assert (said[False].who, said[False].fix) == (None, None)


def test_what_is_read_by_a_key_is_read_once_of_the_last_one() -> None:
    read: list[tuple[object, int]] = []

    @once_each
    def reading(judged: list[int], key: int) -> int:
        read.append((judged, key))
        return judged[0] + key

    one, other = [10], [20]
    assert [reading(one, 1), reading(one, 2), reading(one, 1)] == [11, 12, 11]
    assert read == [(one, 1), (one, 2)]
    assert [reading(other, 1), reading(one, 1)] == [21, 11]
    assert len(read) == 4
