"""Google VSAQ, in JSON as people write it."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestionnaire, RowClass
from sakimori.exchange.questionnaires.reading.tree import read_json

SMALL = """// A remark, with "quotes" and { braces }.
{
  "questionnaire": [ /* more */
    {"type": "block", "text": "All", "items": [
      {"type": "block", "id": "net", "text": "Net", "cond": "start/yes", "items": [
        {"type": "info", "text": "Which <b>standards</b> hold?"},
        {"type": "checkgroup", "choices": [{"a_1": "A &amp; B"}, {"a_2": "C " +
           "and D"}]},
        {"type": "radiogroup", "id": "third", "text": "And?", "cond": "a_1||!a_2",
         "choices": [{"third_yes": "Yes, we do."}, {"third_no": "No"}]},
        {"type": "tip", "id": "t", "cond": "third_no", "severity": "high", "name": "Bad", "text": "Mend it",
         "warn": "yes"},
        {"type": "spacer"},
      ]},
      {"type": "yesno", "id": "3.10", "text": "Really?"},
      {"type": "check", "id": "sure", "text": "I am sure."},
    ]}
  ],
}
"""


def read(text: str) -> ReadQuestionnaire:
    reading = read_questionnaire(text.encode(), "form.json")
    assert reading.profile == "google-vsaq"
    assert reading.by_class[RowClass.QUESTION] == len(reading.questions)
    return reading


def test_items_with_choices_conditions_and_tips() -> None:
    reading = read(SMALL)
    group, third, yesno, check = reading.questions
    assert (group.id, group.text, group.choices) == ("", "Which standards hold?", ("A & B", "C and D"))
    assert group.more["choice_ids"] == "a_1\na_2"
    assert (third.sections, third.more["cond"]) == (("All", "Net"), "(start/yes) && (a_1||!a_2)")
    assert third.more["tip:t"] == "third_no\nhigh\nBad\nMend it"
    assert (yesno.id, yesno.choices, check.choices) == ("3.10", ("yes", "no"), ("yes",))
    assert str(group.address) == "7"
    assert {q.normal for q in reading.questions} == {Normal.BLANK}
    assert {name.value: count for name, count in reading.by_class.items()} == {"question": 4, "section": 2, "note": 3}


@pytest.mark.parametrize("name", ["form.txt", "form.js", "form"])
def test_a_form_is_told_by_its_content_whatever_its_name(name: str) -> None:
    assert read_questionnaire(SMALL.encode("utf-8-sig"), name).profile == "google-vsaq"


def test_an_extension_says_where_it_belongs() -> None:
    text = """{"namespace": "ours", "extensions": [{"type": "block", "insertAfter": "net", "text": "Ours",
      "items": [{"type": "line", "id": "one", "text": "One?"}]}]}"""
    (question,) = read(text).questions
    assert (question.more["namespace"], question.more["insertAfter"]) == ("ours", "net")


@pytest.mark.parametrize(
    "text",
    [
        '{"questionnaire": [',
        '{"questionnaire": [{"type": "line", "text": "a" + 1}]}',
        '{"a": "1", "a": "2"}',
        "[" * 5000,
        '{"a": alert(1)}',
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(UnreadableFileError, match="line 1"):
        read_questionnaire(text.encode(), "form.json")


def test_an_unknown_type_or_an_empty_list_is_of_no_form() -> None:
    for text in ('{"questionnaire": []}', '{"questionnaire": [{"type": "video"}]}'):
        with pytest.raises(UnreadableFileError):
            read_questionnaire(text.encode(), "form.json")


_PLAIN = st.recursive(
    st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@given(_PLAIN)
def test_plain_json_of_strings_is_read_as_json_is(value: object) -> None:
    assert read_json(json.dumps(value)).data == value
    assert read_json(json.dumps(value, ensure_ascii=False, indent=1)).data == value


@given(st.text(alphabet="{}[]\",:+/*\\ab1\n '", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UnreadableFileError):
        assert isinstance(read_json(text).data, str | list | dict)


@pytest.mark.samples
@pytest.mark.parametrize("name", ["webapp.json", "security_privacy_programs.json", "test_template.json"])
def test_published_questionnaires_give_the_verified_counts(samples: Path, name: str) -> None:
    folder = samples / "google-vsaq"
    expected = json.loads((folder / "_EXPECTED.json").read_text(encoding="utf-8"))[name]
    reading = read((folder / name).read_text(encoding="utf-8"))
    assert len(reading.questions) == expected["question_items"]
    grouped = [q for q in reading.questions if q.more["type"] in {"checkgroup", "radiogroup"}]
    assert sum(len(q.choices) for q in grouped) == expected["group_choices"]
    assert len(reading.rows) == sum(expected["types"].values())
    assert reading.by_class[RowClass.SECTION] == expected["types"]["block"]
    kinds = Counter(q.more["type"] for q in reading.questions)
    assert kinds == {kind: count for kind, count in expected["types"].items() if kind in kinds}
    assert reading.totals == {Normal.BLANK: expected["question_items"]}
    severe = [more.split("\n")[1] for q in reading.questions for key, more in q.more.items() if key.startswith("tip:")]
    assert set(expected["severity"]) <= set(severe)


@pytest.mark.samples
def test_a_published_extension_is_one_question(samples: Path) -> None:
    reading = read((samples / "google-vsaq" / "test_template_extension.json").read_text(encoding="utf-8"))
    assert len(reading.questions) == 1
