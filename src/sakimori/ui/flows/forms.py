"""The dialogs of a flow: one field, its cloud facts, what carries it abroad, what is decided, what lasts and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.data_flow import (
    SEVEN_ITEMS,
    AnnualCheck,
    CloudFacts,
    DataFlow,
    Erasure,
    ErasureKind,
    ForeignBasis,
    ForeignBasisKind,
    LegalRoute,
)
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import NotFoundError, RefusedError
from sakimori.services.flows.drafts import basis_fields, is_narrowed, rests_on, routes_for
from sakimori.services.flows.view import FlowView, flow_view
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import confirm_erasure, decide_route, sign_off_cloud
from sakimori.services.kernel.evidence import LARGEST, file_evidence
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.clearance.own_words import CONFIRM
from sakimori.ui.flows.entrusted import show_entrusted
from sakimori.ui.flows.fix import BASIS, CLOUD, ITEMS
from sakimori.ui.flows.hand_over import approve_dialog, confirm_dialog, decide_dialog, facts_dialog
from sakimori.ui.frame.choices import ask_checked, ask_day
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import act, save_record, tell_own
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import country, linked, plain, unknown
from sakimori.ui.frame.record_fields import record_input, record_inputs, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.trail_words import first_shown

CLOUD_FIELDS = (
    "no_handling_clause", "technical_block", "support_access", "uses_data_itself", "published_under_32", "note",
)  # fmt: skip
OFFERED_BASES: tuple[ForeignBasisKind, ...] = tuple(
    kind for kind in ForeignBasisKind if kind is not ForeignBasisKind.NOT_FOREIGN
)
_ROUTE_FIELDS = frozenset({"route", "route_rationale", "route_decided_by"})
_CHECK_FIELDS = (
    "measures_kept",
    "hard_to_continue",
    "measures_note",
    "foreign_systems",
    "foreign_systems_note",
    "trouble",
)
_MEGABYTE = 1024 * 1024


def flow_dialogs(page: Page) -> Mapping[str, tuple[str, Callable[..., None]]]:
    """Every dialog of a flow, by the name under which it is opened."""

    def of_flow(body: Callable[..., None]) -> Callable[..., None]:
        def drawn(*, flow_id: str, **facts: Any) -> None:  # noqa: ANN401 - what the dialog asks about
            try:
                view = flow_view(page.workspace, flow_id, on=page.on, number=page.known)
            except NotFoundError as error:
                refusal(error)
                return
            body(page, view, **facts)

        return drawn

    return {
        "flow_field": ("flows.edit_field", of_flow(field_dialog)),
        "flow_decide": ("flows.decide", of_flow(_decide_dialog)),
        "flow_sign": ("flows.sign", of_flow(_sign_dialog)),
        "flow_answer": ("flows.answer", of_flow(_answer_dialog)),
        "flow_check": ("flows.check_record", of_flow(check_dialog)),
        "flow_erasure": ("flows.erasure_record", of_flow(erasure_dialog)),
        "flow_erased": ("flows.erasure_confirm", of_flow(_erased_dialog)),
        "flow_end": ("flows.end", of_flow(end_dialog)),
        "hand_over_facts": ("hand_over.answer", of_flow(facts_dialog)),
        "hand_over_approve": ("hand_over.approve", of_flow(approve_dialog)),
        "hand_over_decide": ("hand_over.decide", of_flow(decide_dialog)),
        CONFIRM: ("hand_over.confirm", of_flow(confirm_dialog)),
    }


def field_dialog(page: Page, view: FlowView, *, record: str, field: str) -> None:
    """The field that closes a gap, or the few that belong together."""
    for gap in view.gaps:
        if (gap.fix.record, gap.fix.field) == (record, field):
            st.markdown(f"**{plain(gap.title.get(language()))}**　:gray[{linked(gap.cites.get(language()))}]")
            st.caption(plain(gap.action.get(language())))
    if record == CLOUD:
        cloud = view.cloud or CloudFacts("", view.party.id, view.flow.id)
        save_record(page, cloud, record_inputs(cloud, CLOUD_FIELDS, key="flow_cloud"), key="flow_cloud")
    elif record == BASIS and field in {ITEMS, *SEVEN_ITEMS} and view.basis is not None:
        save_record(page, view.basis, items_inputs(view.basis, view.party, key="flow_items"), key="flow_items")
    elif record == BASIS:
        basis, changes = basis_inputs(view, key="flow_basis")
        save_record(page, basis, changes, key="flow_basis")
    elif field in _ROUTE_FIELDS:
        _route_form(page, view)
    else:
        _field_form(page, view, field)


def _field_form(page: Page, view: FlowView, field: str) -> None:
    flow, names = view.flow, view.choices.names()
    if field == "route_evidence_id":
        chosen = evidence_input(
            page, DataFlow, field, flow.route_evidence_id, names[field], third_party_id=view.party.id, key="flow_proof"
        )
        save_record(page, flow, {field: chosen}, key="flow_field")
        return
    fields = ("person_count", "volume_band") if field in {"person_count", "volume_band"} else (field,)
    save_record(page, flow, record_inputs(flow, fields, key="flow_field", choices=names), key="flow_field")


def route_input(flow: DataFlow, party: ThirdParty, *, key: str) -> LegalRoute:
    """Ask for the route among those that are left, and explain the chosen one in a line."""
    if is_narrowed(flow):
        st.caption(t("flows.routes_narrowed"))
    named = {route: label(route) for route in routes_for(flow, party)}
    options = list(named)
    route = st.selectbox(
        record_label(DataFlow, "route"), options, index=options.index(flow.route), format_func=named.__getitem__,
        key=f"{key}_route",
    )  # fmt: skip
    st.caption(t(f"flows.route_why_{route.value}"))
    show_entrusted(route)
    return route


def _route_form(page: Page, view: FlowView) -> None:
    flow, names = view.flow, view.choices.names()
    route = route_input(flow, view.party, key="flow_route")
    changes: dict[str, Any] = {"route": route}
    changes["route_rationale"] = record_input(flow, "route_rationale", key="flow_route")
    for field in rests_on(route):
        changes[field] = record_input(flow, field, key="flow_route", names=names[field])
    if flow.route_decided_by is not None:
        st.caption(t("flows.route_unsettles"))
    save_record(page, flow, changes, key="flow_route")


def basis_inputs(view: FlowView, *, key: str) -> tuple[ForeignBasis, dict[str, Any]]:
    """What carries a flow abroad, and on what that rests; an unanswered kind is no record yet."""
    return basis_fields_of(view.basis, view.flow, view.choices.names(), key=key)


def basis_fields_of(
    standing: ForeignBasis | None, flow: DataFlow, names: Mapping[str, Mapping[str, str]], *, key: str
) -> tuple[ForeignBasis, dict[str, Any]]:
    """Ask for the kind of basis and for what it rests on."""
    options = list(OFFERED_BASES)
    if standing is not None and standing.kind not in options:
        options.append(standing.kind)
    named = {kind: label(kind) for kind in options}
    kind = st.selectbox(
        t("flows.basis"), options, index=options.index(standing.kind) if standing else None,
        format_func=named.__getitem__,
        placeholder=unknown(language()), key=f"{key}_kind",
    )  # fmt: skip
    basis = standing or ForeignBasis("", flow.third_party_id, flow.id, kind or ForeignBasisKind.NONE)
    if kind is None:
        return basis, {}
    st.caption(t(f"flows.basis_why_{kind.value}"))
    changes: dict[str, Any] = {"kind": kind}
    for field in basis_fields(kind):
        changes[field] = record_input(basis, field, key=key, names=names.get(field))
    return basis, changes


def items_inputs(basis: ForeignBasis, party: ThirdParty, *, key: str) -> dict[str, Any]:
    """The seven items of 規則18条3項."""
    st.caption(t("flows.items_why"))
    if party.country and not basis.item_country:
        st.caption(t("flows.items_country", country=country(party.country, language())))
    return record_inputs(basis, SEVEN_ITEMS, key=key)


def _decide_dialog(page: Page, view: FlowView) -> None:
    flow = first_shown(view.flow, key="flow_decide_do")
    st.markdown(f"**{plain(label(flow.route))}**")
    st.markdown(plain(flow.route_rationale))
    st.caption(t(f"flows.route_why_{flow.route.value}"))
    for gap in view.gaps:
        if gap.fix.field in {"route", *rests_on(flow.route)}:
            st.caption(f"・{plain(gap.title.get(language()))}")

    tell_own(page, DataFlow, flow.id, Permission.DECIDE_REGISTER)
    write = partial(decide_route, page.workspace, flow.id)
    _decision(page, write, flow, key="flow_decide_do", words=t("flows.decide"), needs_reason=False)


def _sign_dialog(page: Page, view: FlowView) -> None:
    cloud = view.cloud
    if cloud is None:
        return
    cloud = first_shown(cloud, key="flow_sign_do")
    st.caption(t("flows.sign_why"))
    if cloud.speaks_against:
        st.warning(t("flows.cloud_against"), icon=":material/warning:")

    tell_own(page, CloudFacts, cloud.id, Permission.DECIDE_REGISTER)
    write = partial(sign_off_cloud, page.workspace, cloud.id)
    _decision(page, write, cloud, key="flow_sign_do", words=t("flows.sign"), needs_reason=True)


def _erased_dialog(page: Page, view: FlowView) -> None:
    erasure = view.erasure
    if erasure is None:
        return
    erasure = first_shown(erasure, key="flow_erased_do")
    if erasure.evidence_id is None:
        st.warning(t("flows.erasure_no_proof"), icon=":material/description:")
    write = partial(confirm_erasure, page.workspace, erasure.id)
    _decision(page, write, erasure, key="flow_erased_do", words=t("flows.erasure_confirm"), needs_reason=False)


def _decision(
    page: Page, write: Callable[..., WriteResult[Any]], of: object, *, key: str, words: str, needs_reason: bool
) -> None:
    may = page.may(Permission.EDIT_REGISTER if key == "flow_erased_do" else Permission.DECIDE_REGISTER)
    if not may:
        st.info(t("flows.for_compliance"), icon=":material/lock:")
    reason = st.text_area(t("flows.reason_needed" if needs_reason else "flows.reason"), key=f"{key}_reason", height=80)
    if needs_reason:
        act(page, words, write, key=key, of=of, reason=reason, disabled=not may)
    else:
        needs = ask_checked(key=f"{key}_checked")
        act(page, words, partial(write, reason=reason.strip()), key=key, of=of, disabled=not may, needs=needs)


def _answer_dialog(page: Page, view: FlowView) -> None:
    """What a person who asks is told, ready to be copied and printed."""
    basis = view.basis
    if basis is None:
        return
    st.caption(t("flows.answer_why"))
    lines = [t("flows.answer_head", name=view.party.legal_name, flow=view.flow.name)]
    for number, field in enumerate(SEVEN_ITEMS, start=1):
        lines.append(f"{number} {record_label(ForeignBasis, field)}\n{getattr(basis, field) or unknown(language())}")
    text = "\n\n".join(lines)
    st.code(text, language=None, wrap_lines=True)
    if basis.missing_items:
        st.warning(t("flows.items_missing", count=len(basis.missing_items)), icon=":material/help:")
    file_button(
        t("flows.answer_file"), lambda: text, name=f"{view.flow.id}.txt", mime="text/plain", key="flow_answer_file"
    )


def check_dialog(page: Page, view: FlowView, *, check_id: str) -> None:
    """One check: are the measures kept, and is there a foreign system that may affect them."""
    standing = next((check for check in view.checks if check.id == check_id), None)
    check = standing or AnnualCheck("", view.party.id, page.today, page.actor.name, flow_ids=(view.flow.id,))
    st.caption(t("flows.check_why"))
    words = record_label(AnnualCheck, "checked_on")
    checked_on = ask_day(words, key="flow_check_checked_on", standing=standing.checked_on if standing else None)
    changes: dict[str, Any] = {"checked_on": checked_on, "by": record_input(check, "by", key="flow_check")}
    for field in _CHECK_FIELDS:
        changes[field] = record_input(check, field, key="flow_check")
    whole = st.toggle(t("flows.check_all_flows"), value=not check.flow_ids, key="flow_check_all")
    changes["flow_ids"] = () if whole else check.flow_ids or (view.flow.id,)
    changes["evidence_id"] = evidence_input(
        page, AnnualCheck, "evidence_id", check.evidence_id, view.choices.names()["evidence_id"],
        third_party_id=view.party.id, key="flow_check_proof",
    )  # fmt: skip
    save_record(page, check, changes, key="flow_check", needs={words: checked_on})


def end_dialog(page: Page, view: FlowView) -> None:
    """The last day of a flow."""
    st.caption(t("flows.end_why"))
    flow = view.flow
    last = ask_day(t("flows.end_on"), key="flow_end_on", standing=flow.end_on)
    save_record(page, flow, {"end_on": last}, key="flow_end", needs={t("flows.end_on"): last})


def erasure_dialog(page: Page, view: FlowView) -> None:
    """How the data were returned or erased, with the certificate that says so."""
    standing = view.erasure
    erasure = standing or Erasure("", view.party.id, view.flow.id, ErasureKind.ERASED, page.today)
    st.caption(t("flows.erasure_why"))
    kinds = {kind: label(kind) for kind in ErasureKind}
    changes: dict[str, Any] = {
        "kind": st.segmented_control(
            record_label(Erasure, "kind"), list(kinds), default=standing.kind if standing else None,
            format_func=kinds.__getitem__,
            key="flow_erasure_kind",
        )
    }  # fmt: skip
    words = record_label(Erasure, "done_on")
    changes["done_on"] = ask_day(words, key="flow_erasure_done_on", standing=standing.done_on if standing else None)
    changes |= record_inputs(erasure, ("method", "done_by"), key="flow_erasure")
    changes["evidence_id"] = evidence_input(
        page, Erasure, "evidence_id", erasure.evidence_id, view.choices.names()["evidence_id"],
        third_party_id=view.party.id, key="flow_erasure_proof",
    )  # fmt: skip
    if changes["kind"] is None or changes["done_on"] is None:
        st.caption(t("flows.erasure_needs"))
        return
    save_record(page, erasure, changes, key="flow_erasure")


def evidence_input(
    page: Page, kind: type, field: str, value: str | None, names: Mapping[str, str], *, third_party_id: str, key: str
) -> str | None:
    """Choose a filed document, or file a new one at once."""
    filed: dict[str, str] = st.session_state.setdefault(f"{key}_filed", {})
    known = {**names, **filed}
    chosen = st.selectbox(
        record_label(kind, field), list(known), index=_place(list(known), next(reversed(filed), value)),
        format_func=known.__getitem__, placeholder=unknown(language()), key=f"{key}_{field}_{len(filed)}",
    )  # fmt: skip
    upload = st.file_uploader(
        t("flows.evidence_new"), key=f"{key}_upload_{len(filed)}", max_upload_size=LARGEST // _MEGABYTE
    )
    if upload is not None and st.button(t("flows.evidence_file"), key=f"{key}_file"):
        try:
            saved = file_evidence(
                page.workspace,
                third_party_id=third_party_id,
                filename=upload.name,
                body=upload.getvalue(),
                actor=page.actor,
                at=now(),
            )
        except RefusedError as error:
            refusal(error)
        else:
            filed[saved.record.id] = saved.record.filename
            st.rerun(scope="fragment")
    return chosen


def _place(ids: list[str], wanted: str | None) -> int | None:
    return ids.index(wanted) if wanted in ids else None
