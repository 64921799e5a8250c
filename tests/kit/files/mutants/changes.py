"""What people and programs do to a table on its way: each change gives the table with what it answers now, or None."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Final

from kit.files.mutants import answers, books, rows, words
from kit.files.mutants.answers import OPPOSITE, one_column
from kit.files.mutants.tables import Line, Table, with_cell
from sakimori.exchange.questionnaires.reading.result import Normal

Change = Callable[[Random, Table], Table | None]


def plain_label(rng: Random, table: Table) -> Table | None:
    """Another label that says no more than that it is the answer."""
    column = one_column(table)
    if column is None:
        return None
    return replace(table.relabelled(column, rng.choice(words.PLAIN_LABELS)), must_ask=False)


def hoped_label(rng: Random, table: Table) -> Table | None:
    """A label that speaks of answers hoped for, shown, or of another time."""
    column = one_column(table)
    if column is None:
        return None
    return replace(table.relabelled(column, rng.choice(words.HOPED_LABELS)), must_ask=True)


def unknown_label(rng: Random, table: Table) -> Table | None:
    """A label that says nothing: the column is guessed by what it holds."""
    column = one_column(table)
    if column is None:
        return None
    return replace(table.relabelled(column, rng.choice(words.UNKNOWN_LABELS)), must_ask=True)


def spelled_label(rng: Random, table: Table) -> Table | None:
    """The labels in another width, with blanks, or in capitals."""
    column = rng.randrange(table.width)
    label = table.header[-1][column]
    return table.relabelled(
        column, rng.choice((words.wide(label), f" {label} ", label.upper(), f"{label}\n", f"{label}　"))
    )


def label_above(rng: Random, table: Table) -> Table | None:
    """A row of headings over the labels; one that speaks of hopes makes the answers doubtful."""
    column = one_column(table)
    if column is None or len(table.header) > 1 or table.above or table.must_ask:
        return None
    is_hoped = rng.random() < 0.5
    over = rng.choice(
        ("期待する回答", "Expected", "前回", "模範") if is_hoped else ("貴社ご記入欄", "Vendor", "記入欄")
    )
    upper = tuple(over if place == column else label for place, label in enumerate(table.header[0]))
    return replace(table, header=(upper, *table.header), must_ask=is_hoped)


def hoped_column(rng: Random, table: Table) -> Table:
    """A column of hoped-for or former answers beside the given ones, which say the opposite."""
    at = rng.choice((table.answer[0], table.answer[-1] + 1))
    return table.with_column(
        at, rng.choice(words.HOPED_LABELS), lambda line: OPPOSITE.get(line.normal or Normal.BLANK, "はい")
    )


def judged_column(rng: Random, table: Table) -> Table:
    """A column in which somebody else judges."""
    label = rng.choice(("評価者確認", "審査結果", "弊社判定", "Reviewer assessment"))
    return table.with_column(table.answer[-1] + 1, label, lambda line: "○" if line.normal is Normal.NO else "×")


def number_column(rng: Random, table: Table) -> Table:
    """A column of points, weights or days."""
    label = rng.choice(("重要度", "配点", "Weight", "期限"))
    numbers = iter(range(10_000))
    return table.with_column(
        rng.randrange(table.width + 1), label, lambda line: str(next(numbers) % 3 + 1) if line.normal else ""
    )


def blank_column(rng: Random, table: Table) -> Table:
    """A column with nothing in it."""
    return table.with_column(rng.randrange(table.width + 1), "", lambda line: "")


def columns_moved(rng: Random, table: Table) -> Table:
    """The columns in another order."""
    order = list(range(table.width))
    if len(table.answer) > 1:
        order = [*order[-1:], *order[:-1]]
    else:
        rng.shuffle(order)
    return table.moved(order)


def ids_blank(rng: Random, table: Table) -> Table | None:
    """Some ids missing."""
    return _ids(table, lambda text: "" if rng.random() < 0.5 else text)


def ids_broken(rng: Random, table: Table) -> Table | None:
    """Ids in another width, with blanks, or with signs that nobody sees."""
    broken = rng.choice(
        (
            words.wide,
            lambda text: f" {text} ",
            lambda text: f"{text}\u200b",
            lambda text: f"\ufeff{text}",
            lambda text: text.replace("-", "‐"),
        )
    )
    return _ids(table, broken)


def ids_alike(_: Random, table: Table) -> Table | None:
    """The same id at every question."""
    return _ids(table, lambda _: "1")


def _ids(table: Table, change: Callable[[str], str]) -> Table | None:
    key = table.key
    if key is None:
        return None
    return table.with_answers(lambda line: replace(line, cells=with_cell(line.cells, key, change(line.cells[key]))))


def blank_lines(rng: Random, table: Table) -> Table:
    """Rows with nothing in them between the questions."""
    return _inserted(rng, table, lambda _: Line(("",) * table.width), most=4)


def section_lines(rng: Random, table: Table) -> Table:
    """Headings between the questions, in the first column."""
    place = table.section if table.section is not None else 0
    titles = iter(("■ 組織的対策", "第2章 技術的対策", "■ その他", "【人的対策】", "3. 物理的対策"))
    return _inserted(rng, table, lambda _: Line(with_cell(("",) * table.width, place, next(titles))), most=3)


def header_again(rng: Random, table: Table) -> Table:
    """The header repeated within the table, as on each page of a printed sheet."""
    return _inserted(rng, table, lambda _: Line(table.header[-1]), most=1) if all(table.header[-1]) else table


def title_lines(_: Random, table: Table) -> Table:
    """A title and who fills it in above the header."""
    title = with_cell(("",) * table.width, 0, "委託先セキュリティチェックシート")
    name = with_cell(with_cell(("",) * table.width, 0, "会社名"), min(1, table.width - 1), "青空株式会社")
    return replace(table, above=(title, name, ("",) * table.width, *table.above))


def footer_lines(rng: Random, table: Table) -> Table:
    """What stands below the last question."""
    foot = rng.choice(("以上", "※ご不明な点はお問い合わせください", "End of Standard", "以下余白"))
    return replace(
        table, lines=(*table.lines, Line(("",) * table.width), Line(with_cell(("",) * table.width, 0, foot)))
    )


def shuffled(rng: Random, table: Table) -> Table | None:
    """The questions in another order."""
    if any(line.normal is None for line in table.lines):
        return None
    lines = list(table.lines)
    rng.shuffle(lines)
    return replace(table, lines=tuple(lines))


def _inserted(rng: Random, table: Table, make: Callable[[int], Line], *, most: int) -> Table:
    lines = list(table.lines)
    for n in range(rng.randint(1, most)):
        lines.insert(rng.randrange(len(lines)), make(n))
    return replace(table, lines=tuple(lines))


_OF_TABLES: Final = (
    *(plain_label, hoped_label, unknown_label, spelled_label, label_above, hoped_column, judged_column, number_column),
    *(blank_column, columns_moved, ids_blank, ids_broken, ids_alike, blank_lines, section_lines, header_again),
    *(title_lines, footer_lines, shuffled),
)
CHANGES: Final[Mapping[str, Change]] = {
    change.__name__: change for change in (*_OF_TABLES, *answers.OF_ANSWERS, *rows.OF_ROWS, *books.OF_BOOKS)
}
"""Every change of a table, by its name."""
ALONE: Final = frozenset(
    {
        *("asked_twice", "taken_back", "opposite_in_brackets", "unfilled", "doubtful_tokens", "label_above"),
        *("footnoted", "footnotes_below", "led", "two_givers", "another_year", "answered_below"),
        *(change.__name__ for change in books.OF_BOOKS),
    }
)
"""Changes that stand last: what another does to their answers would no longer be known."""


def changed(rng: Random, table: Table, name: str) -> Iterator[tuple[str, Table]]:
    """The table after a change, and after one or two more before it; nothing where the change does not apply."""
    before = [other for other in CHANGES if other not in ALONE and other != name]
    made, done = table, list[str]()
    for other in rng.sample(before, rng.choice((0, 0, 1, 2))):
        if (further := CHANGES[other](rng, made)) is not None:
            made, done = further, [*done, other]
    last = CHANGES[name](rng, made)
    if last is not None:
        yield "+".join([*done, name]), last
