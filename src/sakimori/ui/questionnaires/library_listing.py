"""The list of the answer library: whose answers, which of them, and what was asked and said behind a chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.domain.values.names import fold
from sakimori.services.assessments.packs.questions import wording_key
from sakimori.services.questionnaires.answer_library import LibraryEntry, LibraryOwner, answer_library, library_owners
from sakimori.ui.frame.components import NextStep, empty_state, link_to, section, tile
from sakimori.ui.frame.formats import Unit, count, day, none, plain
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import label, language, listed, t
from sakimori.ui.frame.views import from_address, named_in_address
from sakimori.ui.questionnaires.words import (
    control,
    day_and_age,
    documents,
    library_answer,
    source,
    stale,
    with_remark,
    wording,
)


def show_one(page: Page, entry: LibraryEntry, entries: Sequence[LibraryEntry]) -> None:
    """Everything about one answer, with the way to the question in its assessment."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(entry.question.id)}　{plain(wording(entry))}**")
        st.markdown(f"**{plain(library_answer(entry))}**")
        if entry.answer.reason:
            st.markdown(t("assess.reason_said", text=plain(entry.answer.reason)))
        if entry.answer.note:
            st.markdown(f":gray[{t('assess.note_said', text=plain(entry.answer.note))}]")
        if entry.stale:
            st.markdown(f":orange[:material/schedule: {plain(t('library.is_stale', why=stale(entry)))}]")
        for line in _facts(page, entry):
            st.caption(plain(line))
        link_to("assess", t("library.to_question"), icon="checklist", id=entry.assessment.id, q=entry.question.id)
        _others(page, entry, entries)


def _facts(page: Page, entry: LibraryEntry) -> list[str]:
    assessment = entry.assessment
    state = label(assessment.state)
    lines = [
        t("library.given", who=entry.who, day=day_and_age(entry, page.on), how=_how(entry)),
        t("library.from", source=source(entry), state=state, kind=label(assessment.kind)),
    ]
    if assessment.state is AssessmentState.DECIDED and assessment.decided_on is not None:
        lines[-1] = t("library.decided", line=lines[-1], day=day(assessment.decided_on, language()))
    lines.append(t("library.evidence_said", names=documents(entry) or t("library.no_evidence")))
    if entry.question.controls:
        lines.append(t("library.controls", controls=listed(map(control, entry.question.controls))))
    if entry.pack.source.licence:
        lines.append(t("library.licence", sender=entry.pack.source.name, licence=entry.pack.source.licence))
    return lines


def _how(entry: LibraryEntry) -> str:
    return t(f"library.method_{AnswerMethod(entry.answer.method).value}")


def _others(page: Page, entry: LibraryEntry, entries: Sequence[LibraryEntry]) -> None:
    """The other answers to the same words, the newest first."""
    words = wording_key(wording(entry))
    others = [one for one in entries if one.key != entry.key and wording_key(wording(one)) == words]
    if others:
        st.markdown(t("library.others", count=len(others)))
        for one in others:
            st.caption(plain(f"{day_and_age(one, page.on)}　{library_answer(one)}　{source(one)}"))


OWNER: Final = "library_owner"


class ReuseState(StrEnum):
    """Whether an answer may be used again, as a chip says it; what needs somebody first."""

    STALE = "stale"
    OPEN = "open"
    DRAFT = "draft"
    USABLE = "usable"
    REPLACED = "replaced"


COLOURS: Final[Mapping[ReuseState, str]] = {
    ReuseState.USABLE: "green",
    ReuseState.DRAFT: "blue",
    ReuseState.STALE: "yellow",
    ReuseState.OPEN: "gray",
    ReuseState.REPLACED: "",
}


class Focus(StrEnum):
    """Which answers a person wants to see."""

    ALL = "all"
    USABLE = "usable"
    STALE = "stale"
    OPEN = "open"


_IN_FOCUS: Final[Mapping[Focus, Callable[[ReuseState], bool]]] = {
    Focus.ALL: lambda _: True,
    Focus.USABLE: lambda standing: standing in {ReuseState.USABLE, ReuseState.DRAFT},
    Focus.STALE: lambda standing: standing is ReuseState.STALE,
    Focus.OPEN: lambda standing: standing is ReuseState.OPEN,
}


def standing_of(entry: LibraryEntry) -> ReuseState:
    """Whether an answer may be used again: what leaves the matter open first, then what a newer one replaced."""
    if not entry.is_newest:
        return ReuseState.REPLACED
    if entry.is_open:
        return ReuseState.OPEN
    if entry.stale:
        return ReuseState.STALE
    return ReuseState.USABLE if entry.is_submitted else ReuseState.DRAFT


def owners_of(page: Page) -> tuple[LibraryOwner, ...]:
    """Whoever has answered anything, our own company first."""
    return memo(page, "library_owners", lambda: library_owners(page.workspace))


def entries_of(page: Page, third_party_id: str) -> tuple[LibraryEntry, ...]:
    """Every answer of one of them on the day of the page."""
    make = lambda: answer_library(page.workspace, third_party_id, on=page.on, number=page.known)  # noqa: E731
    return memo(page, "answer_library", make, third_party_id)


def chosen_owner(page: Page) -> str:
    """Whose answers are shown: as the address says, else the first."""
    ids = [owner.third_party_id for owner in owners_of(page)]
    return named_in_address("party", ids, ids[0])


