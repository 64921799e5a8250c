"""A questionnaire handed in: the file, what was read of it, and what a person should look at."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.exchange.questionnaires.reading.as_json import warnings
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire, RowClass
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import language, listed, t, t_count
from sakimori.ui.questionnaires.profiles import show_kept
from sakimori.ui.questionnaires.state import (
    FormIntake,
    Stage,
    choose_member,
    forget,
    key_of,
    refused,
    take,
    to_members,
)

_TYPES = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt", "json", "yaml", "yml", "xml", "md", "html", "htm", "zip"]
_MEGABYTE = 1024 * 1024
_KILOBYTE = 1024


def stages_line(intake: FormIntake | None) -> None:
    """The steps, with the one that is open; done ones are ticked."""
    at = intake.stage if intake else Stage.FILE
    words = []
    for stage in Stage:
        name = t(f"intake.step_{stage.name.lower()}")
        if stage is at:
            words.append(f":blue-badge[**{stage.value} {name}**]")
        else:
            tick = ":material/check: " if stage < at else f"{stage.value} "
            words.append(f":gray[{tick}{name}]")
    st.markdown("　:gray[→]　".join(words))


def hand_in(page: Page) -> None:
    """The uploader with its limit in words, why the last file could not be read, and the kept forms."""
    key = key_of("imports_form_file")
    limit = MAX_FILE_BYTES // _MEGABYTE
    st.file_uploader(
        t("intake.upload", limit=limit), type=_TYPES, key=key, disabled=not page.may(Permission.IMPORT),
        max_upload_size=limit, on_change=partial(_taken, page, key),
    )  # fmt: skip
    if (error := refused()) is not None:
        refusal(error)
    st.caption(t("intake.how"))
    show_kept(page)


def _taken(page: Page, key: str) -> None:
    handed_in = st.session_state.get(key)
    if handed_in is not None:
        take(page, handed_in.name, handed_in.getvalue())


def choose_from_archive(page: Page, intake: FormIntake) -> None:
    """Which file of an archive to go on with."""
    st.markdown(t("intake.archive", count=count(len(intake.members), Unit.CASES, language())))
    key = key_of("imports_form_member")
    names = [name for name, _ in intake.members]
    sizes = {name: _size(len(data)) for name, data in intake.members}
    name = st.radio(
        t("intake.member"), names, index=None, key=key, captions=[sizes[name] for name in names],
        format_func=plain,
    )  # fmt: skip
    if intake.refusal is not None:
        refusal(intake.refusal)
    with st.container(horizontal=True):
        st.button(
            t("intake.read_member"), type="primary", key="imports_form_read_member", disabled=name is None,
            on_click=choose_member, args=(page, intake, name or ""), shortcut="Ctrl+Enter",
        )  # fmt: skip
        st.button(t("imports.other_file"), key="imports_form_other", on_click=forget)


def _size(size: int) -> str:
    if size >= _MEGABYTE:
        return f"{size / _MEGABYTE:.1f} MB"
    return f"{max(1, round(size / _KILOBYTE)):,} KB"


def file_line(intake: FormIntake) -> None:
    """Name, size, encoding, and how much was read; it stands above every step."""
    reading = intake.read.reading
    st.markdown(
        t(
            "intake.file_line",
            name=plain(intake.filename),
            size=_size(len(intake.data)),
            encoding=plain(reading.encoding),
            questions=count(len(reading.questions), Unit.QUESTIONS, language()),
        )
    )


def show_reading(intake: FormIntake) -> None:
    """Its sheets, and its rows by what they are: the sum is printed; then what a person should look at."""
    reading = intake.read.reading
    parts = " + ".join(f"{t(f'intake.row_{name.value}')} {number:,}" for name, number in reading.by_class.items())
    lines = [*_sheets(reading), t("intake.rows_sum", seen=f"{len(reading.rows):,}", parts=parts or "0")]
    st.caption("  \n".join(map(plain, lines)))
    _warnings(reading)
    _left_out(reading)


def _sheets(reading: ReadQuestionnaire) -> list[str]:
    read = [t("intake.sheets_read", names=listed(reading.sheets))] if reading.sheets else []
    return read + [
        t("intake.sheet_skipped", name=sheet.name, why=sheet.why.get(language())) for sheet in reading.skipped
    ]


def _warnings(reading: ReadQuestionnaire) -> None:
    found = list(warnings(reading))
    if not found:
        return
    with st.expander(t_count("intake.warnings", len(found)), icon=":material/warning:"):
        columns = {
            "at": text_column(t("intake.col_at"), width=140),
            "what": text_column(t("intake.col_look"), width=700),
        }
        rows = [[one["address"] or t("intake.whole_file"), one[language()]] for one in found]
        table(rows, columns, key=key_of("imports_form_warnings"), alt=t("intake.warnings_alt"))


def _left_out(reading: ReadQuestionnaire) -> None:
    told = {RowClass.QUESTION, RowClass.SECTION, RowClass.HEADER, RowClass.BLANK}
    rows = [row for row in reading.rows if row.why is not None or row.row_class not in told]
    if not rows:
        return
    with st.expander(t_count("intake.left_out", len(rows))):
        columns = {
            "at": text_column(t("intake.col_at"), width=140),
            "class": text_column(t("intake.col_class"), width=160),
            "why": text_column(t("intake.col_why"), width=540),
        }
        cells = [
            [str(row.at), t(f"intake.row_{row.row_class.value}"), row.why.get(language()) if row.why else "–"]
            for row in rows
        ]
        table(cells, columns, key=key_of("imports_form_left_out"), alt=t("intake.left_out_alt"))


def other_file_buttons(intake: FormIntake) -> None:
    """Begin anew, or with another file of the archive."""
    if intake.members:
        st.button(t("intake.other_member"), key="imports_form_members", on_click=to_members, args=(intake,))
    st.button(t("imports.other_file"), key="imports_form_other", on_click=forget)
