"""Step 1: hand in a file, or take our own workbook; below, what was imported before."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.domain.values.days import legal_day
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.exchange.registers.kinds import ListKind, kind_words
from sakimori.services.imports.history import PastImport, past_imports
from sakimori.services.imports.intake import permitted_kinds
from sakimori.services.imports.register.template import kind_workbook
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import in_session, refusal, section
from sakimori.ui.frame.formats import Unit, count, moment
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.imports.state import FolderIntake, Intake, Step, fresh_key, refused, take

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = ["xlsx", "xlsm", "xls", "csv", "tsv", "txt", "json", "md", "html", "htm", "zip"]
_MEGABYTE = 1024 * 1024


def steps_line(intake: Intake | FolderIntake | None) -> None:
    """The four steps, with the one that is open; done ones are ticked."""
    at = intake.step if intake else Step.FILE
    words = []
    for step in Step:
        name = t(f"imports.step_{step.name.lower()}")
        if step is at:
            words.append(f":blue-badge[**{step.value} {name}**]")
        else:
            tick = ":material/check: " if step < at else f"{step.value} "
            words.append(f":gray[{tick}{name}]")
    st.markdown("　:gray[→]　".join(words))


def hand_in(page: Page) -> None:
    """The uploader with its limits in words, and why the last file could not be read."""
    may = page.may(Permission.IMPORT)
    key = fresh_key("imports_file")
    st.file_uploader(
        t("imports.upload", limit=MAX_FILE_BYTES // _MEGABYTE), type=_TYPES, key=key, disabled=not may,
        max_upload_size=MAX_FILE_BYTES // _MEGABYTE, on_change=partial(_taken, page, key),
    )  # fmt: skip
    if (error := refused()) is not None:
        refusal(error)
    st.caption(t("imports.how"))
    _offer_samples(page)


def _offer_samples(page: Page) -> None:
    """A workbook to fill in for each kind of list whose form is ours."""
    offered = (kind for kind in permitted_kinds(page.actor) if kind is not ListKind.DORA)
    kinds = {kind: kind_words(kind).get(language()) for kind in offered}
    if not kinds:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            t("imports.sample_of"), list(kinds), key="imports_sample_kind", width=320,
            format_func=kinds.__getitem__,
        )  # fmt: skip
        st.download_button(
            t("imports.sample"), in_session(lambda: _sample(page, kind)), mime=XLSX, icon=":material/download:",
            file_name=f"sakimori-{kind.value.replace('_', '-')}.xlsx", on_click="ignore", key="imports_sample",
        )  # fmt: skip
    st.caption(t("imports.sample_note"))


def show_history(page: Page) -> None:
    """Earlier imports, newest first."""
    every = kept(page, "past_imports", lambda: past_imports(page.workspace))
    found = [one for one in every if legal_day(one.at) <= page.on]
    if not found:
        st.caption(t("imports.no_history"))
        return
    section(t("imports.history"), count(len(found), Unit.CASES, language()))
    columns = {
        "at": text_column(t("imports.col_at"), width=140),
        "who": text_column(t("imports.col_who"), width=120),
        "kind": text_column(t("imports.col_kind"), width=130),
        "file": text_column(t("imports.col_file"), width=210),
        "read": number_column(t("imports.read"), width=80),
        "new": number_column(t("imports.new"), width=70),
        "updated": number_column(t("imports.updated"), width=70),
        "unchanged": number_column(t("imports.unchanged"), width=80),
        "left": number_column(t("imports.col_left_out"), width=100),
    }
    table([_cells(one) for one in found], columns, key="imports_history", alt=t("imports.history"))


def _taken(page: Page, key: str) -> None:
    handed_in = st.session_state.get(key)
    if handed_in is not None:
        take(page, handed_in.name, handed_in.getvalue())


def _sample(page: Page, kind: ListKind) -> bytes:
    page.workspace.access("register.list_exported", actor=page.actor, at=page.at, what=kind.value)
    return kind_workbook(page.workspace, kind, language=language(), actor=page.actor)


def _cells(one: PastImport) -> list[Cell]:
    counts = one.counts
    left_out = counts.skipped + counts.errors + counts.to_decide
    return [
        moment(one.at, language()),
        one.who,
        kind_words(one.kind).get(language()),
        one.filename,
        counts.read,
        counts.new,
        counts.updated,
        counts.unchanged,
        left_out,
    ]
