"""Country profiles: written down with day and source, facts taken over, and the gaps of flows abroad kept in step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import DataCategory, Lifecycle, Role, UserRole
from sakimori.domain.records.country import INDICATORS, PROGRAM, REGIME, Certainty, CountryFact, CountryProfile, Point
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, ErasureKind, LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import ConflictError, InvalidValueError, NotFoundError, NotPermittedError, StateError
from sakimori.exchange.reference import country_name, shipped_profiles
from sakimori.rules.facts.country_information import TOO_OLD, Draft, Lack, RecipientFacts
from sakimori.services.countries.profiles import (
    ProfileRow,
    ProfileState,
    adopt_profiles,
    information_for,
    profile_rows,
    save_profile,
    with_fact,
)
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
    assert profile.known(Point.GENERAL_LAW) is True
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
    assert profile.known(Point.GOVERNMENT_ACCESS) is None


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
