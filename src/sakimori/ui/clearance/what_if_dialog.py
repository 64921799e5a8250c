"""もし…なら: what might be, asked in a few fields, and which flows and slips would get another answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.clearance import Reason
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.country import CountryProfile, Point
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.errors import RefusedError
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.facts.certificates import SCHEMES
from sakimori.services.certificates.rows import CertificateState
from sakimori.services.clearance.standing_requests import OF_FLOWS
from sakimori.services.clearance.what_if import (
    ChangedAnswer,
    Supposition,
    WhatIf,
    certificate_lapses,
    contract_ends,
    profile_changes,
    recipient_moves,
    rule_begins,
    rule_taken_away,
    sub_processor_added,
    sub_processor_moves,
    what_if,
)
from sakimori.services.contracts.rows import ContractState
from sakimori.services.settings.policy import policy_known
from sakimori.ui.clearance.what_if_button import WHAT_IF, About
from sakimori.ui.clearance.words import cites, kind_badge, outcome_on_tint, reason_markdown, reason_text
from sakimori.ui.frame.components import link_to, refusal
from sakimori.ui.frame.dialogs import Dialogs
from sakimori.ui.frame.formats import countries, country, headed, plain, yes_no
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import chip, mark
from sakimori.ui.frame.tables import Cell, outcome_column, table, text_column
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.parties.tabs.certificates import certificate_rows
from sakimori.ui.parties.tabs.contracts import contracts_of
from sakimori.ui.parties.tabs.sub_processors import tree_of

_PROFILE: Final = ("government_access", "localisation", "has_general_law", "eu_adequacy", "cbpr_economy")
_OVER: Final = frozenset({CertificateState.WITHDRAWN, CertificateState.LAPSED, CertificateState.REPLACED})


class PartyEvent(StrEnum):
    """What might happen to a third party."""

    SUB_ADDED = "sub_added"
    MOVES = "moves"
    CERTIFICATE = "certificate"
    CONTRACT = "contract"
    SUB_MOVES = "sub_moves"


@dataclass(frozen=True, slots=True)
class Supposed:
    """A supposition, and what tells it from any other."""

    key: tuple[object, ...]
    make: Callable[[], Supposition]


def ask_supposition(page: Page, about: About, record_id: str, *, on: date) -> Supposed | None:
    """What somebody supposes; None while a field is open."""
    match about:
        case About.CERTIFICATE:
            return Supposed((about, record_id), lambda: certificate_lapses(record_id, on=on))
        case About.CONTRACT:
            return Supposed((about, record_id), lambda: contract_ends(record_id, on=on))
        case About.COUNTRY:
            return _of_country(page, record_id, on)
        case About.RULE:
            return _of_rule(page, record_id, on)
        case About.PARTY:
            return _of_party(page, record_id, on)


def subject_of(page: Page, about: About, record_id: str) -> str:
    """What a supposition speaks of, by name."""
    if about is About.COUNTRY:
        return country(record_id, language())
    if about is About.RULE:
        rule = next(rule for rule in CLEARANCE_RULES if rule.id == record_id)
        return f"{rule.id} {rule.title.get(language())}"
    with page.workspace.unit() as unit:
        if about is About.PARTY:
            return unit.records.get(ThirdParty, record_id).legal_name
        if about is About.CONTRACT:
            return unit.records.get(Contract, record_id).title
        certificate = unit.records.get(Certificate, record_id)
    return f"{SCHEMES[certificate.scheme].name.get(language())} {certificate.number}".strip()


def _of_country(page: Page, code: str, on: date) -> Supposed | None:
    """A fact that is read otherwise than it is on record."""
    with page.workspace.unit() as unit:
        profile = unit.records.find(CountryProfile, code)
    with st.container(horizontal=True):
        fact = st.selectbox(
            t("what_if.fact"), _PROFILE, format_func=lambda name: record_label(CountryProfile, name), key="what_if_fact"
        )
        stands = _standing(page, profile, Point(fact), on)
        answers = {answer: yes_no(answer, language()) for answer in (True, False)}
        said = st.segmented_control(
            t("what_if.becomes"), list(answers), default=stands is not True, format_func=answers.__getitem__,
            key=f"what_if_said_{fact}", required=True,
        )  # fmt: skip
    st.caption(t("what_if.stands", value=yes_no(stands, language())))
    if said is stands:
        return None
    return Supposed((About.COUNTRY, code, fact, said), lambda: profile_changes(code, on=on, **{fact: said}))


def _standing(page: Page, profile: CountryProfile | None, point: Point, on: date) -> bool | None:
    """Our answer on a point as it may be believed on the day."""
    months = policy_known(page.workspace, number=page.known).country_profile_months
    known = None if profile is None else profile.reading(on, months).known(point)
    return known if isinstance(known, bool) else None


def _of_rule(page: Page, rule_id: str, on: date) -> Supposed:
    """A rule to come begins; one in force is thought away."""
    policy = policy_known(page.workspace, number=page.known)
    if any(rule.id == rule_id and rule.first_day(policy) > on for rule in CLEARANCE_RULES):
        return Supposed((About.RULE, rule_id, "begins"), lambda: rule_begins(rule_id, on=on))
    return Supposed((About.RULE, rule_id, "without"), lambda: rule_taken_away(rule_id))


def _of_party(page: Page, party_id: str, on: date) -> Supposed | None:
    certificates = {
        row.certificate.id: row.scheme.name.get(language())
        for row in certificate_rows(page, party_id)
        if row.state not in _OVER
    }
    contracts = {
        one.contract.id: one.contract.title
        for one in contracts_of(page, party_id).contracts
        if one.state is not ContractState.ENDED
    }
    links = {row.link.id: row.link.name for row in tree_of(page, party_id).running}
    needs: Mapping[PartyEvent, object] = {
        PartyEvent.CERTIFICATE: certificates, PartyEvent.CONTRACT: contracts, PartyEvent.SUB_MOVES: links,
    }  # fmt: skip
    might = st.selectbox(
        t("what_if.might"), [m for m in PartyEvent if needs.get(m, True)],
        format_func=lambda m: t(f"what_if.might_{m.value}"), key="what_if_might",
    )  # fmt: skip
    match might:
        case PartyEvent.SUB_ADDED:
            return _sub_added(party_id)
        case PartyEvent.MOVES:
            return _moves(party_id)
        case PartyEvent.CERTIFICATE:
            one = _one_of(t("what_if.which_certificate"), certificates)
            return Supposed((might, one), lambda: certificate_lapses(one, on=on))
        case PartyEvent.CONTRACT:
            one = _one_of(t("what_if.which_contract"), contracts)
            return Supposed((might, one), lambda: contract_ends(one, on=on))
        case PartyEvent.SUB_MOVES:
            return _sub_moves(links)


def _sub_added(party_id: str) -> Supposed | None:
    """Whose name is not known yet is called what it is: somebody new."""
    name, there = t("what_if.new_sub"), _country(t("what_if.sub_country"))
    if there is None:
        return None
    return Supposed(
        (PartyEvent.SUB_ADDED, party_id, there), lambda: sub_processor_added(party_id, name=name, country=there)
    )


def _moves(party_id: str) -> Supposed | None:
    there = _country(t("what_if.country"))
    if there is None:
        return None
    return Supposed((PartyEvent.MOVES, party_id, there), lambda: recipient_moves(party_id, country=there))


def _sub_moves(links: Mapping[str, str]) -> Supposed | None:
    link, there = _one_of(t("what_if.which_sub"), links), _country(t("what_if.country"))
    if there is None:
        return None
    return Supposed((PartyEvent.SUB_MOVES, link, there), lambda: sub_processor_moves(link, country=there))


def _country(title: str) -> str | None:
    known = countries(language())
    return st.selectbox(title, list(known), index=None, format_func=known.__getitem__,
                        placeholder=t("what_if.choose_country"), key="what_if_country")  # fmt: skip


def _one_of(title: str, names: Mapping[str, str]) -> str:
    return st.selectbox(title, list(names), format_func=names.__getitem__, key="what_if_which")


_OF_ONE: Final = frozenset({About.PARTY, About.CONTRACT})
"""Where the page behind the dialog names the third party."""
_WIDTHS: Final = {JAPANESE: (216, 98, 98, 258), ENGLISH: (192, 112, 112, 254)}


def what_if_dialogs(page: Page) -> Dialogs:
    """The dialog as a page shows it among its others."""
    return {WHAT_IF: ("what_if.title", partial(_body, page))}


def _body(page: Page, about: About, record_id: str) -> None:
    st.markdown(f"**{plain(subject_of(page, about, record_id))}**")
    st.caption(t(f"what_if.lead_{about.value}"))
    day = st.date_input(
        t("what_if.on"), value=page.on, min_value=page.today, format="YYYY/MM/DD", key="what_if_on", width=180
    )
    supposed = ask_supposition(page, about, record_id, on=day)
    if supposed is None:
        st.info(t("what_if.open_field"), icon=":material/edit:")
        return
    try:
        with st.spinner(t("what_if.judging")):
            found = memo(page, "what_if", _answer(page, supposed, day), day, *supposed.key)
    except RefusedError as error:
        refusal(error)
        return
    _tell(found)
    parties = {one.third_party_id for one in found.changed}
    _list(found, is_of_one=about in _OF_ONE and len(parties) == 1)


def _answer(page: Page, supposed: Supposed, day: date) -> Callable[[], WhatIf]:
    return lambda: what_if(page.workspace, supposed.make(), on=day, actor=page.actor, at=now())


def _tell(found: WhatIf) -> None:
    st.markdown(f"**{plain(found.words.get(language()))}**")
    turned, others = len(found.turned), len(found.changed) - len(found.turned)
    if not found.looked_at:
        st.info(t("what_if.nothing_reads"), icon=":material/info:")
        return
    looked = t_count("what_if.looked", found.looked_at)
    if not found.changed:
        st.success(t("what_if.nothing_turns", looked=looked), icon=":material/check_circle:")
    elif turned:
        st.warning(t_count("what_if.turn", turned, looked=looked), icon=":material/alt_route:")
    else:
        st.info(t("what_if.no_word_turns", looked=looked), icon=":material/info:")
    if others and turned:
        st.caption(t_count("what_if.others", others))


def _list(found: WhatIf, *, is_of_one: bool) -> None:
    if not found.changed:
        return
    what, before, after, why = _WIDTHS[language()]
    columns = {
        "what": text_column(t("what_if.what"), width=what),
        "before": outcome_column(t("what_if.before"), width=before),
        "after": outcome_column(t("what_if.after"), width=after),
        "why": text_column(t("what_if.why"), width=why),
    }
    cells = [_cells(one, is_of_one=is_of_one) for one in found.changed]
    chosen = table(cells, columns, key="what_if_table", alt=t("what_if.alt"), select="one")
    if chosen and chosen[0] < len(found.changed):
        _show(found.changed[chosen[0]])
    else:
        st.caption(t("what_if.hint"))


def _cells(one: ChangedAnswer, *, is_of_one: bool) -> list[Cell]:
    return [
        _named(one) if is_of_one else headed(one.third_party_name, _named(one), language()),
        [chip(mark(one.before), language())],
        [chip(mark(one.after), language())],
        _why(one),
    ]


def _named(one: ChangedAnswer) -> str:
    return one.name if one.kind in OF_FLOWS else t("what_if.slip", number=one.name)


def _why(one: ChangedAnswer) -> str:
    """The reason that makes the answer what it would be; where none comes in, the one that falls away."""
    for reason in sorted(one.added, key=lambda reason: reason.outcome is not one.after):
        return reason_text(reason)
    return t("what_if.falls_away", reason=reason_text(one.removed[0]))


def _show(one: ChangedAnswer) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = f"{outcome_on_tint(one.before)} → {outcome_on_tint(one.after)}"
            st.markdown(f"**{plain(headed(one.third_party_name, _named(one), language()))}**　{words}", width="stretch")
            if one.kind in OF_FLOWS:
                link_to("flow", t("what_if.to_flow"), icon="account_tree", flow=one.subject_id)
        _reasons(t("what_if.added"), one.added)
        _reasons(t("what_if.removed"), one.removed)


def _reasons(title: str, reasons: Sequence[Reason]) -> None:
    if reasons:
        lines = "".join(f"\n- {kind_badge(r.kind)} {reason_markdown(r)}　:gray[:small[{cites(r)}]]" for r in reasons)
        st.markdown(f"{title}\n{lines}")
