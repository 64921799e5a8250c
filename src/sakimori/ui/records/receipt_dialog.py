"""受領を記録: from whom data came, how that was confirmed, how the provider had got them (法30条)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import ReceiptRecord, RecordMethod
from sakimori.errors import RefusedError
from sakimori.rules.facts.record_terms import methods_for, retain_until
from sakimori.services.records.choices import ROUTES, ReceiptOptions, receipt_options, sources
from sakimori.services.records.receipts import ReceiptDraft, record_receipt
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import day_long, unknown, yes_no
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.records.release_dialog import ask_persons, words_of

_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9000, 12, 31)
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
    first_on, last_on = _days(page, one_day=route is LegalRoute.OPTOUT)
    items = st.multiselect(
        record_label(ReceiptRecord, "items"), list(options.items), default=list(options.items), key="receipt_items",
        accept_new_options=True, placeholder=t("release.items_hint"),
    )  # fmt: skip
    numbers, people, how = ask_persons(None, "receipt_{}".format)
    confirmed = _text("confirmed_how")
    acquired = "" if is_related else _text("acquired_how")
    answers = _answers(options, route, is_related=is_related)
    made = _made(page, options, route, first_on=first_on, last_on=last_on)
    if options.lacks:
        st.warning(t("receipt.lacks"), icon=":material/warning:")
    draft = ReceiptDraft(
        third_party_id=options.third_party_id, route=route, first_on=first_on, last_on=last_on, items=tuple(items),
        person_count=people, confirmed_how=confirmed, acquired_how=acquired, persons_how=how, persons=numbers,
        is_related=is_related, flow_id=options.flow_id, **answers, **made,
    )  # fmt: skip
    act(page, t("release.save"), partial(record_receipt, page.workspace, draft), key="receipt_save")


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


def _days(page: Page, *, one_day: bool) -> tuple[date, date]:
    names = ("first_on",) if one_day else ("first_on", "last_on")
    given = []
    for column, name in zip(st.columns(len(names)), names, strict=True):
        words = t("receipt.only_day") if one_day else record_label(ReceiptRecord, name)
        with column:
            given.append(_day(page, name, words))
    return given[0], given[-1]


def _day(page: Page, name: str, words: str) -> date:
    return st.date_input(
        words, value=page.today, min_value=_FIRST_DAY, max_value=_LAST_DAY, format="YYYY/MM/DD", key=f"receipt_{name}"
    )


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
