"""A point of an answer in one line: short enough to be read, and never without its article and who settles it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kit.clearing import read_clearances
from sakimori.domain.clearance import Reason, ReasonKind, Step
from sakimori.domain.codes import Basis, Outcome, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.values.text import LANGUAGES, Text
from sakimori.exchange.paper.words import label
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.answers.points import Point, points_of
from sakimori.rules.clearance.answers.ways_out import SAID, WAYS, says_way_out, way_out
from sakimori.services.clearance.judged_line import judged_line
from sakimori.services.clearance.short_answer import (
    GLYPHS,
    WIDEST,
    deed_in,
    go_in,
    head_in,
    point_line,
    point_line_in,
    width,
)


def every_point() -> Iterator[Point]:
    for one in read_clearances():
        points = points_of(one.verdict, one.case, DEFAULT_POLICY)
        yield from (*points.open, *points.later)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_wider_than_eighty_characters(language: str) -> None:
    for point in every_point():
        line = point_line_in(point, language)
        assert width(line) <= WIDEST
        assert "\n" not in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_names_its_article_and_who_settles_it(language: str) -> None:
    for point in every_point():
        line, separator = point_line_in(point, language), "・" if language == "ja" else ", "
        assert point.first.cites.get(language).split(separator)[0] in line
        assert line.endswith(deed_in(point.first, language))


def test_few_lines_are_cut_within_their_words() -> None:
    lines = {point_line_in(point, "ja") for point in every_point()}
    assert len([line for line in lines if "…" in line]) <= len(lines) * CUT


CUT = 0.03
"""The share of lines that names of records make too long even without their particulars."""


def test_what_settles_a_point_says_whose_matter_it_is_and_how() -> None:
    def deed(kind: ReasonKind, fix: Fix | None, language: str = "ja") -> str:
        said = Text("まだ判断されていない", "Nobody decided it")
        cites = Text("法27条1項", "APPI Art. 27(1)")
        reason = Reason("X-1", 1, Step.ROUTE, kind, Basis.LAW, said, cites, fix, UserRole.COMPLIANCE)
        return deed_in(reason, language)

    facts = Fix("hand_over", "ho1", "suppression_on")
    assert deed(ReasonKind.UNKNOWN, facts) == "法務：確かめて提供の事実に登録する"
    assert deed(ReasonKind.UNKNOWN, facts, "en") == "Compliance: find out and record it (Facts of a hand-over)"
    assert deed(ReasonKind.UNKNOWN, Fix("cloud_facts", "cf1", "signed_off_by")) == "法務：判断する"
    assert deed(ReasonKind.QUESTION, None) == "法務：判断する"
    assert deed(ReasonKind.CONDITION, None) == "法務"
    assert deed(ReasonKind.BAR, None) == "法務：ほかに渡せる方法がないか相談を受ける"


def test_every_kind_of_point_has_a_shape() -> None:
    assert {point.kind for point in every_point()} == GLYPHS.keys()


def test_nobody_is_told_to_write_a_record_of_the_past_anew() -> None:
    for point in every_point():
        if point.kind is ReasonKind.BAR:
            assert "登録し直" not in point_line(point).line.ja


def bars() -> set[Reason]:
    return {one.first for one in every_point() if one.kind is ReasonKind.BAR}


def test_every_bar_but_a_decision_of_a_person_has_a_way_out_of_its_own() -> None:
    without = {one for one in bars() if way_out(one) is None and not says_way_out(one)}
    decided = {one for one in without if one.text.ja.startswith("認めないと判断された")}
    assert {(one.rule_id, one.fix, one.text.ja) for one in without - decided} == set()
    assert len(bars()) > 120


def test_a_bar_that_says_its_way_out_speaks_of_something_to_do() -> None:
    deeds = re.compile("れば|せば|回答を得て|るか|に改める|外す|得る|確かめ|やめ|契約|断る|更新する|選|場合だけ|限る")
    for one in bars():
        if says_way_out(one):
            assert deeds.search(one.text.ja), one.text.ja


def test_every_way_out_belongs_to_a_rule_and_rewrites_no_record() -> None:
    rules = {rule.id for rule in CLEARANCE_RULES}
    for place, way in WAYS.items():
        assert place.split()[0] in rules
        assert not re.search("登録|記録を(改|直)|再登録", way.ja)
    assert {place.split()[0] for place in SAID} <= rules


def test_consent_and_origin_are_not_mended_but_left_out_or_asked_for_anew() -> None:
    found = {one.rule_id: way_out(one) for one in bars() if one.rule_id in {"A-27-1", "A-27-2", "A-27-3", "A-OO3"}}
    assert len(found) == 4
    for way in found.values():
        assert way is not None
        assert "外す" in way.ja
        assert "同意を" in way.ja


def test_the_head_names_the_outcome_and_the_other_side_above_the_ground() -> None:
    for one in read_clearances():
        head = head_in(one.case, one.verdict, "ja")
        assert one.case.recipient.legal_name in head
        assert label(one.verdict.outcome, "ja") in head
        assert "根拠：" in judged_line(one.case, one.verdict.on, "ja")


def test_what_comes_next_is_said_where_nothing_is_open() -> None:
    for one in read_clearances():
        assert bool(go_in(one.case, one.verdict, "ja")) is (one.verdict.outcome is Outcome.ALLOWED)


def test_a_program_gets_the_rules_of_a_point_each_once() -> None:
    for point in every_point():
        line = point_line(point)
        assert line.rules[0] == point.first.rule_id
        assert sorted(set(line.rules)) == sorted(line.rules)
