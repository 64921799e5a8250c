"""What happens to the answers of a table on its way: emptied, left as the form came, said otherwise, taken back."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from kit.files.mutants import words
from kit.files.mutants.tables import Line, Table, with_cell
from sakimori.exchange.questionnaires.reading.result import Normal

OPPOSITE: Final = {Normal.YES: "いいえ", Normal.NO: "はい"}
OTHERS: Final = frozenset({Normal.YES, Normal.NO, Normal.PARTLY, Normal.NA})
"""What tokens say."""


def one_column(table: Table) -> int | None:
    """The one column that is answered in."""
    return table.answer[0] if len(table.answer) == 1 else None


def emptied(_: Random, table: Table) -> Table:
    """The form as it was sent out."""
    return table.with_answers(lambda line: _answered(table, line, "", Normal.BLANK))


def some_emptied(rng: Random, table: Table) -> Table:
    """Some answers missing."""
    return table.with_answers(lambda line: _answered(table, line, "", Normal.BLANK) if rng.random() < 0.4 else line)


def unfilled(rng: Random, table: Table) -> Table | None:
    """Blanks of the template in place of answers."""
    if one_column(table) is None:
        return None
    blank = rng.choice(words.UNFILLED)
    return table.with_answers(lambda line: _answered(table, line, blank, Normal.BLANK) if rng.random() < 0.7 else line)


def other_tokens(rng: Random, table: Table) -> Table | None:
    """Each answer by another word that means the same."""
    if one_column(table) is None:
        return None
    chosen = {normal: rng.choice(tokens) for normal, tokens in words.TOKENS.items()}

    def change(line: Line) -> Line:
        return (
            _answered(table, line, chosen[line.normal], line.normal) if line.normal in chosen and line.normal else line
        )

    return table.with_answers(change)


def doubtful_tokens(rng: Random, table: Table) -> Table | None:
    """Words that mean one thing in one file and another in the next."""
    if one_column(table) is None:
        return None
    token = rng.choice(words.DOUBTFUL)
    # What stands for AMBIGUOUS can only be asked: no plain answer of it is right.
    return table.with_answers(
        lambda line: _answered(table, line, token, Normal.AMBIGUOUS) if rng.random() < 0.3 else line
    )


def wide_cells(_: Random, table: Table) -> Table | None:
    """The answers in full width."""
    column = one_column(table)
    if column is None:
        return None
    return table.with_answers(
        lambda line: _answered(table, line, words.wide(line.cells[column]), line.normal or Normal.BLANK)
    )


def opposite_in_brackets(rng: Random, table: Table) -> Table | None:
    """The opposite of an answer in brackets behind it."""
    column = one_column(table)
    if column is None:
        return None

    def change(line: Line) -> Line:
        given = line.cells[column]
        if line.normal is not Normal.YES or rng.random() < 0.5:
            return line
        return _answered(
            table, line, f"{given}（{rng.choice(('いいえ', '×', '未実施', '一部', '予定', 'No'))}）", Normal.AMBIGUOUS
        )

    return table.with_answers(change)


def taken_back(rng: Random, table: Table) -> Table | None:
    """A remark that takes a yes back, in its own cell or in the answer's."""
    return _remarked(rng, table, "-")


def remarked(rng: Random, table: Table) -> Table | None:
    """A remark that leaves the answer as it is."""
    return _remarked(rng, table, "+")


def _remarked(rng: Random, table: Table, sign: str) -> Table | None:
    column, beside = one_column(table), table.comment
    if column is None and beside is None:
        return None
    chosen = [remark for own, _, remark in words.remarks() if own == sign]
    in_cell = beside is None or (column is not None and rng.random() < 0.5)

    def change(line: Line) -> Line:
        if line.normal is not Normal.YES or rng.random() < 0.4:
            return line
        remark, normal = rng.choice(chosen), line.normal if sign == "+" else Normal.AMBIGUOUS
        if in_cell and column is not None:
            # What is a remark behind a mark would be another text behind a bare blank.
            return Line(with_cell(line.cells, column, f"{line.cells[column].strip()}。{remark}"), normal)
        return Line(with_cell(line.cells, beside or 0, remark), normal)

    return table.with_answers(change)


def footnoted(rng: Random, table: Table) -> Table | None:
    """Marks of footnotes behind answers."""
    column = one_column(table)
    mark = rng.choice(("※1", "※", "*", "(*1)", "[1]", "注1", "（注2）", "¹", "†", "(※)", " *2", "（※1）"))
    if column is None:
        return None

    def change(line: Line) -> Line:
        given = line.cells[column].strip()
        if line.normal not in OTHERS or rng.random() < 0.5:
            return line
        return Line(with_cell(line.cells, column, f"{given}{mark}"), line.normal)

    return table.with_answers(change)


def led(rng: Random, table: Table) -> Table | None:
    """Words and signs before the answers, or brackets around them."""
    column = one_column(table)
    before, behind = rng.choice(
        (
            *(("回答：", ""), ("→", ""), ("→ ", ""), ("・", ""), ("「", "」"), ("【", "】"), ("答：", ""), ("＞ ", "")),
            *(
                ("Answer: ", ""),
                ("- ", ""),
                ('"', '"'),
                ("⇒ ", ""),
                ("A: ", ""),
                ("(", ")"),
                ("*", "*"),
                ("\u3000", ""),
            ),
        )
    )
    if column is None:
        return None

    def change(line: Line) -> Line:
        given = line.cells[column].strip()
        return (
            Line(with_cell(line.cells, column, f"{before}{given}{behind}"), line.normal)
            if line.normal in OTHERS
            else line
        )

    return table.with_answers(change)


def asked_plainly(_: Random, table: Table) -> Table | None:
    """Questions without the mark at their end."""
    if any(line.normal is None for line in table.lines):
        return None
    return table.with_answers(
        lambda line: replace(line, cells=with_cell(line.cells, table.asked, line.cells[table.asked].rstrip("?？。")))
    )


def asked_twice(rng: Random, table: Table) -> Table | None:
    """A question that stands again with another answer: no one of both is right."""
    column = one_column(table)
    plain = [line for line in table.lines if line.normal in {Normal.YES, Normal.NO}]
    if column is None or not plain:
        return None
    twice = rng.choice(plain)
    other = replace(
        twice, cells=with_cell(twice.cells, column, OPPOSITE[twice.normal or Normal.YES]), normal=Normal.AMBIGUOUS
    )
    pair = (replace(twice, normal=Normal.AMBIGUOUS), other)
    lines = (both for line in table.lines for both in (pair if line is twice else (line,)))
    return replace(table, lines=tuple(lines))


def _answered(table: Table, line: Line, text: str, normal: Normal) -> Line:
    cells = line.cells
    for column in table.answer:
        cells = with_cell(cells, column, text)
    return Line(cells, normal)


OF_ANSWERS: Final = (
    *(emptied, some_emptied, unfilled, other_tokens, doubtful_tokens, wide_cells),
    *(opposite_in_brackets, taken_back, remarked, asked_plainly, asked_twice, footnoted, led),
)
