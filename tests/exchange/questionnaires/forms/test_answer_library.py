"""Answer libraries as tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.files.question_sheets import answers, csv, read, totals

HEADER = (
    "Ref",
    "Domain",
    "Question (example wording)",
    "Your answer",
    "Evidence / citation",
    "Owner",
    "Status",
    "Last verified",
)


def test_answers_with_evidence_and_who_keeps_them() -> None:
    found = read(
        csv(
            HEADER,
            (
                "EX-1",
                "Access",
                "Do you review rights?",
                "Yes — quarterly.",
                "Policy 2.1",
                "CTO",
                "Verified",
                "2026-06-10",
            ),
            ("1", "Risk", "Is there a register?", "Partially — a draft", "", "", "To do", ""),
            ("2", "Risk", "Who owns it?", "", "", "", "To do", ""),
        ),
        "library.csv",
    )
    assert found.profile == "answer-library"
    assert answers(found) == [
        ("EX-1", "Yes — quarterly.", "yes"),
        ("1", "Partially — a draft", "partly"),
        ("2", "", "blank"),
    ]
    first = found.questions[0]
    assert (first.sections, first.comment, first.evidence) == (("Access",), "quarterly.", "Policy 2.1")
    assert first.more == {"Owner": "CTO", "Status": "Verified", "Last verified": "2026-06-10"}


def test_a_japanese_one() -> None:
    found = read(
        csv(
            ("番号", "分類", "質問", "回答", "根拠資料", "担当者", "最終確認日"),
            ("1", "体制", "責任者がいますか", "はい、います", "組織図", "総務部", "2026-01-05"),
        ),
        "library.csv",
    )
    assert (found.profile, totals(found)) == ("answer-library", {"yes": 1})


def test_a_questionnaire_with_evidence_alone_is_none() -> None:
    found = read(csv(("No", "質問", "回答", "証跡"), ("1", "責任者がいますか", "はい", "組織図")), "sheet.csv")
    assert found.profile == "generic"


@pytest.mark.samples
def test_a_published_one(samples: Path) -> None:
    folder = samples / "sig-lite-answer-library"
    expected = json.loads((folder / "_EXPECTED.json").read_text())
    name = "sig-lite-answer-library-template.csv"
    found = read((folder / name).read_bytes(), name)
    assert found.profile == "answer-library"
    assert len(found.questions) == expected["rows"]
    assert len({question.sections for question in found.questions}) == expected["domains"]
    assert totals(found) == {
        "yes": expected["leading"]["Yes"],
        "partly": expected["leading"]["Partially"],
        "blank": expected["to_do"],
    }
