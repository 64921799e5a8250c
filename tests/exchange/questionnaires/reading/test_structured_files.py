"""OpenControl, libraries of CISO Assistant, and files of single questions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.recognise import PROFILES, read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass, reading_as_dict

ENDINGS = ["yaml", "json", "xml", "md", "csv"]
HEADS = (
    "",
    '{"catalog": {"controls": [{"id": "1", "parts": ',
    '{"questionnaire": [{"type": "line", "items": ',
    "satisfies:\n- control_key: a\n  narrative: ",
    "objects:\n  framework:\n    requirement_nodes:\n    - urn: urn:a\n      questions: ",
    "uid: '1'\ncategory: a\ntext_ja: ",
    '<?xml version="1.0"?><catalog><control id="1"><title>',
    "CAIQ ID: **AIS-01.1**\n",
)
COMPONENT = """name: Ours
schema_version: 3.0.0
documentation_complete: false
satisfies:
- control_key: AU-1
  standard_key: NIST-800-53
  implementation_status: implemented
  narrative:
  - text: |
      We do it.
  - {key: b, text: And more.}
- control_key: AU-2 (3)
  standard_key: NIST-800-53
  implementation_status: none
  narrative: [{text: It is logged.}]
- control_key: AU-3
  standard_key: SP 800-53 rev 4
  implementation_statuses: [partial]
  covered_by: [{component_key: Other, verification_key: v1}]
- control_key: AU-4
  standard_key: NIST-800-53
- control_key: AU-5
  standard_key: NIST-800-53
  implementation_status: x
"""
LIBRARY = """urn: urn:own:library:supply
locale: en
ref_id: supply
name: Supply
objects:
  framework:
    urn: urn:own:framework:supply
    ref_id: supply
    requirement_nodes:
    - {urn: "urn:own:req:1", assessable: false, depth: 1, ref_id: "1", name: Governance}
    - urn: urn:own:req:1.10
      assessable: true
      depth: 2
      parent_urn: urn:own:req:1
      ref_id: 1.10
      description: Have a policy.
      annotation: Any form will do.
      typical_evidence: The policy.
      implementation_groups: [base, plus]
      translations: {ja: {description: 方針を持つこと。}, fr: {description: x}}
      questions:
        urn:own:req:1.10:q:1:
          type: unique_choice
          text: Is there a policy?
          translations: {ja: {text: 方針はありますか。}}
          choices:
          - {urn: "urn:own:c:1", value: "Yes", add_score: 10, compute_result: true}
          - {urn: "urn:own:c:2", value: "No", add_score: 0, select_implementation_groups: [plus]}
    - urn: urn:own:req:1.2
      assessable: true
      parent_urn: urn:own:req:1
      ref_id: NO
      name: Roles
      questions:
        urn:own:req:1.2:q:1: {type: text, text: Who?}
        urn:own:req:1.2:q:2:
          type: date
          text: Since when?
          depends_on: {question: "urn:own:req:1.2:q:1", answers: [a, b], condition: any}
    - {urn: "urn:own:req:2", assessable: true, ref_id: "2", name: Whole, description: Be whole.}
"""
OLDER = """urn: urn:own:library:old
objects:
  framework:
    requirement_nodes:
    - urn: urn:own:req:1
      assessable: true
      ref_id: a
      question:
        question_type: unique_choice
        question_choices: ["Yes", "No", "N/A"]
        questions: [{urn: "urn:own:req:1:q:1", text: "Is it?"}]
