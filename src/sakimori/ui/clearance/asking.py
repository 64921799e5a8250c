"""Facts asked beside the answer: the one that decides most first, conditions to tick, and what was answered so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import streamlit as st

from sakimori.domain.clearance import Reason, ReasonKind, Verdict
from sakimori.domain.codes import UserRole
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.rules.clearance.deciding import OpenFact
from sakimori.services.clearance.judging import Asking, ClearanceAnswer
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.answer_words import OPEN, open_reasons
from sakimori.ui.clearance.state import CheckQuestion, answers_of, leave_open, left_open, tick, ticked
from sakimori.ui.clearance.words import cites, reason_line, reason_markdown
from sakimori.ui.flows.hand_over_questions import BY_STEP, FACTS, RECORD, ask_fact, choose_more, gives_yes
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t, t_count

_IN_FORM: Final = frozenset(
    ("data_flow", field)
    for field in (
        "categories", "purpose_id", "data_set_id", "route", "origins", "filing_id", "joint_use_id", "person_count",
    )
)  # fmt: skip
"""What the form itself asks."""
_KNOWN_TO_ASKER: Final = frozenset(
    {"first_time", "sealed_carriage", "returns_to_entruster", "at_request", "identity_checked"}
)
"""Facts of the deed itself; of what kind the data are and which duty falls away is for compliance to say."""


def asking(page: Page, asked: CheckQuestion) -> Asking:
    """Which facts this person is asked for."""
    return Asking(lambda reason: bool(asked_field(page, reason)), left_open(asked))


def asked_field(page: Page, reason: Reason) -> str:
    """The fact that a reason asks this person for; an empty text where it is for others to say."""
    fix = reason.fix
    if fix is None or fix.record != RECORD or fix.field in BY_STEP or not page.is_editable:
        return ""
    is_known = reason.who in {None, UserRole.SALES} or may(page.actor, Permission.DECIDE_CLEARANCE)
    return fix.field if is_known or reason.who in page.actor.roles else ""


def is_in_form(reason: Reason) -> bool:
    """Whether the form itself has the field that mends it."""
    return reason.fix is not None and (reason.fix.record, reason.fix.field) in _IN_FORM


def is_marked(asked: CheckQuestion, reason: Reason) -> bool:
    """Whether a field of the form says below it what a reason says."""
    return reason.fix is not None and is_in_form(reason) and reason.fix.field in asked.slots


def mark_fields(asked: CheckQuestion, verdict: Verdict) -> None:
    """Say below each field of the form that the answer turns on it, and why."""
    marked: set[str] = set()
    for reason in open_reasons(verdict):
        name = reason.fix.field if reason.fix is not None and is_marked(asked, reason) else ""
        if name and name not in marked:
            marked.add(name)
            why = t("check.decides", why=reason_markdown(reason), cites=cites(reason))
            asked.slots[name].markdown(f":small[:violet[:material/arrow_upward: {why}]]")


def show_next(page: Page, asked: CheckQuestion, answer: ClearanceAnswer) -> set[str]:
    """The question that decides most, or every one in one form, each with its reason and article; gives their facts."""
    questions = [one for one in answer.deciding if not one.is_to_do]
    if not questions or _awaits_purpose(asked, answer.verdict):
        return set()
    with st.container(border=True, gap="xsmall", key="check_next"):
        st.markdown(f"**:violet[:material/help: {t_count('check.next', len(questions))}]**")
        at_once = len(questions) > 1 and st.toggle(t("check.all_at_once"), key="check_all_at_once")
        shown = questions if at_once else questions[:1]
        for question in shown:
            _show_question(asked, answer, question)
    return {question.field for question in shown}


def _show_question(asked: CheckQuestion, answer: ClearanceAnswer, question: OpenFact) -> None:
    with st.container(gap="xxsmall"):
        ask_fact(asked.request.facts, question.field, key=asked.key_of(question.field))
        st.caption(t(f"hand_over.why_{question.field}"))
        for reason in question.reasons:
            st.markdown(reason_line(reason, answer.case.parts, is_small=True))
        st.button(
            t("check.leave_open"),
            key=f"check_leave_open_{question.field}",
            type="tertiary",
            on_click=leave_open,
            args=(asked, question.field),
        )


def _awaits_purpose(asked: CheckQuestion, verdict: Verdict) -> bool:
    """Whether one of the four questions is still open, which goes before every other."""
    reasons = open_reasons(verdict)
    return asked.request.flow.purpose_id is None and any(r.fix and r.fix.field == "purpose_id" for r in reasons)


def show_conditions(page: Page, asked: CheckQuestion, reasons: Sequence[Reason]) -> list[Reason]:
    """Boxes for the conditions that this person can say are met; gives those that are for others to meet."""
    rest = []
    drawn = set[str]()
    for fact, words in ticked(asked).items():
        drawn.add(fact)
        _box(asked, fact, words, is_met=True)
    for reason in reasons:
        fact = asked_field(page, reason)
        if not fact or not gives_yes(fact):
            rest.append(reason)
        elif fact not in drawn:
            drawn.add(fact)
            _box(asked, fact, f"{reason_markdown(reason)}　:gray[:small[{cites(reason)}]]", is_met=False)
    return rest


def _box(asked: CheckQuestion, fact: str, words: str, *, is_met: bool) -> None:
    """The words stand beside the box, where they wrap on a phone; in its own label they would be cut off."""
    key = f"{asked.key_of(fact)}_{fact}_met"
    with st.container(horizontal=True, gap="xsmall"):
        st.checkbox(
            words, value=is_met, key=key, on_change=tick, args=(asked, fact, words), label_visibility="collapsed",
            width="content",
        )  # fmt: skip
        st.markdown(words, width="stretch")


def ask_open(asked: CheckQuestion, fact: str, reasons: Sequence[Reason], parts: Iterable[DataSetPart]) -> None:
    """One fact, asked in place; below it everything that hangs on it."""
    with st.container(gap="xxsmall"):
        ask_fact(asked.request.facts, fact, key=asked.key_of(fact))
        if not reasons:
            st.caption(t(f"hand_over.why_{fact}"))
        for reason in reasons:
            st.markdown(reason_line(reason, parts, is_small=True))


def show_answered(page: Page, asked: CheckQuestion, answer: ClearanceAnswer, drawn: Collection[str]) -> None:
    """What was answered, to be changed; and what may be told besides, though nothing turns on it."""
    verdict, given, done = answer.verdict, answers_of(asked), ticked(asked)
    kept = [fact for fact in FACTS if given.get(fact) is not None and fact not in drawn and fact not in done]
    _folded(asked, answer, "check.answered", "edit", kept)
    settled = {*drawn, *kept, *done, *(one.field for one in answer.deciding)}
    waiting = dict.fromkeys(asked_field(page, reason) for reason in open_reasons(verdict))
    idle = [fact for fact in waiting if fact and fact not in settled and not _is_condition(verdict, fact)]
    _folded(asked, answer, "check.besides", "add_comment", idle)
    known = FACTS if may(page.actor, Permission.DECIDE_CLEARANCE) else _KNOWN_TO_ASKER
    rest = {fact for fact in known if fact not in settled and fact not in waiting}
    for fact in choose_more(rest, key=f"check_{asked.subject}"):
        ask_open(asked, fact, (), answer.case.parts)


def _folded(asked: CheckQuestion, answer: ClearanceAnswer, title: str, icon: str, facts: Sequence[str]) -> None:
    if not facts:
        return
    with st.expander(t_count(title, len(facts)), icon=f":material/{icon}:", type="compact"):
        for fact in facts:
            ask_open(asked, fact, _naming(answer.verdict, fact), answer.case.parts)


def _is_condition(verdict: Verdict, fact: str) -> bool:
    return all(reason.kind is ReasonKind.CONDITION for reason in _naming(verdict, fact)) and gives_yes(fact)


def _naming(verdict: Verdict, fact: str) -> list[Reason]:
    return [r for r in verdict.of_kind(*OPEN) if r.fix is not None and r.fix.record == RECORD and r.fix.field == fact]
