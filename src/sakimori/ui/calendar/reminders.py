"""お知らせ: what would go to whom today, what they would read, what went out, and the switch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from sakimori.clock import now
from sakimori.domain.values.text import LANGUAGES
from sakimori.errors import InvalidValueError, RefusedError
from sakimori.services.access.address import address_of
from sakimori.services.calendar.open_days import first_open
from sakimori.services.calendar.reminders.people import OF_DEMO, Ways, ways_of
from sakimori.services.calendar.reminders.plan import Draft, ReminderPlan
from sakimori.services.calendar.reminders.view import (
    Fate,
    LogLine,
    letter_preview,
    reminder_log,
    reminder_preview,
    reminders_are_on,
    switch_reminders,
)
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.reach import reach_of, set_reach
from sakimori.ui.frame.components import refusal, section
from sakimori.ui.frame.formats import Unit, count, day, day_long, moment, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import dotted, language, listed, t

_MOST_NAMES = 8


def show_reminders(page: Page) -> None:
    """The state of the switch, the preview of the day, one's own address, and the log."""
    st.markdown(t("reminders.lead"))
    ways = _ways(page)
    if ways is None:
        return
    _state(page, ways)
    _preview(page, ways)
    _own_reach(page)
    _log(page)


def _ways(page: Page) -> Ways | None:
    if page.is_demo:
        return OF_DEMO
    try:
        return ways_of()
    except InvalidValueError as error:
        refusal(error)
        return None


def _state(page: Page, ways: Ways) -> None:
    """Whether the server reminds by itself, and by what."""
    is_on = reminders_are_on(page.workspace)
    if page.is_demo:
        st.info(t("reminders.of_demo"), icon=":material/science:")
    else:
        known = [
            t("reminders.has_mail" if ways.has_mail else "reminders.no_mail"),
            t("reminders.has_chat" if ways.chat.channels else "reminders.no_chat"),
            t("reminders.has_links" if address_of().is_public else "reminders.no_links"),
        ]
        st.caption(dotted(known))
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.toggle(
            t("reminders.switch"), value=is_on, key=f"reminders_switch_{is_on}",
            disabled=page.is_demo or not page.may(Permission.SET_POLICY) or not ways.is_open,
            help=t("reminders.switch_help"),
        )  # fmt: skip
        st.markdown(t("reminders.on" if is_on else "reminders.off"))
    if wanted != is_on:
        switch_reminders(page.workspace, is_on=wanted, actor=page.actor, at=now())
        st.rerun()


def _preview(page: Page, ways: Ways) -> None:
    """Who would be told how much, and of the chosen one what they would read."""
    on = first_open(page.on)
    section(t("reminders.preview", day=day_long(on, language())))
    if page.on < page.today:
        st.markdown(t("reminders.past"))
        return
    open_ways = (ways.has_mail, tuple(sorted(ways.chat.channels)))
    plan = memo(page, "reminders", partial(reminder_preview, page.workspace, ways, on=on), open_ways, on)
    if on != page.on:
        st.caption(t("reminders.closed", day=day_long(page.on, language())))
    if plan.is_quiet:
        st.markdown(t("reminders.quiet"))
    else:
        _whom(page, plan)
    if plan.had_theirs:
        st.caption(t("reminders.had_theirs", who=_names(plan.had_theirs)))
    if plan.without_lead:
        names = [plain(user.name) for user in plan.without_lead]
        st.caption(t("reminders.without_lead", who=listed(names[:_MOST_NAMES]), count=f"{len(names)}"))


