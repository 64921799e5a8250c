"""Lists with boxes in Markdown and in plain text."""

from __future__ import annotations

import pytest

from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestionnaire, RowClass

PAGE = """# Checklist

## Access

- [x] AC-1 MFA is required for all staff
  - by Okta
- [ ] AC-2 Access is reviewed every quarter

## Logs

* [X] Logs are kept for a year
* [~] Logs are reviewed
"""
TEXT = "Access\n\n[x] MFA is required\n[ ] Access is reviewed\n☑ Logs are kept\n☐ Logs are reviewed\n"
CHOICES = """## Access

1. Do you require MFA?
   - [x] Yes
   - [ ] No
2. Do you review access?
   - [ ] Yes
   - [x] No
3. Do you log?
   - [ ] Yes
   - [ ] No
"""


def read(text: str, name: str = "list.md", **said: Normal) -> ReadQuestionnaire:
    return read_questionnaire(text.encode(), name, meanings=Meanings(said={f"[{k}]": v for k, v in said.items()}))


def told(reading: ReadQuestionnaire) -> list[tuple[str, str, Normal]]:
    return [(q.id, q.text, q.normal) for q in reading.questions]


def test_each_item_is_a_question_that_is_ticked_empty_or_asked() -> None:
    reading = read(PAGE)
    assert reading.profile == "task-list"
    assert told(reading) == [
        ("AC-1", "MFA is required for all staff", Normal.YES),
        ("AC-2", "Access is reviewed every quarter", Normal.BLANK),
        ("", "Logs are kept for a year", Normal.YES),
        ("", "Logs are reviewed", Normal.AMBIGUOUS),
    ]
    assert [q.sections for q in reading.questions] == [("Access",), ("Access",), ("Logs",), ("Logs",)]
    assert reading.questions[0].comment == "by Okta"
    assert dict(reading.ambiguous) == {"[~]": 1}
    assert [note.code for note in reading.notes] == ["unticked"]


def test_plain_text_is_read_line_by_line() -> None:
    reading = read(TEXT, "list.txt")
    assert told(reading) == [
        ("", "MFA is required", Normal.YES), ("", "Access is reviewed", Normal.BLANK),
        ("", "Logs are kept", Normal.YES), ("", "Logs are reviewed", Normal.BLANK),
    ]  # fmt: skip


def test_items_that_are_answers_belong_to_the_question_above() -> None:
    reading = read(CHOICES)
    assert told(reading) == [
        ("1", "Do you require MFA?", Normal.YES),
        ("2", "Do you review access?", Normal.NO),
        ("3", "Do you log?", Normal.BLANK),
    ]
    assert reading.questions[0].choices == ("Yes", "No")
    assert reading.by_class[RowClass.SUB_ROW] == 6


def test_two_ticks_at_one_question_wait_for_a_person() -> None:
    reading = read(CHOICES.replace("[ ] No\n2", "[x] No\n2"))
    assert reading.questions[0].normal is Normal.AMBIGUOUS


def test_a_list_that_nobody_ticked_is_blank() -> None:
    reading = read(PAGE.replace("[x]", "[ ]").replace("[X]", "[ ]").replace("[~]", "[ ]"))
    assert {q.normal for q in reading.questions} == {Normal.BLANK}
    assert reading.notes == ()


@pytest.mark.parametrize("text", [PAGE, TEXT, CHOICES], ids=["page", "text", "choices"])
def test_every_line_is_seen_once(text: str) -> None:
    reading = read(text, "list.md")
    rows = [row.at.row for row in reading.rows]
    assert sorted(rows) == sorted(set(rows))
    assert set(rows) == {n for n, line in enumerate(text.splitlines(), 1) if line.strip()}


def test_a_page_that_is_answered_in_words_as_well_is_no_list_of_boxes() -> None:
    page = "## Is it safe?\n\n- [ ] Yes\n- [x] No\n\n## Is it old?\n\nYes\n\n## Is it new?\n\n- [x] Yes\n- [ ] No\n"
    reading = read(page)
    assert reading.profile == "answer-page"
    assert [(one.text, one.normal) for one in reading.questions] == [
        ("Is it safe?", Normal.NO), ("Is it old?", Normal.YES), ("Is it new?", Normal.YES),
    ]  # fmt: skip
