"""A known form never loses a row: what asks is a question whatever its id, and what is left out is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from kit.files.question_sheets import FORMS, answers, classes, read
from sakimori.exchange.questionnaires.reading.result import Normal

CAIQ = ("Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership", "CSP Implementation Description")
HECVAT = ("ID", "Question", "Answer", "Additional Information", "Guidance")
CYFUN = ("ID", "Requirement", "Documentation Score", "Implementation Score", "Comments")
ASKED = ("Are audits held?", "Is there a plan?", "Are findings mended?", "Is access reviewed?", "Is data encrypted?")

Row = Sequence[str]


def caiq(*ids: str) -> list[Row]:
    return [CAIQ, *((key, text, "Yes", "CSP-owned", "") for key, text in zip(ids, ASKED, strict=False))]


def hecvat(*ids: str) -> list[Row]:
    told = [(key, text, "Yes", "", "Say so.") for key, text in zip(ids, ASKED, strict=False)]
    return [("Higher Education Community Vendor Assessment", "", "", "", ""), HECVAT, *told]


def cyfun(*ids: str) -> list[Row]:
    return [CYFUN, *((key, text, "2", "3", "") for key, text in zip(ids, ASKED, strict=False))]


KNOWN: tuple[tuple[str, Callable[..., list[Row]], tuple[str, ...]], ...] = (
    ("caiq-4", caiq, ("A&A-01.1", "A&A-01.2", "A&A-02.1", "IAM-01.1", "CEK-01.1")),
    ("hecvat", hecvat, ("COMP-01", "COMP-02", "COMP-03", "DATA-01", "DATA-02")),
    ("cyfun", cyfun, ("GV.OC-01.1", "GV.OC-01.2", "GV.OC-01.3", "GV.OC-02.1", "GV.OC-02.2")),
)
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(("profile", "rows", "ids"), KNOWN, ids=[known[0] for known in KNOWN])
@pytest.mark.parametrize(
    "broken",
    [lambda key: f" {key} ", lambda key: key.translate(WIDE), lambda key: f"{key[:2]}\u200b{key[2:]}", str.lower,
     lambda key: key.replace("-", "‐"), lambda key: key.replace("-", " - ")],
    ids=["blanks", "wide", "unseen", "small", "dash", "apart"],
)  # fmt: skip
def test_an_id_that_looks_alike_is_the_id(
    name: str, profile: str, rows: Callable[..., list[Row]], ids: tuple[str, ...], broken: Callable[[str], str]
) -> None:
    plain = read(FORMS[name](*rows(*ids)), name)
    other = read(FORMS[name](*rows(*map(broken, ids))), name)
    assert other.profile == plain.profile == profile
    assert answers(other) == answers(plain)
    assert [question.controls for question in other.questions] == [question.controls for question in plain.questions]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(("profile", "rows", "ids"), KNOWN, ids=[known[0] for known in KNOWN])
@pytest.mark.parametrize("broken", ["", "?", "12", "A&A", "new", "第1問"])
def test_a_row_whose_id_is_broken_stays_a_question(
    name: str, profile: str, rows: Callable[..., list[Row]], ids: tuple[str, ...], broken: str
) -> None:
    found = read(FORMS[name](*rows(*ids[:3], broken, ids[4])), name)
    assert found.profile == profile
    assert [question.text for question in found.questions] == list(ASKED)
    assert [question.raw for question in found.questions] == ["3" if profile == "cyfun" else "Yes"] * 5
    assert found.questions[3].id == broken


def test_an_unanswered_row_without_an_id_is_a_question_where_it_asks_or_offers_a_list() -> None:
    rows = [
        *caiq("A&A-01.1", "A&A-01.2", "IAM-01.1"),
        ("", "Is there another?", "", "", ""),
        ("x9", "Keep logs", "", "", ""),
    ]
    assert [question.text for question in read(FORMS["a.xlsx"](*rows)).questions][3:] == [
        "Is there another?",
        "Keep logs",
    ]
    listed = FORMS["a.xlsx"](*rows, ("", "Keep more logs", "", "", ""), lists={"C2:C7": ("Yes", "No")})
    assert [question.text for question in read(listed).questions][5:] == ["Keep more logs"]


def test_headings_remarks_and_labels_of_a_known_form_are_no_questions() -> None:
    found = read(
        FORMS["a.xlsx"](
            CAIQ, ("", "Audit & Assurance", "", "", ""), *caiq("A&A-01.1", "A&A-01.2", "A&A-02.1")[1:],
            ("IAM", "Identity & Access", "", "", ""), ("IAM-01.1", "Is access reviewed?", "No", "", ""),
            ("", "※ Answer all of them", "", "", ""), CAIQ, ("", "End of Standard", "", "", ""), ("(c) 2026",),
        )
    )  # fmt: skip
    assert list(classes(found).values()) == [
        "header", "section", "question", "question", "question", "section", "question", "note", "header", "sentinel",
        "note",
    ]  # fmt: skip
    assert not found.must_be_seen
    assert [row.text for row in found.left_out] == ["※ Answer all of them", "End of Standard", "(c) 2026"]


def test_what_follows_the_end_of_a_known_form_is_a_question_where_somebody_answered_it() -> None:
    rows = [
        *caiq("A&A-01.1", "A&A-01.2", "A&A-02.1"),
        ("", "End of Standard", "", "", ""),
        ("", "One more?", "Yes", "", ""),
    ]
    found = read(FORMS["a.xlsx"](*rows))
    assert answers(found)[3] == ("", "Yes", "yes")


@pytest.mark.parametrize("name", FORMS)
def test_an_answer_that_stands_beside_nothing_is_told(name: str) -> None:
    found = read(
        FORMS[name](*caiq("A&A-01.1", "A&A-01.2", "A&A-02.1"), ("", "", "", "", ""), ("", "", "No", "", "")), name
    )
    assert [question.normal for question in found.questions] == [Normal.YES] * 3
    assert [(row.at.row, row.text) for row in found.to_see] == [(6, "No")]
    assert found.must_be_seen


def test_a_heading_with_nothing_below_is_to_be_seen() -> None:
    found = read(
        FORMS["a.xlsx"](*caiq("A&A-01.1", "A&A-01.2", "A&A-02.1"), ("追補", "国外の再委託先の一覧", "", "", ""))
    )
    assert [(row.row_class.value, row.text) for row in found.to_see] == [("note", "追補 | 国外の再委託先の一覧")]