def visible_entries(page: Page) -> list[LibraryEntry]:
    """The answers that search and filters leave: what needs somebody first, then the newest."""
    focus, pack, older = (LIBRARY.chosen(name) for name in ("focus", "pack", "older"))
    words = [fold(word) for word in LIBRARY.chosen("q").split()]
    shown = [
        entry
        for entry in entries_of(page, chosen_owner(page))
        if (older or entry.is_newest)
        and _IN_FOCUS[focus](standing_of(entry))
        and (not pack or entry.pack.id == pack)
        and all(word in _searched(entry) for word in words)
    ]
    return sorted(shown, key=lambda entry: list(ReuseState).index(standing_of(entry)))


def _searched(entry: LibraryEntry) -> str:
    text = entry.question.text
    parts = (
        entry.question.id, text.ja, text.en, library_answer(entry), entry.answer.reason or "", entry.answer.note or "",
        " ".join(entry.question.controls), source(entry),
    )  # fmt: skip
    return fold(" ".join(parts))


def show_answers(page: Page) -> None:
    """Figures, filters, the table, and the chosen answer below it."""
    entries = entries_of(page, chosen_owner(page))
    _tiles(entries)
    LIBRARY.take_address()
    _filters(entries)
    LIBRARY.keep_address()
    shown = visible_entries(page)
    if not shown:
        st.info(t("library.none_left"), icon=":material/filter_alt:")
        return
    section(t("library.shown", count=count(len(shown), Unit.CASES, language())), t("library.choose"))
    of = (chosen_owner(page), *(str(LIBRARY.chosen(control.name)) for control in LIBRARY.controls), page.on)
    for chosen in LIBRARY.draw(page, lambda first, limit: (shown[first : first + limit], len(shown)), of=of):
        show_one(page, chosen, entries)


def _tiles(entries: tuple[LibraryEntry, ...]) -> None:
    newest = [standing_of(entry) for entry in entries if entry.is_newest]
    usable = sum(_IN_FOCUS[Focus.USABLE](one) for one in newest)
    drafts = newest.count(ReuseState.DRAFT)
    lang = language()
    with st.grid(4, min_column_width=150):
        tile(t("library.tile_all"), count(len(newest), Unit.CASES, lang), note=t("library.tile_all_note"))
        note = t("library.tile_drafts", count=drafts) if drafts else t("library.tile_usable_note")
        tile(t("library.tile_usable"), count(usable, Unit.CASES, lang), note=note if usable else none(lang))
        tile(
            t("library.tile_stale"),
            count(newest.count(ReuseState.STALE), Unit.CASES, lang),
            note=t("library.tile_stale_note"),
        )
        tile(
            t("library.tile_open"),
            count(newest.count(ReuseState.OPEN), Unit.CASES, lang),
            note=t("library.tile_open_note"),
        )


def _filters(entries: tuple[LibraryEntry, ...]) -> None:
    packs = {entry.pack.id: entry.pack.title.get(language()) for entry in entries}
    if LIBRARY.chosen("pack") not in packs:
        st.session_state[LIBRARY.key("pack")] = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        LIBRARY.search_box()
        st.selectbox(
            t("library.pack"), list(packs), index=None, format_func=packs.__getitem__, key=LIBRARY.key("pack"),
            placeholder=t("library.pack_any"), label_visibility="collapsed", width=260,
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        words = {one: t(f"library.focus_{one.value}") for one in Focus}
        st.segmented_control(
            t("library.focus"), list(words), format_func=words.__getitem__, key=LIBRARY.key("focus"),
            label_visibility="collapsed", required=True, wrap=True,
        )  # fmt: skip
        replaced = sum(not entry.is_newest for entry in entries)
        if replaced:
            st.toggle(t("library.older", count=replaced), key=LIBRARY.key("older"))


def _answer(entry: LibraryEntry) -> str:
    return with_remark(library_answer(entry), entry.answer.reason or entry.answer.note)


def _chip(standing: ReuseState) -> str:
    return t(f"library.standing_{standing.value}")


def _column(name: str, width: int, cell: Callable[[LibraryEntry], str]) -> Column[LibraryEntry]:
    return Column(name=name, widths=(width, width), cell=lambda entry, _: cell(entry))


LIBRARY: Final[Listing[LibraryEntry]] = Listing(
    name="library",
    words="library",
    alt="library.alt",
    identity=lambda entry: entry.key,
    choice="row",
    controls=(
        Control(name="q"),
        Control(name="focus", options=tuple(Focus), default=Focus.ALL),
        Control(name="pack"),
        Control(name="older", default=False),
    ),
    columns=(
        Column(
            name="standing", widths=(110, 110), cell=lambda entry, _: [_chip(standing_of(entry))],
            chips=lambda: {_chip(one): colour for one, colour in COLOURS.items()},
        ),
        _column("question", 300, wording),
        _column("answer", 170, _answer),
        Column(name="day", widths=(170, 170), cell=lambda entry, page: day_and_age(entry, page.on)),
        _column("source", 210, source),
        _column("evidence", 200, lambda entry: documents(entry) or t("library.no_evidence")),
    ),
)  # fmt: skip


def owner_picker(page: Page) -> None:
    """Whose answers are shown: those of our own company, or of a third party by name."""
    names = {
        owner.third_party_id: t(
            "library.owner",
            name=t("library.own", name=owner.name) if owner.is_own else owner.name,
            count=owner.answers,
        )
        for owner in owners_of(page)
    }
    chosen = chosen_owner(page)
    follow = from_address("party", OWNER, list(names), next(iter(names)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("library.whose"), list(names), format_func=names.__getitem__, key=OWNER, width="stretch", on_change=follow
        )
        link_to("compare", t("library.coverage"), icon="donut_large", part="coverage", party=chosen)


def show_library(page: Page) -> None:
    """Whose answers, then the answers; or where the first ones come from."""
    if owners_of(page):
        owner_picker(page)
        show_answers(page)
    else:
        empty_state("library_books", t("library.empty"), NextStep(t("library.to_assess"), to="assess"))
