"""The facts on a country point by point, one more, and the information of 規則17条2項 drafted from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.country import (
    PROGRAM,
    Certainty,
    CountryFact,
    CountryProfile,
    CountryReading,
    Point,
    Principle,
)
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.rules.facts.country_information import Draft, Lack, RecipientFacts
from sakimori.services.countries.profiles import information_for, save_profile, with_fact
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.settings.policy import policy_known
from sakimori.services.settings.users import list_users
from sakimori.ui.frame.choices import pick_one
from sakimori.ui.frame.components import link_to, tag
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import aside, country, dated, day, headed, plain, unknown, yes_no
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.trail_words import first_shown

_COLOURS: Final = {Certainty.SOURCE: "green", Certainty.SECONDARY: "blue", Certainty.MEMORY: "orange"}
_IN_WORDS: Final = frozenset({Point.IN_FORCE, Point.MISSING_OECD, Point.AUTHORITY})
_FORM: Final = (("ja",), ("en",), ("source", "url"), ("read_on", "until"))
_OVER_COLOUR: Final = "gray"
_DAY: Final = timedelta(days=1)


def show_facts(page: Page, profile: CountryProfile) -> None:
    """Every point with our answer and what was read on it, also those of which nothing is known any more."""
    months = policy_known(page.workspace, number=page.known).country_profile_months
    reading = profile.reading(page.on, months)
    readers = {user.id: user.name for user in list_users(page.workspace)} | {PROGRAM: t("countries.by_program")}
    for point in Point:
        left, right = st.columns((1, 3))
        found = [fact for fact in profile.facts if fact.point is point]
        with left, st.container(gap=None):
            st.markdown(f"**{plain(label(point))}**")
            if answer := _answer(reading, point):
                st.markdown(plain(answer))
        with right:
            if not found:
                st.caption(unknown(language()))
            for fact in found:
                _fact(fact, readers, lapses_on=fact.lapses_on(months), on=page.on)


def _answer(reading: CountryReading, point: Point) -> str:
    """Our yes or no; one that nothing supports is to be checked, one that nothing supports any more is unknown."""
    if point in _IN_WORDS:
        return ""
    profile = reading.profile
    answer, was_known = getattr(profile, point.value), profile.ever_read().known(point) is not None
    if answer is None or (was_known and reading.known(point) is None):
        return unknown(language())
    said = yes_no(answer, language())
    return said if was_known else aside(said, label(Certainty.MEMORY), language())


def _fact(fact: CountryFact, readers: Mapping[str, str], *, lapses_on: date | None, on: date) -> None:
    """A fact and the last day through which it may be believed; after that day it is unknown, whatever it said."""
    with st.container(gap=None):
        if lapses_on is not None and on >= lapses_on:
            tag(unknown(language()), colour=_OVER_COLOUR)
            st.caption(t("countries.lapsed", day=day(lapses_on - _DAY, language())))
            st.caption(plain(_where(fact, readers)))
            return
        tag(label(fact.certainty), colour=_COLOURS[fact.certainty])
        if words := fact.words.get(language()) or fact.ja or fact.en:
            st.markdown(plain(dated(words, language())))
        st.caption(plain(_where(fact, readers)))
        if lapses_on is not None:
            st.caption(t("countries.believed_until", day=day(lapses_on - _DAY, language())))


def _where(fact: CountryFact, readers: Mapping[str, str]) -> str:
    if fact.certainty is Certainty.MEMORY:
        return t("countries.not_read")
    parts = (
        fact.source,
        fact.url,
        day(fact.read_on, language()) if fact.read_on else unknown(language()),
        readers.get(fact.read_by or "", fact.read_by or unknown(language())),
    )
    return " · ".join(part for part in parts if part)


def add_fact(page: Page, profile: CountryProfile) -> None:
    """Write down what was read on one point; what stands there as surely is shown first and replaced.

    Where and when it was read is said anew each time: nothing is confirmed by default.
    """
    with st.expander(t("countries.add_fact"), icon=":material/add_notes:"):
        st.caption(t("countries.add_fact_note"))
        shown = first_shown(profile, key="fact_save")
        point, certainty = _which()
        if point is None or certainty is None:
            return
        standing = (one for one in shown.facts if (one.point, one.certainty) == (point, certainty))
        fact = replace(next(standing, CountryFact(point, certainty)), source="", url="", read_on=None, until=None)
        said: dict[str, object] = {}
        for fields in _FORM:
            for field, cell in zip(fields, st.columns(len(fields)), strict=True):
                with cell:
                    said[field] = record_input(fact, field, key=f"fact_{point}_{certainty}")

        def write(**by: Any) -> WriteResult[CountryProfile]:  # noqa: ANN401 - who and when
            added = CountryFact(point, certainty, **said)  # type: ignore[arg-type]
            return save_profile(page.workspace, with_fact(shown, added), **by)

        act(page, t("countries.save_fact"), write, key="fact_save", icon=":material/save:", type="secondary")


def _which() -> tuple[Point | None, Certainty | None]:
    """Of which point, and how surely it is known."""
    left, right = st.columns(2)
    with left:
        point = pick_one(record_label(CountryFact, "point"), Point, key="fact_point")
    with right:
        certainty = pick_one(record_label(CountryFact, "certainty"), Certainty, key="fact_certainty")
    return point, certainty


_OF_RECIPIENT: Final = frozenset({"is_public_body", "lacking"})


class Measures(StrEnum):
    """What is known of the measures of the recipient."""

    ALL = "all"
    SOME = "some"
    NOT_KNOWN = "not_known"


def show_draft(page: Page, code: str, *, is_elsewhere: bool = False) -> None:
    """Ask what the text needs of the recipient, then show it; `is_elsewhere` links to the profile for what lacks."""
    key = f"draft_{code}"
    with st.expander(t("countries.draft", country=country(code, language())), icon=":material/edit_document:"):
        tongues = {one: t(f"countries.draft_{one}") for one in (JAPANESE, ENGLISH)}
        spoken = st.segmented_control(
            t("countries.draft_language"), list(tongues), default=language(), format_func=tongues.__getitem__,
            key=f"{key}_language", required=True,
        )  # fmt: skip
        recipient = _recipient(key)
        draft = information_for(
            page.workspace, code, recipient, language=spoken or JAPANESE, on=page.on, number=page.known
        )
        if draft is None:
            st.info(t("countries.draft_designated"), icon=":material/verified:")
        elif draft.lacks:
            _lacks(draft, code, is_elsewhere=is_elsewhere)
        else:
            st.caption(t("countries.draft_note"))
            st.code(draft.text, language=None, wrap_lines=True)
            text = draft.text
            file_button(
                t("countries.draft_download"), lambda: text, name=f"information-{code}-{spoken}.txt",
                mime="text/plain", key=f"{key}_download",
            )  # fmt: skip


def _recipient(key: str) -> RecipientFacts:
    bodies = {False: t("countries.private"), True: t("countries.public")}
    is_public = st.segmented_control(
        t("countries.is_public_body"), list(bodies), default=None, format_func=bodies.__getitem__, key=f"{key}_public"
    )
    measures = {one: t(f"countries.taken_{one.value}") for one in Measures}
    taken = st.segmented_control(
        t("countries.lacking"), list(measures), default=None, format_func=measures.__getitem__, key=f"{key}_taken"
    )
    lacking: frozenset[Principle] | None = frozenset() if taken is Measures.ALL else None
    why = ""
    if taken is Measures.SOME:
        names = {principle: label(principle) for principle in Principle}
        chosen = st.multiselect(
            t("countries.lacking_which"), list(names), format_func=names.__getitem__, key=f"{key}_lacking",
            placeholder=unknown(language()),
        )  # fmt: skip
        lacking = frozenset(chosen) or None
    if taken is Measures.NOT_KNOWN:
        why = st.text_input(t("countries.why_unknown"), key=f"{key}_why")
    return RecipientFacts(is_public, lacking, why)


def _lacks(draft: Draft, code: str, *, is_elsewhere: bool) -> None:
    st.markdown(t("countries.draft_lacks"))
    st.markdown("\n".join(f"- {plain(_lack(lack))}" for lack in draft.lacks))
    if all(lack.field in _OF_RECIPIENT for lack in draft.lacks):
        return
    if is_elsewhere:
        link_to("settings", t("countries.draft_mend_there"), icon="public", tab="countries", id=code)
    else:
        st.caption(t("countries.draft_mend"))


def _lack(lack: Lack) -> str:
    if lack.field in _OF_RECIPIENT:
        named = t(f"countries.{lack.field}")
    else:
        named = label(Point(lack.field)) if lack.field in set(Point) else record_label(CountryProfile, lack.field)
    return headed(named, lack.kind.get(language()), language())
