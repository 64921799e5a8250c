"""Candidates for duplicates: proposed with a reason, found in a blink, never decided."""

import pytest

from sakimori.domain.values.names import CandidateIndex, KnownParty, Likeness

SAKURA = KnownParty("sakura", "株式会社サクラクラウド", ("Sakura Cloud", "Slack"), "7000012050002", "JP")


def likeness(*known: KnownParty, names: tuple[str, ...], number: str | None = None) -> list[tuple[str, Likeness]]:
    found = CandidateIndex(known).find(names=names, corporate_number=number)
    return [(candidate.party.id, candidate.likeness) for candidate in found]


def test_the_same_corporate_number_is_certain_whatever_the_name() -> None:
    assert likeness(SAKURA, names=("別の名前",), number="7000012050002") == [("sakura", Likeness.CERTAIN)]


@pytest.mark.parametrize("name", ["㈱さくらクラウド", "サクラクラウド Inc.", "SAKURA CLOUD", "slack"])
def test_the_same_name_alias_or_service_is_strong(name: str) -> None:
    assert likeness(SAKURA, names=(name,)) == [("sakura", Likeness.STRONG)]


@pytest.mark.parametrize("name", ["サクラクラウドズ", "サクラククラウド", "Sakura Clouds"])
def test_a_name_a_letter_apart_is_weak(name: str) -> None:
    assert likeness(SAKURA, names=(name,)) == [("sakura", Likeness.WEAK)]


@pytest.mark.parametrize("name", ["モミジクラウド", "サクラ", "", "株式会社"])
def test_another_name_is_no_candidate(name: str) -> None:
    assert likeness(SAKURA, names=(name,)) == []


def test_names_that_differ_in_a_digit_are_not_alike() -> None:
    assert likeness(KnownParty("1", "東京データセンター第1"), names=("東京データセンター第2",)) == []


def test_short_names_are_only_compared_as_a_whole() -> None:
    assert likeness(KnownParty("1", "abc"), names=("abd",)) == []
    assert likeness(KnownParty("1", "abc"), names=("ABC",)) == [("1", Likeness.STRONG)]


def test_a_namesake_with_another_corporate_number_is_marked_and_comes_after() -> None:
    other = KnownParty("other", "サクラクラウド合同会社", (), None)
    found = CandidateIndex([SAKURA, other]).find(names=("サクラクラウド",), corporate_number="3010401011971")
    assert [(candidate.party.id, candidate.conflict) for candidate in found] == [("other", False), ("sakura", True)]


def test_of_equal_candidates_the_one_of_the_same_country_comes_first() -> None:
    known = [KnownParty("us", "Acme Inc.", country="US"), KnownParty("jp", "Acme K.K.", country="JP")]
    found = CandidateIndex(known).find(names=("Acme",), country="JP")
    assert [candidate.party.id for candidate in found] == ["jp", "us"]


def test_one_party_is_proposed_once_for_its_best_reason() -> None:
    found = CandidateIndex([SAKURA]).find(names=("サクラクラウドズ", "Slack"), corporate_number="7000012050002")
    assert [candidate.likeness for candidate in found] == [Likeness.CERTAIN]


def test_a_party_added_later_is_found() -> None:
    index = CandidateIndex([])
    index.add(SAKURA)
    assert index.find(names=("Slack",))


def test_a_beginning_that_thousands_share_does_not_make_the_search_slow() -> None:
    known = [
        KnownParty(str(number), f"日本{chr(0x4E00 + number)}{chr(0x5E00 + number)}サービス") for number in range(3_000)
    ]
    index = CandidateIndex(known)
    assert all(index.find(names=(party.legal_name,))[0].party.id == party.id for party in known)
