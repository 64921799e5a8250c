"""The CAIQ as companies publish it on a page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from kit.files.question_sheets import before_its_remark
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.forms.caiq_page import PROFILE as CAIQ_PAGE
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass

PARAGRAPHS = """# Our CAIQ

Words of welcome.

## Application

CAIQ ID: **AIS-01.2**

> Is code analysed?

Yes. Every night.

And by hand.

CAIQ ID: **AIS-01.5**

> Is it reviewed?

CAIQ ID: **STA-07.4**
> Is it so?

Not Applicable | we have none.
"""
TABLE = """# CAIQ

## Data

| Question ID | Question | Answer | SSRM Control Ownership | Implementation Description |
|---|---|---|---|---|
| DSP-01.1 | Is it **so**? | **Partial** | CSP-owned | a \\| b |
| DCS-01–DCS-08 | All of these? | Inherited | 3rd-party outsourced | Cloud |
| **Second part** | | | | |
| DSP-01.2 | And now? | | | |
| End of Standard | | | | |
"""
LABELLED = """### IAM-01 Policy

- **IAM-01.1** Is there one?

**Answer:** No, not yet.
**Ownership:** Shared CSP and CSC

**IAM-01.2**: Is it kept?

**Answer:** NA

#### IAM-02.1 Are there more?

Y/N
"""


def read(text: str) -> ReadQuestionnaire:
    reading = read_questionnaire(text.encode(), "caiq.md")
    assert reading.profile == "caiq-page"
    assert len({row.at for row in reading.rows}) == len(reading.rows)
    assert reading.by_class[RowClass.QUESTION] == len(reading.questions)
    return reading


def test_an_id_its_question_and_paragraphs() -> None:
    reading = read(PARAGRAPHS)
    assert [(q.id, q.text, q.normal) for q in reading.questions] == [
        ("AIS-01.2", "Is code analysed?", Normal.YES),
        ("AIS-01.5", "Is it reviewed?", Normal.BLANK),
        ("STA-07.4", "Is it so?", Normal.NA),
    ]
    first = reading.questions[0]
    assert (first.raw, first.comment) == ("Yes. Every night.\n\nAnd by hand.", "Every night.\n\nAnd by hand.")
    assert (first.sections, first.controls, str(first.address)) == (("Application",), ("ccm:AIS-01",), "11")
    assert reading.questions[2].comment == "we have none."


def test_a_table_with_owners_ranges_sections_and_a_last_row() -> None:
    reading = read(TABLE)
    assert [(q.id, q.raw, q.normal, q.ownership) for q in reading.questions] == [
        ("DSP-01.1", "Partial", Normal.PARTLY, "CSP-owned"),
        ("DCS-01–DCS-08", "Inherited", Normal.INHERITED, "3rd-party outsourced"),
        ("DSP-01.2", "", Normal.BLANK, ""),
    ]
    assert (reading.questions[0].comment, reading.questions[0].text) == ("a | b", "Is it so?")
    assert reading.questions[1].controls == ()
    assert reading.by_class[RowClass.HEADER] == 2


def test_heads_may_be_short_and_say_themselves_what_n_means() -> None:
    page = """# CAIQ v4

## A&A — Audit (2 controls)

| # | Question | Y/N/NA | Compensating control | Evidence |
|---|---|---|---|---|
| A&A-01.1 | Is it so? | N | by hand | a plan |
| A&A-02.1 | And so? | Y | | |

## AIS

| # | Question | A | Resp | Answer + Evidence | TSC |
|---|---|---|---|---|---|
| AIS-01.1 | Is it? | P | CSP | some of it | CC8.1 |
"""
    one, two, three = read(page).questions
    assert (one.normal, one.evidence, one.more["Compensating control"]) == (Normal.NO, "a plan", "by hand")
    assert (two.normal, three.normal, three.ownership) == (Normal.YES, Normal.PARTLY, "CSP")
    assert (three.comment, three.more["TSC"]) == ("some of it", "CC8.1")
    bare = read(page.replace("Y/N/NA", "Answer"))
    assert bare.questions[0].normal is Normal.AMBIGUOUS


def test_labels_are_no_part_of_answers_and_a_control_asks_nothing() -> None:
    reading = read(LABELLED)
    assert [(q.id, q.text, q.raw, q.normal, q.ownership) for q in reading.questions] == [
        ("IAM-01.1", "Is there one?", "No, not yet.", Normal.NO, "Shared CSP and CSC"),
        ("IAM-01.2", "Is it kept?", "NA", Normal.NA, ""),
        ("IAM-02.1", "Are there more?", "Y/N", Normal.BLANK, ""),
    ]


def test_ids_of_something_else_are_no_caiq() -> None:
    page = "# Weaknesses\n\nCWE-79 one\n\nCWE-89 two\n\nCWE-22 three\n"
    assert CAIQ_PAGE.recognise(open_document(page.encode(), "list.md")) is None
    with pytest.raises(UnreadableFileError):
        read_questionnaire(b"# Nothing\n\nNo question at all.\n", "page.md")


@pytest.mark.samples
def test_a_page_that_a_vendor_published_gives_the_verified_answers(samples: Path) -> None:
    folder = samples / "octopus-caiq-lite"
    expected = json.loads((folder / "_EXPECTED.json").read_text(encoding="utf-8"))
    reading = read_questionnaire((folder / "index.md").read_bytes(), "index.md")
    assert len(reading.questions) == expected["questions"]
    # Four of its yeses say in their remark what they leave out.
    assert reading.totals[Normal.AMBIGUOUS] == sum(Flag.CONTRADICTED in q.flags for q in reading.questions) == 4
    assert Counter(before_its_remark(q).value for q in reading.questions) == expected["answers"]
    assert [(q.id, q.text, before_its_remark(q).value) for q in reading.questions] == [
        (item["id"], item["question"], item["answer"]) for item in expected["items"]
    ]
    # The script that counted cut "No" off "Not Applicable" and took the rest for a comment.
    comments = [item["comment"].removeprefix("t Applicable").lstrip(". |") for item in expected["items"]]
    assert [q.comment for q in reading.questions] == comments
    assert len({q.sections[0] for q in reading.questions}) == expected["h2_sections"]
    assert reading.profile == CAIQ_PAGE.id
    assert CAIQ_PAGE.read(open_document((folder / "index.md").read_bytes(), "index.md"), NOTHING_SAID).title


def test_a_row_of_a_page_that_lost_its_id_is_a_question_all_the_same() -> None:
    reading = read_questionnaire(TABLE.replace("| DSP-01.1 |", "| |").encode(), "caiq.md")
    assert [(one.id, one.normal) for one in reading.questions] == [
        ("", Normal.PARTLY), ("DCS-01–DCS-08", Normal.INHERITED), ("DSP-01.2", Normal.BLANK),
    ]  # fmt: skip


def test_a_sheet_of_tabs_with_blank_lines_is_no_page() -> None:
    labels = ("Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership")
    rows = [(f"A&A-0{n}.1", f"Is control {n} in place?", "Yes", "CSP-owned") for n in range(1, 6)]
    lines = ["\t".join(labels), *("\t".join(row) + "\n\t\t\t" for row in rows)]
    reading = read_questionnaire("\n".join(lines).encode(), "caiq.tsv")
    assert reading.profile == "caiq-4"
    assert [one.normal for one in reading.questions] == [Normal.YES] * 5
