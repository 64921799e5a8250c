"""Country profiles: written down with day and source, facts taken over, and the gaps of flows abroad kept in step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import DataCategory, Lifecycle, Role, UserRole
from sakimori.domain.records.country import INDICATORS, PROGRAM, REGIME, Certainty, CountryFact, CountryProfile, Point
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, ErasureKind, LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.errors import ConflictError, InvalidValueError, NotFoundError, NotPermittedError, StateError
from sakimori.exchange.reference import country_name, shipped_profiles
from sakimori.rules.facts.country_information import TOO_OLD, Draft, Lack, RecipientFacts
from sakimori.services.audit.view import verify
from sakimori.services.countries.profiles import (
    ProfileRow,
    ProfileState,
    adopt_profiles,
    information_for,
    profile_rows,
    save_profile,
    with_fact,
)
from sakimori.services.kernel.judge_queue import make_up
from sakimori.services.kernel.unit import put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.store.engine import SqliteEngine
from sakimori.store.schema.steps import STEPS

BY = an_actor(UserRole.COMPLIANCE)
VIETNAM = CountryProfile(
    "VN", date(2026, 11, 20), has_general_law=True, missing_oecd="なし", government_access=False, localisation=False,
    source="当局のサイト",
    facts=tuple(
        CountryFact(point, Certainty.SOURCE, "読んだこと", "what was read", "当局のサイト", read_on=date(2026, 11, 20))
        for point in REGIME
    ),
)  # fmt: skip


def a_party(workspace: Workspace, *, country: str = "US", **facts: object) -> ThirdParty:
    party = a_third_party(country=country, lifecycle=Lifecycle.IN_USE, business_in_japan=False, **facts)
    return register(workspace, party, actor=an_actor(), at=AT).record


def a_flow(workspace: Workspace, party: ThirdParty, **facts: object) -> DataFlow:
    given: dict[str, object] = {
        "name": "応対の記録",
        "direction": Direction.OUT,
        "role": Role.PROCESSOR,
        "route": LegalRoute.ENTRUST,
        "categories": frozenset({DataCategory.PI_CONTACT}),
        "storage_countries": frozenset({"VN"}),
        "processing_countries": frozenset({"JP"}),
        "start_on": date(2026, 4, 1),
    }
    with workspace.change("data_flow.recorded", actor=an_actor(), at=AT) as change:
        flow = DataFlow(change.new_id("fl"), party.id, **(given | facts))  # type: ignore[arg-type]
        return change.insert(flow)


def rows_of(workspace: Workspace, *, on: date = TODAY) -> dict[str, ProfileRow]:
    with workspace.unit() as unit:
        number = unit.number()
    return {row.code: row for row in profile_rows(workspace, number=number, on=on)}


def open_rules(workspace: Workspace, party: ThirdParty, *, on: date = TODAY) -> set[tuple[str, str]]:
    with workspace.unit() as unit:
        spans = unit.spans.as_known(unit.number(), on)
    return {
        (span.rule_id, span.subject_key.rpartition("/")[2])
        for span in spans
        if span.third_party_id == party.id and span.rule_id.startswith("C-CP")
    }


def test_every_foreign_country_has_a_row_and_japan_has_none() -> None:
    rows = rows_of(a_workspace())
    assert len(rows) == 249
    assert "JP" not in rows
    assert "US-CA" in rows
    assert {row.state for row in rows.values()} == {ProfileState.MISSING}
    assert not any(row.needs_work for row in rows.values())


def test_countries_that_flows_reach_come_first_and_say_which_flows() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow = a_flow(workspace, party)
    with workspace.unit() as unit:
        rows = profile_rows(workspace, number=unit.number(), on=TODAY)
    assert [row.code for row in rows[:2]] == ["US", "VN"]
    assert [(use.third_party, use.flow_id) for use in rows[1].flows] == [(party.legal_name, flow.id)]
    assert rows[1].needs_work
    assert not rows[2].flows


def test_stale_countries_stand_behind_missing_and_before_read_ones() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace), processing_countries=frozenset({"TH", "VN", "SG"}))
    save_profile(workspace, replace(VIETNAM, checked_on=date(2025, 1, 6)), actor=BY, at=AT)
    save_profile(workspace, replace(VIETNAM, id="SG"), actor=BY, at=AT)
    save_profile(workspace, replace(VIETNAM, id="TH", localisation=None), actor=BY, at=AT)
    with workspace.unit() as unit:
        rows = profile_rows(workspace, number=unit.number(), on=TODAY)
    states = [(row.code, row.state) for row in rows[:4]]
    assert states == [
        ("US", ProfileState.MISSING),
        ("VN", ProfileState.STALE),
        ("TH", ProfileState.OPEN),
        ("SG", ProfileState.READ),
    ]


def test_a_profile_is_too_old_from_the_day_that_policy_says() -> None:
    workspace = a_workspace()
    save_profile(workspace, VIETNAM, actor=BY, at=AT)
    assert rows_of(workspace, on=date(2027, 11, 20))["VN"].state is ProfileState.READ
    row = rows_of(workspace, on=date(2027, 11, 21))["VN"]
    assert row.state is ProfileState.STALE
    assert row.stale_from == date(2027, 11, 21)


def test_flows_in_flows_without_personal_data_and_erased_ones_reach_no_country() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party, direction=Direction.IN)
    a_flow(workspace, party, categories=frozenset({DataCategory.STAT}))
    gone = a_flow(workspace, party)
    with workspace.change("erasure.recorded", actor=BY, at=AT) as change:
        change.insert(Erasure(change.new_id("er"), party.id, gone.id, ErasureKind.ERASED, TODAY, confirmed_on=TODAY))
    assert not any(row.flows for row in rows_of(workspace).values())


def test_a_missing_profile_is_a_gap_of_every_third_party_there_until_it_is_written_down() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party)
    assert open_rules(workspace, party) == {("C-CP1", "US"), ("C-CP1", "VN")}

    saved = save_profile(workspace, VIETNAM, actor=BY, at=AT)

    assert {(span.rule_id, span.gap_id) for span in saved.closed} == {("C-CP1", saved.closed[0].gap_id)}
    assert open_rules(workspace, party) == {("C-CP1", "US")}
    assert open_rules(workspace, party, on=date(2027, 11, 21)) == {("C-CP1", "US"), ("C-CP2", "VN")}


def test_gaps_name_the_country_in_words() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party)
    with workspace.unit() as unit:
        titles = {s.title.ja for s in unit.spans.as_known(unit.number(), TODAY) if s.rule_id == "C-CP1"}
    countries = ("国別情報がない：アメリカ合衆国", "国別情報がない：ベトナム")
    assert titles == {f"{title}（未着手）" for title in countries}


def test_reading_again_needs_the_version_that_was_read() -> None:
    workspace = a_workspace()
    first = save_profile(workspace, VIETNAM, actor=BY, at=AT).record
    save_profile(workspace, replace(first, breach_hours=72), actor=BY, at=AT)
    with pytest.raises(ConflictError):
        save_profile(workspace, replace(first, breach_hours=24), actor=BY, at=AT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "JP"}, "country"),
        ({"id": "XX"}, "country"),
        ({"checked_on": date(2026, 11, 26)}, "checked_on"),
        ({"source": "  "}, "source"),
        ({"government_access": True}, "government_access_note"),
        ({"localisation": True, "localisation_note": " "}, "localisation_note"),
        ({"breach_hours": -1}, "breach_hours"),
    ],
    ids=str,
)
def test_a_profile_that_cannot_be_is_refused(change: dict[str, object], field: str) -> None:
    workspace = a_workspace()
    with pytest.raises(InvalidValueError) as refused:
        save_profile(workspace, replace(VIETNAM, **change), actor=BY, at=AT)  # type: ignore[arg-type]
    assert refused.value.details["name"] == field
    assert rows_of(workspace)["VN"].profile is None


def test_the_day_of_reading_is_judged_by_the_day_in_japan() -> None:
    workspace = a_workspace()
    late = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
    saved = save_profile(workspace, replace(VIETNAM, checked_on=date(2026, 11, 26)), actor=BY, at=late)
    assert saved.record.checked_on == date(2026, 11, 26)


@pytest.mark.parametrize("role", [UserRole.PROCUREMENT, UserRole.SALES, UserRole.AUDITOR])
def test_only_compliance_and_the_administrator_write_profiles(role: UserRole) -> None:
    workspace = a_workspace()
    with pytest.raises(NotPermittedError):
        save_profile(workspace, VIETNAM, actor=an_actor(role), at=AT)
    with pytest.raises(NotPermittedError):
        adopt_profiles(workspace, ["VN"], language="ja", actor=an_actor(role), at=AT)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_facts_that_come_along_are_taken_over_with_their_day_and_source(language: str) -> None:
    workspace = a_workspace()
    taken = adopt_profiles(workspace, ["BR", "DE"], language=language, actor=BY, at=AT).record
    brazil = next(profile for profile in taken if profile.id == "BR")
    facts = shipped_profiles()["BR"]
    assert brazil.checked_on == date(2026, 11, 24)
    assert brazil.source == facts.source
    assert brazil.law == facts.words(Point.GENERAL_LAW).get(language)
    assert brazil.facts == facts.facts
    assert {fact.read_by for fact in brazil.facts} == {PROGRAM}
    assert brazil.note == facts.remark.get(language)
    assert brazil.government_access is None
    assert rows_of(workspace)["BR"].state is ProfileState.OPEN
    assert rows_of(workspace)["DE"].state is ProfileState.READ
    with workspace.unit() as unit:
        lines = unit.trail.lines(record_kind="country_profile", record_id="BR", limit=1)
    assert lines[0].entry.actor == BY.id


def test_every_country_that_comes_along_can_be_taken_over() -> None:
    workspace = a_workspace()
    facts = shipped_profiles()
    taken = adopt_profiles(workspace, facts, language="ja", actor=BY, at=AT).record
    assert {profile.id for profile in taken} == set(facts)


def test_facts_that_come_along_never_replace_what_a_person_answered() -> None:
    workspace = a_workspace()
    own = replace(VIETNAM, has_general_law=False, checked_on=date(2026, 10, 1))
    save_profile(workspace, own, actor=BY, at=AT)

    (taken,) = adopt_profiles(workspace, ["VN"], language="ja", actor=BY, at=AT).record

    assert taken.has_general_law is False
    assert taken.checked_on == date(2026, 10, 1)
    assert taken.breach_hours == 72
    assert taken.facts[: len(VIETNAM.facts)] == tuple(replace(fact, read_by=BY.id) for fact in VIETNAM.facts)
    assert not [fact for fact in taken.facts if fact.certainty is Certainty.MEMORY and fact.point in REGIME]
    assert taken.source == "当局のサイト; " + shipped_profiles()["VN"].source


def test_facts_are_offered_only_while_they_would_answer_something() -> None:
    workspace = a_workspace()
    save_profile(workspace, VIETNAM, actor=BY, at=AT)
    save_profile(workspace, replace(VIETNAM, id="ZW"), actor=BY, at=AT)
    rows = rows_of(workspace)
    assert [rows[code].is_offered_more for code in ("BR", "VN", "ZW")] == [True, True, False]
    adopt_profiles(workspace, ["BR", "VN"], language="ja", actor=BY, at=AT)
    rows = rows_of(workspace)
    assert [rows[code].is_offered_more for code in ("BR", "VN", "ZW")] == [False, False, False]


def test_taking_the_same_facts_over_again_is_refused() -> None:
    workspace = a_workspace()
    adopt_profiles(workspace, ["VN"], language="ja", actor=BY, at=AT)
    with pytest.raises(StateError):
        adopt_profiles(workspace, ["VN"], language="ja", actor=BY, at=AT)


def test_nothing_comes_along_for_most_countries() -> None:
    with pytest.raises(NotFoundError):
        adopt_profiles(a_workspace(), ["VN", "ZW"], language="ja", actor=BY, at=AT)


def test_a_past_day_shows_what_was_known_then() -> None:
    workspace = a_workspace()
    with workspace.unit() as unit:
        before = unit.number()
    save_profile(workspace, VIETNAM, actor=BY, at=AT)
    assert {row.profile for row in profile_rows(workspace, number=before, on=TODAY)} == {None}


def test_a_fact_that_somebody_adds_names_that_person_whatever_it_says() -> None:
    workspace = a_workspace()
    forged = tuple(replace(fact, read_by="us99") for fact in VIETNAM.facts)
    saved = save_profile(workspace, replace(VIETNAM, facts=forged), actor=BY, at=AT).record
    assert {fact.read_by for fact in saved.facts} == {BY.id}
    again = save_profile(workspace, replace(saved, note="再読"), actor=an_actor(user_id="us02"), at=AT).record
    assert {fact.read_by for fact in again.facts} == {BY.id}


def test_an_answer_counts_only_beside_a_fact_that_was_read() -> None:
    workspace = a_workspace()
    party = a_party(workspace, country="VN")
    a_flow(workspace, party)
    save_profile(workspace, VIETNAM, actor=BY, at=AT)
    assert open_rules(workspace, party) == set()
    heard = [replace(f, certainty=Certainty.MEMORY) if f.point is Point.LOCALISATION else f for f in VIETNAM.facts]
    standing = rows_of(workspace)["VN"].profile
    assert standing is not None
    save_profile(workspace, replace(standing, facts=tuple(heard)), actor=BY, at=AT)
    assert open_rules(workspace, party) == {("C-CP3", "VN")}
    assert rows_of(workspace)["VN"].state is ProfileState.OPEN


@pytest.mark.parametrize(
    "change",
    [{"source": " "}, {"read_on": None}, {"read_on": date(2026, 11, 26)}, {"url": "javascript:alert(1)"}],
    ids=str,
)
def test_a_fact_that_nobody_can_have_read_is_refused(change: dict[str, object]) -> None:
    workspace = a_workspace()
    facts = (*VIETNAM.facts[1:], replace(VIETNAM.facts[0], **change))  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError):
        save_profile(workspace, replace(VIETNAM, facts=facts), actor=BY, at=AT)


def test_what_was_read_takes_the_place_of_what_was_only_heard_and_of_an_older_reading_alone() -> None:
    def fact(certainty: Certainty, words: str, point: Point = Point.LOCALISATION) -> CountryFact:
        return CountryFact(point, certainty, words, "", "出所", read_on=TODAY)

    held = (
        fact(Certainty.SECONDARY, "旧い手引"),
        fact(Certainty.MEMORY, "うわさ"),
        fact(Certainty.MEMORY, "別の点", Point.AUTHORITY),
    )
    profile = replace(VIETNAM, facts=held)
    law, guide = fact(Certainty.SOURCE, "条文"), fact(Certainty.SECONDARY, "新しい手引")
    assert with_fact(profile, law).facts == (held[0], held[2], law)
    assert with_fact(profile, guide).facts == (held[2], guide)
    assert with_fact(profile, fact(Certainty.MEMORY, "")).facts == (held[0], held[2])


def test_a_state_of_a_country_can_have_a_profile_of_its_own() -> None:
    workspace = a_workspace()
    adopt_profiles(workspace, ["US-CA"], language="ja", actor=BY, at=AT)
    profile = rows_of(workspace)["US-CA"].profile
    assert profile is not None
    assert profile.ever_read().known(Point.GENERAL_LAW) is True
    assert country_name("US-CA").ja == "アメリカ合衆国（カリフォルニア州）"


@pytest.mark.on_file
def test_a_workspace_of_before_keeps_its_profiles_and_their_facts_are_unknown(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = SqliteEngine(path)
    old.migrate(tuple(step for step in STEPS if step[0] != "0009_countries"), {})
    columns = "id, checked_on, has_general_law, law, government_access, government_access_note, localisation, "
    columns += "localisation_note, source, note, version"
    with old.write():
        old.execute(
            f"INSERT INTO country_profile ({columns}) VALUES ('VN', '2026-11-20', 1, '法', 0, '', 0, '', '当局', '', 1)"
        )
    old.close()
    with Workspace(path).unit() as unit:
        profile = unit.records.get(CountryProfile, "VN")
    assert (profile.law, profile.has_general_law, profile.government_access) == ("法", True, False)
    assert profile.facts == ()
    assert profile.ever_read().known(Point.GOVERNMENT_ACCESS) is None


def test_a_draft_comes_from_the_profile_as_it_was_known() -> None:
    workspace = a_workspace()
    with workspace.unit() as unit:
        before = unit.number()
    facts = tuple(replace(VIETNAM.facts[0], point=point) for point in (*REGIME, *INDICATORS))
    whole = replace(VIETNAM, facts=facts, eu_adequacy=False, cbpr_economy=False)
    save_profile(workspace, whole, actor=BY, at=AT)
    with workspace.unit() as unit:
        after = unit.number()
    private = RecipientFacts(is_public_body=False, lacking=frozenset())

    def made(number: int, code: str = "VN") -> Draft | None:
        return information_for(workspace, code, private, language="ja", on=TODAY, number=number)

    now = made(after)
    assert now is not None
    assert "ベトナム" in now.text
    assert made(before) == Draft("", (Lack("checked_on", TOO_OLD),))
    assert made(after, "DE") is None


# --- the day until which a fact may be believed

LAST = date(2027, 2, 28)
FIRST_AFTER = date(2027, 3, 1)


def with_last_day(point: Point, last: date) -> CountryProfile:
    facts = (replace(fact, until=last) if fact.point is point else fact for fact in VIETNAM.facts)
    return replace(VIETNAM, facts=tuple(facts))


def test_a_fact_is_unknown_after_its_day_by_itself_and_a_new_reading_alone_brings_it_back() -> None:
    workspace = a_workspace()
    party = a_party(workspace, country="VN")
    a_flow(workspace, party)
    save_profile(workspace, with_last_day(Point.GOVERNMENT_ACCESS, LAST), actor=BY, at=AT)

    assert open_rules(workspace, party, on=LAST) == set()
    assert open_rules(workspace, party, on=FIRST_AFTER) == {("C-CP4", "VN")}
    assert rows_of(workspace, on=LAST)["VN"].state is ProfileState.READ
    assert rows_of(workspace, on=FIRST_AFTER)["VN"].state is ProfileState.OPEN

    standing = rows_of(workspace)["VN"].profile
    assert standing is not None
    save_profile(workspace, replace(standing, checked_on=TODAY), actor=BY, at=AT)  # a look at the whole alone
    assert open_rules(workspace, party, on=FIRST_AFTER) == {("C-CP4", "VN")}

    standing = rows_of(workspace)["VN"].profile
    assert standing is not None
    anew = CountryFact(Point.GOVERNMENT_ACCESS, Certainty.SOURCE, "読み直した", "read again", "官報", read_on=TODAY)
    save_profile(workspace, with_fact(standing, anew), actor=BY, at=AT)
    assert open_rules(workspace, party, on=FIRST_AFTER) == set()


@pytest.mark.parametrize("point", REGIME)
def test_a_draft_lacks_each_point_after_the_day_of_its_fact_and_never_tells_the_old_words(point: Point) -> None:
    workspace = a_workspace()
    facts = tuple(replace(VIETNAM.facts[0], point=one) for one in (*REGIME, *INDICATORS))
    whole = replace(VIETNAM, facts=facts, eu_adequacy=False, cbpr_economy=False)
    facts = tuple(replace(fact, until=LAST) if fact.point is point else fact for fact in facts)
    save_profile(workspace, replace(whole, facts=facts), actor=BY, at=AT)
    with workspace.unit() as unit:
        number = unit.number()
    private = RecipientFacts(is_public_body=False, lacking=frozenset())

    def made(on: date) -> Draft | None:
        return information_for(workspace, "VN", private, language="ja", on=on, number=number)

    before, after = made(LAST), made(FIRST_AFTER)
    assert before is not None
    assert before.text
    assert after is not None
    assert [lack.field for lack in after.lacks] == [point.value]
    assert not after.text


@pytest.mark.parametrize("point", Point)
def test_no_answer_is_known_after_the_last_day_of_all_that_was_read_on_it(point: Point) -> None:
    """Whichever comes first: the day of the fact, or the months of our policy."""
    answers = {one.value: True for one in Point if one not in {Point.IN_FORCE, Point.AUTHORITY}}
    if point.value not in answers:
        return
    for until in (None, LAST, date(2030, 1, 1)):
        fact = CountryFact(point, Certainty.SECONDARY, "事実", "fact", "手引", read_on=TODAY, until=until)
        profile = CountryProfile("ZW", TODAY, facts=(fact,), source="手引", **answers)  # type: ignore[arg-type]
        lapse = fact.lapses_on(12)
        assert lapse == (FIRST_AFTER if until == LAST else next_day(add_months(TODAY, 12)))
        assert lapse is not None
        assert profile.reading(lapse - timedelta(days=1), 12).known(point) is True
        assert profile.reading(lapse, 12).known(point) is None
        assert profile.reading(lapse, 12).told(point) == Text("", "")


def test_a_fact_that_ends_before_it_was_read_is_refused() -> None:
    workspace = a_workspace()
    fact = CountryFact(Point.GENERAL_LAW, Certainty.SOURCE, "法", "law", "官報", read_on=TODAY, until=date(2026, 1, 1))
    with pytest.raises(InvalidValueError) as refused:
        save_profile(workspace, with_fact(VIETNAM, fact), actor=BY, at=AT)
    assert refused.value.details["name"] == "until"


def test_facts_that_came_along_before_they_had_a_day_are_given_it_at_the_next_start() -> None:
    workspace = a_workspace()
    save_profile(workspace, VIETNAM, actor=BY, at=AT)
    adopt_profiles(workspace, ["US"], language="ja", actor=BY, at=AT)
    with workspace.change("test.before", actor=BY, at=AT) as change:
        standing = change.records.get(CountryProfile, "US")
        change.update(replace(standing, facts=tuple(replace(fact, until=None) for fact in standing.facts)))
        put_meta(change, "country_facts", "undated")

    make_up(workspace, at=AT)

    with workspace.unit() as unit:
        dated = unit.records.get(CountryProfile, "US")
        ours = unit.records.get(CountryProfile, "VN")
        number = unit.number()
    assert {fact.point: fact.until for fact in dated.facts if fact.until} == {Point.GOVERNMENT_ACCESS: LAST}
    assert {fact.until for fact in ours.facts} == {None}
    assert verify(workspace).is_intact
    make_up(workspace, at=AT)
    with workspace.unit() as unit:
        assert unit.number() == number
