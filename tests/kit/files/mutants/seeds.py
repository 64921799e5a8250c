"""The files that mutants are made of: forms of our own making, and published ones that are read right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from kit.files.mutants.tables import Line, Table
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.document import Document, open_document
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestion

_JA: Final = (
    ("組織", "個人情報保護の責任者を定めていますか。", "はい", Normal.YES),
    ("組織", "個人データの取扱規程を定めていますか。", "はい", Normal.YES),
    ("組織", "委託先を毎年見直していますか。", "いいえ", Normal.NO),
    ("人", "従業者に毎年教育を行っていますか。", "一部", Normal.PARTLY),
    ("人", "退職者の権限を速やかに消していますか。", "はい", Normal.YES),
    ("場所", "執務室への入室を記録していますか。", "該当なし", Normal.NA),
    ("技術", "保存するデータを暗号化していますか。", "はい", Normal.YES),
    ("技術", "通信を暗号化していますか。", "はい", Normal.YES),
    ("技術", "多要素認証を使っていますか。", "いいえ", Normal.NO),
    ("技術", "操作の記録を1年以上残していますか。", "", Normal.BLANK),
)
_EN: Final = (
    ("Governance", "Is somebody responsible for privacy?", "Yes", Normal.YES),
    ("Governance", "Do you review your suppliers each year?", "No", Normal.NO),
    ("People", "Are all staff trained each year?", "Partially", Normal.PARTLY),
    ("People", "Are leavers' accounts removed within a day?", "Yes", Normal.YES),
    ("Technology", "Is stored data encrypted?", "Yes", Normal.YES),
    ("Technology", "Is data encrypted in transit?", "Yes", Normal.YES),
    ("Technology", "Do you use multi-factor authentication?", "No", Normal.NO),
    ("Technology", "Are backups tested?", "N/A", Normal.NA),
    ("Technology", "Are logs kept for a year?", "", Normal.BLANK),
)
_SIGNS: Final = {"はい": "○", "いいえ": "×", "一部": "△", "該当なし": "対象外", "": ""}
_WORDS: Final = (
    ("サービスを提供する時間帯", "24時間365日", Normal.TEXT),
    ("計画停止を事前に通知するか", "有, 5営業日前まで", Normal.YES),
    ("障害を通知するか", "有", Normal.YES),
    ("提供を終了するとき事前に通知するか", "無", Normal.NO),
    ("代替手段を用意しているか", "規定なし", Normal.UNDEFINED),
    ("稼働率の実績を公開するか", "非公開", Normal.UNDISCLOSED),
    ("監視の間隔", "5分ごと", Normal.TEXT),
    ("バックアップを取るか", "有", Normal.YES),
)


def _lines(
    rows: Sequence[tuple[str, str, str, Normal]], order: str, tokens: dict[str, str] | None = None
) -> tuple[Line, ...]:
    """Lines whose columns are i(d), s(ection), q(uestion), a(nswer), c(omment), e(mpty), g(uidance)."""
    made = []
    for number, (section, text, given, normal) in enumerate(rows, start=1):
        held = {
            "i": str(number),
            "s": section,
            "q": text,
            "a": (tokens or {}).get(given, given),
            "c": "",
            "e": "",
            "g": "規程を見ること",
        }
        made.append(Line(tuple(held[sign] for sign in order), normal))
    return tuple(made)


def made_tables() -> tuple[Table, ...]:
    """Forms as customers make them, each read right as it stands."""
    return (
        Table("ja", (("大項目", "No.", "確認事項", "回答", "備考"),), _lines(_JA, "siqac"), 2, (3,), 4, 1, 0),
        Table(
            "ja-signs",
            (("項番", "分類", "チェック項目", "判断基準", "貴社ご回答", "証跡"),),
            _lines(_JA, "isqgae", _SIGNS),
            2,
            (4,),
            None,
            0,
            1,
        ),
        Table("ja-short", (("設問", "回答"),), _lines(_JA, "qa"), 0, (1,), kind="csv"),
        Table(
            "en", (("Ref", "Domain", "Requirement", "Response", "Comments"),), _lines(_EN, "isqac"), 2, (3,), 4, 0, 1
        ),
        Table("en-short", (("#", "Question", "Answer", "Notes"),), _lines(_EN, "iqac"), 1, (2,), 3, 0, kind="csv"),
        _library(),
        _caiq(),
        _meti(),
        _marked(),
    )


def _library() -> Table:
    header = ("Ref", "Domain", "Question", "Your answer", "Evidence / citation", "Owner", "Status", "Last verified")
    lines = tuple(
        Line((f"A{n}", section, text, given, "policy", "Ann", "ok", "2026-01-01"), normal)
        for n, (section, text, given, normal) in enumerate(_EN, start=1)
    )
    return Table("library", (header,), lines, 2, (3,), None, 0, 1, kind="csv")


def _caiq() -> Table:
    header = (
        "Question ID",
        "Question",
        "CSP CAIQ Answer",
        "SSRM Control Ownership",
        "CSP Implementation Description (Optional/Recommended)",
    )
    tokens = {"Partially": "No", "N/A": "NA"}
    normals = {"Partially": Normal.NO}
    lines = tuple(
        Line((f"A&A-0{n}.1", text, tokens.get(given, given), "CSP-owned", ""), normals.get(given, normal))
        for n, (_, text, given, normal) in enumerate(_EN, start=1)
    )
    return Table("caiq", (header,), lines, 1, (2,), 4, 0)


def _meti() -> Table:
    lines = tuple(
        Line((str(n), "可用性", f"項目{n}", text, "有無", given), normal)
        for n, (text, given, normal) in enumerate(_WORDS, start=1)
    )
    return Table(
        "meti", (("№", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定"),), lines, 3, (5,), None, 0, 1
    )


def _marked() -> Table:
    place = {Normal.YES: 2, Normal.NO: 3, Normal.NA: 4}
    lines = []
    for n, (_, text, _given, normal) in enumerate(_JA, start=1):
        kept = normal if normal in place else Normal.BLANK
        cells = [str(n), text, "", "", "", ""]
        if kept in place:
            cells[place[kept]] = "○"
        lines.append(Line(tuple(cells), kept))
    return Table("marked", (("No.", "質問", "はい", "いいえ", "該当なし", "備考"),), tuple(lines), 1, (2, 3, 4), 5, 0)


SAMPLE_TABLES: Final = ("growi-docs/derived", "sig-lite-answer-library/sig-lite-answer-library-template.csv")
"""Those with answers in one column, each question once."""
_MOST_LINES: Final = 80


def sample_tables(samples: Path) -> Iterator[Table]:
    """The published tables with one column of answers, as tables of plain cells; the largest ones are cut."""
    for place in SAMPLE_TABLES:
        root = samples / place
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.suffix in {".xlsx", ".csv"}:
                yield from _of_file(path)


def _of_file(path: Path) -> Iterator[Table]:
    try:
        document = open_document(path.read_bytes(), path.name)
        reading = read_questionnaire(path.read_bytes(), path.name)
    except UnreadableFileError:
        return
    if reading.unsaid:
        return
    for sheet in reading.sheets:
        asked = [one for one in reading.questions if one.address.sheet == sheet and one.address.column is not None]
        if table := _table(path, document, sheet, asked):
            yield table


def _table(path: Path, document: Document, name: str, questions: Sequence[ReadQuestion]) -> Table | None:
    sheet = document.sheet(name)
    if sheet is None or len(questions) < 4 or any(one.marks_at or one.also_at for one in questions):
        return None
    first = questions[0]
    if first.question_at is None or first.question_at.column is None or first.address.column is None:
        return None
    asked, answer = first.question_at.column, first.address.column
    by_row = {one.address.row: one for one in questions}
    width = sheet.grid.width
    rows = [tuple("" if c in row.copies else row.cell(c) for c in range(width)) for row in sheet.grid.rows]
    top = min(by_row)
    last = max(by_row)
    texts = [one.text for one in questions]
    if len(set(texts)) < len(texts) or any(rows[n - 1][asked] != one.text for n, one in by_row.items()):
        return None
    heads = [n for n in range(top - 1) if len(set(filter(None, rows[n]))) > 2]
    if not heads:
        return None
    header = heads[-1]
    lines = tuple(
        Line(rows[n], by_row[n + 1].normal if n + 1 in by_row else None)
        for n in range(header + 1, min(last, header + _MOST_LINES))
    )
    comment = first.comment_at.column if first.comment_at else None
    return Table(
        f"{path.parent.name}/{path.name}", (rows[header],), lines, asked, (answer,), comment, above=tuple(rows[:header])
    )
