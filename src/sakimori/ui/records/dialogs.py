"""The dialogs of the book: one record with the steps of compliance, and 受領を記録, how it was confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import ReceiptRecord, RecordMethod, Release
from sakimori.errors import RefusedError
from sakimori.rules.facts.record_terms import Item, methods_for, retain_until
from sakimori.services.kernel.access import Permission
from sakimori.services.records.book import print_records
from sakimori.services.records.choices import ROUTES, ReceiptOptions, receipt_options, slip_of_flow, sources
from sakimori.services.records.corrections import CORRECTABLE, correct_record, purge_record
from sakimori.services.records.provisions import listed_lines
from sakimori.services.records.receipts import ReceiptDraft, record_receipt
from sakimori.services.records.releases import review_release
from sakimori.services.records.rows import AnyKept, UnclearedRelease, missing_in
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.components import go_to, refusal, section
from sakimori.ui.frame.dialogs import act, close_dialog
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import Unit, count, day, day_long, none, plain, unknown, yes_no
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.records.release_dialog import ask_persons, change_dialog, release_body, words_of
from sakimori.ui.records.sheet import checklist, kind_word, paper, rows_of, state_sentence
from sakimori.ui.records.state import may_read_numbers, numbers_in, period, record_of, uncleared_of, unrecorded_of

_HINTS: Final = {"confirmed_how": "receipt.confirmed_hint", "acquired_how": "receipt.acquired_hint"}


def receipt_body(page: Page, flow_id: str = "") -> None:
    """A receipt by a flow that brings data to us, or from a third party of which no flow is recorded."""
    options = _provider(page, flow_id)
    if options is None:
        return
    st.markdown(f"**{plain(options.party)}**　{plain(options.flow)}")
    stands = list(ROUTES).index(options.route) if options.route else None
    route = _choose("route", list(ROUTES), stands, words_of(ROUTES).__getitem__, t("receipt.route"))
    if route is None:
        st.caption(t("receipt.free_note"))
        return
    is_related = route is not LegalRoute.OPTOUT and st.checkbox(
        t("receipt.related"), key="receipt_related", help=t("receipt.related_help")
    )
    days = _days(one_day=route is LegalRoute.OPTOUT)
    first_on, *_, last_on = [*days.values()] * 2
    items = st.multiselect(
        record_label(ReceiptRecord, "items"), list(options.items), default=list(options.items), key="receipt_items",
        accept_new_options=True, placeholder=t("release.items_hint"),
    )  # fmt: skip
    numbers, people, how = ask_persons(None, "receipt_{}".format)
    confirmed = _text("confirmed_how")
    acquired = "" if is_related else _text("acquired_how")
    answers = _answers(options, route, is_related=is_related)
    made = _made(page, options, route, first_on=first_on, last_on=last_on) if all(days.values()) else {}
    if options.lacks:
        st.warning(t("receipt.lacks"), icon=":material/warning:")
    draft = ReceiptDraft(
        third_party_id=options.third_party_id, route=route, first_on=first_on, last_on=last_on, items=tuple(items),
        person_count=people, confirmed_how=confirmed, acquired_how=acquired, persons_how=how, persons=numbers,
        is_related=is_related, flow_id=options.flow_id, **answers, **made,
    )  # fmt: skip
    act(page, t("release.save"), partial(record_receipt, page.workspace, draft), key="receipt_save", needs=days)


def _provider(page: Page, flow_id: str) -> ReceiptOptions | None:
    known = sources(page.workspace, actor=page.actor)
    if not known.parties:
        st.markdown(t("receipt.no_parties"))
        return None
    wanted = list(known.flows).index(flow_id) if flow_id in known.flows else None
    flow = _choose("flow_id", list(known.flows), wanted, known.flows.__getitem__, t("receipt.flow"))
    party = None
    if flow is None:
        party = _choose("third_party_id", list(known.parties), None, known.parties.__getitem__, t("receipt.party"))
    if flow is None and party is None:
        return None
    try:
        return receipt_options(page.workspace, flow_id=flow or "", third_party_id=party or "", actor=page.actor)
    except RefusedError as error:
        refusal(error)
        return None


def _days(*, one_day: bool) -> dict[str, Any]:
    names = ("first_on",) if one_day else ("first_on", "last_on")
    given = {}
    for column, name in zip(st.columns(len(names)), names, strict=True):
        words = t("receipt.only_day") if one_day else record_label(ReceiptRecord, name)
        with column:
            given[words] = ask_day(words, key=f"receipt_{name}")
    return given


def _answers(options: ReceiptOptions, route: LegalRoute, *, is_related: bool) -> dict[str, Any]:
    """What is asked on which ground (規則24条): a private person is asked for neither consent nor publication."""
    found: dict[str, Any] = {}
    if route is LegalRoute.OPTOUT:
        if options.is_operator:
            found["ppc_published"] = _yes_no("ppc_published")
            st.caption(t("receipt.published_note"))
        return found
    if options.is_operator:
        found["consented"] = _yes_no("consented")
    if is_related:
        found["informed"] = _yes_no("informed")
    return found


def _made(page: Page, options: ReceiptOptions, route: LegalRoute, *, first_on: date, last_on: date) -> dict[str, Any]:
    is_period = first_on != last_on
    offered = [m for m in methods_for(route, is_repeated=True, stands_in=bool(options.contracts))
               if not (is_period and m is RecordMethod.EACH)]  # fmt: skip
    usual = RecordMethod.BULK if is_period else RecordMethod.EACH
    method = st.radio(
        record_label(ReceiptRecord, "method"), offered, index=offered.index(usual) if usual in offered else 0,
        format_func=words_of(offered).__getitem__, horizontal=True, key=f"receipt_record_{route.value}_{is_period}",
    )  # fmt: skip
    made: dict[str, Any] = {"record_method": method}
    if method is RecordMethod.CONTRACT:
        names = dict(options.contracts)
        made["contract_id"] = _choose("contract_id", list(names), None, names.__getitem__, t("release.choose_contract"))
        made["for_services"] = st.checkbox(t("release.for_services"), key="receipt_services")
    until = retain_until(method, last_on=last_on, made_on=page.today)
    st.caption(t("release.kept", ground=label(route), day=day_long(until, language())))
    return made


def _choose(field: str, options: list[Any], index: int | None, words: Any, hint: str) -> Any:  # noqa: ANN401
    return st.selectbox(
        record_label(ReceiptRecord, field), options, index=index, format_func=words, placeholder=hint,
        key=f"receipt_{field}",
    )  # fmt: skip


def _text(field: str) -> str:
    return st.text_input(record_label(ReceiptRecord, field), key=f"receipt_{field}", placeholder=t(_HINTS[field]))


def _yes_no(field: str) -> bool | None:
    answers: dict[bool | None, str] = {answer: yes_no(answer, language()) for answer in (True, False)}
    return st.segmented_control(
        record_label(ReceiptRecord, field), list(answers), format_func=answers.__getitem__, key=f"receipt_{field}",
        help=None if field == "ppc_published" else t("receipt.unanswered", unknown=unknown(language())),
    )  # fmt: skip


_NUMBERS: Final = "persons"
_FIELDS: Final = {
    Item.CONSENT: "consented", Item.INFORMED: "informed", Item.PUBLISHED: "ppc_published", Item.PERSONS: "persons_how",
    Item.DATA_ITEMS: "items", Item.ACQUIRED: "acquired_how",
}  # fmt: skip
"""The field in which an item stands; name, address and representative have theirs by both sides."""


def record_body(page: Page, record_id: str) -> None:
    """The whole record."""
    kept = record_of(page, record_id)
    if kept is None:
        st.markdown(t("records.gone"))
        return
    st.markdown(f"**{plain(kind_word(kept))}**　{plain(kept.party)}")
    if said := state_sentence(kept):
        st.warning(plain(said), icon=":material/warning:" if kept.is_current else ":material/history:")
    section(t("records.checklist"), t("records.checklist_note", ground=label(kept.record.route)))
    st.markdown("　".join(_check(words, is_there=is_there) for words, is_there in checklist(kept)))
    _table(rows_of(page, kept))
    _steps(page, kept)


def correct_body(page: Page, record_id: str) -> None:
    """A new record in the place of one that is wrong: only what may be changed, and why."""
    kept = record_of(page, record_id)
    if kept is None:
        st.markdown(t("records.gone"))
        return
    record: Any = replace(kept.record, persons=numbers_in(page, [kept]).get(record_id, ()))
    kind: Any = type(record)
    st.caption(t("records.correct_note"))
    given: dict[str, Any] = {}
    lacking = {_FIELDS.get(item, f"_{item.value}") for item in missing_in(kept)}
    for field in sorted(CORRECTABLE[kind], key=lambda name: not name.endswith(tuple(lacking) or ("-",))):
        if field == _NUMBERS:
            typed = st.text_area(
                record_label(kind, field), value="\n".join(record.persons), key="correct_persons", height=96
            )
            given[field] = tuple(listed_lines(typed))
        else:
            given[field] = record_input(record, field, key="correct")
    changes = {field: value for field, value in given.items() if value != getattr(record, field)}
    if changes.get(_NUMBERS):
        changes.pop("person_count", None)
    reason = st.text_area(t("records.correct_why"), key="correct_why", height=72)
    write = partial(correct_record, page.workspace, kind, record_id, changes, reason=reason)
    act(page, t("records.correct"), write, key="correct_save", of=kept.record)


def purge_body(page: Page, record_id: str) -> None:
    """Destroy a record after its last day; before it the service refuses."""
    kept = record_of(page, record_id)
    if kept is None:
        st.markdown(t("records.gone"))
        return
    st.warning(
        t("records.purge_note", day=day_long(kept.kept_until, language()), party=plain(kept.party)),
        icon=":material/delete_forever:",
    )
    reason = st.text_area(t("records.purge_why"), key="purge_why", height=72)
    kind: Any = type(kept.record)
    write = partial(purge_record, page.workspace, kind, record_id, reason=reason)
    act(page, t("records.purge"), write, key="purge_do", of=kept.record)


def review_body(page: Page, release_id: str) -> None:
    """A hand-over without clearance: what went, why, and what compliance found."""
    found = uncleared_of(page, release_id)
    if found is None:
        st.markdown(t("records.gone"))
        return
    _table(_of_release(found))
    made = found.release
    if made.reviewed_on is not None:
        st.success(
            t("records.reviewed", day=day(made.reviewed_on, language()), who=plain(found.reviewed_by)),
            icon=":material/check_circle:",
        )
        return
    if not page.may(Permission.DECIDE_CLEARANCE):
        st.info(t("records.review_by"), icon=":material/info:")
        return
    is_own = page.actor.is_among(made.released_by)
    if is_own:
        st.info(t("records.review_not_you"), icon=":material/block:")
    reason = st.text_area(t("records.review_why"), key="review_why", height=72, disabled=is_own)
    write = partial(review_release, page.workspace, release_id, reason=reason)
    act(page, t("records.review"), write, key="review_save", of=made, disabled=is_own)


def lacking_body(page: Page, flow_id: str) -> None:
    """A flow that needs a record and has none: by its slip at once, else the way to one."""
    slip = slip_of_flow(page.workspace, flow_id, on=page.on, actor=page.actor)
    if slip is not None:
        release_body(page, slip.slip.id)
        return
    found = unrecorded_of(page, flow_id)
    if found is None:
        st.markdown(t("records.gone"))
        return
    st.markdown(t("records.lacking", party=plain(found.party), flow=plain(found.flow)))
    with st.container(horizontal=True):
        if st.button(t("release.to_check"), type="primary", key="lacking_check", icon=":material/fact_check:"):
            close_dialog()
            go_to("check", party=found.third_party_id, flow=flow_id)
        if st.button(t("release.to_uncleared"), key="lacking_uncleared"):
            change_dialog("release_uncleared", flow_id=flow_id)


def _check(words: str, *, is_there: bool) -> str:
    if is_there:
        return f":green-badge[:material/check: {plain(words)}]"
    return f":orange-badge[:material/warning: {plain(t('records.not_there', item=words))}]"


def _table(rows: Iterable[tuple[str, str]]) -> None:
    frame = pd.DataFrame([[f":gray[{plain(head)}]", plain(said)] for head, said in rows], columns=["head", "said"])
    st.table(frame, border="horizontal", hide_index=True, hide_header=True)


def _steps(page: Page, kept: AnyKept) -> None:
    record, made = kept.record, kept.release
    is_each = record.route is LegalRoute.OPTOUT and not record.is_related
    is_own = made is not None and (made.released_by == page.actor.id or may_read_numbers(page))
    may_extend = page.may(Permission.RELEASE) and kept.is_current and is_own and not is_each
    with st.container(horizontal=True):
        if may_read_numbers(page):
            file_button(
                t("records.print"), lambda: _printed(page, kept), name=f"sakimori-{record.id}.pdf",
                mime="application/pdf", key="record_pdf", type="primary", icon=":material/picture_as_pdf:",
            )  # fmt: skip
        if may_extend and made is not None:
            _go("release_extend", t("release.extend"), release_id=made.id)
        if page.may(Permission.PURGE_RECORDS):
            if kept.is_current:
                _go("record_correct", t("records.correct"), record_id=record.id)
            is_over = kept.kept_until < page.today
            _go("record_purge", t("records.purge"), is_off=not is_over, record_id=record.id)
    if page.may(Permission.PURGE_RECORDS) and kept.kept_until >= page.today:
        st.caption(t("records.kept_until", day=day_long(kept.kept_until, language())))


def _printed(page: Page, kept: AnyKept) -> bytes:
    return print_records(
        page.workspace,
        paper(page, [kept], title=kind_word(kept)),
        on=page.on,
        number=page.number,
        actor=page.actor,
        at=now(),
    )


def _go(which: str, words: str, *, is_off: bool = False, **facts: str) -> None:
    if st.button(words, key=f"record_to_{which}", disabled=is_off):
        change_dialog(which, **facts)


def _of_release(found: UnclearedRelease) -> Iterable[tuple[str, str]]:
    made, lang = found.release, language()
    yield t("records.col_recipient"), found.party
    yield record_label(Release, "flow_id"), found.flow or none(lang)
    yield t("records.col_period"), period(made.first_on, made.last_on)
    if made.uncleared_on is not None:
        yield record_label(Release, "uncleared_on"), day_long(made.uncleared_on, lang)
    yield record_label(Release, "items"), "、".join(made.items)
    yield record_label(Release, "person_count"), count(made.person_count, Unit.PERSONS, lang)
    yield record_label(Release, "method"), label(made.method)
    yield record_label(Release, "released_by"), found.released_by
    yield t("records.why_without"), made.note
