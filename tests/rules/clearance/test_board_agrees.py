"""Of one fact the gap board says what the procedure says: the same question and basis, open on the same day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any, Final

import pytest

from kit.clearing import a_case, read_clearances
from sakimori.domain.clearance import ReasonKind
from sakimori.domain.codes import Basis, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Stage
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.rule import Rule
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case, slices_of
from sakimori.rules.clearance.grounds.consent_texts import rests_on_request
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.facts.judged import REQUEST_RULES
from sakimori.rules.gaps.flows.consent_reach import CONSENTS

ON = date(2026, 11, 26)
BOTH = ("A-17-1P", "A-27-2P", "A-32-1U")
MEANS = {ReasonKind.UNKNOWN: GapKind.UNKNOWN, ReasonKind.QUESTION: GapKind.DECISION, ReasonKind.BAR: GapKind.DEFECT}

STATES = (True, False, None)
LASTS = (None, date(2026, 11, 26), date(2026, 11, 25))
NOTICES: tuple[list[dict[str, Any]], ...] = (
    [],
    [{}],
    [{"purpose_ids": ["pu2"]}],
    [{"purpose_ids": ["pu2"], "answers_on_request": True}],
    [{"purpose_ids": ["pu2"], "answers_on_request": True, "published_until": date(2026, 11, 25)}],
)
JUDGED = (None, True, False)
ROUTES = ("ENTRUST", "CONSENT", "OPTOUT")
POSITIONS = ("own", "as_processor")
BEYOND = (("provision_27",), ("provision_27", "beyond_purpose_18"))


def a_given(*said: Any) -> dict[str, Any]:
    states, last, notices, judged, route, position, kinds = said
    return {
        "recipient": {"roles": ["recipient"]},
        "flow": {"route": route, "role": "recipient", "consent_text_id": "co1", "filing_id": "fi1"},
        "purposes": [{"states_provision": states if states is not None else "未回答", "published_until": last}],
        "notices": notices,
        "data_set_parts": [{"consent_text_id": "co1", "position": position}],
        "consent_texts": [{"kinds": list(kinds), "purpose_ids": ["pu1"]}],
        "filings": [{}],
        "judgements": [{"rule_id": rule, "holds": judged} for rule in BOTH] if judged is not None else [],
    }


ASKED = {("A-32-1U", GapKind.DECISION), ("A-32-1U", GapKind.DEFECT)}
EXPECTED = {
    "ENTRUST": ASKED,
    "CONSENT": ASKED | {("A-17-1P", kind) for kind in GapKind},
    "OPTOUT": ASKED | {("A-27-2P", GapKind.UNKNOWN), ("A-27-2P", GapKind.DEFECT)},
}
"""What each ground makes the two say; that both are silent everywhere would agree as well."""


OF_THE_BOARD: Final = {"A-21-1F": "A-21-1"}
"""Rules of the board on a flow that the procedure knows by the name of the rule on our own registers."""
CITES_APART: Final = {
    "A-30-4", "A-CL5", "A-JU1", "A-MN4", "A-OO4", "A-PS1", "A-SU1",
    "C-AS3", "C-CL3", "C-CP1", "C-CP2", "C-CP3", "C-FL1", "C-FL3", "C-SR3", "A-21-1", "A-27-1", "A-30-1",
}  # fmt: skip
"""Rules of which one side names a further place: the guideline that says how, or the duty that the policy serves."""

HAND_OVER_ALONE: Final = {
    "A-25-1": "an assessment that the asker decided counts for others, and its later decision for later days",
    "A-27-0": "which authority asks is a fact of the question",
    "A-28-1": "which authority asks is a fact of the question; records that contradict each other count for none",
    "A-MN4": "a later approval counts for later days",
    "A-PS1": "which authority asks is a fact of the question",
    "A-SU1": "that it is at the stage of talks is a fact of the question",
}
"""Bars on records of the register on which the board keeps silent, each with its reason."""


def dossier_of(case: Case) -> Dossier:
    """The dossier as the board judges it: with the facts, judgements and confirmations of the hand-over on record."""
    return replace(
        case.dossier,
        judgements=case.judgements,
        hand_overs=(case.facts,),
        fact_confirmations=case.confirmations,
    )


def open_findings(dossier: Dossier, on: date, rules: Iterable[Rule]) -> Iterator[tuple[Finding, Stage]]:
    for rule in rules:
        if rule.in_force_from <= on and (rule.in_force_until is None or on <= rule.in_force_until):
            for finding in rule.judge(rule, dossier, DEFAULT_POLICY):
                for stage in finding.stages:
                    if (stage.from_on is None or stage.from_on <= on) and (
                        stage.until_on is None or stage.until_on > on
                    ):
                        yield finding, stage


def test_rules_that_both_know_have_one_basis_and_one_place() -> None:
    cleared = {rule.id: rule for rule in CLEARANCE_RULES}
    shared = [(rule, cleared[OF_THE_BOARD.get(rule.id, rule.id)]) for rule in RULES if rule.id in cleared]
    assert len(shared) > 75
    assert [rule.id for rule, other in shared if rule.basis is not other.basis] == []
    assert {rule.id for rule, other in shared if rule.citation != other.citation} == CITES_APART


def test_no_gap_of_law_stands_on_what_the_procedure_confirms() -> None:
    cleared = {rule.id for rule in CLEARANCE_RULES}
    shared = [
        rule
        for rule in RULES
        if OF_THE_BOARD.get(rule.id, rule.id) in cleared and rule.basis in {Basis.LAW, Basis.GUIDELINE_MUST}
    ]
    against = set[tuple[str, str]]()
    spoken = set[str]()
    for worked in read_clearances():
        kinds = defaultdict[str, set[ReasonKind]](set)
        for reason in worked.verdict.reasons:
            kinds[reason.rule_id].add(reason.kind)
        for finding, stage in open_findings(dossier_of(worked.case), worked.on, shared):
            said = kinds[OF_THE_BOARD.get(finding.rule_id, finding.rule_id)]
            spoken.add(finding.rule_id)
            # What is low is a word ahead of a day that is still to come.
            if said == {ReasonKind.CONFIRMED} and stage.severity is not Severity.LOW:
                against.add((finding.rule_id, worked.name))
    assert against == set()
    assert len(spoken) > 35


def test_what_a_register_says_against_a_hand_over_stands_on_the_board() -> None:
    on_board = {rule.id for rule in RULES}
    silent = defaultdict[str, set[str]](set)
    for worked in read_clearances():
        theirs = dossier_of(worked.case)
        ours = replace(theirs, third_party=replace(theirs.third_party, id=SELF_ID), flows=())
        open_on_board = [f for one in (theirs, ours) for f, _ in open_findings(one, worked.on, RULES)]
        said = {finding.rule_id for finding in open_on_board}
        fixes = {(f.fix.record, f.fix.record_id) for f in open_on_board} | {
            (f.fix.record, f.fix.field) for f in open_on_board
        }
        for reason in worked.verdict.reasons:
            fix = reason.fix
            if reason.kind is not ReasonKind.BAR or reason.basis is Basis.POLICY or fix is None:
                continue
            if fix.record in {"hand_over", "judgement"} or reason.rule_id in said or reason.rule_id not in on_board:
                continue
            if (fix.record, fix.record_id) not in fixes and (fix.record, fix.field) not in fixes:
                silent[reason.rule_id].add(worked.name)
    assert silent.keys() == HAND_OVER_ALONE.keys(), silent


def test_a_request_of_everybody_is_judged_once_for_both() -> None:
    asked = [one for one in read_clearances() if one.case.facts.at_request and one.case.flow.route in CONSENTS]
    board = [rule for rule in RULES if rule.id in REQUEST_RULES]
    seen = set[tuple[ReasonKind, ...]]()
    for worked in asked:
        if not rests_on_request(worked.case, slices_of(worked.case)[0]):
            continue
        reasons = [r.kind for r in worked.verdict.reasons if r.rule_id in REQUEST_RULES]
        found = {finding.kind for finding, _ in open_findings(dossier_of(worked.case), worked.on, board)}
        assert found == {MEANS[kind] for kind in reasons if kind in MEANS}, worked.name
        seen.add(tuple(reasons))
    assert {(ReasonKind.QUESTION,), (ReasonKind.CONFIRMED,)} <= seen


@pytest.mark.parametrize("route", ROUTES)
def test_board_and_clearance_say_the_same_of_purposes(route: str) -> None:
    rules = {rule.id: rule for rule in RULES if rule.id in BOTH}
    seen: set[tuple[str, GapKind]] = set()
    for states, last, notices, judged, position, kinds in product(STATES, LASTS, NOTICES, JUDGED, POSITIONS, BEYOND):
        said = (states, last, notices, judged, route, position, kinds)
        case = a_case(a_given(*said))
        dossier = replace(case.dossier, judgements=case.judgements, hand_overs=(case.facts,))
        asked = [rule for rule in CLEARANCE_RULES if rule.id in BOTH]
        reasons = Judging(case, DEFAULT_POLICY, asked).on(ON).reasons
        cleared = {r.rule_id: MEANS[r.kind] for r in reasons if r.kind in MEANS}
        board = {
            finding.rule_id: finding.kind
            for rule in rules.values()
            for finding in rule.judge(rule, dossier, DEFAULT_POLICY)
            if any(
                (s.from_on is None or s.from_on <= ON) and (s.until_on is None or s.until_on > ON)
                for s in finding.stages
            )
        }
        assert board == cleared, said
        seen |= board.items()
    assert seen == EXPECTED[route]
