"""The facts on a country, point by point: what it says, how surely, read where, when and by whom; and one more."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

import streamlit as st

from sakimori.domain.records.country import PROGRAM, Certainty, CountryFact, CountryProfile, Point
from sakimori.services.countries.profiles import save_profile, with_fact
from sakimori.services.kernel.unit import Saved
from sakimori.services.settings.users import list_users
from sakimori.ui.frame.components import tag
from sakimori.ui.frame.conflicts import first_shown
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import aside, dated, day, unknown, yes_no
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t

T = TypeVar("T", bound=StrEnum)

_COLOURS: Final = {Certainty.SOURCE: "green", Certainty.SECONDARY: "blue", Certainty.MEMORY: "orange"}
_IN_WORDS: Final = frozenset({Point.IN_FORCE, Point.MISSING_OECD, Point.AUTHORITY})
_FORM: Final = (("ja",), ("en",), ("source", "url", "read_on"))


def show_facts(page: Page, profile: CountryProfile) -> None:
    """Every point with our answer and what was read on it, also those of which nothing is known."""
    readers = {user.id: user.name for user in list_users(page.workspace)} | {PROGRAM: t("countries.by_program")}
    for point in Point:
        left, right = st.columns((1, 3))
        found = [fact for fact in profile.facts if fact.point is point]
        with left, st.container(gap=None):
            st.markdown(f"**{plain(label(point))}**")
            if answer := _answer(profile, point):
                st.markdown(plain(answer))
        with right:
            if not found:
                st.caption(unknown(language()))
            for fact in found:
                _fact(fact, readers)


def _answer(profile: CountryProfile, point: Point) -> str:
    """Our yes or no; one that nothing supports is to be checked. Other points are answered in words alone."""
    if point in _IN_WORDS:
        return ""
    answer = getattr(profile, point.value)
    if answer is None:
        return unknown(language())
    said = yes_no(answer, language())
    return said if profile.known(point) is not None else aside(said, label(Certainty.MEMORY), language())


def _fact(fact: CountryFact, readers: Mapping[str, str]) -> None:
    with st.container(gap=None):
        tag(label(fact.certainty), colour=_COLOURS[fact.certainty])
        if words := fact.words.get(language()) or fact.ja or fact.en:
            st.markdown(plain(dated(words, language())))
        st.caption(plain(_where(fact, readers)))


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
    """Write down what was read on one point; what stands there as surely is shown first and replaced."""
    with st.expander(t("countries.add_fact"), icon=":material/add_notes:"):
        st.caption(t("countries.add_fact_note"))
        shown = first_shown(profile, key="fact_save")
        point, certainty = _which()
        standing = (one for one in shown.facts if (one.point, one.certainty) == (point, certainty))
        fact = next(standing, CountryFact(point, certainty, read_on=page.today))
        said: dict[str, object] = {}
        for fields in _FORM:
            for field, cell in zip(fields, st.columns(len(fields)), strict=True):
                with cell:
                    said[field] = record_input(fact, field, key=f"fact_{point}_{certainty}")

        def write(**by: Any) -> Saved[CountryProfile]:  # noqa: ANN401 - who and when
            added = CountryFact(point, certainty, **said)  # type: ignore[arg-type]
            return save_profile(page.workspace, with_fact(shown, added), **by)

        act(page, t("countries.save_fact"), write, key="fact_save", icon=":material/save:", type="secondary")


def _which() -> tuple[Point, Certainty]:
    """Of which point, and how surely it is known."""
    left, right = st.columns(2)
    with left:
        point = _one_of("point", Point)
    with right:
        certainty = _one_of("certainty", Certainty)
    return point, certainty


def _one_of(field: str, codes: type[T]) -> T:
    words = {code: label(code) for code in codes}
    return st.selectbox(
        record_label(CountryFact, field), list(words), format_func=words.__getitem__, key=f"fact_{field}"
    )
