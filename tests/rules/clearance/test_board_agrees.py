"""Of one fact the gap board says what the procedure says: the same question and basis, open on the same day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from kit.clearing import a_case
from sakimori.domain.clearance import ReasonKind
from sakimori.domain.codes import GapKind
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.judging import Judging

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


def test_they_have_the_same_basis() -> None:
    board, cleared = {r.id: r for r in RULES}, {r.id: r for r in CLEARANCE_RULES}
    for rule in BOTH:
        assert board[rule].basis is cleared[rule].basis
        assert board[rule].citation == cleared[rule].citation


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
