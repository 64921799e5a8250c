"""The packs that come with Sakimori: sound, complete, and honest about where their controls were found."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pytest

from kit.packs_out import SHIPPED
from sakimori.domain.codes import Severity
from sakimori.domain.questions.condition import FactIn, leaves
from sakimori.domain.questions.evaluation import Visibility, failing_gap, passes, score, visibilities
from sakimori.domain.questions.headings import HEADINGS
from sakimori.domain.questions.pack import (
    AnswerState,
    AnswerValue,
    Pack,
    Question,
    QuestionStatus,
    QuestionType,
    TextRights,
)
from sakimori.exchange.packs.build import in_words, namespaces, split
from sakimori.exchange.packs.folder import lint_pack, pack_digest, pack_from_json, pack_to_json

FOLDER = Path(__file__).parents[2] / "questionnaires"
VERSIONS = {f"{pack.id}@{pack.version}": pack for pack in SHIPPED}
PACKS = {pack.id: pack for pack in VERSIONS.values()}
"""The newest version of each."""
EVERY = pytest.mark.parametrize("pack", PACKS.values(), ids=list(PACKS))
GROUPS = [(pack, group.id) for pack in PACKS.values() for group in pack.groups]
EVERY_GROUP = pytest.mark.parametrize(("pack", "group"), GROUPS, ids=[f"{p.id}-{g}" for p, g in GROUPS])

SENT = {
    "jp-cloud@1.0": "226208a8832d09eb52e1742b5c7495a49570ea146036263e65469cc29c1fe2af",
    "jp-cloud@1.1": "240b77349f240adf9667796247f9a42cc5012223aaac328228bbfd7c2ad826b4",
    "jp-cloud-handling@1.0": "9021a96fec1754eb148c1802044ffe9cada833c7837858dae57c508213d9b193",
    "jp-processor@1.0": "3701edb313304c6382dc7ffa4a1f90f42c75f7d1adf7b9bb58cad94afb19ec7e",
    "jp-processor@1.1": "90fc664da6b10cdf2426016ed60e3636fdb1b663153ec0fc63f355fe3d1fd900",
    "jp-recipient@1.0": "e4a9f4546e22cf368cdace6eb9c44b02f4384e4bad089e0adeb93bddd4878070",
}
"""Versions that were handed out, by the digest under which assessments keep them."""
SCORED: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    Path(__file__).with_name("scored_facts.toml").read_text(encoding="utf-8")
)
"""By pack and first control the fact that each scored question settles, as a person named it."""
LEFT_OUT = {
    ("jp-processor", "light"): set(),
    ("jp-processor", "full"): set(),
    ("jp-cloud", "light"): {"10-1", "10-2", "10-3(2)", "10-3(3)", "10-5(2)", "10-5(3)"},
    ("jp-cloud", "full"): {"10-1", "10-2", "10-3(2)", "10-3(3)", "10-5(2)", "10-5(3)"},
    ("jp-cloud-handling", "light"): set(HEADINGS) - {"10-1", "10-2", "10-3(2)", "10-3(3)", "10-5(2)", "10-5(3)"},
    ("jp-cloud-handling", "full"): set(HEADINGS) - {"10-1", "10-2", "10-3(2)", "10-3(3)", "10-5(2)", "10-5(3)"},
    ("jp-ai", "light"): set(HEADINGS) - {"10-7"},
    ("jp-ai", "full"): set(HEADINGS) - {"10-3(4)", "10-4", "10-6(3)", "10-7"},
    ("jp-recipient", "light"): set(HEADINGS) - {"10-6(1)", "10-6(2)", "10-6(4)", "10-7"},
    ("jp-recipient", "full"): {"10-1", "10-3(2)", "10-5(2)", "10-5(3)"},
}
"""What each depth declares that it does not ask."""
OECD = {
    "collection limitation": "D-01", "data quality": "D-02", "purpose specification": "U-01", "use limitation": "U-02",
    "security safeguards": "S-02", "openness": "D-03", "individual participation": "D-04", "accountability": "W-04",
}  # fmt: skip
"""The eight principles whose measures a consent text must tell of (規則17条2項3号), and the question on each."""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
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
    ("pack_id", "least", "most"),
    [
        ("jp-processor", 60, 75),
        ("jp-cloud", 50, 65),
        ("jp-cloud-handling", 10, 20),
        ("jp-recipient", 25, 40),
        ("jp-ai", 10, 20),
    ],
)
def test_a_pack_asks_everybody_neither_too_much_nor_too_little(pack_id: str, least: int, most: int) -> None:
    """What depends on another answer or on the engagement comes on top."""
    asked = PACKS[pack_id].asked_in("full")
    assert least <= sum(question.when is None for question in asked) <= most
    assert len(asked) <= 120


@pytest.mark.parametrize("pack_id", ["jp-processor", "jp-cloud", "jp-recipient"])
def test_the_light_group_is_part_of_the_full_one_and_much_shorter(pack_id: str) -> None:
    light, full = set(PACKS[pack_id].asked_in("light")), set(PACKS[pack_id].asked_in("full"))
    assert light < full
    assert len(full) / 4 <= len(light) <= len(full) / 2


@pytest.mark.parametrize("name", list(SENT))
def test_a_version_that_was_handed_out_is_as_it_was(name: str) -> None:
    assert pack_digest(VERSIONS[name]) == SENT[name]


@EVERY_GROUP
def test_every_heading_of_the_guideline_is_asked_or_declared_not_asked(pack: Pack, group: str) -> None:
    declared = {heading for left in pack.not_asked if group in left.groups for heading in left.headings}
    assert declared == LEFT_OUT[pack.id, group]
    assert set(pack.headings_of(group)) == set(HEADINGS) - declared


@pytest.mark.parametrize("group", ["light", "full"])
def test_the_cloud_pack_and_its_supplement_ask_about_every_heading(group: str) -> None:
    cloud, supplement = PACKS["jp-cloud"].headings_of(group), PACKS["jp-cloud-handling"].headings_of(group)
    assert {*cloud, *supplement} == set(HEADINGS)


@EVERY
def test_a_person_has_named_the_one_fact_of_every_scored_question(pack: Pack) -> None:
    first = {
        q.id: q.controls[0] if q.controls else q.cites.ja if q.cites else "policy"
        for q in pack.questions
        if q.status is QuestionStatus.ACTIVE and q.is_scorable
    }
    assert {question: control for control, facts in SCORED[pack.id].items() for question in facts} == first


@EVERY
def test_no_two_questions_that_are_asked_together_score_one_fact(pack: Pack) -> None:
    named = {question: fact for facts in SCORED[pack.id].values() for question, fact in facts.items()}
    twice = [(one, other) for one, other in combinations(named, 2) if named[one] == named[other]]
    for value in ("true", "false"):
        seen = visibilities(pack, "full", {}, {fact.id: value for fact in pack.facts})
        for one, other in twice:
            assert (seen[one], seen[other]).count(Visibility.HIDDEN) == 1, (one, other)


def test_the_version_before_scored_the_encryption_of_sensitive_data_twice() -> None:
    seen = visibilities(VERSIONS["jp-processor@1.0"], "full", {}, {"sensitive": "true"})
    assert (seen["T-16"], seen["T-17"]) == (Visibility.VISIBLE, Visibility.VISIBLE)


def test_a_sub_processor_that_was_reported_is_no_knock_out() -> None:
    """GL 3-4-4 asks for a prior report or approval."""
    assert "承認を得ていますか" in VERSIONS["jp-processor@1.0"].question("R-02").text.ja
    assert "報告するか承認を得ていますか" in PACKS["jp-processor"].question("R-02").text.ja


@EVERY
def test_own_use_may_also_become_a_provision_with_a_ground(pack: Pack) -> None:
    blocks = [gap for question in pack.questions for gap in question.gaps if gap.severity is Severity.BLOCK]
    assert all("第三者提供としての根拠（同意等）を整えるまで" in gap.action.ja for gap in blocks)
    assert blocks or pack.id == "jp-recipient"


@pytest.mark.parametrize("question", OECD.values(), ids=list(OECD))
def test_a_recipient_outside_the_designated_countries_is_asked_about_each_principle(question: str) -> None:
    seen = visibilities(PACKS["jp-recipient"], "full", {}, {"outside_designated": "true"})
    assert seen[question] is Visibility.VISIBLE


def test_a_recipient_at_home_is_asked_nothing_of_an_equivalent_system() -> None:
    seen = visibilities(PACKS["jp-recipient"], "full", {}, {"outside_designated": "false", "joint_user": "false"})
    assert {seen[f"D-0{n}"] for n in range(1, 10)} == {Visibility.HIDDEN}
    assert {seen[f"J-0{n}"] for n in range(1, 7)} == {Visibility.HIDDEN}


def test_a_joint_user_is_asked_about_each_point_of_the_arrangement() -> None:
    pack = PACKS["jp-recipient"]
    helps = [pack.question(f"J-0{n}").help for n in range(1, 7)]
    assert [said.ja[:7] for said in helps if said] == [f"取決めの（{point}）" for point in "アイウエオカ"]


@EVERY
def test_my_number_is_asked_about_only_where_it_is_handed_over(pack: Pack) -> None:
    told = [q for q in pack.asked_in("full") if "マイナンバーを" in q.text.ja or "マイナンバーの" in q.text.ja]
    without = visibilities(pack, "full", {}, {fact.id: "false" for fact in pack.facts})
    assert {without[question.id] for question in told} <= {Visibility.HIDDEN}
    assert len(told) >= (6 if any(fact.id == "my_number" for fact in pack.facts) else 0)


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
            assert failing_gap(question, answer) is not None, (question.id, answer)


@EVERY
def test_no_good_answer_raises_a_gap(pack: Pack) -> None:
    for question in pack.questions:
        for choice in question.expect:
            assert failing_gap(question, AnswerValue(choice)) is None, (question.id, choice)


@EVERY
def test_what_nobody_knows_is_a_gap_of_at_least_medium_severity(pack: Pack) -> None:
    for question in pack.questions:
        for state in (AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED):
            gap = failing_gap(question, AnswerValue(None, state))
            assert gap is not None, question.id
            assert gap.severity.rank <= Severity.MEDIUM.rank, question.id
        assert failing_gap(question, None, submitted=True) is not None, question.id


@EVERY
def test_a_failed_critical_weighs_at_least_high_when_it_is_plainly_failed(pack: Pack) -> None:
    criticals = [question for question in pack.questions if question.critical]
    assert 4 <= len(criticals) <= 15
    for question in criticals:
        worst = min((failing_gap(question, answer) for answer in bad_answers(question)), key=_rank)
        assert worst is not None
        assert worst.severity in {Severity.BLOCK, Severity.HIGH}, question.id


def _rank(gap: object) -> int:
    return getattr(gap, "severity", Severity.LOW).rank


@pytest.mark.parametrize("pack_id", ["jp-processor", "jp-cloud"])
def test_use_for_own_ends_blocks(pack_id: str) -> None:
    severities = [gap.severity for question in PACKS[pack_id].questions for gap in question.gaps]
    assert Severity.BLOCK in severities


@pytest.mark.parametrize(("pack_id", "question"), [("jp-processor", "G-11"), ("jp-cloud", "U-05")])
@pytest.mark.parametrize("group", ["light", "full"])
def test_statistics_of_its_own_are_own_use_in_both_depths(pack_id: str, question: str, group: str) -> None:
    """GL 3-6-3(1): its terms are no ground; what we have it make is excepted."""
    asked = {one.id: one for one in PACKS[pack_id].asked_in(group)}[question]
    gap = failing_gap(asked, AnswerValue(value=("yes",)))
    assert gap is not None
    assert gap.severity is Severity.BLOCK
    assert "根拠（同意等）" in gap.action.ja
    assert asked.help is not None
    assert "委託している場合を除きます" in asked.help.ja


@EVERY_GROUP
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
    usual = {"each_time", "contract", "yes"}
    answers = {q.id: AnswerValue(next((c.id for c in q.choices if c.id in usual), "yes")) for q in pack.questions}
    reached: set[str] = set()
    for value in ("true", "false"):
        seen = visibilities(pack, "full", answers, {fact.id: value for fact in pack.facts})
        reached |= {question for question, is_seen in seen.items() if is_seen is Visibility.VISIBLE}
    assert reached == {question.id for question in pack.asked_in("full")}


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


def test_controls_are_written_for_people() -> None:
    words = {
        name: in_words(name) for name in ("appi:27", "appi-gl:10-1", "mvsp:3.0/1.6", "iso27001:2022/A.5.31", "x-1")
    }
    assert [text.ja for text in words.values()] == [
        "法27条", "GL 10-1", "MVSP 3.0 1.6", "ISO/IEC 27001:2022 A.5.31", "x-1",
    ]  # fmt: skip
    assert words["appi:27"].en == "APPI Art. 27"
