"""Which recipients know of which stops: the next one to be told first, then each round beside each recipient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.errors import RefusedError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.exchange.parties.list_parts import SuppressionForm, SuppressionHow
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.evidence import MEGABYTE
from sakimori.services.requests.passing_on import note_answer, tell_recipient
from sakimori.services.requests.screening import SHORTEST_KEY
from sakimori.services.requests.stop_rounds import (
    OPEN,
    TO_HEAR,
    TO_TELL,
    RecipientStops,
    RoundCell,
    StopRound,
    StopsPassedOn,
    Telling,
    stops_passed_on,
)
from sakimori.services.requests.stops_on_list import StopsOnList, stops_on_list
from sakimori.services.requests.stops_on_record import FORMS_OF_RECORD, stopped_on_record, suppression_of_record
from sakimori.ui.clearance.screening_give import suppression_form
from sakimori.ui.frame.browser import hold_upload
from sakimori.ui.frame.choices import ask_day, choose_one, pick_one
from sakimori.ui.frame.components import link_to, refusal, section
from sakimori.ui.frame.dialogs import act, fresh_key, open_dialog
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import Unit, count, day, day_short, plain
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t, t_count

ROUNDS: Final = "stop_rounds"
_FILE: Final = "stop_rounds_file"
_FOUND: Final = "stop_rounds_found"
_ON_RECORD: Final = "stop_rounds_on_record"
_TYPES: Final = ["csv", "tsv", "txt", "xlsx"]
_ROUNDS_SHOWN: Final = 5
_LISTS_SHOWN: Final = 5
_LOOKS: Final = {
    Telling.LATE: ("⬣", "red"), Telling.REFUSED: ("✕", "red"), Telling.SILENT: ("▲", "orange"),
    Telling.UNTOLD: ("◆", "yellow"), Telling.WAITING: ("●", "blue"), Telling.DONE: ("✓", "green"),
}  # fmt: skip
_FIRST_DAY: Final = date(2000, 1, 1)


def passed_on(page: Page) -> StopsPassedOn:
    """Whom the stops reach, on the day of the page."""
    return memo(page, "own_stop_rounds", lambda: stops_passed_on(page.workspace, on=page.on, number=page.known))


def show_rounds(page: Page) -> bool:
    """The next recipient to be told or asked, and what each knows; whether something is to be done by this person."""
    found = passed_on(page)
    if not found.recipients and not found.requests:
        return False
    _follow_address(page, found)
    section(t("purposes.rounds"))
    is_open = _next(page, found)
    _say_requests(found)
    if not found.recipients:
        return is_open
    rounds = _rounds_shown(found)
    words = [_round_words(one) for one in rounds]
    rows: list[list[Cell]] = [
        [one.name, [_chip(one.worst)], *(_cell(one.cells.get(round_.id)) for round_ in rounds)]
        for one in found.recipients
    ]
    columns: dict[str, Any] = {
        "recipient": text_column(t("purposes.rounds_recipient"), width=210),
        "state": chip_column(t("purposes.rounds_state"), _chips(), width=150),
    }
    columns |= {f"round{n}": text_column(said, width=180) for n, said in enumerate(words)}
    chosen = table(
        rows,
        columns,
        key=fresh_key("stop_rounds"),
        alt=t("purposes.rounds_alt"),
        select="one" if _may(page) else "none",
    )
    for place in chosen:
        open_dialog(ROUNDS, recipient_id=found.recipients[place].id)
        st.rerun()
    if len(found.rounds) > len(rounds):
        st.caption(t("purposes.rounds_more", count=count(len(found.rounds) - len(rounds), Unit.CASES, language())))
    return is_open


def _follow_address(page: Page, found: StopsPassedOn) -> None:
    """Open the recipient of the telling that an address names, once."""
    line = st.query_params.pop("line", "")
    cells = ((one.id, cell) for one in found.recipients for cell in one.cells.values())
    recipient_id = next((i for i, cell in cells if line in cell.versions), "") if line else ""
    if recipient_id and _may(page):
        open_dialog(ROUNDS, recipient_id=recipient_id)


def _next(page: Page, found: StopsPassedOn) -> bool:
    """One sentence of what is late, and the one to begin with."""
    to_do = found.to_do
    if not to_do:
        st.success(t("purposes.rounds_done"), icon=":material/task_alt:")
        return False
    late = sum(state in {Telling.LATE, Telling.SILENT, Telling.REFUSED} for state in to_do.values())
    words = {"count": len(to_do), "late": late}
    (st.warning if late else st.info)(
        t("purposes.rounds_late" if late else "purposes.rounds_open", **words), icon=":material/campaign:"
    )
    first = next((one for one in found.recipients if one.worst in OPEN), None)
    if first is not None and _may(page):
        st.button(
            plain(t("purposes.rounds_tell" if first.worst in TO_TELL else "purposes.rounds_hear", name=first.name)),
            key="stop_rounds_next", type="primary", icon=":material/arrow_forward:", on_click=open_dialog,
            args=(ROUNDS,), kwargs={"recipient_id": first.id},
        )  # fmt: skip
    return first is not None and _may(page)


def _say_requests(found: StopsPassedOn) -> None:
    """The requests of persons that share in the count, each with the way to its page, where its recipients are told."""
    for one in found.requests:
        words = t_count("purposes.rounds_request", len(one.waiting), number=one.number)
        link_to("requests", words, icon="contact_mail", request=one.id)


def rounds_dialog(page: Page, recipient_id: str) -> None:
    """One recipient: what it is to be told, the file and the text for it, and what it answered."""
    found = passed_on(page)
    one = next((one for one in found.recipients if one.id == recipient_id), None)
    if one is None:
        return
    st.markdown(f"**{plain(one.name)}**")
    st.caption(plain(t("purposes.rounds_flows", flows=dotted(name.get(language()) for name in one.flows))))
    if to_tell := one.ids(TO_TELL):
        _tell(page, one, found.rounds, to_tell)
    elif to_hear := one.ids(TO_HEAR):
        _hear(page, one, found.rounds, to_hear)
    else:
        st.success(t("purposes.rounds_known"), icon=":material/task_alt:")


def _tell(page: Page, one: RecipientStops, rounds: Sequence[StopRound], to_tell: Mapping[str, int]) -> None:
    channels = one.channels(rounds, TO_TELL)
    st.markdown(t("purposes.rounds_what", what=_what(one, rounds)))
    if one.lists and any(cell.recalls and cell.state in TO_TELL for cell in one.cells.values()):
        _say_lists(one)
    _file(page, one, channels)
    with st.expander(t("purposes.rounds_mail"), icon=":material/mail:"):
        st.code(_mail(one, rounds), language=None, wrap_lines=True)
    how_words, on_words = record_label(PassedOn, "told_how"), record_label(PassedOn, "told_on")
    ways = (PassedOnWay.FILE, *(way for way in PassedOnWay if way is not PassedOnWay.FILE))
    how: Any = pick_one(how_words, ways, key="round_how")
    told_on: Any = ask_day(on_words, key="round_told_on", last=page.today)
    write = partial(tell_recipient, page.workspace, list(to_tell), how=how, told_on=told_on, seen=to_tell)
    needs, done = {how_words: how, on_words: told_on}, t("purposes.rounds_told_note", name=one.name)
    act(page, t("purposes.rounds_told"), write, key="round_told", note=done, needs=needs)


def _hear(page: Page, one: RecipientStops, rounds: Sequence[StopRound], to_hear: Mapping[str, int]) -> None:
    st.markdown(t("purposes.rounds_waits", what=_what(one, rounds, TO_HEAR)))
    words, on_words = record_label(PassedOn, "answer"), record_label(PassedOn, "answered_on")
    answers = [answer for answer in PassedOnAnswer if answer is not PassedOnAnswer.FOUND]
    answer: Any = choose_one(words, answers, key="round_answer")
    answered_on: Any = ask_day(on_words, key="round_answered_on", last=page.today)
    note = st.text_input(record_label(PassedOn, "note"), key="round_note")
    write = partial(
        note_answer,
        page.workspace,
        list(to_hear),
        answer=answer,
        answered_on=answered_on,
        note=note or None,
        seen=to_hear,
    )
    needs = {words: answer, on_words: answered_on}
    act(page, t("purposes.rounds_answered"), write, key="round_answered", needs=needs)


def _file(page: Page, one: RecipientStops, channels: tuple[StopChannel, ...]) -> None:
    """The list of stops for this recipient, out of a list that somebody has: we keep no values."""
    with st.expander(t("purposes.rounds_file"), icon=":material/person_cancel:"):
        _record_file(page, one, channels)
        st.caption(t("purposes.rounds_file_note"))
        limit = MAX_FILE_BYTES // MEGABYTE
        file = st.file_uploader(
            t("purposes.rounds_upload", limit=limit), type=_TYPES, key=_FILE, max_upload_size=limit
        )  # fmt: skip
        if file is None:
            st.session_state.pop(_FOUND, None)
            return
        hold_upload(file.file_id)
        try:
            found = _found(page, one.id, channels, file.file_id)
        except RefusedError as error:
            refusal(error)
            return
        st.markdown(t_count("purposes.rounds_found", len(found.stopped), read=f"{found.read:,}"))
        if found.stopped:
            suppression_form(page, one.id, found.stopped, _FILE)


def _record_file(page: Page, one: RecipientStops, channels: tuple[StopChannel, ...]) -> None:
    """Those whom our records of provision to this recipient name, with no list at all."""
    if not (stopped := _counted(page, one.id, channels)):
        return
    st.markdown(t_count("purposes.rounds_on_record", stopped))
    forms = {form: t(f"screen.form_{form.value}") for form in FORMS_OF_RECORD}
    form = st.radio(t("screen.form"), list(forms), format_func=forms.__getitem__, key="record_form")
    key, is_ready = "", True
    if form is SuppressionForm.KEYED:
        key = st.text_input(t("screen.key"), type="password", key="record_key", help=t("screen.key_help"))
        is_ready = len(key.strip()) >= SHORTEST_KEY
    else:
        is_ready = st.checkbox(t("screen.plain_agreed"), key="record_plain")
    how = SuppressionHow(form, (t("screen.col_kind"), t("screen.col_value")), key)
    make = partial(
        suppression_of_record, page.workspace, channels, how, on=page.today, recipient_id=one.id, actor=page.actor
    )
    if is_ready:
        file_button(
            t_count("purposes.rounds_take_record", stopped), lambda: make(at=now()), name=t("screen.suppression_name"),
            mime="text/csv", key="record_suppression",
        )  # fmt: skip


def _counted(page: Page, recipient_id: str, channels: tuple[StopChannel, ...]) -> int:
    """How many they are; looked for once, since each look is noted."""
    mark = (page.key, recipient_id, channels)
    done: tuple[Any, int] | None = st.session_state.get(_ON_RECORD)
    if done is None or done[0] != mark:
        stopped = stopped_on_record(
            page.workspace, channels, on=page.today, recipient_id=recipient_id, actor=page.actor, at=now()
        )
        st.session_state[_ON_RECORD] = done = (mark, stopped)
    return done[1]


def _found(page: Page, recipient_id: str, channels: tuple[StopChannel, ...], file_id: str) -> StopsOnList:
    """Compared once; of the list only numbers of rows stay with the session."""
    mark = (file_id, recipient_id, channels)
    done: tuple[Any, StopsOnList] | None = st.session_state.get(_FOUND)
    if done is None or done[0] != mark:
        file = st.session_state[_FILE]
        found = stops_on_list(
            page.workspace, file.getvalue(), file.name, channels, on=page.today, recipient_id=recipient_id,
            actor=page.actor, at=now(),
        )  # fmt: skip
        st.session_state[_FOUND] = done = (mark, found)
    return done[1]


def _say_lists(one: RecipientStops) -> None:
    """The lists that went out and may hold the persons: the recipient takes them out or sends the lists back."""
    lang = language()
    lines = [
        t("purposes.rounds_list", day=day(list_.last_on, lang), count=count(list_.person_count, Unit.PERSONS, lang))
        for list_ in one.lists[:_LISTS_SHOWN]
    ]
    st.warning(t("purposes.rounds_recall") + "\n\n" + "\n".join(f"- {line}" for line in lines), icon=":material/undo:")


def _mail(one: RecipientStops, rounds: Sequence[StopRound]) -> str:
    """What is written to the recipient; no person stands in it."""
    recalls = any(cell.recalls and cell.state in TO_TELL for cell in one.cells.values())
    due = min(cell.due_on for cell in one.cells.values() if cell.state in TO_TELL)
    parts = [
        t("purposes.mail_head", name=one.name),
        t("purposes.mail_what", what=_what(one, rounds), flows=dotted(name.get(language()) for name in one.flows)),
        t("purposes.mail_recall") if recalls else "",
        t("purposes.mail_due", day=day(due, language())),
    ]
    return "\n\n".join(filter(None, parts))


def _what(one: RecipientStops, rounds: Sequence[StopRound], states: frozenset[Telling] = TO_TELL) -> str:
    told = [round_ for round_ in rounds if round_.id in one.cells and one.cells[round_.id].state in states]
    return dotted(_round_words(round_) for round_ in told)


def _round_words(one: StopRound) -> str:
    lang = language()
    return t(
        "purposes.round", channel=label(one.channel), day=day_short(one.recorded_on, lang),
        count=count(one.stops, Unit.CASES, lang),
    )  # fmt: skip


def _rounds_shown(found: StopsPassedOn) -> list[StopRound]:
    """The rounds in which something is to be done first, then the newest ones."""
    open_ = {i for one in found.recipients for i, cell in one.cells.items() if cell.state in OPEN}
    return sorted(found.rounds, key=lambda one: one.id not in open_)[:_ROUNDS_SHOWN]


def _cell(cell: RoundCell | None) -> str:
    if cell is None:
        return t("purposes.cell_none")
    lang = language()
    on = {
        Telling.LATE: cell.tell_by, Telling.UNTOLD: cell.tell_by, Telling.SILENT: cell.due_on,
        Telling.WAITING: cell.due_on, Telling.REFUSED: cell.answered_on, Telling.DONE: cell.answered_on,
    }[cell.state]  # fmt: skip
    shape = _LOOKS[cell.state][0]
    said = t(f"purposes.cell_{cell.state.name.lower()}", day=day_short(on, lang) if on else "")
    return f"{shape} {said}" + (t("purposes.cell_recall") if cell.recalls and cell.state in OPEN else "")


def _chip(state: Telling) -> str:
    return f"{_LOOKS[state][0]} {t(f'purposes.telling_{state.name.lower()}')}"


def _chips() -> dict[str, str]:
    return {_chip(state): colour for state, (_, colour) in _LOOKS.items()}


def _may(page: Page) -> bool:
    return page.is_editable and page.may(Permission.HANDLE_REQUESTS)
