"""What we chose ourselves is labelled so wherever it is shown, and nothing else is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kit.cases.worked_cases import read_cases
from kit.clearing import read_clearances
from kit.examples import some
from sakimori.domain.codes import Basis
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.rule import COMPANY_POLICY, Citation, in_one_line
from sakimori.domain.values.text import Text
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.evaluation import evaluate
from sakimori.ui.frame.text import TEXTS

LABEL = TEXTS["basis.policy"]
_GUIDELINE = re.compile("GL|ガイドライン|留意事項")


def is_labelled(cites: Text) -> bool:
    """Whether it begins with 会社方針 in both languages; in one alone is a mistake."""
    ja, en = cites.ja.split("・")[0] == LABEL.ja, cites.en.split(", ")[0] == LABEL.en
    assert ja is en, cites
    return ja


def test_the_label_of_a_policy_is_the_word_of_its_basis() -> None:
    assert COMPANY_POLICY.text == LABEL == Text("会社方針", "Company policy")


@pytest.mark.parametrize("rule", [*RULES, *CLEARANCE_RULES], ids=lambda rule: f"{rule.id}-{rule.revision}")
def test_the_basis_of_a_rule_is_what_it_cites(rule: Any) -> None:
    assert (rule.basis is Basis.POLICY) is is_labelled(rule.citation)
    assert (rule.basis is Basis.POLICY) is (COMPANY_POLICY in rule.cites)
    if rule.basis in {Basis.GUIDELINE_MUST, Basis.GUIDELINE_SHOULD}:
        assert any(_GUIDELINE.search(cite.text.ja) for cite in rule.cites)


def test_what_an_answer_or_a_gap_shows_is_labelled_by_its_own_basis() -> None:
    shown = [reason for worked in some(read_clearances(), 0) for reason in worked.verdict.reasons]
    found = [finding for case in some(read_cases(), 0) for finding in evaluate(case.dossier, DEFAULT_POLICY)]
    assert {reason.basis for reason in shown} == {finding.basis for finding in found} == set(Basis)
    told = [
        *((reason.rule_id, reason.basis, reason.cites) for reason in shown),
        *((finding.rule_id, finding.basis, finding.cites) for finding in found),
    ]
    assert not [(rule, cites.ja) for rule, basis, cites in told if (basis is Basis.POLICY) is not is_labelled(cites)]


@pytest.mark.parametrize(
    ("cited", "said"),
    [
        ("法27条|法27条1項", "法27条1項"),
        ("法27条1項|法27条", "法27条1項"),
        ("法28条3項|規則18条1項|法28条", "法28条3項・規則18条1項"),
        ("法27条5項1号|GL 3-6-3|GL 3-6-3(1)", "法27条5項1号・GL 3-6-3(1)"),
        ("GL 3-7|GL 3-7-1", "GL 3-7-1"),
        ("GL 2-1|GL 2-16", "GL 2-1・GL 2-16"),
        ("法27条|法27条の2", "法27条・法27条の2"),
        ("法2条|法27条1項", "法2条・法27条1項"),
        ("法25条|法25条", "法25条"),
    ],
)
def test_no_article_is_cited_beside_a_paragraph_of_it(cited: str, said: str) -> None:
    assert in_one_line(tuple(Citation(Text(place, place)) for place in cited.split("|"))).ja == said
