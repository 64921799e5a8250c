"""提供の実施: what was handed over, from a slip in one press or without one; and the days that were added to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.data_flow import LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import ProvisionRecord, RecordMethod, Release
from sakimori.errors import NotFoundError, RefusedError
from sakimori.rules.facts.record_terms import retain_until
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.records.choices import ReleaseOptions, open_flows, release_options, usable_slips
from sakimori.services.records.provisions import ReleaseDraft, checked_numbers, listed_lines
from sakimori.services.records.releases import (
    extend_release,
    kept_until,
    one_release,
    release,
    release_without_clearance,
)
from sakimori.ui.clearance.words import reason_markdown
from sakimori.ui.frame.choices import ask_day, pick_one
from sakimori.ui.frame.components import go_to, refusal
from sakimori.ui.frame.dialogs import act, close_dialog, open_dialog
from sakimori.ui.frame.formats import Unit, count, day_long, plain, unknown, yes_no
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.trail_words import first_shown

RELEASE: Final = "release"
_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9000, 12, 31)
"""A day outside the bounds of the field would be dropped without a word; the service says what is wrong with it."""


def release_body(page: Page, slip_id: str = "") -> None:
    """A hand-over under a slip: one that is named, else one of those that are good today."""
    slips = {} if slip_id else _slips(page)
    if not slip_id and not slips:
        _without_slip()
        return
    chosen = slip_id or _choose_slip(slips)
    options = _options(page, slip_id=chosen) if chosen else None
    if options is None:
        return
    _ask(page, options, partial(release, page.workspace, chosen), first_key="release")
    if st.button(t("release.to_uncleared"), type="tertiary", key="release_to_uncleared"):
        change_dialog("release_uncleared", slip_id=chosen)


def uncleared_body(page: Page, flow_id: str = "", slip_id: str = "") -> None:
    """A hand-over that took place although no slip was good: the record is due all the same, and why it happened."""
    st.info(t("release.uncleared_note"), icon=":material/info:")
    of = {"slip_id": slip_id} if slip_id else {"flow_id": _choose_flow(page, flow_id)}
    options = _options(page, **of) if any(of.values()) else None
    if options is None:
        return
    reason = st.text_area(t("release.why"), key="uncleared_why", height=72)
    write = partial(
        release_without_clearance, page.workspace, reason=reason, slip_id=of.get("slip_id"), flow_id=of.get("flow_id")
    )
    _ask(page, options, write, first_key="uncleared", asks_consent=True)


def extend_body(page: Page, release_id: str) -> None:
    """A hand-over that went on: its new last day, and how many persons it is about by then."""
    standing = first_shown(one_release(page.workspace, release_id), key="extend_save")
    st.markdown(t("release.extend_note", day=day_long(standing.last_on, language())))
    last_on: Any = ask_day(t("release.new_last"), key="extend_last")
    people = st.number_input(
        t("release.extend_persons"), min_value=0, value=standing.person_count, step=1, key="extend_count"
    )
    numbers = st.text_area(t("release.extend_numbers"), key="extend_numbers", height=72)
    write = partial(
        extend_release, page.workspace, release_id, last_on=last_on, person_count=people,
        persons=tuple(listed_lines(numbers)),
    )  # fmt: skip
    act(page, t("release.extend"), write, key="extend_save", of=standing, needs={t("release.new_last"): last_on})


def words_of(codes: Iterable[StrEnum]) -> dict[StrEnum, str]:
    """What some codes are called in the language of this run."""
    return {code: label(code) for code in codes}


def change_dialog(which: str, **facts: str) -> None:
    """Open another dialog in the place of this one; a row that opened this one is chosen no more."""
    close_dialog()
    open_dialog(which, **facts)
    st.rerun()


def _slips(page: Page) -> dict[str, str]:
    slips = usable_slips(page.workspace, on=page.on, actor=page.actor)
    return {one.slip.id: f"{one.slip.number}　{one.party}　{one.flow}".rstrip("　") for one in slips}


def _choose_slip(names: Mapping[str, str]) -> str:
    chosen = st.selectbox(
        t("release.slip"), list(names), format_func=names.__getitem__, key="release_slip",
        index=0 if len(names) == 1 else None, placeholder=t("release.choose_slip"),
    )  # fmt: skip
    return chosen or ""


def _choose_flow(page: Page, flow_id: str) -> str:
    flows = {flow.id: flow.name for flow in open_flows(page.workspace, on=page.on, actor=page.actor)}
    if not flows:
        st.markdown(t("release.no_flows"))
        return ""
    chosen = st.selectbox(
        record_label(Release, "flow_id"), list(flows), index=list(flows).index(flow_id) if flow_id in flows else None,
        format_func=flows.__getitem__, key="uncleared_flow", placeholder=t("release.choose_flow"),
    )  # fmt: skip
    return chosen or ""


def _without_slip() -> None:
    st.markdown(t("release.no_slips"))
    with st.container(horizontal=True):
        if st.button(t("release.to_check"), type="primary", key="release_to_check", icon=":material/fact_check:"):
            go_to("check")
        if st.button(t("release.to_uncleared"), key="release_to_uncleared"):
            change_dialog("release_uncleared")


def _options(page: Page, **of: str) -> ReleaseOptions | None:
    try:
        return release_options(page.workspace, on=page.on, actor=page.actor, **of)
    except NotFoundError as error:
        refusal(error)
        return None


def _ask(
    page: Page,
    options: ReleaseOptions,
    write: Callable[..., WriteResult[Release]],
    *,
    first_key: str,
    asks_consent: bool = False,
) -> None:
    key = f"{first_key}_{{}}".format
    st.markdown(f"**{plain(options.party)}**　{plain(options.flow)}")
    if options.to_do and not asks_consent:
        lines = [f"- {reason_markdown(reason)}" for reason in dict.fromkeys(options.to_do)]
        st.warning("\n".join([t("release.to_do"), *lines]), icon=":material/change_history:")
    is_optout = options.need.route is LegalRoute.OPTOUT and not options.need.is_related
    days = _ask_days(key, one_day=is_optout)
    first_on, *_, last_on = [*days.values()] * 2
    items = st.multiselect(
        record_label(Release, "items"), list(options.items), default=list(options.items), key=key("items"),
        accept_new_options=not options.items or asks_consent, placeholder=t("release.items_hint"),
    )  # fmt: skip
    numbers, people, how = ask_persons(None if asks_consent else options.persons, key)
    method: Any = pick_one(record_label(Release, "method"), TransferMethod, key=key("method"))
    made = _ask_record(page, options, key, first_on=first_on, last_on=last_on) if all(days.values()) else {}
    consented = _ask_consent(key) if asks_consent and options.need.free is None and not is_optout else None
    note = "" if asks_consent else st.text_input(record_label(Release, "note"), key=key("note"))
    draft = ReleaseDraft(
        first_on=first_on, last_on=last_on, items=tuple(items), person_count=people, method=method,
        persons_how=how, persons=numbers, consented=consented, note=note, **made,
    )  # fmt: skip
    save, needs = partial(write, draft), {**days, record_label(Release, "method"): method}
    act(page, t("release.save"), save, key=key("save"), needs=needs, note=partial(_said, page))


def _ask_days(key: Callable[[str], str], *, one_day: bool) -> dict[str, Any]:
    if one_day:
        words = t("release.only_day")
        return {words: ask_day(words, key=key("first_on"))}
    given = {}
    for column, name in zip(st.columns(2), ("first_on", "last_on"), strict=True):
        words = record_label(Release, name)
        with column:
            given[words] = ask_day(words, key=key(name))
    return given


def ask_persons(most: int | None, key: Callable[[str], str]) -> tuple[tuple[str, ...], int | None, str]:
    """The numbers, the count where there are none, and what tells the persons; `most` is how many a slip lets go."""
    left, right = st.columns(2)
    with right:
        pasted = st.text_area(t("release.numbers"), key=key("numbers"), height=110, placeholder=t("release.lines"))
    numbers = tuple(listed_lines(pasted))
    people: int | None = None
    with left:
        if numbers:
            _say_counted(numbers)
        else:
            words = record_label(Release, "person_count")
            if most is not None:
                words = t("release.up_to", count=count(most, Unit.PERSONS, language()))
            people = st.number_input(words, min_value=0, value=None, step=1, key=key("count"))
        how = st.text_input(record_label(Release, "persons_how"), key=key("how"), placeholder=t("release.how_hint"))
    return numbers, people, how


def _say_counted(numbers: Sequence[str]) -> None:
    """How many persons the numbers are, each way of writing one counted once; or what is wrong with one of them."""
    try:
        found = checked_numbers(numbers)
    except RefusedError as error:
        refusal(error)
    else:
        st.markdown(t("release.counted", count=count(len(found), Unit.PERSONS, language())))


def _ask_record(
    page: Page, options: ReleaseOptions, key: Callable[[str], str], *, first_on: date, last_on: date
) -> dict[str, Any]:
    """How it is recorded and until when that is kept; nothing is asked where no record is due."""
    if options.need.free is not None:
        st.info(t("release.free", why=plain(label(options.need.free))), icon=":material/info:")
        return {}
    is_period = first_on != last_on
    offered = [m for m in options.methods if not (is_period and m is RecordMethod.EACH)]
    if is_period and RecordMethod.BULK not in offered and options.need.route is not LegalRoute.OPTOUT:
        offered.append(RecordMethod.BULK)
    usual = RecordMethod.BULK if is_period else RecordMethod.EACH
    method = st.radio(
        record_label(ProvisionRecord, "method"), offered, index=offered.index(usual) if usual in offered else 0,
        format_func=words_of(offered).__getitem__, horizontal=True, key=key(f"record_{is_period}"),
    )  # fmt: skip
    made: dict[str, Any] = {"record_method": method}
    if method is RecordMethod.CONTRACT:
        names = dict(options.contracts)
        made["contract_id"] = st.selectbox(
            record_label(ProvisionRecord, "contract_id"), list(names), index=None, format_func=names.__getitem__,
            placeholder=t("release.choose_contract"), key=key("contract"),
        )  # fmt: skip
        made["for_services"] = st.checkbox(t("release.for_services"), key=key("services"))
    until = retain_until(method, last_on=last_on, made_on=page.today)
    st.caption(t("release.kept", ground=plain(label(options.need.route)), day=day_long(until, language())))
    if options.lacks:
        st.warning(t("release.lacks"), icon=":material/warning:")
    return made


def _ask_consent(key: Callable[[str], str]) -> bool | None:
    answers = {answer: yes_no(answer, language()) for answer in (True, False)}
    return st.segmented_control(
        record_label(ProvisionRecord, "consented"), list(answers), format_func=answers.__getitem__, key=key("consented")
    )


def _said(page: Page, made: Release) -> str:
    """What was made of it: the record and until when it is kept, or why there is none."""
    if made.record_id is None:
        return t("release.said_free", why=label(made.no_record) if made.no_record else unknown(language()))
    return t("release.said", day=day_long(kept_until(page.workspace, made.record_id), language()))


RELEASE_DIALOGS: Final[Mapping[str, tuple[str, Callable[..., None]]]] = {
    RELEASE: ("release.title", release_body),
    "release_uncleared": ("release.uncleared_title", uncleared_body),
    "release_extend": ("release.extend_title", extend_body),
}
"""Bodies take the page and the facts that the dialog was opened with."""
