"""法令の記述: a page of one statement for everybody, the list, and links from any citation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.domain.law.reading import law
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.ui.frame.formats import law_address, linked, plain
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.settings.statement_uses import UsedIn, uses

Show = Callable[..., AppTest]


def words_of(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.info, *at.warning))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("person", ["us03", "us05"])
def test_a_statement_says_what_was_read_and_where_it_is_used(
    demo_home: Path, show: Show, language: str, person: str
) -> None:
    at = show("law", language=language, person=person, id="act-25")
    assert not at.exception
    entry = law().entries["act-25"]
    words = words_of(at)
    for told in (entry.says, entry.source.name, entry.source.version, TEXTS["law.rests_text"], TEXTS["basis.law"]):
        assert plain(told.get(language)) in words
    assert plain(next(rule for rule in RULES if rule.id == "A-25-1").title.get(language)) in words


def test_places_cited_side_by_side_show_each_norm(demo_home: Path, show: Show) -> None:
    at = show("law", language="ja", id="act-35-1-5")
    words = words_of(at)
    assert law().entries["act-35-1"].says.ja in words
    assert law().entries["act-35-5"].says.ja in words


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_is_searched_by_article_and_by_word(empty_home: Path, show: Show, language: str) -> None:
    at = show("law", language=language)
    assert len(tables(at)[0].value) == len(law().entries)
    at.text_input(key="law_search").set_value("act-27-5-1" if language == "en" else "委託 提供 第三者").run()
    assert set(tables(at)[0].value["place"]) & {"法27条5項1号", "APPI Art. 27(5)(i)"}
    assert len(tables(at)[0].value) < len(law().entries)
    at.text_input(key="law_search").set_value("あり得ない語句").run()
    assert TEXTS["law.none"].get(language) in words_of(at)


def test_an_unknown_statement_leads_to_the_list(demo_home: Path, show: Show) -> None:
    at = show("law", language="ja", id="act-999")
    assert not at.exception
    assert TEXTS["law.unknown"].ja in words_of(at)
    assert len(tables(at)[0].value) == len(law().entries)


@pytest.mark.parametrize(
    ("words", "language", "leads_to"),
    [
        ("法27条1項・GL 3-4-4(1)", "ja", ["act-27-1", "gl-3-4-4-1"]),
        ("会社方針・Q&A 7-53", "ja", ["qa-7-53"]),
        ("番号法19条", "ja", ["my-number-19"]),
        ("番号法11条、改正法27条", "ja", []),
        ("法27条9項、法27条の2", "ja", []),
        ("法35条1項・5項", "ja", ["act-35-1-5"]),
        ("APPI Art. 28(3), Q&A 7-53", "en", ["act-28-3", "qa-7-53"]),
        ("APPI Art. 27(9)", "en", []),
    ],
)
def test_a_citation_leads_to_its_statement_and_an_unknown_one_stays_plain(
    words: str, language: str, leads_to: list[str]
) -> None:
    said = linked(words, language)
    found = [part.split(")")[0] for part in said.split("](")[1:]]
    assert found == [law_address(one, language) for one in leads_to]
    if not leads_to:
        assert said == plain(words)


def test_every_place_leads_to_itself_in_both_languages() -> None:
    for place in law().places.values():
        for language in ("ja", "en"):
            assert [one.id for _, one in law().cut(place.printed.get(language), language) if one] == [place.id]


def test_words_of_strangers_stay_inert_beside_a_citation() -> None:
    said = linked("![x](http://y.example) 法25条 <b>", "ja")
    assert "![" not in said
    assert "](law?id=act-25&lang=ja)" in said


def test_every_rule_that_cites_is_among_the_uses() -> None:
    named = {use.name for those in uses().values() for use in those if use.kind is UsedIn.RULE}
    cited = {rule.id for rule in RULES if any(one.entries for one in rule.cites)}
    cited |= {rule.id for rule in CLEARANCE_RULES if any(one.entries for one in rule.cites)}
    assert named == cited
