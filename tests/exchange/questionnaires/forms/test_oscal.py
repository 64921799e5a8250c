"""OSCAL catalogs in their three forms."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from sakimori.errors import UnreadableFileError
from sakimori.exchange.packs.build import split
from sakimori.exchange.questionnaires.forms.oscal import framework_of
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestion, ReadQuestionnaire, RowClass


def control(control_id: str, label: str = "", **more: object) -> dict[str, object]:
    props = [{"name": "label", "value": label}] if label else []
    return {"id": control_id, "title": f"Title of {control_id}", "props": props, **more}


def stated(prose: str, name: str = "statement") -> dict[str, str]:
    return {"name": name, "prose": prose}


def read(*controls: dict[str, object], title: str = "Own", name: str = "catalog.json") -> ReadQuestionnaire:
    groups = [{"id": "g", "title": "Group", "controls": list(controls)}]
    content = {"catalog": {"metadata": {"title": title, "version": "1"}, "groups": groups}}
    reading = read_questionnaire(json.dumps(content).encode(), name)
    assert reading.profile == "oscal-catalog"
    assert reading.by_class.get(RowClass.QUESTION, 0) == len(reading.questions)
    return reading


def test_a_control_asks_by_title_and_statement_with_its_label_as_id() -> None:
    parts = [
        stated("Do it {{ insert: param, p1 }}."),
        {"name": "guidance", "title": "Why", "prose": "Because."},
    ]
    one = control("ctl_3.10", "3.10", parts=parts, params=[{"id": "p1", "label": "daily"}])
    (question,) = read(one).questions
    assert (question.id, question.text) == ("3.10", "Title of ctl_3.10\nDo it [daily].")
    assert (question.guidance, question.sections, question.normal) == ("Why\nBecause.", ("Group",), Normal.BLANK)


def test_controls_of_other_frameworks_are_references_also_where_their_class_is_misspelt() -> None:
    children = [
        control("m_a", "A.8.8", **{"class": "iso-27001-2022"}),
        control("m_b", "NIST CSF 2.0", controls=[control("m_b1", "ID.RA-01")], **{"class": "nist-csf-2.0"}),
        control("m_c", "CCA CSM 4.0.7", controls=[control("m_c1", "HRS-11")], **{"class": "cca-ccm-4.0.7"}),
        control("m_d", "8.3.2", **{"class": "iso-27017_2015"}),
        control("m-tvm-06", "TVM-06"),
        control("m_e", "Z.1"),
    ]
    reading = read(control("ctl_1.1", "1.1", controls=children, **{"class": "MVSP-v3.0-20231109"}))
    (question,) = reading.questions
    assert question.controls == (
        "mvsp:3.0/1.1",
        "iso27001:2022/A.8.8",
        "nist-csf:2.0/ID.RA-01",
        "ccm:4.0.7/HRS-11",
        "iso27017:2015/8.3.2",
        "ccm:4.0.7/TVM-06",
    )
    assert question.more["unmapped"] == "Z.1"
    assert reading.by_class[RowClass.SUB_ROW] == 8


def test_questions_of_a_control_ask_instead_of_it() -> None:
    asked = control("AIS-01.1", "AIS-01.1", parts=[stated("Is it so?\n")], **{"class": "caiq-question"})
    asked["title"] = "CAI Question 1"
    reading = read(
        control("AIS-01", parts=[stated("Make it so.")], controls=[asked], **{"class": "control"}),
        title="Cloud Controls Matrix 4.0.7",
    )
    (question,) = reading.questions
    assert (question.id, question.text, question.controls) == ("AIS-01.1", "Is it so?", ("ccm:4.0.7/AIS-01",))
    assert (question.sections, question.more["control"]) == (("Group", "Title of AIS-01"), "Make it so.")


def test_enhancements_are_questions_of_their_own_and_withdrawn_controls_are_none() -> None:
    enhancement = control("ac-1.1", "AC-1(1)", **{"class": "SP800-53-enhancement"})
    gone = control("ac-3")
    gone["props"] = [{"name": "status", "value": "withdrawn"}]
    items = [{"name": "item", "props": [{"name": "label", "value": "a."}], "prose": "First"}]
    reading = read(
        control("ac-1", "AC-1", parts=[{"name": "statement", "parts": items}], controls=[enhancement],
                **{"class": "SP800-53"}),
        gone,
    )  # fmt: skip
    assert [q.id for q in reading.questions] == ["AC-1", "AC-1(1)"]
    assert reading.questions[0].text == "Title of ac-1\na. First"
    assert reading.by_class[RowClass.NOTE] == 1


def test_names_of_frameworks_are_told_apart() -> None:
    assert framework_of("iso-27017-2015") != framework_of("iso-27018-2015")
    assert (framework_of("csa-ccm-4.0.72"), framework_of("csa-ccm-3.0.1")) == ("ccm:4.0.7", "ccm:3.0.1")
    assert framework_of("control") == framework_of("") == ""


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "Shift_JIS"])
def test_xml_is_read_whatever_encoding_it_names(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<catalog><control id="1"><title>管理</title></control></catalog>'
    )
    (question,) = read_questionnaire(text.encode(encoding), "catalog.xml").questions
    assert (question.id, question.text, str(question.address)) == ("1", "管理", "2")


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE c [<!ENTITY a "b">]><catalog><control id="&a;"/></catalog>',
        '<?xml version="1.0"?><catalog><control id="1">',
        '<?xml version="1.0"?><other><control id="1"/></other>',
        '<?xml version="1.0"?>' + "<a>" * 500 + "</a>" * 500,
    ],
)
def test_xml_that_is_damaged_or_declares_entities_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFileError):
        read_questionnaire(text.encode(), "catalog.xml")


def test_yaml_with_anchors_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFileError, match="Anchors"):
        read_questionnaire(b"catalog: &a\n  controls: []\nb: *a\n", "catalog.yaml")


def bare(question: ReadQuestion) -> tuple[str, ...]:
    """A question without the marks in which the three forms of one catalog differ."""
    fields = (question.text, question.guidance, *question.sections, *question.controls)
    return (question.id, *(re.sub(r"[\s>\"*`-]|\((?:http|mailto)[^)]*\)", "", field) for field in fields))


@pytest.mark.samples
def test_a_published_catalog_says_the_same_in_its_three_forms(samples: Path) -> None:
    paths = [samples / "vendorsec-mvsp" / f"mvsp_v3.0-20231109-catalog.{form}" for form in ("json", "yaml", "xml")]
    readings = [read_questionnaire(path.read_bytes(), path.name) for path in paths]
    first = [bare(question) for question in readings[0].questions]
    assert len(first) == 25
    assert all([bare(question) for question in reading.questions] == first for reading in readings)
    assert all(reading.by_class == {RowClass.QUESTION: 25, RowClass.SECTION: 4} for reading in readings)
    assert first[0][-1] == "mvsp:3.0/1.1"


@pytest.mark.samples
def test_a_published_mapping_gives_the_verified_counts(samples: Path) -> None:
    path = samples / "vendorsec-mvsp" / "MVSP_v3.0-20231109-mapping-catalog.json"
    reading = read_questionnaire(path.read_bytes(), path.name)
    assert (len(reading.questions), reading.by_class[RowClass.SUB_ROW]) == (25, 501)
    controls = [one for question in reading.questions for one in question.controls]
    assert set(Counter(one.split("/")[0] for one in controls)) == {
        "mvsp:3.0", "iso27001:2013", "iso27001:2022", "iso27017:2015", "iso27018:2019", "nist-csf:1.1", "nist-csf:2.0",
        "ccm:4.0.7",
    }  # fmt: skip
    assert not any("unmapped" in question.more for question in reading.questions)
    assert all(split(one) for one in controls if one.startswith(("mvsp:", "ccm:", "iso27001:2022")))


@pytest.mark.samples
def test_a_published_framework_asks_in_its_subcategories(samples: Path) -> None:
    path = samples / "vendorsec-mvsp" / "nist_csf_2.0-catalog.json"
    reading = read_questionnaire(path.read_bytes(), path.name)
    assert reading.by_class == {RowClass.QUESTION: 186, RowClass.SECTION: 34 + 6}
    assert reading.questions[0].controls == (f"nist-csf:2.0/{reading.questions[0].id}",)
