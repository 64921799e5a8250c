"""The list of third parties as a file: what search and filters leave, as it stands on the day of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sakimori.clock import now
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.parties.rows import PartyRow
from sakimori.services.register_files.folder import export_folder, zipped
from sakimori.services.register_files.workbook import Chosen, register_workbook
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import country, day, moment, none, not_set, unknown
from sakimori.ui.frame.record_fields import roles_in_words
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, word
from sakimori.ui.frame.text import label, language, t, tier_label
from sakimori.ui.parties.listing import chosen_filters, visible_rows, worst_mark

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def party_exports(page: Page) -> Sequence[Export]:
    """The list as a workbook and a CSV; the whole register as a workbook, and as a folder that git can compare."""
    name = f"sakimori-third-parties-{page.on.isoformat()}"
    whole = f"sakimori-register-{page.on.isoformat()}"
    return (
        *_of_list(page, name),
        Export(t("parties.export_register"), f"{whole}.xlsx", _XLSX, lambda: _register(page)),
        Export(t("parties.export_folder"), f"{whole}.zip", "application/zip", lambda: _folder(page)),
    )


def _of_list(page: Page, name: str) -> Sequence[Export]:
    return (
        Export(t("parties.export_xlsx"), f"{name}.xlsx", _XLSX, lambda: _workbook(page)),
        Export(t("parties.export_csv"), f"{name}.csv", "text/csv", lambda: _csv(page)),
    )


def _register(page: Page) -> bytes:
    """What search and filters leave; without any of them also our own registers."""
    filters = chosen_filters()
    ids = frozenset(row.id for row in visible_rows(page)) if filters else None
    return register_workbook(
        page.workspace,
        Chosen(ids, filters),
        on=page.on,
        number=page.number,
        actor=page.actor,
        at=now(),
        language=language(),
    )


def _folder(page: Page) -> bytes:
    return zipped(export_folder(page.workspace, actor=page.actor, at=now()))


def _workbook(page: Page) -> bytes:
    _note(page)
    return safe_xlsx(
        [
            OutSheet(t("page.parties"), _rows(page), widths=(10, 36, 24, 18, 14, 10, 14, 16, 12)),
            OutSheet(t("parties.export_about"), _about(page), widths=(16, 70), header_rows=0),
        ]
    )


def _csv(page: Page) -> bytes:
    _note(page)
    return safe_csv(_rows(page))


def _note(page: Page) -> None:
    page.workspace.access("third_parties.exported", actor=page.actor, at=now(), what="third_party")


def _rows(page: Page) -> list[list[Cell]]:
    heads = ("worst", "name", "roles", "tier", "country", "coverage", "due", "owner", "lifecycle")
    return [[t(f"parties.col_{head}") for head in heads], *(_row(row) for row in visible_rows(page))]


def _row(row: PartyRow) -> list[Cell]:
    state = worst_mark(row.gaps)
    due: date | None = row.next_due
    return [
        none(language()) if state is Mark.NOT_APPLICABLE else word(state, language()),
        row.name,
        roles_in_words(row.roles),
        tier_label(row.tier),
        country(row.country, language()),
        unknown(language()) if row.coverage is None else f"{round(100 * row.coverage)}%",
        t("fact.no_date") if due is None else due,
        row.owner or not_set(language()),
        t("parties.archived") if row.is_archived else label(row.lifecycle),
    ]


def _about(page: Page) -> list[list[Cell]]:
    number, head = page.workspace.head()
    return [
        [t("parties.export_by"), page.actor.name],
        [t("parties.export_at"), moment(now(), language())],
        [t("frame.as_of_label"), day(page.on, language())],
        [t("parties.export_head"), f"{number} {head}"],
    ]