"""


def read(text: str, profile: str, name: str = "file.yaml", meanings: Meanings | None = None) -> ReadQuestionnaire:
    reading = read_questionnaire(text.encode(), name, meanings=meanings or Meanings())
    assert reading.profile == profile
    assert reading.by_class[RowClass.QUESTION] == len(reading.questions)
    return reading


def test_a_component_answers_in_the_words_of_its_format() -> None:
    reading = read(COMPONENT, "opencontrol")
    assert [(q.id, q.raw, q.normal) for q in reading.questions] == [
        ("AU-1", "implemented", Normal.YES),
        ("AU-2 (3)", "none", Normal.NO),
        ("AU-3", "partial", Normal.PARTLY),
        ("AU-4", "", Normal.BLANK),
        ("AU-5", "x", Normal.AMBIGUOUS),
    ]
    first, second, third, *_ = reading.questions
    assert (first.comment, str(first.address), str(first.question_at)) == ("We do it.\n\nb: And more.", "7", "5")
    assert second.flags == {Flag.CONTRADICTED}
    assert (third.controls, third.more["covered_by"]) == (("nist-800-53:4/AU-3",), "Other v1")
    assert reading.ambiguous == {"x": 1}


def test_what_a_person_says_of_a_token_goes_before_the_format() -> None:
    reading = read(COMPONENT, "opencontrol", meanings=Meanings(said={"none": Normal.UNKNOWN, "x": Normal.NO}))
    assert [q.normal for q in reading.questions[1::3]] == [Normal.UNKNOWN, Normal.NO]


def test_standards_and_certifications_list_what_is_asked() -> None:
    standard = read("name: S\nAU-1: {family: AU, name: Audit}\nNO: {family: AU, name: Not}\n", "opencontrol")
    assert [(q.id, q.text, q.sections) for q in standard.questions] == [
        ("AU-1", "Audit", ("AU",)),
        ("NO", "Not", ("AU",)),
    ]
    certification = read("name: C\nstandards:\n  S:\n    AU-1: {}\n    IA-2 (1): {}\n", "opencontrol")
    assert [(q.id, q.sections) for q in certification.questions] == [("AU-1", ("S",)), ("IA-2 (1)", ("S",))]


def test_a_library_asks_in_its_questions_and_in_nodes_without_any() -> None:
    reading = read(LIBRARY, "ciso-assistant-library")
    assert [(q.id, q.text, q.sections) for q in reading.questions] == [
        ("1.10", "Is there a policy?", ("1 Governance",)),
        ("urn:own:req:1.2:q:1", "Who?", ("1 Governance", "NO Roles")),
        ("urn:own:req:1.2:q:2", "Since when?", ("1 Governance", "NO Roles")),
        ("2", "Whole\nBe whole.", ()),
    ]
    first = reading.questions[0]
    assert (first.choices, first.guidance) == (("Yes", "No"), "Any form will do.")
    assert first.more["text_ja"] == "方針はありますか。"
    assert first.more["requirement"] == "Have a policy."
    assert first.more["choice.add_score"] == "Yes: 10\nNo: 0"
    assert first.more["choice.select_implementation_groups"] == "No: plus"
    assert reading.questions[2].more["depends_on"] == "urn:own:req:1.2:q:1 = a, b (any)"
    assert reading.by_class == {RowClass.QUESTION: 4, RowClass.SECTION: 2}
    assert {q.normal for q in reading.questions} == {Normal.BLANK}


def test_an_older_library_shares_choices_among_questions() -> None:
    (question,) = read(OLDER, "ciso-assistant-library").questions
    assert (question.id, question.choices, question.more["type"]) == ("a", ("Yes", "No", "N/A"), "unique_choice")


def test_one_question_a_file_several_in_a_list_and_the_same_as_a_table() -> None:
    one = "uid: '000010'\ncategory: access\ntext_ja: 鍵はありますか。\ntext_en: 'Keys?'\ntype: text\ntags: [a, b]\n"
    (question,) = read(one, "question-file").questions
    assert (question.id, question.text, question.sections) == ("000010", "鍵はありますか。", ("access",))
    assert (question.more["text_en"], question.more["tags"]) == ("Keys?", "a\nb")
    several = f"- {one.rstrip().replace(chr(10), chr(10) + '  ')}\n- note: nothing\n"
    reading = read(several, "question-file")
    assert (len(reading.questions), reading.by_class[RowClass.NOTE]) == (1, 1)
    table = (
        "category,order,text_ja,text_en,type\naccess,10,鍵はありますか。,,text\n,,,,\naccess,20,,Keys?,text\nx,,,,\n"
    )
    listed = read(table, "question-file", "list.csv")
    assert [q.text for q in listed.questions] == ["鍵はありますか。", "Keys?"]
    assert listed.by_class == {RowClass.HEADER: 1, RowClass.QUESTION: 2, RowClass.BLANK: 1, RowClass.NOTE: 1}


@pytest.mark.parametrize(
    "text",
    ["a: b\nc: d\n", "satisfies: []\n", "objects: {framework: {requirement_nodes: [{name: x}]}}\n", "- 1\n- 2\n"],
)
def test_yaml_of_something_else_is_of_no_form(text: str) -> None:
    with pytest.raises(UnreadableFileError):
        read_questionnaire(text.encode(), "file.yaml")


@pytest.mark.parametrize("text", ["a: [1\n", "a: !!python/object:x {}\n", "a: 1\na: 2\n", "a: " + "[" * 100])
def test_yaml_that_is_damaged_or_hides_something_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(UnreadableFileError, match="line"):
        read_questionnaire(text.encode(), "file.yaml")


def test_a_form_that_is_named_must_fit() -> None:
    reading = read_questionnaire(LIBRARY.encode(), "file.yaml", profile="ciso-assistant-library")
    assert reading.why.en.startswith("Read as the form that was named.")
    for profile in PROFILES:
        if profile.id != "ciso-assistant-library":
            with pytest.raises(UnreadableFileError) as refused:
                read_questionnaire(LIBRARY.encode(), "file.yaml", profile=profile.id)
            assert profile.title.ja in refused.value.message("ja")


@given(st.text(alphabet=st.sampled_from("ab:-[]{}\"',|&*!#\n  1あ<>/?"), max_size=120), st.sampled_from(ENDINGS))
def test_whatever_a_file_holds_it_is_read_or_refused(text: str, ending: str) -> None:
    for head in HEADS:
        try:
            reading = read_questionnaire(f"{head}{text}".encode(), f"file.{ending}")
        except UnreadableFileError:
            continue
        assert sum(reading.by_class.values()) == len(reading.rows)
        assert sum(reading.totals.values()) == len(reading.questions)
        json.dumps(reading_as_dict(reading))


@pytest.mark.samples
def test_a_published_component_and_its_standard(samples: Path) -> None:
    folder = samples / "opencontrol-freedonia"
    listed = (folder / "certifications_fisma-low-impact.yaml").read_text(encoding="utf-8")
    counts = {}
    for path in sorted(folder.glob("*_*.yaml")):
        reading = read_questionnaire(path.read_bytes(), path.name)
        assert reading.profile == "opencontrol"
        counts[path.stem] = len(reading.questions)
    assert counts == {
        "certifications_FredRAMP-low": 5,
        "certifications_fisma-low-impact": listed.count(": {}"),
        "components_AU_policy_component": 2,
        "components_AWS_implementation_component": 3,
        "standards_FRIST-800-53": 7,
    }


@pytest.mark.samples
def test_a_published_library_of_single_questions(samples: Path) -> None:
    folder = samples / "thirdparty-questionnaire-library"
    expected = json.loads((folder / "_EXPECTED.json").read_text(encoding="utf-8"))
    readings = [read_questionnaire(path.read_bytes(), path.name) for path in sorted(folder.glob("questions/*.yml"))]
    questions = [question for reading in readings for question in reading.questions]
    assert len(questions) == expected["questions"]
    assert Counter(question.sections[0] for question in questions) == expected["categories"]
    assert all(len(question.id) == 6 for question in questions)
    listed = read_questionnaire((folder / "template.csv").read_bytes(), "template.csv")
    assert len(listed.questions) == expected["template_csv_rows"]
