"""Finding third parties by what people type, and matching pasted names without guessing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.demos import RegistersIn
from sakimori.domain.codes import ContactKind
from sakimori.domain.records.third_party import Contact, Service
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.errors import MyNumberError
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.rows import PartyFilter, row_page
from sakimori.services.parties.search import NameMatch, match_names, nearest_names, search
from sakimori.services.parties.write import register
from sakimori.store.reads.party_search import FoundBy


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    made = a_workspace()
    register(
        made,
        a_third_party(
            legal_name="株式会社ヤマモト電機",
            kana="ヤマモトデンキ",
            english_name="Yamamoto Electric Co., Ltd.",
            corporate_number="7000012050002",
            external_key="V-0042",
        ),
        services=[Service("", "", "スラックもどき"), Service("", "", "Slack")],
        aliases=["旧・山本製作所"],
        contacts=[Contact("", "", ContactKind.INCIDENT, "髙橋 一郎", "ichiro@yamamoto.example")],
        actor=an_actor(),
        at=AT,
    )
    for name in ("山本物流合同会社", "東京ヤマト運輸", "青い鳥㈱", "100%果汁_商会"):
        register(made, a_third_party(legal_name=name), actor=an_actor(), at=AT)
    return made


@pytest.mark.parametrize(
    ("typed", "found_by", "word"),
    [
        ("㈱ヤマモト電機", FoundBy.NAME, "株式会社ヤマモト電機"),
        ("(株)ﾔﾏﾓﾄ電機", FoundBy.NAME, "株式会社ヤマモト電機"),
        ("やまもとでんき", FoundBy.KANA, "ヤマモトデンキ"),
        ("ヤマモト　デンキ", FoundBy.KANA, "ヤマモトデンキ"),
        ("yamamoto ELECTRIC", FoundBy.ENGLISH_NAME, "Yamamoto Electric Co., Ltd."),
        ("ＳＬＡＣＫ", FoundBy.SERVICE, "Slack"),
        ("slack", FoundBy.SERVICE, "Slack"),
        ("すらっくもどき", FoundBy.SERVICE, "スラックもどき"),
        ("山本製作", FoundBy.ALIAS, "旧・山本製作所"),
        ("7-0000-1205-0002", FoundBy.CORPORATE_NUMBER, "7000012050002"),
        ("T7000012050002", FoundBy.CORPORATE_NUMBER, "7000012050002"),
        ("７００００１２０", FoundBy.CORPORATE_NUMBER, "7000012050002"),
        ("高橋一郎", FoundBy.CONTACT, "髙橋 一郎"),
        ("ichiro@yamamoto", FoundBy.CONTACT, "ichiro@yamamoto.example"),
        ("V-0042", FoundBy.EXTERNAL_KEY, "V-0042"),
        ("電機", FoundBy.NAME, "株式会社ヤマモト電機"),
        ("slack 高橋", FoundBy.SERVICE, "Slack"),
    ],
)
def test_a_third_party_is_found_by_any_of_its_words(
    workspace: Workspace, typed: str, found_by: FoundBy, word: str
) -> None:
    hit = search(workspace, typed)[0]
    assert (hit.legal_name, hit.found_by, hit.word) == ("株式会社ヤマモト電機", found_by, word)


def test_names_that_begin_so_come_first_with_or_without_a_legal_form(workspace: Workspace) -> None:
    hits = search(workspace, "ヤマ")
    assert [(hit.legal_name, hit.is_prefix) for hit in hits] == [
        ("株式会社ヤマモト電機", True),
        ("東京ヤマト運輸", False),
    ]


def test_two_characters_find_every_name_that_holds_them(workspace: Workspace) -> None:
    assert {hit.legal_name for hit in search(workspace, "山本")} == {"山本物流合同会社", "株式会社ヤマモト電機"}


def test_each_third_party_is_one_hit(workspace: Workspace) -> None:
    hits = search(workspace, "yamamoto")
    assert len(hits) == len({hit.third_party_id for hit in hits}) == 1


@pytest.mark.parametrize("typed", ["", " ", "！？", "%", "_", "'; DROP TABLE third_party; --"])
def test_signs_alone_find_nothing_and_harm_nothing(workspace: Workspace, typed: str) -> None:
    assert search(workspace, typed) == ()


def test_signs_in_a_name_are_no_wildcards(workspace: Workspace) -> None:
    assert [hit.legal_name for hit in search(workspace, "100%果")] == ["100%果汁_商会"]
    assert search(workspace, "100%商") == ()


def test_a_limit_holds(workspace: Workspace) -> None:
    assert len(search(workspace, "山", limit=1)) == 1


def test_without_a_hit_the_nearest_names_are_offered(workspace: Workspace) -> None:
    assert search(workspace, "ヤマモト電気") == ()
    assert nearest_names(workspace, "ヤマモト電気")[0].legal_name == "株式会社ヤマモト電機"
    assert nearest_names(workspace, "まったく別のもの") == ()


def test_our_own_dossier_is_not_found(workspace: Workspace) -> None:
    assert all(hit.third_party_id != "self" for hit in search(workspace, "社"))


def test_an_archived_third_party_comes_last() -> None:
    made = a_workspace()
    old = register(made, a_third_party(legal_name="青葉"), actor=an_actor(), at=AT).record
    register(made, a_third_party(legal_name="青葉商事ホールディングス"), actor=an_actor(), at=AT)
    archive(made, old.id, reason="重複", actor=an_actor(), at=AT)
    assert [hit.is_archived for hit in search(made, "青葉")] == [False, True]


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered(text: str) -> None:
    search(_small(), text)
    nearest_names(_small(), text)


@cache
def _small() -> Workspace:
    return a_workspace()


def test_pasted_names_are_matched_offered_or_new_and_never_guessed(workspace: Workspace) -> None:
    pasted = "株式会社ヤマモト電機\n\nヤマモト電機\nT7000012050002\nSlack\n知らない会社\n株式会社ヤマモト電機\n"
    found = match_names(workspace, pasted)
    assert [(f.name, f.match) for f in found] == [
        ("株式会社ヤマモト電機", NameMatch.MATCHED),
        ("ヤマモト電機", NameMatch.CANDIDATES),
        ("T7000012050002", NameMatch.MATCHED),
        ("Slack", NameMatch.MATCHED),
        ("知らない会社", NameMatch.NEW),
    ]
    assert found[1].candidates[0].party.legal_name == "株式会社ヤマモト電機"


def test_one_name_of_two_third_parties_is_for_a_person_to_judge() -> None:
    made = a_workspace()
    for country in ("JP", "US"):
        register(made, a_third_party(legal_name="Acme", country=country), actor=an_actor(), at=AT)
    assert [f.match for f in match_names(made, "Acme")] == [NameMatch.CANDIDATES]


def test_a_my_number_among_pasted_names_is_refused(workspace: Workspace) -> None:
    with pytest.raises(MyNumberError):
        match_names(workspace, "株式会社甲\n123456789018")


@pytest.mark.parametrize("text", ["株式会社", "山田", "あおば 株式会社", "00 1", "株", "なし", "%", " "])
def test_a_search_gives_what_the_list_gives_for_the_same_text(
    registers_in: RegistersIn, tmp_path: Path, text: str
) -> None:
    for made in registers_in(tmp_path):
        found = [(hit.third_party_id, hit.found_by, hit.word) for hit in search(made, text, limit=1_000)]
        rows = row_page(made, AsOf(TODAY, NEWEST), PartyFilter(text=text), first=0, limit=1_000)
        assert found == [(row.id, row.met.by, row.met.word) for row in rows if row.met and text.strip()]
        assert [one for one, *_ in found[:3]] == [hit.third_party_id for hit in search(made, text, limit=3)]
