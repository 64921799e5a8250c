"""Whatever is added to a file of a known form, it is read or refused; every row that was seen is exactly one thing."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.examples import examples
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.lists.grid import Grid, MergedRange, make_grid
from sakimori.exchange.questionnaires.forms.profile import Body, Profile
from sakimori.exchange.questionnaires.reading.document import Document, Sheet, open_document
from sakimori.exchange.questionnaires.reading.form import FORM_IDS
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID
from sakimori.exchange.questionnaires.reading.recognise import PROFILES, best_profile
from sakimori.exchange.questionnaires.reading.repeated import settle_ids
from sakimori.exchange.questionnaires.reading.result import RowClass
from sakimori.exchange.questionnaires.sheets.cells import CellFacts

SHEETS: Mapping[str, list[list[str]]] = {
    "generic": [["大項目", "No.", "確認事項", "回答", "備考"], ["体制", "1", "規程はありますか。", "はい", "社内"]],
    "meti-sla": [["№", "種別", "規定内容", "測定単位", "設定"], ["1", "可用性", "止まる時間", "時間", "有, 夜"]],
    "checkbox-sheet": [
        ["No.", "対策", "チェック", "実施項目"],
        *([str(n), "入力", "■ 対応済\n□ 未対策", f"対策{n}をする"] for n in range(4)),
    ],
    "answer-library": [
        ["Ref", "Domain", "Question", "Your answer", "Evidence / citation", "Owner", "Status", "Last verified"],
        ["1", "Tea", "Is tea served?", "Yes", "menu", "Ann", "ok", "2026-01-01"],
    ],
    "caiq-4": [
        ["Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership", "CSC Responsibilities"],
        *([f"A&A-0{n}.1", "Is tea served?", "Yes", "CSP-owned", ""] for n in range(1, 4)),
    ],
    "cyfun": [
        ["Category", "Requirement", "Documentation Score", "Implementation Score", "Comments"],
        *(["Tea", f"GV.OC-01.{n}: Tea is served.", "1", "2", "hot"] for n in range(1, 4)),
    ],
    "hecvat": [
        ["HECVAT", "", "", "", ""],
        ["ID", "Question", "Answer", "Additional Information", "Guidance"],
        *([f"COMP-0{n}", "Is tea served?", "Yes", "hot", "Say so."] for n in range(1, 6)),
    ],
    "eramba": [
        ["Chapter ID", "Chapter Title", "Chapter Description", "Question ID", "Question Title", "Question Description"],
        ["1", "Tea", "", "1.1", "Is tea served?", ""],
    ],
}
"""The beginning of a sheet of each form that is told by its table."""
TEXTS: Mapping[str, str] = {
    "ms365-attestation": '::: zone pivot="general"\n| **Information** | **Response** |\n|---|---|\n| Is it? | Yes |\n',
    "caiq-page": "# CAIQ\n\nCAIQ ID: **A&A-01.1**\n> Is it?\n\nYes. So.\n\n| Question ID | Answer |\n|---|---|\n",
    "answer-page": "## Is tea served?\n\nYes.\n\n## Is it hot?\n\nNo.\n",
    "plainanswer": "## Is tea served?\n\n**Yes.** So.\n\n## Is it hot?\n\n**No.** Cold.\n",
}
TREES: Mapping[str, Any] = {
    "google-vsaq": {
        "questionnaire": [
            {"type": "block", "text": "Tea", "items": [{"type": "yesno", "id": "a", "text": "Is it?", "cond": "b"}]},
            {"type": "radiogroup", "text": "Hot?", "choices": [{"b": "Yes"}, {"c": "No"}]},
            {"type": "tip", "id": "t", "cond": "!b && c", "text": "Heat it", "severity": "high"},
        ]
    },
    "oscal-catalog": {
        "catalog": {
            "metadata": {"title": "Tea"},
            "groups": [
                {
                    "id": "1",
                    "title": "Serving",
                    "controls": [{"id": "1.1", "title": "Tea", "parts": [{"name": "statement", "prose": "Serve it"}]}],
                }
            ],
        }
    },
    "opencontrol": {
        "name": "Tea",
        "satisfies": [
            {"standard_key": "T", "control_key": "T-1", "narrative": [{"text": "hot"}], "implementation_status": "none"}
        ],
    },
    "ciso-assistant-library": {
        "name": "Tea",
        "objects": {
            "framework": {
                "urn": "urn:t",
                "requirement_nodes": [
                    {
                        "urn": "urn:t:1",
                        "ref_id": "1",
                        "assessable": "true",
                        "questions": {"urn:t:1:q": {"type": "unique_choice", "text": "Is it?", "choices": []}},
                    }
                ],
            }
        },
    },
    "question-file": [{"uid": "a", "category": "Tea", "text_ja": "茶はありますか", "text_en": "Is it?", "tags": ["x"]}],
}
CELLS = st.one_of(
    st.sampled_from([
        "", "", "はい", "いいえ", "○", "×", "－", "不要", "X", "1", "2", "1.1", "A&A-01.1", "AIS-02.1", "GV.OC-01.1",
        "GV.OC-01.1: Tea.", "COMP-01", "■ 済\n□ 未", "※注", "以上", "凡例 ○:実施 ×:未実施", "規程がありますか。",
        "Is tea served?", "体制", "Yes", "N/A", "有無", "■体制", "(1) 続き", "End of Standard", "No.", "回答",
    ]),
    st.text(max_size=8),
)  # fmt: skip
LINES = st.one_of(
    st.sampled_from([
        "", "# Page", "## Is tea served?", "Yes. Always.", "**No.** Never.", "> Is it hot?", "- Is it?", "1. Is it?",
        "| Question ID | Answer |", "|---|---|", "| AIS-01.1 | Yes |", "CAIQ ID: **A&A-01.2**", "---", "```", ":::",
        "::: zone pivot=\"data\"", "| **Information** | **Response** |", ">| a | b |", "[[ FILL IN ]]", "Q: Is it?",
        "A: はい", "title: x", "A&A-02 – A&A-04", "Ownership: CSP", "<!-- x", "a,b,c", "====", "\\", "|", "~~~",
    ]),
    st.text(max_size=12),
)  # fmt: skip
NODES = st.recursive(
    st.one_of(st.text(max_size=6), st.none(), st.integers()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["id", "text", "type", "urn"]), inner, max_size=3)
    ),
    max_leaves=8,
)
CHANCE = settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow], deadline=None)
PLACES = st.tuples(st.integers(1, 12), st.integers(0, 5))
FACTS = st.builds(
    CellFacts,
    lists=st.dictionaries(PLACES, st.just(("はい", "いいえ")), max_size=4),
    changed=st.dictionaries(PLACES, st.sampled_from(["1月1日", "3.10"]), max_size=2),
    formulas=st.frozensets(PLACES, max_size=2),
    remarks=st.dictionaries(PLACES, st.text(max_size=5), max_size=2),
    hidden_columns=st.frozensets(st.integers(0, 5), max_size=1),
)


@st.composite
def grids(draw: st.DrawFn, start: list[list[str]]) -> Grid:
    """A sheet that begins as one of a form does, with anything above, below and merged into it."""
    width = draw(st.integers(1, 7))
    rows = st.lists(CELLS, min_size=width, max_size=width)
    cells = [*draw(st.lists(rows, max_size=2)), *map(list, start), *draw(st.lists(rows, max_size=10))]
    corner = st.integers(0, len(cells))
    areas = draw(st.lists(st.tuples(corner, corner, corner, corner), max_size=3))
    merged: list[MergedRange] = []
    for a, b, c, d in areas:
        area = MergedRange(min(a, c), min(b, d), max(a, c), max(b, d))
        # A workbook holds no merged ranges that lie over one another.
        if not any(_overlap(area, other) for other in merged):
            merged.append(area)
    return make_grid("s", cells, merged=merged, hidden=frozenset(draw(st.sets(st.integers(1, 12), max_size=2))))


def _overlap(one: MergedRange, other: MergedRange) -> bool:
    beside = one.right < other.left or other.right < one.left
    return not (beside or one.bottom < other.top or other.bottom < one.top)


@st.composite
def changed(draw: st.DrawFn, tree: Any) -> Any:
    """A tree in which some parts are something else."""
    made = copy.deepcopy(tree)
    places = list(_places(made))
    for container, key in draw(st.lists(st.sampled_from(places), max_size=3)):
        container[key] = draw(NODES)
    return made


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(inner):
        yield node, key
        yield from _places(value)


def read(profile: Profile, document: Document) -> Body | None:
    """What a form makes of a file; None where the file is not of it, or says that it is broken."""
    try:
        return profile.read(document, NOTHING_SAID) if profile.recognise(document) else None
    except UnreadableFileError:
        return None


@pytest.mark.parametrize("form", SHEETS)
@CHANCE
@given(data=st.data(), facts=FACTS)
def test_any_sheet_reconciles(form: str, data: st.DataObject, facts: CellFacts) -> None:
    grid = data.draw(grids(SHEETS[form]))
    document = Document("s.xlsx", "0", SourceKind.XLSX, "Excel", sheets=(Sheet(grid, facts=facts),))
    for profile in PROFILES:
        if (body := read(profile, document)) is None:
            continue
        assert [row.at.row for row in body.rows] == [row.number for row in grid.rows] or not body.sheets, profile.id
        asked = {row.at.row for row in body.rows if row.row_class is RowClass.QUESTION}
        assert {question.question_at.row for question in body.questions if question.question_at} <= asked, profile.id
        by_number = {row.number: row for row in grid.rows}
        places = Counter(question.address for question in body.questions)
        for place in (place for place, count in places.items() if count > 1):
            # Several questions are answered in one cell only where it is merged over their rows.
            assert place.column in by_number[place.row + 1].from_above, (profile.id, place)
        settled, _ = settle_ids(body.questions)
        told = [address for question in settled for address in (question.address, *question.also_at)]
        assert Counter(told) == places


@pytest.mark.parametrize("form", TEXTS)
@CHANCE
@given(lines=st.lists(LINES, max_size=20), before=st.booleans())
def test_any_page_reconciles(form: str, lines: list[str], before: bool) -> None:
    parts = ["\n".join(lines), TEXTS[form]]
    _reconciles("\n\n".join(parts if before else parts[::-1]), "page.md")


@pytest.mark.parametrize("form", TREES)
@pytest.mark.parametrize("name", ["file.json", "file.yaml"])
@CHANCE
@given(data=st.data())
def test_any_tree_reconciles(name: str, form: str, data: st.DataObject) -> None:
    _reconciles(json.dumps(data.draw(changed(TREES[form])), ensure_ascii=False), name)


@pytest.mark.parametrize("name", ["page.md", "page.txt", "list.csv", "file.yaml", "file.json", "file.xml", "page.html"])
@CHANCE
@given(text=st.lists(LINES, max_size=25).map("\n".join))
def test_any_text_reconciles(name: str, text: str) -> None:
    _reconciles(text, name)


def _reconciles(text: str, name: str) -> None:
    try:
        document = open_document(text.encode("utf-8", "replace"), name)
    except UnreadableFileError:
        return
    for profile in PROFILES:
        if (body := read(profile, document)) is None:
            continue
        asked = Counter(row.at.row for row in body.rows if row.row_class is RowClass.QUESTION)
        assert {question.question_at.row for question in body.questions if question.question_at} <= set(asked)
        settled, _ = settle_ids(body.questions)
        assert sum(1 + len(question.also_at) for question in settled) == len(body.questions), profile.id


def test_each_beginning_is_of_its_form() -> None:
    for form, rows in SHEETS.items():
        document = Document("s.xlsx", "0", SourceKind.XLSX, "Excel", sheets=(Sheet(make_grid("s", rows)),))
        assert best_profile(document)[0].id == form
    trees = {form: json.dumps(tree) for form, tree in TREES.items()}
    for name, texts in (("page.md", TEXTS), ("file.json", trees)):
        for form, text in texts.items():
            assert best_profile(open_document(text.encode(), name))[0].id == form


def test_the_names_of_the_forms_are_told_without_any_of_their_readers() -> None:
    assert tuple(profile.id for profile in PROFILES) == FORM_IDS
