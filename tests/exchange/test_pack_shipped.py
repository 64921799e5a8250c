"""The packs that come with Sakimori: sound, complete, and honest about where their controls were found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sakimori.domain.codes import Severity
from sakimori.domain.condition import FactIn, leaves
from sakimori.domain.pack import (
    AnswerState,
    AnswerValue,
    Pack,
    Question,
    QuestionType,
    TextRights,
)
from sakimori.domain.scoring import failing, passes, score
from sakimori.domain.visibility import Visibility, visibilities
from sakimori.exchange.known_controls import namespaces, split
from sakimori.exchange.packs import lint_pack, pack_digest, pack_from_json, pack_to_json, read_pack_folder

FOLDER = Path(__file__).parents[2] / "questionnaires"
PACKS = {pack.id: pack for pack in read_pack_folder(FOLDER)}
EVERY = pytest.mark.parametrize("pack", PACKS.values(), ids=list(PACKS))

HEADINGS = (
    *("10-1", "10-2", "10-3(1)", "10-3(2)", "10-3(3)", "10-3(4)", "10-3(5)", "10-4"),
    *("10-5(1)", "10-5(2)", "10-5(3)", "10-5(4)", "10-6(1)", "10-6(2)", "10-6(3)", "10-6(4)", "10-7"),
)
"""Every heading of the guideline's chapter on security measures: S-01 to S-07."""


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_every_file_of_the_folder_is_a_sound_pack(path: Path) -> None:
    pack, problems = lint_pack(path.read_bytes(), path.name)
    assert [problem.line_of("en") for problem in problems] == []
    assert pack is not None


@EVERY
def test_the_source_claims_only_that_the_text_is_our_own(pack: Pack) -> None:
    assert pack.source.licence == "own text of the Sakimori project"
    assert pack.source.text_rights is TextRights.FULL


def test_no_recipient_is_asked_about_my_number_which_may_not_be_handed_to_one() -> None:
    assert "マイナンバー" not in pack_to_json(PACKS["jp-recipient"])


@EVERY
def test_a_pack_survives_freezing(pack: Pack) -> None:
    thawed = pack_from_json(pack_to_json(pack))
    assert thawed == pack
    assert pack_digest(thawed) == pack_digest(pack)


@pytest.mark.parametrize(
    ("pack_id", "least", "most"), [("jp-processor", 60, 90), ("jp-cloud", 50, 80), ("jp-recipient", 25, 40)]
)
def test_a_pack_asks_neither_too_much_nor_too_little(pack_id: str, least: int, most: int) -> None:
    asked = len(PACKS[pack_id].asked_in("full"))
    light = len(PACKS[pack_id].asked_in("light"))
    assert least <= asked <= most
    assert asked / 4 <= light <= asked / 2


@EVERY
def test_the_light_group_is_part_of_the_full_one(pack: Pack) -> None:
    assert set(pack.asked_in("light")) < set(pack.asked_in("full"))


def test_the_processor_pack_asks_about_every_heading_of_the_guideline() -> None:
    controls = {control for question in PACKS["jp-processor"].questions for control in question.controls}
    assert [heading for heading in HEADINGS if f"appi-gl:{heading}" not in controls] == []


def test_the_cloud_pack_asks_the_four_facts_of_the_exception() -> None:
    proposed = {question.fills.to for question in PACKS["jp-cloud"].asked_in("light") if question.fills}
    assert {
        "service.contract_no_handling_clause",
        "service.technical_access_block",
        "service.provider_support_access",
        "service.provider_uses_data_for_own_purposes",
    } <= proposed


@EVERY
def test_every_control_is_on_the_shipped_list(pack: Pack) -> None:
    for question in pack.questions:
        for control in question.controls:
            found = split(control)
            assert found is not None, control
            assert found[1] in found[0].ids, control


@EVERY
def test_every_section_has_questions_and_no_two_questions_are_alike(pack: Pack) -> None:
    assert {section.id for section in pack.sections} == {question.section for question in pack.questions}
    for wordings in ([q.text.ja for q in pack.questions], [q.text.en for q in pack.questions]):
        assert len(wordings) == len(set(wordings))
    assert len({question.topic for question in pack.questions}) == len(pack.questions)


@EVERY
def test_a_question_is_one_short_sentence_in_each_language(pack: Pack) -> None:
    for question in pack.questions:
        ja, en = question.text.ja, question.text.en
        assert ja.endswith(("か。", "ください。")), ja
        assert ja.count("。") == 1, ja
        assert len(ja) <= 60, ja
        assert en[-1] in "?.", en
        assert en.isascii(), en


def bad_answers(question: Question) -> Iterator[AnswerValue]:
    """Every answer on offer that is not expected, and numbers far outside of the limits."""
    for choice in question.choices:
        answer = AnswerValue(choice.id)
        if not choice.excluded and passes(question, answer) is False:
            yield answer
    if question.bound is not None:
        yield from (AnswerValue(n) for n in ("0", "99999") if passes(question, AnswerValue(n)) is False)


