"""What a person confirms of a questionnaire: its columns, sheet by sheet, and tokens that may mean two things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from sakimori.exchange.lists.grid import column_letter, header_of
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.error_cells import is_error
from sakimori.exchange.questionnaires.reading.normal import BESIDE, fold_token
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestion
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole
from sakimori.exchange.questionnaires.sheets.layout import Layout, layout_at
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import Unit, count, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import ROW_HEIGHT
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.state import FormIntake, Stage, go, key_of, read_columns, say, turn
from sakimori.ui.questionnaires.words import SAYABLE, TOKEN_MEANINGS, cut, normal_word

_AT, _LABEL, _ROLE, _MARK, _DOWN = "at", "label", "role", "mark", "down"
_SAMPLES = 5
_SHOWN = 60
_MOST_ROWS = 14
_ONE_EACH = (ColumnRole.ID, ColumnRole.QUESTION, ColumnRole.ANSWER)
_DEEPEST = 5


def choose_columns(page: Page, intake: FormIntake) -> None:
    """Which sheets are read, where their header is, and what each column holds, with five rows of the file."""
    document = intake.document
    if document is None or not document.sheets:
        return
    section(t("intake.columns"), t("intake.columns_note"))
    names = [sheet.name for sheet in document.visible]
    read_key, one_key = key_of("imports_form_sheets"), key_of("imports_form_sheet")

    def chosen() -> None:
        wanted = st.session_state[read_key]
        intake.layouts = {name: intake.layouts.get(name) or _guess(document, name) for name in wanted}
        _settle(intake)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            t("intake.sheets"), names, default=[name for name in names if name in intake.layouts], key=read_key,
            on_change=chosen, width=420, placeholder=t("intake.choose"),
        )  # fmt: skip
        listed = [name for name in names if name in intake.layouts]
        if len(listed) > 1:
            st.selectbox(t("intake.sheet"), listed, key=one_key, on_change=_settle, args=(intake,), width=260)
    if not listed:
        st.warning(t("intake.no_sheet"), icon=":material/warning:")
        return
    kept = st.session_state.get("imports_form_sheet_kept")
    shown = st.session_state.get(one_key) or (kept if kept in listed else listed[0])
    st.session_state["imports_form_sheet_kept"] = shown
    sheet = document.sheet(shown)
    if sheet is not None:
        _header(intake, sheet)
        intake.layouts[shown] = _editor(sheet, intake.offered.get(shown) or intake.layouts[shown])
    wrong = [problem for name in listed for problem in _problems(intake.layouts[name])]
    wrong += [t("intake.label_unsaid", label=plain(label)) for label in dict.fromkeys(_unsaid(intake, listed))]
    for problem in wrong:
        st.warning(problem, icon=":material/warning:")
    st.button(
        t("intake.read_columns"), type="primary" if intake.needs_columns else "secondary", disabled=bool(wrong),
        key="imports_form_read_columns", icon=":material/checklist:", on_click=read_columns,
        args=(page, intake, {name: intake.layouts[name] for name in listed}),
        shortcut="Ctrl+Enter" if intake.needs_columns else None,
    )  # fmt: skip


def _settle(intake: FormIntake) -> None:
    """Begin the editor anew from what was chosen so far: another sheet, or another header."""
    intake.offered = dict(intake.layouts)
    shown = st.session_state.get(key_of("imports_form_sheet"))
    if shown:
        st.session_state["imports_form_sheet_kept"] = shown
    turn()


def _guess(document: Document, name: str) -> Layout:
    sheet = document.sheet(name)
    first = next((row.number for row in sheet.grid.rows if not row.is_blank), 1) if sheet else 1
    return _layout_below(sheet, first, 1) if sheet else Layout(name, header_of(), {}, {}, frozenset())


def _layout_below(sheet: Sheet, row: int, depth: int) -> Layout:
    """What is guessed below a header, or nothing but its labels."""
    found = layout_at(sheet, row, depth)
    if found is not None:
        return found
    rows = [one for one in sheet.grid.rows if row - depth < one.number <= row]
    return Layout(sheet.name, header_of(*rows), {}, {}, frozenset())


def _header(intake: FormIntake, sheet: Sheet) -> None:
    layout = intake.layouts[sheet.name]
    row_key, depth_key = key_of(f"imports_form_header_{sheet.name}"), key_of(f"imports_form_depth_{sheet.name}")
    rows = sheet.grid.rows

    def moved() -> None:
        row, depth = int(st.session_state[row_key]), int(st.session_state[depth_key])
        if sheet.grid.row(row) is not None:
            intake.layouts[sheet.name] = _layout_below(sheet, row, min(depth, row))
            _settle(intake)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            t("intake.header_row"), min_value=rows[0].number, max_value=rows[-1].number, value=layout.header.row,
            step=1, key=row_key, width=180, on_change=moved,
        )  # fmt: skip
        st.number_input(
            t("intake.header_depth"), min_value=1, max_value=max(_DEEPEST, layout.header.depth),
            value=layout.header.depth, step=1, key=depth_key, width=180, on_change=moved,
        )  # fmt: skip


def _editor(sheet: Sheet, layout: Layout) -> Layout:
    """The layout as a person has edited it."""
    header = layout.header
    samples = sheet.grid.samples(_SAMPLES, after=header.row, secret=header.my_number_columns)
    columns = [
        column
        for column in range(max(len(header.labels), sheet.grid.width))
        if header.label(column) != column_letter(column)
        or any(row.cell(column) for row in sheet.grid.rows if row.number > header.row)
    ]
    roles = {t(f"intake.role_{role.value}"): role for role in ColumnRole}
    marks = {normal_word(normal): normal for normal in SAYABLE}
    unread, unmarked = t("intake.role_none"), t("intake.mark_none")
    frame = pd.DataFrame(
        [
            [
                column_letter(column),
                header.label(column)[:_SHOWN],
                t(f"intake.role_{layout.roles[column].value}") if column in layout.roles else unread,
                normal_word(layout.marks[column]) if column in layout.marks else unmarked,
                column in layout.fill_down,
                *(samples[place].cell(column)[:_SHOWN] if place < len(samples) else "" for place in range(_SAMPLES)),
            ]
            for column in columns
        ],
        columns=[_AT, _LABEL, _ROLE, _MARK, _DOWN, *(f"s{place}" for place in range(_SAMPLES))],
        dtype=object,
    )
    config = st.column_config
    edited = st.data_editor(
        frame,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(columns), _MOST_ROWS) + 1) + 4,
        disabled=[_AT, _LABEL, *(f"s{place}" for place in range(_SAMPLES))],
        key=key_of(f"imports_form_mapping_{sheet.name}"),
        alt=t("intake.columns"),
        column_config={
            _AT: config.TextColumn(t("intake.col_column"), width=50, pinned=True),
            _LABEL: config.TextColumn(t("intake.col_label"), width=150),
            _ROLE: config.SelectboxColumn(
                t("intake.col_role"), width=150, options=[unread, *roles], required=True
            ),
            _MARK: config.SelectboxColumn(
                t("intake.col_mark"), width=130, options=[unmarked, *marks], required=True, help=t("intake.mark_help")
            ),
            _DOWN: config.CheckboxColumn(t("intake.col_down"), width=90, help=t("intake.down_help")),
            **{
                f"s{place}": config.TextColumn(
                    t("intake.col_sample", row=samples[place].number if place < len(samples) else "–"), width=150
                )
                for place in range(_SAMPLES)
            },
        },
    )  # fmt: skip
    chosen = list(zip(columns, edited[_ROLE], edited[_MARK], edited[_DOWN], strict=True))
    return replace(
        layout,
        marks={column: marks[mark] for column, _, mark, _ in chosen if mark in marks},
        roles={column: roles[role] for column, role, mark, _ in chosen if role in roles and mark not in marks},
        fill_down=frozenset(column for column, _, _, is_down in chosen if bool(is_down)),
    )


def _problems(layout: Layout) -> list[str]:
    """What keeps a sheet from being read so."""
    held = list(layout.roles.values())
    sheet = plain(layout.sheet)
    found = [
        t("intake.role_twice", sheet=sheet, role=t(f"intake.role_{role.value}"))
        for role in _ONE_EACH
        if held.count(role) > 1
    ]
    if ColumnRole.QUESTION not in held:
        found.append(t("intake.no_question_column", sheet=sheet))
    if layout.marks and ColumnRole.ANSWER in held:
        found.append(t("intake.mark_and_answer", sheet=sheet))
    if _twice(layout.marks):
        found.append(t("intake.mark_twice", sheet=sheet))
    return found


def _unsaid(intake: FormIntake, sheets: Sequence[str]) -> Iterator[str]:
    """The labels over answers of which nobody has said yet whether they are; another column was chosen by a person."""
    for layout in map(intake.layouts.__getitem__, sheets):
        columns = (*layout.columns(ColumnRole.ANSWER), *layout.marks)
        labels = set(map(layout.header.label, columns))
        if layout.doubt in labels and layout.doubt in intake.read.reading.unsaid:
            yield layout.doubt


def _twice(marks: Mapping[int, Normal]) -> bool:
    return len(set(marks.values())) < len(marks)


_TOKEN, _MEANING, _COUNT = "token", "meaning", "count"
_TOKEN_SAMPLES = 3
_SILENT = frozenset({Normal.BLANK, Normal.TEXT})


def say_meanings(page: Page, intake: FormIntake) -> None:
    """Every open token with its questions; then the vocabulary that is known, which a person may correct."""
    questions = intake.read.reading.questions
    waiting: defaultdict[str, list[ReadQuestion]] = defaultdict(list)
    for question in questions:
        if question.normal is Normal.AMBIGUOUS:
            waiting[question.token].append(question)
    said = _waiting(waiting) if waiting else {}
    if not waiting:
        st.success(t("intake.all_clear"), icon=":material/task_alt:")
    changed = _vocabulary(questions)
    said |= changed
    is_open = len(said.keys() & waiting.keys()) < len(waiting)
    with st.container(horizontal=True):
        if waiting or changed:
            st.button(
                t("intake.read_tokens"), type="primary", key="imports_form_say", disabled=is_open,
                on_click=say, args=(page, intake, said), shortcut="Ctrl+Enter",
            )  # fmt: skip
        else:
            st.button(
                t("intake.to_target"), type="primary", key="imports_form_to_target", on_click=go,
                args=(intake, Stage.TARGET), shortcut="Ctrl+Enter",
            )  # fmt: skip
        st.button(t("intake.back_to_form"), key="imports_form_back", on_click=go, args=(intake, Stage.FORM))
    if is_open:
        st.caption(t("intake.tokens_open"))


def _waiting(waiting: dict[str, list[ReadQuestion]]) -> dict[str, Normal]:
    """A choice for each token, with nothing chosen beforehand."""
    st.warning(t_count("intake.tokens", len(waiting)), icon=":material/help:")
    said: dict[str, Normal] = {}
    words = {normal: normal_word(normal) for normal in TOKEN_MEANINGS} | {Normal.TEXT: t("intake.as_words")}
    for place, (token, asked) in enumerate(sorted(waiting.items(), key=lambda pair: -len(pair[1]))):
        with st.container(border=True):
            _show_token(token, asked)
            for question in asked[:_TOKEN_SAMPLES]:
                st.caption(plain(f"{question.address}　{question.id} {cut(question.text)}"))
            meaning = st.selectbox(
                t("intake.token_means", token=plain(cut(token))), TOKEN_MEANINGS, index=None,
                format_func=words.__getitem__, placeholder=t("intake.choose"), width=320,
                key=key_of(f"imports_form_token_{place}"),
            )  # fmt: skip
            if meaning is not None:
                said[token] = meaning
    return said


def _show_token(token: str, asked: Sequence[ReadQuestion]) -> None:
    """What was written, how often, and why its meaning is asked."""
    how_often = count(len(asked), Unit.QUESTIONS, language())
    if any(Flag.CONTRADICTED in question.flags for question in asked):
        answer, _, remark = token.partition(BESIDE)
        st.markdown(t("intake.token_against", token=plain(cut(answer)), remark=plain(remark), count=how_often))
        st.caption(t("intake.token_contradicted"))
        return
    st.markdown(t("intake.token", token=plain(cut(token)), count=how_often))
    if "+" in token:
        st.caption(t("intake.token_twice"))
    if is_error(token):
        st.caption(t("intake.token_error"))


def _vocabulary(questions: Sequence[ReadQuestion]) -> dict[str, Normal]:
    """The tokens that are understood, what they mean, how often; and those of which a person says otherwise.

    Where a column says what a mark means, one mark means several things, and is not to be changed here.
    """
    found: Counter[tuple[str, Normal]] = Counter()
    written: dict[str, str] = {}
    for question in questions:
        if question.token and question.normal is not Normal.AMBIGUOUS:
            folded = fold_token(question.token)
            written.setdefault(folded, question.token)
            found[folded, question.normal] += 1
    meant = Counter(token for token, _ in found)
    rows = [(token, normal, number) for (token, normal), number in found.most_common() if meant[token] == 1]
    section(t("intake.vocabulary"), t("intake.vocabulary_note"))
    _silent(questions)
    by_column = [(token, normal, number) for (token, normal), number in found.items() if meant[token] > 1]
    if by_column:
        parts = "・".join(f"{written[token]} → {normal_word(normal)} {number:,}" for token, normal, number in by_column)
        st.caption(plain(t("intake.by_column", parts=parts)))
    if not rows:
        return {}
    meanings = {normal_word(normal): normal for normal in SAYABLE}
    frame = pd.DataFrame(
        [[written[token], normal_word(normal), number] for token, normal, number in rows],
        columns=[_TOKEN, _MEANING, _COUNT],
        dtype=object,
    )
    edited = st.data_editor(
        frame, hide_index=True, row_height=ROW_HEIGHT, key=key_of("imports_form_vocabulary"),
        height=ROW_HEIGHT * (min(len(rows), _MOST_ROWS) + 1) + 4, disabled=[_TOKEN, _COUNT],
        alt=t("intake.vocabulary"),
        column_config={
            _TOKEN: st.column_config.TextColumn(t("intake.col_token"), width=260),
            _MEANING: st.column_config.SelectboxColumn(
                t("intake.col_meaning"), width=220, options=list(meanings), required=True
            ),
            _COUNT: st.column_config.NumberColumn(t("intake.col_count"), width=90),
        },
    )  # fmt: skip
    chosen = [meanings[word] for word in edited[_MEANING]]
    return {
        written[token]: meaning
        for (token, normal, _), meaning in zip(rows, chosen, strict=True)
        if meaning is not normal
    }


def _silent(questions: Sequence[ReadQuestion]) -> None:
    """How many answers are words, and how many are missing."""
    counts = Counter(question.normal for question in questions if question.normal in _SILENT)
    st.caption(t("intake.words_and_blanks", texts=f"{counts[Normal.TEXT]:,}", blanks=f"{counts[Normal.BLANK]:,}"))
