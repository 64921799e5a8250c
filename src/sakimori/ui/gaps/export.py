"""The gap board as a file: what the filters leave, with who made it, when, and the head of the trail."""

from __future__ import annotations

from collections.abc import Sequence

from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.gaps.board import BoardRow
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import day, moment, not_set
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import word
from sakimori.ui.frame.text import dotted, label, language, t, tier_label
from sakimori.ui.gaps.filter import chosen_filter, in_words, mark_of, state_in_words
from sakimori.ui.gaps.listing import rows_of, visible_rows

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = (
    "severity", "kind", "party", "tier", "gap", "basis", "area", "from", "due_day", "owner", "state", "plan",
    "plan_day", "rule", "points",
)  # fmt: skip
_WIDTHS = (10, 10, 30, 18, 44, 22, 12, 12, 12, 16, 20, 30, 12, 20, 10)


def gap_exports(page: Page) -> Sequence[Export]:
    """A workbook and a CSV."""
    name = f"sakimori-gaps-{page.on.isoformat()}"
    return (
        Export(t("gaps.export_xlsx"), f"{name}.xlsx", _XLSX, lambda: _workbook(page)),
        Export(t("gaps.export_csv"), f"{name}.csv", "text/csv", lambda: _csv(page)),
    )


def _workbook(page: Page) -> bytes:
    _note(page)
    about = OutSheet(t("gaps.export_about"), _about(page), widths=(20, 80), header_rows=0)
    return safe_xlsx([OutSheet(t("page.gaps"), _rows(page), widths=_WIDTHS), about])


def _csv(page: Page) -> bytes:
    _note(page)
    return safe_csv([*_about(page), [], *_rows(page)])


def _note(page: Page) -> None:
    page.workspace.access("gaps.exported", actor=page.actor, at=page.at, what="gap")


def _rows(page: Page) -> list[list[Cell]]:
    return [[t(f"gaps.col_{head}") for head in _HEADS], *(_row(row) for row in visible_rows(page))]


def _row(row: BoardRow) -> list[Cell]:
    return [
        word(mark_of(row), language()),
        label(row.kind),
        row.third_party_name,
        tier_label(row.tier),
        row.title.get(language()),
        row.cites.get(language()),
        label(row.area),
        row.begins_on,
        row.due_on,
        row.owner_name or not_set(language()),
        state_in_words(row),
        row.plan,
        row.plan_due_on,
        row.rule_id,
        " ".join(row.points),
    ]


def _about(page: Page) -> list[list[Cell]]:
    number, head = page.workspace.head()
    filters = dotted(in_words(chosen_filter(page), page, rows_of(page)))
    return [
        [t("gaps.export_by"), page.actor.name],
        [t("gaps.export_at"), moment(page.at, language())],
        [t("frame.as_of_label"), day(page.on, language())],
        [t("gaps.export_filter"), filters],
        [t("gaps.export_head"), f"{number} {head}"],
    ]
