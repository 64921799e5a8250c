"""Labels that do not say plainly that answers stand below them: a person says so of each before anything is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import streamlit as st

from sakimori.exchange.questionnaires.forms.user_profile import read_profile
from sakimori.exchange.questionnaires.reading.result import Flag, ReadQuestion
from sakimori.ui.frame.formats import Unit, count, day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.state import FormIntake, key_of, say_labels
from sakimori.ui.questionnaires.words import cut

_SAMPLES = 5


def choose_labels(page: Page, intake: FormIntake) -> None:
    """Each doubtful label with some of what stands below it, and whether that was answered; nothing is preset."""
    waiting: defaultdict[str, list[ReadQuestion]] = defaultdict(list)
    for question in intake.read.reading.questions:
        if Flag.UNSAID_LABEL in question.flags:
            waiting[question.answer_label].append(question)
    _show_said(intake)
    if not waiting:
        return
    st.warning(t_count("intake.labels", len(waiting)), icon=":material/help:")
    st.caption(t("intake.labels_note"))
    said = {label: _said(place, label, asked) for place, (label, asked) in enumerate(waiting.items())}
    clear = {label: is_answer for label, is_answer in said.items() if is_answer is not None}
    st.button(
        t("intake.label_read"), type="primary", key="imports_form_say_labels", disabled=len(clear) < len(waiting),
        on_click=say_labels, args=(page, intake, clear),
    )  # fmt: skip


def _show_said(intake: FormIntake) -> None:
    """What the kept form says of such labels, who said so, and when: it is not asked again, but seen."""
    body = intake.read.profile_body
    for one in read_profile(body.encode()).labels if body else ():
        if one.label in intake.labels:
            continue
        word = t("intake.label_yes") if one.is_answer else t("intake.label_no")
        said = t("intake.label_said", label=plain(cut(one.label)), word=word)
        who = t("intake.label_said_by", name=plain(one.by), day=_day(one.on)) if one.by else ""
        st.caption(f":material/how_to_reg: {said}{who}")


def _day(written: str) -> str:
    try:
        return day(date.fromisoformat(written), language())
    except ValueError:
        return plain(written)


def _said(place: int, label: str, asked: Sequence[ReadQuestion]) -> bool | None:
    """What a person says of one label; None while nothing is chosen."""
    words = {True: t("intake.label_yes"), False: t("intake.label_no")}
    notes = [t("intake.label_yes_note"), t("intake.label_no_note")]
    with st.container(border=True):
        st.markdown(t("intake.label", label=plain(cut(label)), count=count(len(asked), Unit.QUESTIONS, language())))
        for question in asked[:_SAMPLES]:
            st.caption(plain(f"{question.address}　{question.id} {cut(question.text)}　→　{cut(question.raw)}"))
        return st.radio(
            t("intake.label_is", label=plain(cut(label))), list(words), format_func=words.__getitem__, index=None,
            captions=notes, horizontal=True, key=key_of(f"imports_form_label_{place}"),
        )  # fmt: skip
