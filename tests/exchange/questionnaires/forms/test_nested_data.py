"""Data that no form describes: JSON, YAML and scripts whose objects ask, wherever they stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestionnaire, RowClass

ITEMS = [
    {"id": "AC-1", "question": "Do you require MFA?", "response": {"value": "Yes", "comment": "Okta for all staff"}},
    {"id": "AC-2", "question": "Do you review access?", "response": {"value": "No", "comment": ""}},
]
LOGS = [{"id": "LG-1", "question": "Are logs kept for a year?", "response": {"value": "N/A", "comment": "No systems"}}]
NESTED = {
    "title": "Vendor review",
    "meta": {"vendor": "Example", "version": "2"},
    "sections": [{"title": "Access", "items": ITEMS}, {"title": "Logging", "items": LOGS}],
}
YAML = """title: Vendor review
sections:
  - title: Access
    items:
      - id: AC-1
        question: Do you require MFA?
        response: {value: "Yes", comment: Okta for all staff}
      - id: AC-2
        question: Do you review access?
        response: {value: "No", comment: ""}
  - title: Logging
    items:
      - id: LG-1
        question: Are logs kept for a year?
        response: {value: N/A, comment: No systems}
"""
SCRIPT = """// generated
import { a } from './b';

export const review = {
  title: 'Vendor review',
  sections: [
    { title: 'Access', items: [
      { id: 'AC-1', question: `Do you require MFA?`, response: { value: 'Yes', comment: 'Okta for all staff' } },
      { id: 'AC-2', question: 'Do you review access?', response: { value: 'No', comment: '' } },
    ] },
    { title: 'Logging', items: [
      { id: 'LG-1', question: 'Are logs kept ' + 'for a year?', response: { value: 'N/A', comment: 'No systems' } },
    ] },
  ],
} as const;