def _whom(page: Page, plan: ReminderPlan) -> None:
    drafts = [*plan.drafts, *plan.unreached]
    if plan.unreached:
        st.warning(t("reminders.unreached", who=_names(plan.unreached)), icon=":material/person_alert:")
    st.caption(t("reminders.hint"))
    chosen = table(
        [
            [one.person.user.name, one.person.user.department, _by(one), len(one.lines), one.overdue, one.person.email]
            for one in drafts
        ],
        {
            "who": text_column(t("reminders.col_who"), width=120),
            "department": text_column(t("reminders.col_department"), width=120),
            "by": text_column(t("reminders.col_by"), width=230),
            "count": number_column(t("reminders.col_count"), width=80),
            "late": number_column(t("reminders.col_late"), width=90),
            "email": text_column(t("reminders.col_email"), width=230),
        },
        key=f"reminders_whom_{page.number}_{page.on}",
        alt=t("reminders.whom_alt"),
        select="one",
    )
    shown = drafts[chosen[0]] if chosen else drafts[0]
    _letter(page, shown, plan.on)


def _letter(page: Page, draft: Draft, on: date) -> None:
    base = address_of().public or ("https://sakimori.example.co.jp" if page.is_demo else "")
    letter = letter_preview(page.workspace, draft, on=on, base=base)
    with st.expander(plain(t("reminders.letter", who=draft.person.user.name)), icon=":material/mail:"):
        st.text(letter.subject)
        st.text(letter.body)


def _by(draft: Draft) -> str:
    person = draft.person
    if draft.silence is not None:
        return t(f"reminders.silence.{draft.silence.value}")
    ways = (("mail", person.has_mail), ("chat", person.has_chat))
    return dotted([t(f"reminders.by_{name}") for name, is_open in ways if is_open])


def _names(drafts: Sequence[Draft]) -> str:
    named = (
        t("reminders.named", who=plain(one.person.user.name), count=count(len(one.lines), Unit.CASES, language()))
        for one in drafts[:_MOST_NAMES]
    )
    return listed(named)


def _own_reach(page: Page) -> None:
    """Where this person is told, and in which language."""
    section(t("reminders.own"))
    found = reach_of(page.workspace, page.actor.id)
    st.caption(t("reminders.own_login" if found.is_login else "reminders.own_hint"))
    words = {code: t(f"reminders.in_{code}") for code in LANGUAGES}
    with st.form("reminders_own", border=False):
        one, other, press = st.columns([3, 2, 1], vertical_alignment="bottom")
        email = one.text_input(t("reminders.email"), value=found.reach.email or "", max_chars=254)
        spoken = other.selectbox(
            t("reminders.language"), LANGUAGES, index=LANGUAGES.index(found.reach.language),
            format_func=words.__getitem__,
        )  # fmt: skip
        if not press.form_submit_button(t("reminders.keep"), disabled=not page.is_editable):
            return
    try:
        set_reach(
            page.workspace, page.actor.id, email=email, language=spoken, lead_id=found.reach.lead_id,
            actor=page.actor, at=now(), seen=found.seen,
        )  # fmt: skip
    except RefusedError as error:
        refusal(error)
        return
    st.rerun()


def _log(page: Page) -> None:
    section(t("reminders.log"))
    lines = reminder_log(page.workspace)
    if not lines:
        st.markdown(t("reminders.log_empty"))
        return
    table(
        [
            [
                day(line.day, language()), line.name or t("reminders.channel"),
                t("reminders.by_mail" if line.kind.value == "digest" else "reminders.by_chat"),
                line.things, _fate(line), line.why,
            ]
            for line in lines
        ],
        {
            "day": text_column(t("reminders.col_day"), width=100),
            "who": text_column(t("reminders.col_who"), width=140),
            "by": text_column(t("reminders.col_by"), width=90),
            "count": number_column(t("reminders.col_count"), width=80),
            "fate": text_column(t("reminders.col_fate"), width=200),
            "why": text_column(t("reminders.col_why"), width=330),
        },
        key=f"reminders_log_{page.number}_{len(lines)}",
        alt=t("reminders.log_alt"),
        select="none",
    )  # fmt: skip


def _fate(line: LogLine) -> str:
    if line.fate is Fate.SENT and line.sent_at is not None:
        return t("reminders.fate.sent", at=moment(line.sent_at, language()))
    return t(f"reminders.fate.{line.fate.value}")
