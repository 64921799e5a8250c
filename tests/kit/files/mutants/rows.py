"""What stands between, around and beside questions: notes, examples, totals, answers of other years and people."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from kit.files.mutants import words
from kit.files.mutants.answers import OPPOSITE, one_column
from kit.files.mutants.tables import Line, Table, with_cell
from sakimori.exchange.questionnaires.reading.result import Normal


def notes_between(rng: Random, table: Table) -> Table:
    """Remarks among the questions, which ask nothing."""
    notes = (
        "※以下は個人データを取り扱う場合のみご回答ください。",
        "次の設問からは技術的な対策についてうかがいます。",
        "Please answer the following for the production environment only.",
        "（注）「個人データ」には従業員の情報を含みます。",
    )
    lines = list(table.lines)
    for note in rng.sample(notes, rng.randint(1, 2)):
        lines.insert(rng.randrange(len(lines)), Line(with_cell(("",) * table.width, table.asked, note)))
    return replace(table, lines=tuple(lines))


def example_line(rng: Random, table: Table) -> Table | None:
    """A row that shows how to fill in the others: what stands in it was answered by nobody."""
    column = one_column(table)
    if column is None:
        return None
    sign = rng.choice(("例", "記入例", "（例）", "【記入例】", "Example", "例1", "Sample", "ex."))
    own = next((line.cells[column] for line in table.lines if line.normal is Normal.YES), "はい")
    place = table.key if table.key is not None else table.section
    text = "個人情報の取扱方針を公表していますか。"
    cells = with_cell(("",) * table.width, table.asked, text if place is not None else f"（記入例）{text}")
    if place is not None:
        cells = with_cell(cells, place, sign)
    cells = with_cell(cells, column, own)
    return replace(table, lines=(Line(cells), *table.lines))


def totals(rng: Random, table: Table) -> Table | None:
    """Counts and scores below the last question."""
    column = one_column(table)
    if column is None:
        return None
    label, value = rng.choice(
        (
            ("合計", "7"),
            ("「はい」の数", "12"),
            ("達成率", "62%"),
            ("Total", "7"),
            ("Score", "24 / 30"),
            ("合計点", "85点"),
        )
    )
    place = rng.choice((0, table.asked))
    cells = with_cell(with_cell(("",) * table.width, place, label), column, value)
    gap = () if rng.random() < 0.5 else (Line(("",) * table.width),)
    return replace(table, lines=(*table.lines, *gap, Line(cells)))


def ids_twice(rng: Random, table: Table) -> Table | None:
    """Two neighbours with one id."""
    key = table.key
    asking = [n for n, line in enumerate(table.lines) if line.normal is not None]
    if key is None or len(asking) < 2:
        return None
    at = rng.randrange(len(asking) - 1)
    lines = list(table.lines)
    one, other = asking[at], asking[at + 1]
    lines[other] = replace(lines[other], cells=with_cell(lines[other].cells, key, lines[one].cells[key]))
    return replace(table, lines=tuple(lines))


def broken_lines(rng: Random, table: Table) -> Table:
    """Questions with line feeds and double blanks in them."""

    def change(line: Line) -> Line:
        text = line.cells[table.asked]
        at = rng.randrange(1, len(text)) if len(text) > 1 else 0
        return replace(line, cells=with_cell(line.cells, table.asked, f"{text[:at]}\n{text[at:]}")) if at else line

    return table.with_answers(change)


def another_year(rng: Random, table: Table) -> Table | None:
    """The answers of the year before in a column of their own, which say the opposite."""
    column = one_column(table)
    if column is None or len(table.header) > 1:
        return None
    former, now = rng.choice(_YEARS)
    named = replace(table.relabelled(column, now), must_ask=False)
    at = rng.choice((column, column + 1))
    return named.with_column(at, former, lambda line: OPPOSITE.get(line.normal or Normal.BLANK, "はい"))


_YEARS: Final = (
    ("2025年度", "2026年度"),
    ("2025年度回答", "2026年度回答"),
    ("回答（2025年4月）", "回答（2026年4月）"),
    ("FY2025 Answer", "FY2026 Answer"),
    ("前年度", "今年度"),
    ("令和7年度回答", "令和8年度回答"),
    ("Previous year", "This year"),
    ("R7回答", "R8回答"),
    ("第1回 回答", "第2回 回答"),
)


def two_givers(rng: Random, table: Table) -> Table | None:
    """Two columns in which two people answered; where they differ nobody can say which one holds."""
    column = one_column(table)
    if column is None or len(table.header) > 1:
        return None
    one, other = rng.choice(_GIVERS)

    def second(line: Line) -> str:
        return OPPOSITE.get(line.normal or Normal.BLANK, line.cells[column])

    named = replace(table.relabelled(column, one), must_ask=False)
    made = named.with_column(column + 1, other, second)
    return made.with_answers(lambda line: replace(line, normal=Normal.AMBIGUOUS) if line.normal in OPPOSITE else line)


_GIVERS: Final = (
    ("回答", "回答"),
    ("回答（本社）", "回答（大阪支社）"),
    ("情報システム部の回答", "法務部の回答"),
    ("一次回答", "二次回答"),
    ("Answer (HQ)", "Answer (Branch)"),
    ("Answer", "Answer"),
    ("製品A", "製品B"),
    ("本番環境", "開発環境"),
    ("回答1", "回答2"),
)


def answered_below(_: Random, table: Table) -> Table | None:
    """Each answer in a row of its own below its question."""
    column = one_column(table)
    if column is None:
        return None
    lines: list[Line] = []
    for line in table.lines:
        lines.append(replace(line, cells=with_cell(line.cells, column, "")) if line.normal is not None else line)
        if line.normal is not None:
            lines.append(Line(with_cell(("",) * table.width, column, line.cells[column])))
    return replace(table, lines=tuple(lines))


def footnotes_below(rng: Random, table: Table) -> Table | None:
    """Marks behind answers, with notes at the foot that take a yes back or leave it."""
    column = one_column(table)
    if column is None:
        return None
    sign = rng.choice("+-")
    mark, lead = rng.choice((("※1", "※1 "), ("*1", "*1："), ("（注1）", "注1："), ("※", "※ "), (" [1]", "[1] ")))
    note = rng.choice([remark for own, _, remark in words.remarks() if own == sign])

    def change(line: Line) -> Line:
        if line.normal is not Normal.YES or rng.random() < 0.5:
            return line
        normal = Normal.YES if sign == "+" else Normal.AMBIGUOUS
        return Line(with_cell(line.cells, column, f"{line.cells[column].strip()}{mark}"), normal)

    made = table.with_answers(change)
    foot = (Line(("",) * table.width), Line(with_cell(("",) * table.width, 0, f"{lead}{note}")))
    return replace(made, lines=(*made.lines, *foot))


OF_ROWS: Final = (
    footnotes_below,
    *(notes_between, example_line, totals, ids_twice, broken_lines, another_year, two_givers, answered_below),
)
