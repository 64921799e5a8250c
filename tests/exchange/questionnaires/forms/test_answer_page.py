"""Pages of questions and answers in the ways in which people write them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.examples import some
from kit.files.question_sheets import before_its_remark
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.forms.answer_page import PAGE
from sakimori.exchange.questionnaires.forms.attestation import PROFILE as ATTESTATION
from sakimori.exchange.questionnaires.forms.caiq_page import PROFILE as CAIQ
from sakimori.exchange.questionnaires.reading.blocks import read_blocks
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass

BANK = """# Data

Words.

---

### What do you keep?

*Also asked as: "What data?"*

**Info.** We keep [[ FILL IN: the list ]] and
nothing else.

> A remark.

---

### List who helps you

**Yes.** Two of them.

---

### Do you sell it?

**No.** Never.
"""


def read(text: str, profile: str = "answer-page") -> ReadQuestionnaire:
    reading = read_questionnaire(text.encode(), "page.md")
    assert reading.profile == profile
    assert len({row.at for row in reading.rows}) == len(reading.rows)
    assert reading.by_class[RowClass.QUESTION] == len(reading.questions)
    return reading


def told(reading: ReadQuestionnaire) -> list[tuple[str, str, str, str]]:
    return [(q.id, q.text, q.raw, q.normal.value) for q in reading.questions]


def test_a_bank_has_positions_remarks_and_blanks_to_fill_in() -> None:
    reading = read(BANK, "plainanswer")
    assert [(q.text, q.normal, q.more["position"]) for q in reading.questions] == [
        ("What do you keep?", Normal.TEXT, "Info"),
        ("List who helps you", Normal.YES, "Yes"),
        ("Do you sell it?", Normal.NO, "No"),
    ]
    first = reading.questions[0]
    assert first.raw == "Info. We keep [[ FILL IN: the list ]] and nothing else."
    assert first.flags == {Flag.PLACEHOLDER}
    assert "A remark." in first.guidance


def test_answers_to_choose_from_are_flagged_and_the_best_one_is_never_taken() -> None:
    offered = "It depends.\n\n**{}** *(if alone)*. One.\n\n**{}** *(if not)*. Two."
    page = BANK.replace("**No.** Never.", offered.format("No", "Yes"))
    question = read(page, "plainanswer").questions[-1]
    assert (question.normal, question.guidance) == (Normal.NO, "It depends.")
    assert question.flags == {Flag.MARKED_TWICE}
    page = BANK.replace("**No.** Never.", offered.format("Yes", "No"))
    question = read(page, "plainanswer").questions[-1]
    assert (question.normal, question.token) == (Normal.AMBIGUOUS, "Yes+No")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "**Q1: Do you?**\nA: Yes, always.\n\n**Q2: Do they?**\n\nA: No\n\nQ3. And we?\nA3.\n",
            [("1", "Do you?", "Yes, always.", "yes"), ("2", "Do they?", "No", "no"), ("3", "And we?", "", "blank")],
        ),
        (
            "1. 暗号化していますか？\n   はい、しています。\n2. 記録はありますか？\n   - いいえ\n3. 他はまだですか。\n",
            [
                ("1", "暗号化していますか？", "はい、しています。", "yes"),
                ("2", "記録はありますか？", "いいえ", "no"),
                ("3", "他はまだですか。", "", "blank"),
            ],
        ),
        (
            "## A\n\n**1.1 Do you encrypt?**\n\nYes. AES.\n\n**1.10 Do you test?**\n\n{{ answer }}\n",
            [("1.1", "Do you encrypt?", "Yes. AES.", "yes"), ("1.10", "Do you test?", "{{ answer }}", "default")],
        ),
        (
            "質問1：ありますか\n回答：有、一式\n\n質問2：足りますか\n回答：不要\n",
            [("1", "ありますか", "有、一式", "yes"), ("2", "足りますか", "不要", "ambiguous")],
        ),
        (
            "## Is it?\n\n> Yes. It is.\n\n## Was it?\n\nNo API was there then.\n",
            [("", "Is it?", "Yes. It is.", "yes"), ("", "Was it?", "No API was there then.", "text")],
        ),
        (
            "> Is it?\n\nYes\n\n> Was it?\n\nx\n",
            [("", "Is it?", "Yes", "yes"), ("", "Was it?", "x", "ambiguous")],
        ),
    ],
)
def test_people_write_questions_in_many_ways(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert told(read(text)) == expected


def test_an_answer_of_several_parts_is_one_answer_and_sections_are_the_headings_above() -> None:
    answer = "Yes.\n\n- one\n- two\n\n#### More\n\nwords"
    page = f"# FAQ\n\n## Part\n\n### Is it?\n\n{answer}\n\n### Was it?\n\nNo\n\n## End\n\nbye\n"
    reading = read(page)
    assert reading.questions[0].raw == "Yes.\n\n- one\n\n- two\n\nwords"
    assert [q.sections for q in reading.questions] == [("Part",), ("Part",)]
    assert reading.questions[1].raw == "No"


def test_one_question_alone_is_no_page_of_questions() -> None:
    with pytest.raises(UnreadableFileError):
        read_questionnaire(b"# News\n\nWhy is it so?\n\nBecause.\n", "news.md")


@given(st.text(alphabet=st.sampled_from("#>|-*_ `:\nあか？?QA1.<!\\x=~"), max_size=300))
def test_every_line_that_is_not_blank_stands_in_one_block(text: str) -> None:
    blocks = read_blocks(text)
    lines = [block.line for block in blocks]
    assert lines == sorted(set(lines))
    filled = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    assert not filled or lines[0] <= filled[0]
    document = open_document(b"# x\n\n| a | b |\n|--|--|\n\n" + text.encode(), "page.md")
    body = PAGE.read(document, NOTHING_SAID)
    assert sum(row.row_class is RowClass.QUESTION for row in body.rows) == len(body.questions)


RUNS = ["[[", "**a ", "<a ", "__a ", "*a", '<span class="sxs-lookup">', "1. a?\n", "| a "]


@pytest.mark.parametrize("part", some(RUNS, 1))
def test_a_text_made_to_take_minutes_is_read_and_reconciles(part: str) -> None:
    head = '::: zone pivot="a"\n\n| **Information** | **Response** |\n|--|--|\n| a | '
    text = f"CAIQ ID: **AIS-01.1**\n\n## Is it?\n\nYes {part * (60_000 // len(part))}\n\n{head}{part * 20_000}"
    document = open_document(text.encode(), "page.md")
    for profile in (PAGE, CAIQ, ATTESTATION):
        assert profile.recognise(document) or profile is PAGE
        body = profile.read(document, NOTHING_SAID)
        assert sum(row.row_class is RowClass.QUESTION for row in body.rows) == len(body.questions)


@pytest.mark.samples
def test_a_published_bank_gives_the_verified_positions(samples: Path) -> None:
    folder = samples / "plainanswer-security-questionnaire-answers"
    expected = json.loads((folder / "_EXPECTED.json").read_text(encoding="utf-8"))
    names = {"Info": "text", "Yes": "yes", "No": "no", "Partial": "partly"}
    questions = 0
    for name, entry in expected.items():
        reading = read_questionnaire((folder / name).read_bytes(), name)
        assert reading.profile == "plainanswer"
        assert len(reading.questions) == entry["questions"], name
        found = Counter(before_its_remark(question).value for question in reading.questions)
        assert found == {names[position]: count for position, count in entry["positions"].items()}, name
        questions += len(reading.questions)
    assert questions == 77


def test_one_item_of_a_list_is_one_question_and_never_the_answer_of_another() -> None:
    text = (
        "1. Is it safe?\n2. Describe how it is kept.\n3. Is it old?\n\n   Yes, from 1990.\n4. Name those who keep it\n"
    )
    assert told(read(text)) == [
        ("1", "Is it safe?", "", "blank"),
        ("2", "Describe how it is kept.", "", "blank"),
        ("3", "Is it old?", "Yes, from 1990.", "yes"),
        ("4", "Name those who keep it", "", "blank"),
    ]


def test_items_that_ask_below_a_question_are_questions_of_their_own() -> None:
    text = "## Is it encrypted?\n\n- At rest?\n- In transit?\n\n## Is it kept?\n\n- In Tokyo\n- In Osaka\n"
    assert told(read(text)) == [
        ("", "Is it encrypted?", "", "blank"),
        ("", "At rest?", "", "blank"),
        ("", "In transit?", "", "blank"),
        ("", "Is it kept?", "In Tokyo\n\n- In Osaka", "text"),
    ]


def test_an_answer_in_one_list_with_the_questions_belongs_to_none_and_is_told() -> None:
    reading = read("- Is it safe?\n- Yes\n- Is it old?\n- No\n- Is it new?\n- A: No\n")
    assert told(reading) == [
        ("", "Is it safe?", "", "blank"),
        ("", "Is it old?", "", "blank"),
        ("", "Is it new?", "No", "no"),
    ]
    assert [row.at.row for row in reading.rows if row.why is not None] == [2, 4]


@pytest.mark.parametrize(
    ("boxes", "meant"),
    [
        ("- [ ] Yes\n- [x] No", "no"),
        ("- [ ] Yes\n- [ ] No", "blank"),
        ("☐ Yes ☑ No", "no"),
        ("Yes / No / N/A", "blank"),
    ],
)
def test_boxes_below_a_question_are_ticked_or_blank(boxes: str, meant: str) -> None:
    assert [normal for *_, normal in told(read(f"## Is it?\n\n{boxes}\n\n## Was it?\n\nYes\n"))] == [meant, "yes"]
