"""公表と実際: what the notices in force say beside what the registers say, a row a point, with the words to publish."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.gap import Fix
from sakimori.domain.records.own_registers import PublicFacts
from sakimori.domain.records.sharing import OptoutItem
from sakimori.domain.values.text import ENGLISH, JAPANESE, Text
from sakimori.rules.gaps.flows.optout import ITEM_NAMES
from sakimori.services.kernel.recording import record
from sakimori.services.own_company.notice_check import NoticeCheck, NoticePoint, Point, PointState, notice_check
from sakimori.services.own_company.unpublished_facts import Sort, UnpublishedFact
from sakimori.ui.frame.components import NextStep, empty_state, link_to
from sakimori.ui.frame.dialogs import Dialogs, close_dialog, open_dialog, save_button
from sakimori.ui.frame.formats import day, linked, none, plain, unknown
from sakimori.ui.frame.record_fields import record_inputs
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, Mark, badge, mark
from sakimori.ui.frame.tables import Cell, TableColumn, button_column, chip_column, table, text_column
from sakimori.ui.frame.text import SENTENCES, language, listed, t, t_count
from sakimori.ui.own_company.address import own_address
from sakimori.ui.own_company.sentences import draft_of_point
from sakimori.ui.own_company.state import may_write

_MARKS: Final[Mapping[PointState, Mark]] = {
    PointState.DIFFERS: Mark.HIGH,
    PointState.UNKNOWN: Mark.UNKNOWN,
    PointState.SAME: Mark.OK,
    PointState.NOT_NEEDED: Mark.NOT_APPLICABLE,
}
_FACTS: Final = (
    "charges_fee", "fee", "is_member", "accredited_body", "complaint_contact", "request_desk", "measures_organisation",
    "measures_people", "measures_premises", "measures_technology", "has_delegated_authority", "breach_authority",
    "checked_on",
)  # fmt: skip
_TO_MEND: Final = (PointState.DIFFERS, PointState.UNKNOWN)
_MOST: Final = 2
_LONG_WORD: Final = re.compile(r"(?<=[^\x00-\x7f]) (?=[!-~]{12})")
"""The blank before a long Latin word, as in "お客様相談室 privacy@…": the grid cuts there, unless a line ends."""


def check_of(page: Page) -> NoticeCheck:
    """The comparison on the day of the page."""
    return memo(page, "notice_check", lambda: notice_check(page.workspace, on=page.on, number=page.known))


def notice_dialogs(page: Page) -> Dialogs:
    """One point with its words, and the facts that no other register keeps."""
    bodies: dict[str, Callable[..., None]] = {"notice_point": point_dialog, "public_facts": facts_dialog}
    return {name: (f"notice.dialog_{name}", partial(body, page)) for name, body in bodies.items()}


def follow_address() -> None:
    """Open the form that an address names, once."""
    if st.query_params.get("record") == "public_facts":
        open_dialog("public_facts", record_id=st.query_params.get("id", ""))
    for name in ("record", "id"):
        st.query_params.pop(name, None)


def show_notice_check(page: Page) -> None:
    """What to do first, then every point with both sides."""
    check = check_of(page)
    if not check.notices and not any(point.real for point in check.points):
        steps = (NextStep(t("notice.record_notice"), to="purposes", query=(("record", "notice"), ("id", ""))),)
        empty_state("policy", t("notice.empty"), *(steps if may_write(page) else ()))
        return
    _show_next(page, check)
    _show_sources(page, check)
    columns: dict[str, TableColumn] = {
        "state": chip_column(t("notice.col_state"), _chips(), width=104),
        "point": text_column(t("notice.col_point"), width=122),
        "said": text_column(t("notice.col_said"), width=192),
        "real": text_column(t("notice.col_real"), width=184),
        "what": text_column(t("notice.col_what"), width=186),
        "text": button_column(
            t("notice.col_text"), width=88,
            on_row=lambda row: open_dialog("notice_point", point=check.points[row].point.value),
        ),
    }  # fmt: skip
    table([_cells(point) for point in check.points], columns, key="notice_points_table", alt=t("notice.alt"))


def _show_next(page: Page, check: NoticeCheck) -> None:
    """How many points differ, and the gravest of them as the first thing to mend."""
    differing, open_ones = (len(check.with_state(state)) for state in _TO_MEND)
    if not differing and not open_ones:
        st.success(t("notice.all_same"), icon=":material/check_circle:")
        return
    worst = min(
        check.with_state(*_TO_MEND),
        key=lambda one: (_TO_MEND.index(one.state), one.severity.rank if one.severity else 9),
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        told = [t_count("notice.differing", differing)] if differing else []
        told += [t_count("notice.open", open_ones)] if open_ones else []
        st.markdown(f"**{listed(told)}**　{badge(_mark(worst), language())} {_title(worst.point)}", width="stretch")
        st.button(
            t("notice.see"), type="primary", icon=":material/edit_note:", key="notice_first", on_click=open_dialog,
            args=("notice_point",), kwargs={"point": worst.point.value},
        )  # fmt: skip


def _show_sources(page: Page, check: NoticeCheck) -> None:
    """Which notices are compared, and where both sides are kept."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for notice in check.notices:
            since = day(notice.published_on, language()) if notice.published_on else ""
            link_to("purposes", f"{notice.name} {since}", icon="policy", record="notice", id=notice.id)
        st.button(
            t("notice.facts"), key="notice_facts", type="tertiary", icon=":material/apartment:",
            disabled=not may_write(page), on_click=open_dialog, args=("public_facts",), kwargs={"record_id": ""},
        )  # fmt: skip


