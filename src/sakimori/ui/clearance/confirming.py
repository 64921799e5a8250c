"""事実の確認: the facts of registered flows on which answers wait, by recipient, several made sure of at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Final

import streamlit as st

from sakimori.domain.records.hand_over import HandOver
from sakimori.services.clearance.unconfirmed import UnconfirmedFact, confirm_many, facts_to_confirm
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import random_id
from sakimori.services.settings.users import list_users
from sakimori.ui.clearance.own_words import fact_answered
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import moment, plain
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import language, t, t_count

_AT_ONCE: Final = 20
"""So many recipients are drawn; the others come once these are done."""


def facts_waiting(page: Page) -> Sequence[UnconfirmedFact]:
    """The facts that wait for this person, where they may make sure of any."""
    if not page.may(Permission.DECIDE_CLEARANCE):
        return ()
    read = partial(facts_to_confirm, page.workspace, on=page.on, actor=page.actor)
    found: Sequence[UnconfirmedFact] = memo(page, "facts_waiting", read, page.actor.id)
    return found


def show_facts(page: Page) -> None:
    """The facts by recipient with a box each, none of them ticked; one reason for all that are."""
    found = facts_waiting(page)
    if not found:
        st.caption(t("inbox.none_facts"))
        return
    st.caption(t("inbox.facts_lead"))
    names = {user.id: user.name for user in list_users(page.workspace)}
    parties = [(party, list(rows)) for (party, _), rows in groupby(found, lambda r: (r.party, r.third_party_id))]
    chosen: list[UnconfirmedFact] = []
    for party, rows in parties[:_AT_ONCE]:
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{plain(party)}**", width="stretch")
                link_to("party", t("inbox.to_party"), icon="folder_shared", party=rows[0].third_party_id)
            all_key, is_open = f"facts_of_{rows[0].third_party_id}", page.is_editable
            if len(rows) > 1 and st.checkbox(t("inbox.facts_all", count=len(rows)), key=all_key, disabled=not is_open):
                chosen += rows
                st.markdown("  \n".join(f":small[{_line(row, names)}]" for row in rows))
                continue
            chosen += [
                row
                for row in rows
                if st.checkbox(_line(row, names), key=f"fact_{row.flow_id}_{row.fact}", disabled=not is_open)
            ]
    if len(parties) > _AT_ONCE:
        st.caption(t_count("inbox.more_facts", len(parties) - _AT_ONCE))
    why = st.text_area(t("hand_over.confirm_reason"), key="inbox_facts_reason", height=80)
    write = partial(confirm_many, page.workspace, chosen, batch_id=random_id("ba"))
    act(
        page,
        t_count("inbox.confirm", len(chosen)),
        write,
        key="inbox_facts_do",
        icon=":material/how_to_reg:",
        reason=why,
        disabled=not chosen,
        note=t("inbox.confirmed_note"),
    )


def _line(row: UnconfirmedFact, names: dict[str, str]) -> str:
    """A fact with its answer, its flow, and who gave the answer."""
    answer = fact_answered(row.fact, row.answer)
    said = t("inbox.fact_unknown")
    if row.stated_by is not None and row.stated_on is not None:
        who = names.get(row.stated_by, row.stated_by)
        said = t("inbox.fact_said", who=who, at=moment(row.stated_on, language()))
    return plain(t("inbox.fact_line", fact=record_label(HandOver, row.fact), answer=answer, flow=row.flow, said=said))
