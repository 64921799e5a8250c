"""Dialogs about third parties: how something is written, what it changed, and whose own decision does not count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Concatenate, TypeVar

import streamlit as st

from sakimori.clock import now
from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Span
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.days import legal_day
from sakimori.errors import ConflictError, RefusedError
from sakimori.rules.clearance.case import Case
from sakimori.services.clearance.own_decisions import own_decision, own_in_answer
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.choices import tell_missing
from sakimori.ui.frame.components import OPEN_DIALOG, refusal
from sakimori.ui.frame.formats import aside, clock_seconds, day, plain
from sakimori.ui.frame.record_fields import bold, forget_put, record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import SEMICOLONS, dotted, language, listed, t, t_count
from sakimori.ui.frame.trail_words import first_shown, forget_shown, refuse

T = TypeVar("T")
Dialogs = Mapping[str, tuple[str, Callable[..., None]]]
"""The dialogs of a page: by name, the key of the title and what draws it."""

Note = str | Callable[[Any], str]
"""What is told beside the outcome, or what makes it from the record that was stored."""

Then = Callable[[WriteResult[Any]], None]
"""Closes the dialog and tells the outcome in a way of its own."""

_OPEN = OPEN_DIALOG
_DONE, _CONFLICT, _TURN = "party_done", "party_conflict", "party_turn"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class WriteNotice:
    """What the last write changed, told once on the page that is drawn next."""

    at: datetime
    opened: tuple[Span, ...]
    closed: tuple[Span, ...]
    note: str = ""


def open_dialog(which: str, /, **facts: Any) -> None:  # noqa: ANN401 - what the dialog asks about
    """Have the next run open a dialog."""
    forget_shown()
    forget_put()
    st.session_state[_OPEN] = (which, facts)


def is_open(which: str) -> dict[str, Any] | None:
    """What an open dialog was opened with; None while it is closed."""
    name, facts = st.session_state.get(_OPEN, ("", {}))
    return facts if name == which else None


def has_dialog() -> bool:
    """Whether any dialog is open."""
    return _OPEN in st.session_state


def close_dialog() -> None:
    """No dialog is open any more."""
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_CONFLICT, None)
    forget_shown()
    forget_put()
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def fresh_key(key: str) -> str:
    """The key of a table whose rows open dialogs: new after each one, so that the chosen row opens it only once."""
    return f"{key}_{st.session_state.get(_TURN, 0)}"


def show_dialog(dialogs: Dialogs) -> None:
    """Draw the dialog that was opened, if it is one of these."""
    which, facts = st.session_state.get(_OPEN, ("", {}))
    if which in dialogs:
        title, body = dialogs[which]
        st.dialog(t(title), width="medium", on_dismiss=close_dialog)(body)(**facts)


def act(
    page: Page,
    words: str,
    write: Callable[..., WriteResult[Any] | None],
    *,
    key: str,
    of: Any = None,  # noqa: ANN401 - any record
    reason: str | None = None,
    disabled: bool = False,
    needs: Mapping[str, object] | None = None,
    note: Note = "",
    then: Then | None = None,
    **look: Any,  # noqa: ANN401 - as the button takes it
) -> None:
    """The button that writes as this person and now; then the dialog is closed and the outcome told.

    `write` also takes the version of the record in `of`, as it was shown first, and the reason, which must be given.
    The button does not wait for that: a text counts once its field is left, which the press itself does. It waits for
    what a person must choose: `needs` has it by its words, and None is what nobody has chosen yet.
    """
    waits = tell_missing(needs or {})
    facts: dict[str, Any] = {} if of is None else {"seen": first_shown(of, key=key).version}
    if reason is not None:
        facts["reason"] = reason.strip()
    if not st.button(words, key=key, disabled=disabled or waits, **{"type": "primary", **look}) or waits:
        return
    if reason is not None and is_blank(reason):
        st.warning(t("party.reason_needed"), icon=":material/edit_note:")
    else:
        _try(page, partial(write, **facts), note=note, then=then)


def save_record(
    page: Page, item: T, changes: Mapping[str, Any], *, key: str, needs: Mapping[str, object] | None = None
) -> None:
    """The button that stores a record of the register: a standing one with its changes, a new one as it is given."""

    def add(**by: Any) -> WriteResult[T]:  # noqa: ANN401 - who and when
        return record(page.workspace, replace(item, **changes), **by)  # type: ignore[type-var]

    if item.id:  # type: ignore[attr-defined]
        save_button(page, item, changes, record, key=key, needs=needs)
    else:
        act(page, t("party.save"), add, key=f"{key}_save", needs=needs)


def save_button(
    page: Page,
    item: T,
    changes: Mapping[str, Any],
    store: Callable[Concatenate[Workspace, T, ...], WriteResult[Any]],
    *,
    key: str = "party",
    is_first: bool = True,
    needs: Mapping[str, object] | None = None,
) -> None:
    """The button that stores changed fields of a record; when somebody was faster, both values and a choice.

    What the fields showed first is the record that they change, whatever a later run has read. It is the first thing to
    press on its page or dialog, unless another one is.
    """

    def write(over: T) -> None:
        _try(page, lambda **by: store(page.workspace, replace(over, **changes), **by), form=key)  # type: ignore[type-var]

    item = first_shown(item, key=f"{key}_save")
    waits = tell_missing(needs or {})
    pressed = st.button(t("party.save"), type="primary" if is_first else "secondary", key=f"{key}_save", disabled=waits)
    if pressed and not waits:
        st.session_state.pop(_CONFLICT, None)
        if all(_given(value) == _given(getattr(item, field)) for field, value in changes.items()):
            st.info(t("party.nothing_changed"), icon=":material/edit:")
            return
        write(item)
    form, theirs = st.session_state.get(_CONFLICT, ("", None))
    if form != key or theirs is None:
        return
    for field, mine in changes.items():
        other = getattr(theirs, field)
        if _given(mine) != _given(other):
            title, mine_said, theirs_said = _in_words(theirs, field, mine, other)
            st.markdown(t("party.conflict_field", field=bold(title), mine=plain(mine_said), theirs=plain(theirs_said)))
    with st.container(horizontal=True):
        if st.button(t("party.conflict_theirs"), key=f"{key}_theirs"):
            close_dialog()
            st.rerun()
        if st.button(t("party.conflict_mine"), key=f"{key}_mine"):
            st.session_state.pop(_CONFLICT, None)
            write(theirs)


def _in_words(record: object, field: str, mine: object, theirs: object) -> tuple[str, str, str]:
    """The name of a field and both values of it."""
    kind = type(record)
    return record_label(kind, field), record_shown(kind, field, mine), record_shown(kind, field, theirs)


def _given(value: object) -> object:
    """What somebody gave; an empty line is nothing, while no and zero are answers."""
    return None if value == "" else value


def _try(
    page: Page,
    write: Callable[..., WriteResult[Any] | None],
    *,
    note: Note = "",
    form: str = "",
    then: Then | None = None,
) -> None:
    """Write, close the dialog and draw the page again; a refusal is said in the dialog instead.

    A form that offers a choice between both values has its key in `form`; of other lost races both values are told.
    """
    at = now()
    try:
        saved = write(actor=page.actor, at=at)
    except RefusedError as error:
        if form and isinstance(error, ConflictError):
            refusal(error)
            st.session_state[_CONFLICT] = (form, error.details["theirs"])
        else:
            refuse(error)
        return
    if saved is not None and then is not None:
        then(saved)
    else:
        if saved is not None:
            remember(saved, at=at, note=note if isinstance(note, str) else note(saved.record))
        close_dialog()
    st.rerun()


def remember(saved: WriteResult[Any], *, at: datetime, note: str = "") -> None:
    """Have the page that is drawn next tell what a write changed."""
    st.session_state[_DONE] = WriteNotice(at, saved.opened, saved.closed, note)


@dataclass(frozen=True, slots=True)
class Told:
    """What a write solved; the defects that it opened; and what is to be filled in, or comes on a later day."""

    done: str
    opened: str
    rest: tuple[str, ...]


def show_done() -> None:
    """Say once what the last write changed: first what it solved; what is still to be filled in is folded."""
    done: WriteNotice | None = st.session_state.pop(_DONE, None)
    if done is None:
        return
    told = tell(done)
    st.success(told.done, icon=":material/task_alt:")
    if told.opened:
        st.warning(told.opened, icon=":material/warning:")
    if told.rest:
        with st.expander(t("party.to_fill", count=len(told.rest))):
            st.markdown("\n".join(f"- {line}" for line in told.rest))


def tell(done: WriteNotice) -> Told:
    """What was stored, and which gaps that closed and opened; with what is unknown, or opens later, kept apart."""
    current = legal_day(done.at)
    were_open, were_coming = _by_day(done.closed, current)
    are_open, are_coming = _by_day(done.opened, current)
    gone = [span for gap, span in were_open.items() if gap not in are_open]
    new = [span for gap, span in are_open.items() if gap not in were_open]
    averted = [span for gap, span in were_coming.items() if gap not in are_open and gap not in are_coming]
    coming = [span for gap, span in are_coming.items() if gap not in were_coming]
    defects = [span for span in new if span.kind is not GapKind.UNKNOWN]
    parts = [plain(done.note) or t("party.saved")]
    for key, spans in (("party.gaps_closed", gone), ("party.gaps_averted", averted)):
        if spans:
            parts.append(t_count(key, len(spans), titles=_titles(spans)))
    parts.append(f":gray[:small[{clock_seconds(done.at, language())}]]")
    unknown = [plain(span.title.get(language())) for span in new if span.kind is GapKind.UNKNOWN]
    later = [
        t("party.to_come", day=day(_begins(span), language()), title=plain(span.title.get(language())))
        for span in coming
    ]
    opened = t_count("party.gaps_opened", len(defects), titles=_titles(defects)) if defects else ""
    return Told("　".join(parts), opened, (*unknown, *later))


def _by_day(spans: Iterable[Span], current: date) -> tuple[dict[str, Span], dict[str, Span]]:
    """The gaps among some spans by their first span: those open on a day, and those that open later."""
    is_open: dict[str, Span] = {}
    coming: dict[str, Span] = {}
    for span in sorted(spans, key=_begins):
        if span.until_on is None or span.until_on > current:
            (is_open if _begins(span) <= current else coming).setdefault(span.gap_id, span)
    return is_open, {gap: span for gap, span in coming.items() if gap not in is_open}


def _begins(span: Span) -> date:
    return span.from_on or date.min


def _titles(spans: Iterable[Span]) -> str:
    return listed((plain(span.title.get(language())) for span in spans), SEMICOLONS, most=_NAMED)


_ASKED = "party_asked"


def asked_party() -> str:
    """The third party that the address names; a page of this session without an address shows the last one again."""
    asked = st.query_params.get("party") or str(st.session_state.get(_ASKED, ""))
    if asked != st.session_state.get(_ASKED):
        close_dialog()
    st.session_state[_ASKED] = asked
    if asked:
        st.query_params["party"] = asked
    return asked


def expect_party(third_party_id: str) -> None:
    """Say whose dossier is opened next, so that a dialog that was opened for it stays open."""
    st.session_state[_ASKED] = third_party_id


def tell_own(page: Page, kind: type, record_id: str, permission: Permission) -> None:
    """Say beside a decision that it does not count for the answers of one's own third parties, and who else may."""
    if not page.may(permission):
        return
    found = own_decision(page.workspace, kind, record_id, permission, actor=page.actor, on=page.today)
    if found is None:
        return
    names, others = _named(found.parties), _named(found.others)
    _say(t("own_decision.others", names=names, others=others) if others else t("own_decision.nobody", names=names))


def tell_asker(page: Page, case: Case) -> None:
    """Say beside an answer that what the asker decided himself does not count in it, and who else may decide."""
    others = own_in_answer(page.workspace, case, actor=page.actor, on=page.today)
    if others is not None:
        _say(t("own_decision.asker", others=_named(others)) if others else t("own_decision.asker_alone"))


def _say(words: str) -> None:
    st.caption(f":orange[:material/person_off:] {words}")


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    first = plain(dotted(names[:_NAMED]))
    return aside(first, t("own_decision.more", count=more), language()) if more > 0 else first
