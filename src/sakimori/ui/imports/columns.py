"""Step 2: what the file is, and what each of its columns holds, for a person to confirm."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sakimori.domain.values.days import legal_day
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.lists.grid import Grid
from sakimori.exchange.lists.source import Source
from sakimori.exchange.registers.columns import RegisterColumn, RegisterProposal
from sakimori.exchange.registers.dora_sheets import dora_sheets
from sakimori.exchange.registers.kinds import kind_words
from sakimori.services.imports.history import past_imports
from sakimori.services.imports.intake import permitted_kinds
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import Unit, count, day_short, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import ROW_HEIGHT, number_column, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.imports.state import Intake, Mapped, confirm, fields_of, forget, fresh_key, look_at, missing_of

_LABEL, _FIRST, _SECOND, _FIELD, _REASON = "label", "first", "second", "field", "reason"
_SHOWN = 60
_NAMES = {SourceKind.MARKDOWN: "Markdown"}


def file_line(page: Page, intake: Intake) -> None:
    """What was read: name, encoding, rows; and whether this very file was imported before."""
    source, proposal = intake.source, intake.proposal
    grids = (source.grid(proposal.sheet),) if proposal else source.grids
    above = proposal.header.row if proposal else 0
    data_rows = sum(row.number > above and not row.is_blank for grid in grids for row in grid.rows)
    st.markdown(
        t("imports.file_line", name=plain(source.filename), form=plain(_form(source)),
          rows=count(data_rows, Unit.ROWS, language()))
    )  # fmt: skip
    say_if_imported(page, intake)
    for note in source.notes:
        st.caption(plain(note.message.get(language())))


def _form(source: Source) -> str:
    if source.kind is SourceKind.XLSX:
        return source.encoding
    return t("imports.text_form", kind=_NAMES.get(source.kind, source.kind.value.upper()), encoding=source.encoding)


def say_if_imported(page: Page, intake: Intake) -> None:
    """Whether this very file was imported before, when and by whom."""
    earlier = past_imports(page.workspace, sha256=intake.source.sha256, limit=1)
    if earlier:
        on = day_short(legal_day(earlier[0].at), language())
        st.info(plain(t("imports.imported_before", day=on, who=earlier[0].who)), icon=":material/task_alt:")


def choose_columns(page: Page, intake: Intake) -> None:
    """What the file holds, the sheet, the header, and a line for each column: sample, guess and reason."""
    _kind_sheet_and_header(page, intake)
    if intake.proposal is None:
        _templates(intake)
        _go_on(page, intake, {}, is_ready=True)
        return
    section(t("imports.columns"), t("imports.columns_note"))
    mapping = _mapping_editor(intake, intake.proposal)
    missing, doubled = missing_of(intake.kind, mapping), _doubled(mapping)
    for field in missing:
        st.warning(plain(t("imports.no_column", field=field.label)), icon=":material/warning:")
    for field in doubled:
        st.warning(plain(t("imports.doubled", field=field.label)), icon=":material/warning:")
    _go_on(page, intake, mapping, is_ready=not missing and not doubled)


def _go_on(page: Page, intake: Intake, mapping: Mapped, *, is_ready: bool) -> None:
    with st.container(horizontal=True):
        st.button(
            t("imports.to_dry_run"), type="primary", key="imports_confirm", shortcut="Ctrl+Enter",
            on_click=confirm, args=(intake, mapping), disabled=not is_ready or not page.may(Permission.IMPORT),
        )  # fmt: skip
        st.button(t("imports.other_file"), key="imports_other", on_click=forget)


def _kind_sheet_and_header(page: Page, intake: Intake) -> None:
    proposal = intake.proposal
    sheets = [grid.sheet for grid in intake.source.grids]
    kind_key, row_key, sheet_key = (fresh_key(f"imports_{part}") for part in ("kind", "header", "sheet"))
    kinds = {kind: kind_words(kind).get(language()) for kind in permitted_kinds(page.actor)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("imports.kind"), list(kinds), index=list(kinds).index(intake.kind), key=kind_key, width=320,
            format_func=kinds.__getitem__, help=t("imports.kind_help"),
            on_change=lambda: look_at(intake, kind=st.session_state[kind_key]),
        )  # fmt: skip
        if proposal is None:
            return
        if len(sheets) > 1:
            st.selectbox(
                t("imports.sheet"), sheets, index=sheets.index(proposal.sheet), key=sheet_key, width=260,
                on_change=lambda: look_at(intake, sheet=st.session_state[sheet_key]),
            )  # fmt: skip
        rows = intake.source.grid(proposal.sheet).rows
        st.number_input(
            t("imports.header_row"), min_value=rows[0].number, max_value=rows[-1].number,
            value=proposal.header.row, step=1, key=row_key, width=160,
            on_change=lambda: look_at(intake, header_row=int(st.session_state[row_key])),
        )  # fmt: skip


def _templates(intake: Intake) -> None:
    """The templates of a workbook whose columns are told by their codes, and how many rows each has."""
    sheets = dora_sheets(intake.source)
    if not sheets:
        st.warning(t("imports.no_templates"), icon=":material/warning:")
        return
    section(t("imports.templates"), t("imports.templates_note"))
    columns = {
        "sheet": text_column(t("imports.col_sheet"), width=120),
        "holds": text_column(t("imports.col_holds"), width=420),
        "rows": number_column(t("imports.col_rows"), width=90),
    }
    table(
        [[sheet.name, t(f"imports.template_{number.replace('.', '_')}"), len(sheet.rows)]
         for number, sheet in sheets.items()],
        columns, key=fresh_key("imports_templates"), alt=t("imports.templates"),
    )  # fmt: skip


def _mapping_editor(intake: Intake, proposal: RegisterProposal) -> Mapped:
    grid = intake.source.grid(proposal.sheet)
    columns = [guess for guess in proposal.columns if guess.label or _has_values(grid, guess.column_index, proposal)]
    names = fields_of(intake.kind)
    samples = grid.samples(2, after=proposal.header.row, secret=proposal.header.my_number_columns)
    left_out = t("imports.left_out")
    frame = pd.DataFrame(
        [
            [
                proposal.header.label(guess.column_index),
                *(_sample(samples, place, guess.column_index) for place in (0, 1)),
                _name_of(intake.mapping.get(guess.column_index), left_out),
                guess.reason.get(language()),
            ]
            for guess in columns
        ],
        columns=[_LABEL, _FIRST, _SECOND, _FIELD, _REASON],
        dtype=object,
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(columns), 14) + 1) + 4,
        disabled=[_LABEL, _FIRST, _SECOND, _REASON],
        key=fresh_key("imports_mapping"),
        alt=t("imports.columns"),
        column_config={
            _LABEL: st.column_config.TextColumn(t("imports.col_label"), width=150),
            _FIRST: st.column_config.TextColumn(t("imports.col_sample", number=1), width=150),
            _SECOND: st.column_config.TextColumn(t("imports.col_sample", number=2), width=150),
            _FIELD: st.column_config.SelectboxColumn(
                t("imports.col_field"), width=180, options=[left_out, *names], required=True
            ),
            _REASON: st.column_config.TextColumn(t("imports.col_reason"), width=270),
        },
    )
    chosen = list(edited[_FIELD])
    return {guess.column_index: names[name] for guess, name in zip(columns, chosen, strict=True) if name in names}


def _name_of(field: RegisterColumn | None, left_out: str) -> str:
    return field.label.get(language()) if field else left_out


def _sample(samples: tuple[object, ...], place: int, column: int) -> str:
    cell: str = samples[place].cell(column) if place < len(samples) else ""  # type: ignore[attr-defined]
    return cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}…"


def _has_values(grid: Grid, column: int, proposal: RegisterProposal) -> bool:
    return any(row.cell(column) for row in grid.rows if row.number > proposal.header.row)


def _doubled(mapping: Mapped) -> list[RegisterColumn]:
    chosen = list(mapping.values())
    return [field for field in dict.fromkeys(chosen) if chosen.count(field) > 1]
