"""The information of 規則17条2項 as drafted: only from what was read, never less than the Act asks, else what lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.country import Certainty, CountryFact, CountryProfile, Point, Principle
from sakimori.domain.values.text import Text
from sakimori.exchange.reference import country_name, shipped_profiles
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.country_information import NO_ANSWER, NO_WORDS, NOT_ASKED, TOO_OLD, Draft, RecipientFacts
from sakimori.rules.facts.country_information import draft_information as drafted
from sakimori.services.countries.profiles import as_profile

ON = date(2026, 11, 28)
READ = date(2026, 11, 20)
PRIVATE = RecipientFacts(is_public_body=False, lacking=frozenset())
SHIPPED = shipped_profiles()


def a_fact(point: Point, certainty: Certainty = Certainty.SOURCE, **changes: object) -> CountryFact:
    fact = CountryFact(point, certainty, f"事実：{point.value}", f"fact on {point.value}", "官報", "", READ, "us1")
    return replace(fact, **changes)  # type: ignore[arg-type]


POINTS = (
    Point.GENERAL_LAW, Point.EU_ADEQUACY, Point.CBPR_ECONOMY, Point.MISSING_OECD, Point.GOVERNMENT_ACCESS,
    Point.LOCALISATION,
)  # fmt: skip
COMPLETE = CountryProfile(
    "ZW", READ, has_general_law=True, eu_adequacy=False, cbpr_economy=False, missing_oecd="責任",
    government_access=True, localisation=True, facts=tuple(map(a_fact, POINTS)), source="官報",
)  # fmt: skip


def draft(
    profile: CountryProfile = COMPLETE, recipient: RecipientFacts = PRIVATE, *, language: str = "ja", on: date = ON
) -> Draft:
    name = country_name(profile.id)
    return drafted(profile, name, recipient, language=language, on=on, policy=DEFAULT_POLICY)


def without(point: Point, profile: CountryProfile = COMPLETE) -> CountryProfile:
    return replace(profile, facts=tuple(fact for fact in profile.facts if fact.point is not point))


def lacking(made: Draft) -> list[tuple[str, Text]]:
    assert not made.text or not made.lacks
    return [(lack.field, lack.kind) for lack in made.lacks]


@pytest.mark.parametrize(("language", "name"), [("ja", "ジンバブエ"), ("en", "Zimbabwe")])
def test_a_complete_profile_gives_every_point_in_either_language(language: str, name: str) -> None:
    text = draft(language=language).text
    assert name in text
    said = "事実：" if language == "ja" else "fact on "
    for point in (Point.GENERAL_LAW, Point.MISSING_OECD, Point.GOVERNMENT_ACCESS, Point.LOCALISATION):
        assert f"{said}{point.value}" in text
    assert "2026-11-20" in text


@pytest.mark.parametrize("indicator", ["eu_adequacy", "cbpr_economy"])
def test_with_an_indicator_the_principles_alone_are_left_out(indicator: str) -> None:
    text = draft(replace(COMPLETE, **{indicator: True})).text  # type: ignore[arg-type]
    assert "missing_oecd" not in text
    assert "事実：government_access" in text
    assert "事実：localisation" in text


def test_for_a_public_body_an_indicator_stands_in_for_nothing() -> None:
    public = replace(PRIVATE, is_public_body=True)
    assert "事実：missing_oecd" in draft(replace(COMPLETE, cbpr_economy=True), public).text
    bare = without(Point.MISSING_OECD, replace(COMPLETE, cbpr_economy=True))
    assert lacking(draft(bare, public)) == [("missing_oecd", NO_ANSWER)]
    assert lacking(draft(bare)) == []


def test_an_indicator_of_which_nothing_was_read_is_none() -> None:
    heard = without(Point.EU_ADEQUACY, replace(COMPLETE, eu_adequacy=True))
    heard = replace(heard, facts=(*heard.facts, a_fact(Point.EU_ADEQUACY, Certainty.MEMORY)))
    assert lacking(draft(heard)) == [("eu_adequacy", NO_ANSWER)]


@pytest.mark.parametrize("point", POINTS)
def test_each_point_without_a_fact_that_was_read_is_named(point: Point) -> None:
    assert lacking(draft(without(point))) == [(point.value, NO_ANSWER)]


@pytest.mark.parametrize("point", POINTS)
def test_each_point_without_an_answer_is_named(point: Point) -> None:
    assert lacking(draft(replace(COMPLETE, **{point.value: None}))) == [(point.value, NO_ANSWER)]  # type: ignore[arg-type]


@pytest.mark.parametrize("point", [Point.GENERAL_LAW, Point.MISSING_OECD, Point.GOVERNMENT_ACCESS, Point.LOCALISATION])
def test_words_that_lack_in_one_language_stop_that_draft_alone(point: Point) -> None:
    facts = (*without(point).facts, a_fact(point, en=""))
    assert lacking(draft(replace(COMPLETE, facts=facts), language="en")) == [(point.value, NO_WORDS)]
    assert lacking(draft(replace(COMPLETE, facts=facts), language="ja")) == []


def test_no_serious_regime_is_said_and_not_passed_over() -> None:
    made = draft(replace(COMPLETE, government_access=False, localisation=False))
    assert made.text.count("確認していません") == 2
    assert "事実：government_access" not in made.text


@pytest.mark.parametrize(
    ("on", "lacks"),
    [
        (date(2026, 11, 19), True),
        (date(2026, 11, 20), False),
        (date(2027, 11, 20), False),
        (date(2027, 11, 21), True),
    ],
)
def test_a_profile_gives_a_draft_on_its_own_days_alone(on: date, *, lacks: bool) -> None:
    assert (("checked_on", TOO_OLD) in lacking(draft(on=on))) is lacks


@pytest.mark.parametrize(
    ("recipient", "field"),
    [
        (replace(PRIVATE, is_public_body=None), "is_public_body"),
        (replace(PRIVATE, lacking=None), "lacking"),
        (replace(PRIVATE, lacking=None, why_unknown=" "), "lacking"),
    ],
)
def test_what_is_not_known_of_the_recipient_is_named(recipient: RecipientFacts, field: str) -> None:
    assert lacking(draft(recipient=recipient)) == [(field, NOT_ASKED)]


def test_the_measures_of_the_recipient_are_told_by_principle_or_why_they_cannot_be() -> None:
    assert "すべて講じています" in draft().text
    some = replace(PRIVATE, lacking=frozenset({Principle.OPENNESS, Principle.DATA_QUALITY}))
    assert "講じていません：データの正確さ、公開" in draft(recipient=some).text
    assert "data quality, openness" in draft(recipient=some, language="en").text
    why = replace(PRIVATE, lacking=None, why_unknown="提供先を選んでいるところです")
    assert "提供先を選んでいるところです" in draft(recipient=why).text


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("code", sorted(SHIPPED.keys() - DESIGNATED_COUNTRIES))
def test_a_shipped_profile_names_what_lacks_and_with_every_answer_tells_only_what_was_read(
    code: str, language: str
) -> None:
    profile = as_profile(SHIPPED[code], language)
    made, reading = draft(profile, language=language), profile.reading(ON, DEFAULT_POLICY.country_profile_months)
    assert {lack.field for lack in made.lacks} >= {
        point.value for point in (Point.GOVERNMENT_ACCESS, Point.LOCALISATION) if reading.known(point) is None
    }
    assert not made.text
    own = tuple(a_fact(point) for point in POINTS if not reading.told(point).ja)
    answers = {point.value: True for point in POINTS if point is not Point.MISSING_OECD}
    filled = replace(profile, facts=(*profile.facts, *own), missing_oecd="一部", **answers)  # type: ignore[arg-type]
    for recipient in (PRIVATE, replace(PRIVATE, is_public_body=True)):
        text = draft(filled, recipient, language=language).text
        assert text
        for fact in profile.facts:
            words = fact.words.get(language)
            if fact.certainty is Certainty.MEMORY and not any(
                words in f.words.get(language) for f in filled.facts if f.was_read
            ):
                assert words not in text, (code, fact.point)
