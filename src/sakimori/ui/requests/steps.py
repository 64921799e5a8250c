"""The dialogs of the steps of a request: identity, fee, recipients, reply with its draft, explaining and erasing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import (
    AgentAuthority,
    AskedBy,
    IdentityCheck,
    PersonRequest,
    RefusalGround,
    ReplyWay,
    RequestKind,
    RequestResult,
)
from sakimori.domain.values.text import LANGUAGES
from sakimori.errors import RefusedError
from sakimori.exchange.paper.letters import Letter
from sakimori.rules.facts.person_requests import ground_article
from sakimori.services.requests.passing_on import answers_to, ask_again, note_answer, tell_recipient
from sakimori.services.requests.persons.check import ReplyDraft
from sakimori.services.requests.persons.erasing import erase_due, erase_person
from sakimori.services.requests.persons.letters import recipient_drafts, recipient_papers, reply_draft, reply_paper
from sakimori.services.requests.persons.rows import Step, request_rows
from sakimori.services.requests.persons.stopping import STOPS
from sakimori.services.requests.persons.view import RecipientLine, RequestView, request_view, who_asked
from sakimori.services.requests.persons.write import (
    check_identity,
    explain_refusal,
    note_fee,
    reply_to_request,
)
from sakimori.ui.frame.choices import ask_checked, ask_day, choose_one, pick_one
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import aside, day, plain, unknown, yes_no
from sakimori.ui.frame.record_fields import count_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import label, language, t, t_count
from sakimori.ui.requests.dialogs import asked, choose_or_none, edit_dialog

_LANGUAGE_NAMES: Final = {"ja": "日本語", "en": "English"}
_DISCLOSING: Final = frozenset({RequestKind.DISCLOSURE, RequestKind.RECORDS})
"""Requests for which another law may have a procedure of its own."""


def view_of(page: Page, request_id: str) -> RequestView:
    """The request as it stands now."""
    return request_view(page.workspace, request_id, on=page.on, number=page.known)


def who_dialog(page: Page, request_id: str) -> None:
    """Who asked, for as long as the dialog is open; that somebody looked is noted."""
    st.caption(t("requests.who_note"))
    who = who_asked(page.workspace, request_id, actor=page.actor, at=now())
    said = {
        "person_name": who.name, "customer_number": who.customer_number, "contact": who.contact, "wish": who.wish,
    }  # fmt: skip
    for field, value in said.items():
        st.markdown(f":gray[{record_label(PersonRequest, field)}]  \n{plain(value) or t('requests.not_noted')}")


def identity_dialog(page: Page, request_id: str) -> None:
    """How it was checked who asks."""
    request = asked(page, request_id)
    st.caption(t("requests.identity_lead"))
    how_words, on_words = t("requests.identity_how"), t("requests.identity_on")
    how: Any = choose_one(how_words, IdentityCheck, key="identity_how")
    on: Any = ask_day(on_words, key="identity_on")
    asked_by = choose_or_none("asked_by", AskedBy, request.asked_by) if request.asked_by is None else request.asked_by
    is_agent = asked_by is not None and asked_by.is_agent
    authority = choose_or_none("authority", AgentAuthority, request.authority) if is_agent else None
    write = partial(check_identity, page.workspace, request_id, how, on=on, asked_by=asked_by, authority=authority)
    needs = {how_words: how, on_words: on}
    act(page, t("requests.identity_do"), write, key="identity_save", of=request, needs=needs)


def fee_dialog(page: Page, request_id: str) -> None:
    """The fee that was taken."""
    request = asked(page, request_id)
    yen = count_input(
        record_label(PersonRequest, "fee_yen"), request.fee_yen, key="fee_yen", blank=t("requests.fee_none")
    )
    act(page, t("requests.fee_do"), partial(note_fee, page.workspace, request_id, yen), key="fee_save", of=request)


def recipient_dialog(page: Page, request_id: str, passed_on_id: str) -> None:
    """What recipients were asked: the texts to send and that those chosen were told, or what they answered."""
    lines = {one.asked.id: one for one in view_of(page, request_id).recipients if one.asked is not None}
    first: PassedOn = lines[passed_on_id].asked  # type: ignore[assignment]
    if first.answer is PassedOnAnswer.REFUSED:
        _lead(lines[passed_on_id])
        act(page, t("requests.again_do"), partial(ask_again, page.workspace, first.id), key="again_save", of=first)
        return
    alike = {key: one for key, one in lines.items() if one.stands == lines[passed_on_id].stands}
    chosen = _chosen(alike, passed_on_id) if first.answer is None else [first]
    if not chosen:
        st.caption(t("requests.choose_recipients"))
        return
    seen = {one.id: one.version for one in chosen}
    (_telling if first.told_on is None else _answering)(page, chosen, seen)


def _lead(line: RecipientLine) -> None:
    asked_for: PassedOn = line.asked  # type: ignore[assignment]
    words = {
        "party": plain(line.party.legal_name),
        "about": label(asked_for.about),
        "flow": plain(line.what.get(language())),
    }
    st.markdown(t("requests.task_lead", due=day(asked_for.due_on, language()), **words))


def _chosen(lines: Mapping[str, RecipientLine], first: str) -> list[PassedOn]:
    """Those of the recipients that stand alike of whom the same is to be noted; one that is alone needs no choice."""
    asked_for = [one.asked for one in lines.values() if one.asked is not None]
    if len(lines) == 1:
        _lead(lines[first])
        return asked_for
    rows: list[list[Cell]] = [
        [line.party.legal_name, line.what.get(language()), day(one.due_on, language())]
        for line, one in zip(lines.values(), asked_for, strict=True)
    ]
    columns = {
        "party": text_column(t("requests.col_party"), width=240),
        "flow": text_column(t("requests.col_flow"), width=220),
        "due": text_column(t("requests.col_due"), width=95),
    }
    chosen = table(
        rows, columns, key=f"recipients_{first}", alt=t("requests.recipients_alt"), select="many",
        begins_with=[list(lines).index(first)],
    )  # fmt: skip
    return [asked_for[place] for place in chosen]


def _telling(page: Page, chosen: Sequence[PassedOn], seen: Mapping[str, int]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        lang = _draft_language("told_language")
        said: dict[str, Any] = {"language": lang, "actor": page.actor, "at": now()}
        file_button(
            t("requests.draft_pdf"), partial(recipient_papers, page.workspace, list(seen), **said),
            name=f"{chosen[0].id}-{lang}.pdf", mime="application/pdf", key=f"told_pdf_{lang}",
        )  # fmt: skip
    letters = recipient_drafts(page.workspace, list(seen), **said)
    st.caption(t("requests.draft_note"))
    for letter in letters:
        if len(letters) == 1:
            _show_letter(letter)
        else:
            with st.expander(plain(letter.lines[0])):
                _show_letter(letter)
    how_words, on_words = t("requests.told_how"), t("requests.told_on")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        how: Any = pick_one(how_words, PassedOnWay, key="told_how")
        on: Any = ask_day(on_words, key="told_on")
    write = partial(tell_recipient, page.workspace, list(seen), told_on=on, how=how, seen=seen)
    words = t_count("requests.told_do", len(seen))
    act(page, words, write, key="told_save", needs={how_words: how, on_words: on})


def _answering(page: Page, chosen: Sequence[PassedOn], seen: Mapping[str, int]) -> None:
    words, on_words = record_label(PassedOn, "answer"), t("requests.answered_on")
    answer: Any = choose_one(words, answers_to(chosen[0].about), key="answer", horizontal=True)
    on: Any = ask_day(on_words, key="answered_on")
    standing = chosen[0].note if len(chosen) == 1 else ""
    note = st.text_input(record_label(PassedOn, "note"), value=standing, key=f"answer_note_{len(chosen)}")
    write = partial(
        note_answer, page.workspace, list(seen), answered_on=on, answer=answer, note=note or None, seen=seen
    )  # fmt: skip
    act(page, t_count("requests.answer_do", len(seen)), write, key="answer_save", needs={words: answer, on_words: on})


def reply_dialog(page: Page, request_id: str) -> None:
    """The result, the draft that follows from it in either language and on paper, and that it went out."""
    view = view_of(page, request_id)
    draft: Any = _reply_fields(view)
    needs = {
        record_label(PersonRequest, field): value
        for field, value in (("result", draft.result), ("reply_way", draft.way), ("replied_on", draft.on))
    }
    if draft.result is None:
        st.caption(t("requests.reply_result_first"))
    else:
        # The draft is written before the reply goes out: until then it bears the day of today.
        _reply_draft(page, view, replace(draft, on=draft.on or page.today))
        if view.request.kind in STOPS and view.request.claim is None:
            st.warning(t("requests.claim_unknown"), icon=":material/help:")
        changes = view.request.kind.changes_data and draft.result.does_something
        if changes and view.unasked:
            st.caption(t("requests.reply_passes", count=len(view.unasked)))
    write = partial(reply_to_request, page.workspace, request_id, draft)
    done = t("requests.reply_saved")
    act(page, t("requests.reply_save"), write, key="reply_save", of=view.request, note=done, needs=needs)


def _reply_fields(view: RequestView) -> ReplyDraft:
    results = {result: label(result) for result in RequestResult}
    result: Any = st.segmented_control(
        record_label(PersonRequest, "result"), list(results), format_func=results.__getitem__, key="reply_result",
        wrap=True,
    )  # fmt: skip
    grounds: frozenset[RefusalGround] = frozenset()
    is_told: bool | None = None
    if result is not None and result.needs_ground:
        words = {one: aside(label(one), ground_article(one).text.get(language()), language()) for one in view.grounds}
        if view.request.kind in _DISCLOSING:
            st.caption(t("requests.other_procedure"))
        picked = st.multiselect(
            record_label(PersonRequest, "grounds"), list(words), format_func=words.__getitem__, key="reply_grounds",
            placeholder=unknown(language()),
        )  # fmt: skip
        grounds = frozenset(RefusalGround(one) for one in picked)
        answers = {answer: yes_no(answer, language()) for answer in (True, False)}
        is_told = st.segmented_control(
            t("requests.reason_told"), list(answers), format_func=answers.__getitem__, key="reply_reason_told"
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = pick_one(record_label(PersonRequest, "reply_way"), ReplyWay, key="reply_way")
        on: Any = ask_day(record_label(PersonRequest, "replied_on"), key="replied_on")
    return ReplyDraft(result, on, way, grounds, is_told)


def _reply_draft(page: Page, view: RequestView, draft: ReplyDraft) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        lang = _draft_language("reply_language")
        make = partial(reply_paper, page.workspace, view.request.id, draft, language=lang, actor=page.actor, at=now())
        file_button(
            t("requests.draft_pdf"), make, name=f"{view.request.number}-{lang}.pdf", mime="application/pdf",
            key=f"reply_pdf_{lang}",
        )  # fmt: skip
    try:
        letter = reply_draft(page.workspace, view.request.id, draft, language=lang, actor=page.actor, at=now())
    except RefusedError as error:
        refusal(error)
        return
    st.caption(t("requests.draft_note"))
    _show_letter(letter)


def _draft_language(key: str) -> str:
    chosen = st.segmented_control(
        t("requests.draft_language"), list(LANGUAGES), default=language(), required=True, key=key,
        format_func=_LANGUAGE_NAMES.__getitem__,
    )  # fmt: skip
    return chosen or language()


def _show_letter(letter: Letter) -> None:
    st.caption(t("requests.subject"))
    st.code(letter.subject, language=None, wrap_lines=True)
    st.caption(t("requests.body"))
    st.code(letter.body, language=None, wrap_lines=True, height=260)


def explain_dialog(page: Page, request_id: str) -> None:
    """That the reason of a refusal was explained."""
    request = asked(page, request_id)
    st.markdown(t("requests.grounds_are", grounds=_grounds(request)))
    write = partial(explain_refusal, page.workspace, request_id)
    act(page, t("requests.explain_do"), write, key="explain_save", of=request, needs=ask_checked(key="explain_checked"))


def _grounds(request: PersonRequest) -> str:
    said = (aside(label(one), ground_article(one).text.get(language()), language()) for one in sorted(request.grounds))
    return "、".join(said) if language() == "ja" else "; ".join(said)


def erase_dialog(page: Page, request_id: str) -> None:
    """Erase who asked; it cannot be undone."""
    request = asked(page, request_id)
    st.warning(t("requests.erase_lead"), icon=":material/delete_forever:")
    write = partial(erase_person, page.workspace, request_id)
    act(page, t("requests.erase_do"), write, key="erase_save", of=request, note=t("requests.erased"))


def erase_due_dialog(page: Page) -> None:
    """Erase who asked of all requests whose time is over; it cannot be undone."""
    rows = [row for row in request_rows(page.workspace, on=page.on, number=page.known) if row.step is Step.ERASE]
    st.warning(t("requests.erase_lead"), icon=":material/delete_forever:")
    st.markdown("\n".join(f"- {_over_words(row.request)}" for row in rows))
    shown = {row.request.id: row.request.version for row in rows}
    write = partial(erase_due, page.workspace, list(shown), seen=shown)
    act(page, t_count("requests.erase_all", len(rows)), write, key="erase_due_save", note=t("requests.erased"))


def _over_words(request: PersonRequest) -> str:
    until = day(request.erase_after, language()) if request.erase_after else ""
    return aside(f"{request.number}　{label(request.kind)}", t("requests.kept_until", day=until), language())


STEP_DIALOGS: Final[Mapping[str, tuple[str, Callable[..., None]]]] = {
    "request_edit": ("requests.edit", edit_dialog),
    "request_who": ("requests.who_title", who_dialog),
    "request_identity": ("requests.identity", identity_dialog),
    "request_fee": ("requests.fee", fee_dialog),
    "request_recipient": ("requests.task_open", recipient_dialog),
    "request_reply": ("requests.reply", reply_dialog),
    "request_explain": ("requests.explain_do", explain_dialog),
    "request_erase": ("requests.erase_do", erase_dialog),
    "request_erase_due": ("requests.erase_do", erase_due_dialog),
}
"""The dialogs of a request by name: the wording of the title, and what draws it."""
DIALOG_OF_FIELD: Final[Mapping[str, str]] = {
    "identity_how": "request_identity",
    "replied_on": "request_reply",
    "reason_told": "request_explain",
    "erased_on": "request_erase",
}
"""The dialog in which a field of a request is given that a gap asks for."""
