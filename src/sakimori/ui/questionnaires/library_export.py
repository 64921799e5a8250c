"""The answer library as a file: in a form that goes in again as a table of answers, and who made it when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sakimori.clock import now
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.questionnaires.answer_library import LibraryEntry
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import day, moment
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.questionnaires.library_listing import chosen_owner, owners_of, standing_of, visible_entries
from sakimori.ui.questionnaires.words import control, documents, library_answer, source, wording

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS: Final = (
    "number", "question", "answer", "remark", "evidence", "controls", "owner", "status", "checked", "source", "terms",
)  # fmt: skip
_WIDTHS: Final = (12, 60, 24, 40, 34, 30, 16, 14, 14, 34, 40)


def library_exports(page: Page) -> Sequence[Export]:
    """A workbook of the answers that are shown, and the same as a CSV."""
    if not owners_of(page):
        return ()
    name = f"sakimori-answers-{page.on.isoformat()}"
    return (
        Export(t("list.export_xlsx"), f"{name}.xlsx", _XLSX, lambda: _workbook(page)),
        Export(t("list.export_csv"), f"{name}.csv", "text/csv", lambda: _csv(page)),
    )


def _workbook(page: Page) -> bytes:
    _note(page)
    return safe_xlsx(
        [
            OutSheet(t("page.library"), _rows(page), widths=_WIDTHS),
            OutSheet(t("library.export_about"), _about(page), widths=(20, 70), header_rows=0),
        ]
    )


def _csv(page: Page) -> bytes:
    _note(page)
    return safe_csv(_rows(page))


def _note(page: Page) -> None:
    page.workspace.access("answers.exported", actor=page.actor, at=now(), what="third_party", key=chosen_owner(page))


def _rows(page: Page) -> list[list[Cell]]:
    return [[t(f"library.head_{head}") for head in _HEADS], *map(_row, visible_entries(page))]


def _row(entry: LibraryEntry) -> list[Cell]:
    remark = "\n".join(filter(None, (entry.answer.reason, entry.answer.note)))
    rights = entry.pack.source
    return [
        entry.question.id,
        wording(entry),
        library_answer(entry),
        remark,
        documents(entry),
        listed(map(control, entry.question.controls)),
        entry.who,
        t(f"library.standing_{standing_of(entry).value}"),
        entry.answered_on,
        source(entry),
        " ".join(filter(None, (rights.name, rights.licence))),
    ]


def _about(page: Page) -> list[list[Cell]]:
    number, head = page.workspace.head()
    owner = next(one for one in owners_of(page) if one.third_party_id == chosen_owner(page))
    return [
        [t("library.whose"), owner.name],
        [t("contracts.export_by"), page.actor.name],
        [t("contracts.export_at"), moment(now(), language())],
        [t("frame.as_of_label"), day(page.on, language())],
        [t("contracts.export_head"), f"{number} {head}"],
        [t("library.head_terms"), t("library.terms_note")],
    ]