export default review;
"""


def read(content: Any, name: str = "data.json", **said: Normal) -> ReadQuestionnaire:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return read_questionnaire(text.encode(), name, meanings=Meanings(said=said))


def told(reading: ReadQuestionnaire) -> list[tuple[str, tuple[str, ...], str, Normal, str]]:
    return [(q.id, q.sections, q.text, q.normal, q.comment) for q in reading.questions]


EXPECTED = [
    ("AC-1", ("Vendor review", "Access"), "Do you require MFA?", Normal.YES, "Okta for all staff"),
    ("AC-2", ("Vendor review", "Access"), "Do you review access?", Normal.NO, ""),
    ("LG-1", ("Vendor review", "Logging"), "Are logs kept for a year?", Normal.NA, "No systems"),
]


@pytest.mark.parametrize(
    ("content", "name"),
    [(NESTED, "a.json"), (YAML, "a.yaml"), (SCRIPT, "a.js"), (SCRIPT, "a.txt")],
    ids=lambda v: v if isinstance(v, str) and len(v) < 9 else "",
)
def test_sections_with_items_and_their_responses_are_read_alike_in_each_notation(content: Any, name: str) -> None:
    reading = read(content, name)
    assert reading.profile == "data"
    assert told(reading) == EXPECTED
    assert reading.by_class[RowClass.QUESTION] == 3
    assert not reading.ambiguous


def test_each_answer_has_the_line_on_which_it_stands() -> None:
    reading = read(YAML, "a.yaml")
    lines = YAML.splitlines()
    assert ["value:" in lines[question.address.row - 1] for question in reading.questions] == [True] * 3


def test_what_is_hoped_for_is_no_answer_and_what_a_status_means_is_asked() -> None:
    hoped = [
        {"id": f"Q{n}", "question": f"Is control {n} in place?", "expectedAnswer": "Yes", "status": status}
        for n, status in enumerate(("Yes", "No", "Yes"), 1)
    ]
    reading = read({"sections": [{"title": "A", "items": hoped}]})
    assert [q.normal for q in reading.questions] == [Normal.AMBIGUOUS] * 3
    assert dict(reading.ambiguous) == {"Yes": 2, "No": 1}
    assert [note.code for note in reading.notes] == ["unnamed_answers"]
    sure = read({"sections": [{"title": "A", "items": hoped}]}, Yes=Normal.YES, No=Normal.NO)
    assert [q.normal for q in sure.questions] == [Normal.YES, Normal.NO, Normal.YES]


def test_what_is_hoped_for_is_asked_about_and_leaves_a_form_blank() -> None:
    items = [
        {"id": f"Q{n}", "question": f"Is control {n} in place?", "modelAnswer": "All data are encrypted at rest."}
        for n in range(3)
    ]
    data = {"sections": [{"items": items}]}
    assert read(data).unsaid == {"model answer": len(items)}
    reading = read_questionnaire(json.dumps(data).encode(), "a.json", meanings=Meanings(labels={"modelAnswer": False}))
    assert not reading.is_open
    assert {q.normal for q in reading.questions} == {Normal.BLANK}
    assert all(q.raw == "" for q in reading.questions)


@pytest.mark.parametrize(
    "answers",
    [
        {"AC-1": "yes", "AC-2": "no"},
        [{"questionId": "AC-1", "answer": "yes"}, {"questionId": "AC-2", "answer": "no"}],
    ],
    ids=["by name", "in a list"],
)
def test_answers_apart_are_joined_by_id(answers: Any) -> None:
    asked = [{"id": q["id"], "question": q["question"]} for q in ITEMS]
    reading = read({"questionnaire": {"sections": [{"title": "Access", "questions": asked}]}, "answers": answers})
    assert [(q.id, q.normal) for q in reading.questions] == [("AC-1", Normal.YES), ("AC-2", Normal.NO)]


def test_questions_under_their_ids_and_questions_as_names_are_read() -> None:
    keyed = {
        "AC-1": {"text": "Do you require MFA?", "answer": True},
        "AC-2": {"text": "Is it reviewed?", "answer": False},
    }
    assert [(q.id, q.normal) for q in read({"controls": {"all": keyed}}).questions] == [
        ("AC-1", Normal.YES),
        ("AC-2", Normal.NO),
    ]
    pairs = {"answers": {"part": {"Do you encrypt?": "yes", "Do you log?": "partially"}}}
    assert [(q.text, q.normal) for q in read(pairs).questions] == [
        ("Do you encrypt?", Normal.YES),
        ("Do you log?", Normal.PARTLY),
    ]


def test_a_choice_named_by_its_id_is_read_in_its_words_and_marks_are_answers() -> None:
    choices = [{"id": "a", "label": "Yes"}, {"id": "b", "label": "No"}]
    items = [
        {"id": "1", "question": "Do you log?", "choices": choices, "answer": "b"},
        {"id": "2", "question": "Do you patch?", "choices": choices, "answer": "a"},
    ]
    reading = read({"sections": [{"title": "Ops", "items": items}]})
    assert [(q.raw, q.normal, q.choices) for q in reading.questions] == [
        ("No", Normal.NO, ("Yes", "No")),
        ("Yes", Normal.YES, ("Yes", "No")),
    ]
    marked = [
        {"question": "Do you log?", "options": [{"label": "Yes", "selected": False}, {"label": "No", "selected": True}]}
    ]
    assert [q.normal for q in read({"sections": [{"items": marked}]}).questions] == [Normal.NO]


def test_an_object_without_a_text_is_told_and_none_is_lost() -> None:
    items = [*ITEMS, {"id": "AC-3", "question": "", "response": {"value": "Yes", "comment": ""}}]
    reading = read({"sections": [{"title": "Access", "items": items}]})
    assert [row.row_class for row in reading.rows].count(RowClass.NOTE) == 1
    assert len(reading.questions) == 2


SHAPES: dict[str, Any] = {
    "short names": [
        {"category": "Access", "questions": [{"q": "Do you log?", "a": "Yes."}, {"q": "Is it kept?", "a": "No."}]}
    ],
    "question and answer as objects": {
        "list": [
            {"question": {"id": "1", "text": "Do you log?"}, "answer": {"text": "Yes"}},
            {"question": {"id": "2", "text": "Is it kept?"}, "answer": {"text": "No"}},
        ]
    },
    "a survey with its data": {
        "pages": [
            {
                "elements": [
                    {"type": "radio", "name": "log", "title": "Do you log?"},
                    {"type": "radio", "name": "kept", "title": "Is it kept?"},
                ]
            }
        ],
        "data": {"log": "yes", "kept": "no"},
    },
    "japanese": {
        "大項目": [
            {
                "名称": "体制",
                "設問": [
                    {"番号": "1", "質問": "Do you log?", "回答": "はい"},
                    {"番号": "2", "質問": "Is it kept?", "回答": "いいえ"},
                ],
            }
        ]
    },
}


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_other_shapes_are_read_as_well(content: Any) -> None:
    reading = read(content)
    assert [(q.text, q.normal) for q in reading.questions] == [("Do you log?", Normal.YES), ("Is it kept?", Normal.NO)]


OTHERS = {
    "package": {"name": "x", "dependencies": {"a": "1", "b": "2"}},
    "inventory": {"servers": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]},
    "script": "export const a = 1;\n",
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_other_data_are_refused(content: Any) -> None:
    with pytest.raises(UnreadableFileError):
        read(content, "a.js" if isinstance(content, str) else "a.json")


@pytest.mark.parametrize("name", ["expected_answer", "expectedAnswer", "sample-response", "正答", "previous answer"])
def test_answers_that_are_not_the_given_ones_are_taken_only_once_somebody_has_said_so(name: str) -> None:
    items = [{"id": "A-1", "question": "Is it safe?", name: "yes"}, {"id": "A-2", "question": "Is it old?", name: "no"}]
    data = json.dumps({"sections": [{"title": "All", "items": items}]}).encode()
    asked = read_questionnaire(data, "a.json")
    assert asked.is_open
    ((label, count),) = asked.unsaid.items()
    assert count == len(items)
    taken = read_questionnaire(data, "a.json", meanings=Meanings(labels={label: True}))
    assert [one.normal for one in taken.questions] == [Normal.YES, Normal.NO]
    left = read_questionnaire(data, "a.json", meanings=Meanings(labels={label: False}))
    assert not left.is_open
    assert [(one.normal, one.more[label]) for one in left.questions] == [(Normal.BLANK, "yes"), (Normal.BLANK, "no")]
    given = [{**one, "answer": "no"} for one in items]
    beside = read_questionnaire(json.dumps({"sections": [{"items": given}]}).encode(), "a.json")
    assert not beside.is_open
    assert {one.normal for one in beside.questions} == {Normal.NO}


@pytest.mark.parametrize(("chosen", "left"), [("○", ""), (True, False), ("x", "")])
def test_a_mark_under_the_name_of_an_answer_gives_it(chosen: Any, left: Any) -> None:
    def item(number: int, answer: str) -> dict[str, Any]:
        marks = {name: chosen if name == answer else left for name in ("yes", "no", "n/a")}
        return {"id": f"A-{number}", "question": f"Is control {number} in place?", **marks}

    items = [item(1, "yes"), item(2, "no"), item(3, "n/a"), item(4, "")]
    reading = read({"sections": [{"title": "All", "items": items}]})
    assert [one.normal for one in reading.questions] == [Normal.YES, Normal.NO, Normal.NA, Normal.BLANK]


def test_tokens_under_a_name_that_nobody_knows_are_asked_about_and_a_header_among_data_is_none() -> None:
    words = ("Yes", "Twice a year", "By hand", "Nobody")
    items = [{"id": f"A-{n}", "question": f"Is control {n} in place?", "zeta": word} for n, word in enumerate(words)]
    assert read({"sections": [{"items": items}]}).unsaid == {"zeta": len(words)}
    flags = [{**item, "zeta": "", "live": True} for item in items]
    assert not read({"sections": [{"items": flags}]}).is_open
    header = {"id": "id", "question": "question", "answer": "answer"}
    given = [{"id": "A-1", "question": "Is it safe?", "answer": "yes"}]
    assert [one.text for one in read({"sections": [{"items": [*given, header]}]}).questions] == ["Is it safe?"]


def test_a_name_that_plainly_says_answer_needs_no_tokens() -> None:
    items = [{"id": f"A-{n}", "question": f"Is control {n} in place?", "CSP CAIQ Answer": "TBD"} for n in range(4)]
    items[0]["CSP CAIQ Answer"] = "yes"
    reading = read({"sections": [{"items": items}]})
    assert [one.normal for one in reading.questions] == [Normal.YES, *[Normal.BLANK] * 3]
    assert not reading.is_open


def test_an_example_in_the_place_of_an_id_is_an_example_where_ids_stand_twice() -> None:
    def item(ident: str, text: str) -> dict[str, str]:
        return {"id": ident, "question": text, "answer": "yes"}

    items = [item("Example", "Is the example safe?"), item("A-1", "Is it safe?"), item("A-1", "Is it old?")]
    reading = read({"sections": [{"title": "All", "items": items}]})
    assert [one.text for one in reading.questions] == ["Is it safe?", "Is it old?"]
