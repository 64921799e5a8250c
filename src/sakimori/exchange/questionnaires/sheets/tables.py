"""What profiles of tables share, and any table of questions whose columns are proposed for a person to confirm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised, skipped_sheets
from sakimori.exchange.questionnaires.reading.document import Document, Sheet, open_document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestion, SeenRow
from sakimori.exchange.questionnaires.sheets.answers_apart import joined_by_id
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole, role_of
from sakimori.exchange.questionnaires.sheets.layout import Layout, find_layout, goes_on
from sakimori.exchange.questionnaires.sheets.legends import printed_legend
from sakimori.exchange.questionnaires.sheets.questions import asks_anything, read_rows

_FEWEST_ALIKE: Final = 10
_EXAMPLE: Final = Text("記入例のシートです。", "It shows how to fill in the others.")
_SHOWS: Final = re.compile(
    r"記入例|記載例|回答例|入力例|見本|^\s*(?:例|サンプル)\s*$|\b(?:examples?|samples?)\b", re.IGNORECASE
)
_NO_TABLE: Final = Text("質問の表がありません。", "It holds no table of questions.")

FitLayout = Callable[[Sheet, Layout], Layout | None]
"""What a form makes of the layout of a sheet; None for a sheet that is not of it."""


def layouts_of(document: Document, fit: FitLayout = lambda _, layout: layout) -> Mapping[str, Layout]:
    """How each visible sheet is laid out that holds questions of a form, by its name."""
    found = ((sheet.name, fit(sheet, layout)) for sheet, layout in document.once(_laid_out))
    return {name: layout for name, layout in found if layout is not None}


def layouts_in(data: bytes, filename: str) -> tuple[Layout, ...]:
    """How each visible sheet of a file is laid out that holds questions."""
    return tuple(layouts_of(open_document(data, filename)).values())


def _laid_out(document: Document) -> tuple[tuple[Sheet, Layout], ...]:
    """The sheets with their layouts; one filled as an example counts only where there is no other."""
    found: list[tuple[Sheet, Layout]] = []
    for sheet in document.visible:
        before = next((layout for _, layout in reversed(found) if layout.header.depth), None)
        if (layout := find_layout(sheet)) is None or not layout.has_labels:
            layout = (goes_on(sheet, before) if before else None) or layout
        if layout is not None:
            found.append((sheet, layout))
    return tuple([pair for pair in found if not _SHOWS.search(pair[0].name)] or found)


def read_tables(
    document: Document,
    meanings: Meanings,
    layouts: Mapping[str, Layout],
    *,
    id_pattern: re.Pattern[str] | None = None,
    sentinels: Collection[str] = (),
    why_skipped: Text = _NO_TABLE,
) -> Body:
    """The questions of the sheets that are laid out; legends on the other sheets serve them all."""
    others = [sheet for sheet in document.visible if sheet.name not in layouts]
    printed = {sign: normal for sheet in others for sign, normal in printed_legend(sheet.grid.rows).items()}
    known = replace(meanings, legend={**printed, **meanings.legend})
    questions: list[ReadQuestion] = []
    rows: list[SeenRow] = []
    read = [sheet for sheet in document.sheets if sheet.name in layouts]
    for sheet in read:
        asked, seen = read_rows(sheet, layouts[sheet.name], known, id_pattern=id_pattern, sentinels=sentinels)
        above = (sheet.heading,) if sheet.heading else ()
        questions += (replace(one, sections=(*above, *one.sections)) for one in asked) if above else asked
        rows += seen
    joined = joined_by_id(questions, (one for one in others if not _SHOWS.search(one.name)), known)
    names = (*(sheet.name for sheet in read), *joined.sheets)
    skipped = skipped_sheets(document, names, why_skipped, _shows_how)
    columns = (note for sheet in read for note in _columns(layouts[sheet.name])) if not joined.sheets else ()
    notes = (*_alike(joined.questions), *joined.notes, *columns)
    title = next((found for sheet in read if (found := title_of(sheet, layouts[sheet.name]))), "")
    return Body(joined.questions, (*rows, *joined.rows), title, names, skipped, notes)


def _shows_how(sheet: Sheet) -> Text | None:
    """That a sheet was not read because it is an example, where that is so."""
    is_example = not sheet.is_hidden and _SHOWS.search(sheet.name) and find_layout(sheet) is not None
    return _EXAMPLE if is_example else None


def title_of(sheet: Sheet, layout: Layout) -> str:
    """The first text above the header."""
    above = (row for row in sheet.grid.rows if row.number <= layout.header.row - layout.header.depth)
    return next((" ".join(next(iter(row.own.values())).split()) for row in above if row.own), "")


def labels_of(layout: Layout) -> frozenset[str]:
    """The folded labels of the columns."""
    return frozenset(map(fold, layout.header.labels))


def _alike(questions: Sequence[ReadQuestion]) -> tuple[Note, ...]:
    """A note where every answer is the same: such a file may have been sent out filled."""
    given = Counter(question.raw.strip() for question in questions if question.normal is not Normal.BLANK)
    if len(given) != 1 or len(questions) < _FEWEST_ALIKE or given.total() < len(questions):
        return ()
    (answer,) = given
    message = Text(
        f"すべての回答が「{answer}」です。初期値のままでないか確かめてください。",
        f"Every answer is “{answer}”. Check whether that is how the file was sent out.",
    )
    return (Note("all_alike", message),)


def _columns(layout: Layout) -> Iterator[Note]:
    """Notes where the answers may stand elsewhere: their column does not say so, or others look as much like it."""
    answer = layout.column(ColumnRole.ANSWER)
    if answer is None:
        return
    taken = layout.header.label(answer)
    if (named := role_of(taken)) is None or named.key is not ColumnRole.ANSWER:
        message = Text(
            f"シート「{layout.sheet}」では「{taken}」の列を回答として読みました。違うときは列を選び直してください。",
            f"The column “{taken}” of sheet “{layout.sheet}” was read as the answers. If it is not, choose another.",
        )
        yield Note("unnamed_answers", message)
    if layout.rivals:
        others = ", ".join(map(layout.header.label, layout.rivals))
        message = Text(
            f"シート「{layout.sheet}」には回答らしい列が複数あり、「{taken}」を読みました（ほかに：{others}）。",
            f"Several columns of sheet “{layout.sheet}” look like answers; “{taken}” was read (others: {others}).",
        )
        yield Note("several_answers", message)


_WITH_ANSWERS: Final = 0.2
_WITHOUT: Final = 0.1
_WHY: Final = Text("質問と回答の列がある表です。", "It is a table with columns of questions and answers.")
_WHY_BLANK: Final = Text(
    "質問の列がある表です。回答の列はありません。", "It is a table with a column of questions and none of answers."
)


def _layouts(document: Document) -> Mapping[str, Layout]:
    return document.once(_asking)


def _asking(document: Document) -> Mapping[str, Layout]:
    """The sheets that ask; lists without a place to answer count only where no sheet has one."""
    found = {
        name: layout
        for name, layout in layouts_of(document).items()
        if (sheet := document.sheet(name)) and asks_anything(sheet, layout)
    }
    answered = {name: layout for name, layout in found.items() if layout.has_answers}
    return answered or found


def _recognise(document: Document) -> Recognised | None:
    layouts = _layouts(document)
    if not layouts:
        return None
    has_answers = any(layout.has_answers for layout in layouts.values())
    return Recognised(_WITH_ANSWERS, _WHY) if has_answers else Recognised(_WITHOUT, _WHY_BLANK)


def _read(document: Document, meanings: Meanings) -> Body:
    return read_tables(document, meanings, _layouts(document))


PROFILE: Final = Profile("generic", Text("一般の質問表", "Any table of questions"), _recognise, _read)