@EVERY
def test_every_bad_answer_raises_a_gap(pack: Pack) -> None:
    for question in pack.questions:
        for answer in bad_answers(question):
            assert failing(question, answer) is not None, (question.id, answer)


@EVERY
def test_no_good_answer_raises_a_gap(pack: Pack) -> None:
    for question in pack.questions:
        for choice in question.expect:
            assert failing(question, AnswerValue(choice)) is None, (question.id, choice)


@EVERY
def test_what_nobody_knows_is_a_gap_of_at_least_medium_severity(pack: Pack) -> None:
    for question in pack.questions:
        for state in (AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED):
            gap = failing(question, AnswerValue(None, state))
            assert gap is not None, question.id
            assert gap.severity.rank <= Severity.MEDIUM.rank, question.id
        assert failing(question, None, submitted=True) is not None, question.id


@EVERY
def test_a_failed_critical_weighs_at_least_high_when_it_is_plainly_failed(pack: Pack) -> None:
    criticals = [question for question in pack.questions if question.critical]
    assert 5 <= len(criticals) <= 12
    for question in criticals:
        worst = min((failing(question, answer) for answer in bad_answers(question)), key=_rank)
        assert worst is not None
        assert worst.severity in {Severity.BLOCK, Severity.HIGH}, question.id


def _rank(gap: object) -> int:
    return getattr(gap, "severity", Severity.LOW).rank


@pytest.mark.parametrize("pack_id", ["jp-processor", "jp-cloud"])
def test_use_for_own_ends_blocks(pack_id: str) -> None:
    severities = [gap.severity for question in PACKS[pack_id].questions for gap in question.gaps]
    assert Severity.BLOCK in severities


@EVERY
@pytest.mark.parametrize("group", ["light", "full"])
def test_the_best_answers_give_no_risk_and_full_coverage(pack: Pack, group: str) -> None:
    facts = {fact.id: "true" for fact in pack.facts}
    best = {question.id: _best(question) for question in pack.asked_in(group)}
    result = score(pack, group, best, facts)
    assert (result.risk, result.pessimistic, result.coverage) == (0.0, 0.0, 1.0)
    assert result.failed_criticals == result.unknown_criticals == ()


@EVERY
def test_nothing_answered_is_all_risk_in_the_bound(pack: Pack) -> None:
    result = score(pack, "full", {}, {})
    assert (result.risk, result.pessimistic, result.coverage) == (None, 100.0, 0.0)


@EVERY
def test_every_question_can_be_reached(pack: Pack) -> None:
    facts = {fact.id: "true" for fact in pack.facts}
    answers = {q.id: AnswerValue("each_time" if q.choice("each_time") else "yes") for q in pack.questions}
    assert set(visibilities(pack, "full", answers, facts).values()) == {Visibility.VISIBLE}


@EVERY
def test_every_fact_is_used(pack: Pack) -> None:
    used = {leaf.fact for q in pack.questions if q.when for leaf in leaves(q.when) if isinstance(leaf, FactIn)}
    assert used == {fact.id for fact in pack.facts}


@EVERY
def test_numbers_have_a_unit_and_choices_their_labels(pack: Pack) -> None:
    for question in pack.questions:
        if question.type in {QuestionType.NUMBER, QuestionType.DURATION}:
            assert question.unit is not None, question.id


@pytest.mark.samples
@pytest.mark.parametrize("name", sorted(namespaces()))
def test_each_id_of_the_shipped_list_stands_in_its_file(name: str) -> None:
    folder = os.environ.get("SAKIMORI_SAMPLES")
    if folder is None:
        pytest.skip("SAKIMORI_SAMPLES does not name the folder of the shared sample files")
    namespace = namespaces()[name]
    inside = namespace.source.removeprefix("samples/")
    source = (Path(folder) if inside != namespace.source else Path(folder).parent) / inside
    if not source.exists():
        pytest.skip(f"{namespace.source} is not beside the samples")
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".json":
        found = set(_labels(json.loads(text)))
        assert sorted(namespace.ids - found) == []
    else:
        assert [control for control in sorted(namespace.ids) if control not in text] == []


def _labels(node: object) -> Iterator[str]:
    """Every label and article number in a JSON file."""
    if isinstance(node, list):
        for item in node:
            yield from _labels(item)
    elif isinstance(node, dict):
        if node.get("name") == "label":
            yield str(node["value"])
        if "num" in node:
            yield str(node["num"])
        for item in node.values():
            yield from _labels(item)


def _best(question: Question) -> AnswerValue:
    """An answer that meets what is expected, or any if nothing is."""
    if question.expect:
        return AnswerValue(question.expect[0])
    if question.bound is not None:
        return AnswerValue(str(question.bound.maximum or question.bound.minimum))
    return AnswerValue(question.choices[0].id if question.choices else "JP")
