"""How a question and its answer look on a page: what is asked, the word on its tint, reasons, whose matter each is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from sakimori.domain.clearance import ClearanceRequest, Reason, ReasonKind, Verdict
from sakimori.domain.codes import DataCategory, Outcome, UserRole
from sakimori.domain.errand import Errand, ErrandKind
from sakimori.domain.gap import Fix
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.exchange.law_changes import law_changes
from sakimori.rules.clearance.case import Case
from sakimori.services.clearance.choices import whom_to_ask
from sakimori.services.clearance.judged_line import ground_in
from sakimori.services.clearance.reason_words import law_notice_in, law_unread, of_way, reason_text_in
from sakimori.services.clearance.slip_sheet import facts_of_request, kinds_in
from sakimori.ui.clearance.answer_words import turns_in
from sakimori.ui.clearance.errands import ask_errand_form
from sakimori.ui.clearance.state import CheckQuestion
from sakimori.ui.frame.formats import aside, dated, day, headed, linked, plain, unknown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import LOOKS, Look, Mark, mark, word
from sakimori.ui.frame.text import dotted, label, language, t

KINDS: Final = {
    ReasonKind.BAR: LOOKS[Mark.BLOCKED],
    ReasonKind.QUESTION: LOOKS[Mark.REVIEW],
    ReasonKind.UNKNOWN: LOOKS[Mark.UNKNOWN],
    ReasonKind.CONDITION: LOOKS[Mark.CONDITIONAL],
    ReasonKind.DUTY: LOOKS[Mark.LOW],
    ReasonKind.CONFIRMED: LOOKS[Mark.OK],
}
"""What each kind of reason looks like."""


def kind_word(kind: ReasonKind) -> str:
    """What a reason of a kind does, in a word."""
    return t(f"hand_over.kind_{kind.value}")


def kind_badge(kind: ReasonKind) -> str:
    """Icon and word on a tint, as markdown."""
    look = KINDS[kind]
    return f":{look.colour}-badge[:material/{look.icon}: {kind_word(kind)}]"


def outcome_on_tint(outcome: Outcome) -> str:
    """The word of an answer on its tint, with its shape, as markdown."""
    look: Look = LOOKS[mark(outcome)]
    return f":{look.colour}-background[:material/{look.icon}: {word(mark(outcome), language())}]"


def reason_text(reason: Reason) -> str:
    """What a reason says, its days as they are written everywhere else."""
    return reason_text_in(reason, language())


def reason_markdown(reason: Reason) -> str:
    """The same, inert for markdown."""
    return plain(reason_text(reason))


def reason_lines(reason: Reason) -> str:
    """The same with the lines inside it one below the other, the first in bold."""
    inside = "".join(f"  \n:small[・{plain(dated(line.get(language()), language()))}]" for line in reason.details)
    return f"**{plain(dated(reason.text.get(language()), language()))}**{inside}"


def reason_line(reason: Reason, parts: Iterable[DataSetPart], *, more: str = "", is_small: bool = False) -> str:
    """A reason as markdown: its shape and word, what it says, for whom, a remark that is plain, and its article."""
    look = KINDS[reason.kind]
    whom = part_names(reason, parts)
    asides = [t("hand_over.for_parts", parts=plain(whom))] if whom else []
    asides += [*([more] if more else []), cites(reason)]
    shape = f":{look.colour}[:material/{look.icon}: {kind_word(reason.kind)}]"
    words = f":small[{reason_markdown(reason)}]" if is_small else reason_lines(reason)
    apart = "　" if is_small else "  \n"
    return f":small[{shape}]　{words}{apart}:gray[:small[{'　'.join(asides)}]]"


def duty_line(reason: Reason, parts: Iterable[DataSetPart]) -> str:
    """What is to be kept afterwards: still to be done, so without the sign of what is done."""
    whom = part_names(reason, parts)
    asides = [t("hand_over.for_parts", parts=plain(whom))] if whom else []
    return f":material/event_upcoming: {reason_lines(reason)}  \n:gray[:small[{'　'.join([*asides, cites(reason)])}]]"


def show_law_changes(verdict: Verdict) -> None:
    """Folded away: changes of law that nobody has read, each with the day from which it is in force."""
    unread = law_unread(verdict)
    if not unread:
        return
    head = t("check.law_changes", day=day(law_changes().looked_for_on, language()))
    with st.expander(head, icon=":material/gavel:", type="compact"):
        st.caption(plain(law_notice_in(verdict, language())))
        for one in unread:
            st.markdown(f":small[{plain(headed(day(one.since, language()), one.words.get(language()), language()))}]")


def cites(reason: Reason) -> str:
    """On what it rests, inert for markdown."""
    return linked(reason.cites.get(language()))


def part_names(reason: Reason, parts: Iterable[DataSetPart]) -> str:
    """For whom a reason speaks, where it does not speak of everybody."""
    known = {part.id: part.name for part in parts}
    if not reason.parts or known.keys() <= set(reason.parts):
        return ""
    return dotted(known.get(part, part) for part in reason.parts)


def stands_until(verdict: Verdict) -> tuple[str, str]:
    """Until when a good answer is valid or when another turns, and why; two empty texts where no day is known."""
    return turns_in(verdict, language())


def request_rows(request: ClearanceRequest, case: Case) -> Iterator[tuple[str, str]]:
    """Data, persons, items, recipient, purpose, way and ground, each with what it is called."""
    return facts_of_request(request, case, language())


def ground_words(route: LegalRoute) -> str:
    """The ground with its article."""
    return ground_in(route, language())


def kind_words(request: ClearanceRequest) -> str:
    """The kinds of data in their order."""
    return kinds_in(request, language())


def data_words(request: ClearanceRequest, data_set: str) -> str:
    """The data in the cell of a table: the registered flow, else the data set, else the kinds."""
    return request.flow.name or data_set or kind_words(request) or unknown(language())


def show_rows(rows: Iterable[tuple[str, str]], *, small: bool = False) -> None:
    """Facts with their names, static, so that they can be read aloud and copied."""
    size = ":small[{}]" if small else "{}"
    frame = pd.DataFrame(
        [[f":gray[{plain(head)}]", size.format(plain(said))] for head, said in rows], columns=["head", "said"]
    )
    st.table(frame, border="horizontal", hide_index=True, hide_header=True)


_BY_INQUIRY: Final = frozenset({UserRole.COMPLIANCE})
"""They are asked by an inquiry, which carries the whole question."""


def who_words(page: Page, role: UserRole) -> str:
    """Whose matter it is: the departments of those who have the role, else the role itself."""
    departments = dict.fromkeys(u.department for u in whom_to_ask(page.workspace, role, on=page.today) if u.department)
    return dotted(departments) if departments else label(role)


def can_be_asked(page: Page, reason: Reason) -> bool:
    """Whether somebody else is to be told of it, other than by an inquiry."""
    return reason.who is not None and reason.who not in page.actor.roles and reason.who not in _BY_INQUIRY


def ask_whom(page: Page, asked: CheckQuestion, reason: Reason, open_ones: Iterable[Reason]) -> None:
    """Whom to ask to mend it, and one text for all that is open with them, this point first."""
    role = reason.who
    if role is None:
        return
    theirs = [reason, *(one for one in open_ones if one.who is role and one is not reason)]
    with st.popover(t("check.ask"), icon=":material/forward_to_inbox:", type="tertiary"):
        party = asked.party
        errand = Errand(
            "", ErrandKind.MEND, party.legal_name, _message(asked, theirs), "", page.at, "",
            max(asked.request.on, page.today), party.id,
        )  # fmt: skip
        fixes = [one.fix or Fix("", "", "") for one in theirs]
        if not ask_errand_form(page, errand, role, key=f"check_ask_{reason.rule_id}_{reason.text.ja}", fixes=fixes):
            st.markdown(plain(t("check.ask_nobody", role=label(role))))


def _message(asked: CheckQuestion, theirs: Sequence[Reason]) -> str:
    flow = asked.request.flow
    own = asked.choices.of(flow.data_set_id)
    kinds = dotted(label(kind) for kind in DataCategory if kind in (flow.categories or ()))
    data = aside(own.data_set.name, kinds, language()) if own else kinds
    lines = [
        t(
            f"check.ask_open{of_way(asked.comes_in)}",
            party=asked.party.legal_name,
            data=data,
            day=day(asked.request.on, language()),
        ),
        *(t("check.ask_line", what=reason_text(one), cites=one.cites.get(language())) for one in theirs),
    ]
    if st.context.url:
        query = {"party": asked.party.id, "flow": asked.like.id if asked.like else "", "data": flow.data_set_id or ""}
        address = f"{st.context.url}?{urlencode({key: value for key, value in query.items() if value})}"
        lines.append(t("check.ask_link", address=address))
    return "\n".join(lines)