def _title(point: Point) -> str:
    return t(f"notice.point_{point.value}")


def _mark(point: NoticePoint) -> Mark:
    if point.state is PointState.DIFFERS and point.severity is not None:
        return mark(point.severity)
    return _MARKS[point.state]


def _chip(state: PointState) -> str:
    return f"{LOOKS[_MARKS[state]].glyph} {t(f'notice.state_{state.value}')}"


def _chips() -> dict[str, str]:
    return {_chip(state): LOOKS[_MARKS[state]].colour for state in PointState}


def _cells(point: NoticePoint) -> list[Cell]:
    is_open = point.state in _TO_MEND
    return [
        [_chip(point.state)],
        _title(point.point),
        _words(point.said, point.state),
        _words(point.real, point.state),
        (_what(point) or none(language())),
        t("notice.see" if is_open else "notice.look"),
    ]


def _words(texts: tuple[Text, ...], state: PointState) -> str:
    """The first of several things, and how many there are more; of a point that is known nothing is なし."""
    if not texts:
        return unknown(language()) if state is PointState.UNKNOWN else none(language())
    words = [text.get(language()) for text in texts[:_MOST]]
    is_prose = all(one.endswith(("。", ".")) for one in words)
    shown = SENTENCES.get(language()).join(words) if is_prose else listed(words)
    shown = _LONG_WORD.sub("\n", shown)
    more = len(texts) - _MOST
    return shown if more <= 0 else t("notice.more", names=shown, count=f"{more:,}")


def _what(point: NoticePoint) -> str:
    """What is open, in words; a thing that the notice says and nobody does is told as such."""
    told = [span.title.get(language()) for span in point.spans]
    told += [_line(line) for line in point.lines]
    if not told and point.unused:
        return t("notice.unused", names=_words(point.unused, point.state))
    more = len(dict.fromkeys(told)) - 1
    first = next(iter(told), "")
    return first if more <= 0 else t("notice.more", names=first, count=f"{more:,}")


def _line(line: UnpublishedFact) -> str:
    name = line.name.get(language())
    if 0 < len(line.lacks) < len(OptoutItem) and not line.is_unknown:
        items = listed(ITEM_NAMES[item].get(language()) for item in line.lacks)
        return t("purposes.what_optout_lacks", name=name, items=items)
    if line.sort is Sort.ITEM:
        return t("notice.lacks_item")
    return t("notice.lacks_unknown" if line.is_unknown else "notice.lacks", name=name or t("purposes.fill_country"))


def point_dialog(page: Page, *, point: str) -> None:
    """One point: both sides, what is open and on what ground, the words to publish, and where it is mended."""
    check = check_of(page)
    found = next((one for one in check.points if one.point.value == point), None)
    if found is None:
        close_dialog()
        st.rerun()
    st.markdown(f"**{_title(found.point)}**　:gray[{linked(found.cites.get(language()))}]")
    said, real = st.columns(2)
    for place, head, texts in ((said, "notice.col_said", found.said), (real, "notice.col_real", found.real)):
        with place:
            st.caption(t(head))
            st.markdown("\n".join(f"- {plain(text.get(language()))}" for text in texts) or unknown(language()))
    for span in found.spans:
        words, cites = plain(span.title.get(language())), linked(span.cites.get(language()))
        st.markdown(f"- {words}　:gray[:small[{cites}]]")
    for line in found.lines:
        st.markdown(f"- {plain(_line(line))}　:gray[:small[{linked(line.cites.get(language()))}]]")
    _show_draft(found, check)
    _show_way(page, found)


def _show_draft(point: NoticePoint, check: NoticeCheck) -> None:
    """The words in the language of the reader first; the sign at their corner copies them."""
    if not point.lines and not point.spans:
        return
    own = language()
    drafts = {lang: draft_of_point(point, check, lang) for lang in (own, JAPANESE if own == ENGLISH else ENGLISH)}
    if not drafts[own]:
        return
    st.caption(t("notice.copy"))
    for lang, draft in drafts.items():
        st.markdown(f":small[{t(f'notice.in_{lang}')}]")
        st.code(draft, language=None, wrap_lines=True)


def _show_way(page: Page, point: NoticePoint) -> None:
    """To the record that closes it; a difference in what no register keeps opens a form here."""
    fix = point.fix or next((_fix_of(line) for line in point.lines), None)
    if fix is None or not may_write(page):
        return
    if fix.record == "public_facts":
        if st.button(t("notice.record_facts"), type="primary", key="notice_way", icon=":material/edit_note:"):
            open_dialog("public_facts", record_id=fix.record_id)
            st.rerun()
        return
    name, query = own_address(fix)
    link_to(name, t("notice.mend"), icon="edit_note", **query)


def _fix_of(line: UnpublishedFact) -> Fix:
    """Where one thing is mended: its own record, or the notice."""
    if line.sort is Sort.JOINT_USE:
        return Fix("joint_use", line.key, "published_on")
    return Fix("notice", "", line.sort.value)


def facts_dialog(page: Page, *, record_id: str) -> None:
    """What holds of our company and no other register keeps; there is one such record, whichever is named."""
    can, item = may_write(page), check_of(page).facts or PublicFacts(record_id)
    st.caption(t("notice.why_facts"))
    changes = record_inputs(item, _FACTS, key="public_facts", disabled=not can)
    if can:
        save_button(page, item, changes, record, key="public_facts")
