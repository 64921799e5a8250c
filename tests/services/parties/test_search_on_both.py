"""Searches find the same on a server as in a file of the same records, whatever is typed, and lists have one order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.builders import an_actor
from kit.demos import DemoIn
from kit.postgres import Databases
from sakimori.clock import today
from sakimori.domain.records.contract import ContractKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.domain.values.names import fold
from sakimori.services.contracts.rows import ContractFilter, contract_page
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.global_search import find
from sakimori.services.parties.rows import PartyFilter, all_rows
from sakimori.services.parties.rows import row_page as party_page
from sakimori.services.parties.search import match_names, nearest_names, search

Both = tuple[Workspace, Workspace]
ACTOR = an_actor()
pytestmark = pytest.mark.on_file  # a file is searched beside a server
PIECES = (
    "株式会社", "㈱", "(株)", "（株）", "有限会社", "あおば", "アオバ", "ｱｵﾊﾞ", "青葉", "髙", "高", "サーバー",
    "サ－バ－", "Co., Ltd.", "Ａ", "a", "É", "ß", "ﬁ", "１２", "12", "-", "‐", "%", "_", "!", "'", '"', "\\", "*", "[",
    "?", ":p", "$1", ";--", "\u3000", " ", "\t", "\u200b", "\ud867\ude3d", "\x00", "が", "か\u3099", "辻\U000e0100",
    "😀",
)  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn, databases: Databases) -> Iterator[Both]:
    folder: Path = tmp_path_factory.mktemp("both")
    in_file, place = Workspace(demo_in(folder, today())), databases()
    in_file.save_as(place)
    on_server = Workspace(place)
    yield in_file, on_server
    on_server.close()


def everything_found(workspace: Workspace, text: str) -> list[Any]:
    as_of = AsOf(today(), NEWEST)
    words = tuple((key, frozenset[ContractKind]()) for word in text.split() if (key := fold(word)))
    return [
        find(workspace, text, limit=100, actor=ACTOR, on=today()),
        search(workspace, text, limit=50),
        search(workspace, text, limit=2),
        nearest_names(workspace, text),
        match_names(workspace, text),
        party_page(workspace, as_of, PartyFilter(text=text), first=0, limit=50),
        contract_page(workspace, as_of, ContractFilter(words=words), first=0, limit=50),
    ]


def ways_to_type(name: str) -> Iterator[str]:
    yield name
    yield unicodedata.normalize("NFKD", name).upper()
    yield name[:2]
    yield name[-3:]
    yield f"{name[2:5]} {name[:2]}"
    yield name[:-1] + "％"


def test_every_name_is_found_alike_however_it_is_typed(both: Both) -> None:
    in_file, on_server = both
    with in_file.unit() as unit:
        names = [party.legal_name for party in unit.records.select(ThirdParty) if party.legal_name][:12]
    for typed in (one for name in names for one in ways_to_type(name)):
        assert everything_found(on_server, typed) == everything_found(in_file, typed)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(PIECES), max_size=4).map("".join))
def test_awkward_input_finds_the_same(both: Both, typed: str) -> None:
    in_file, on_server = both
    assert everything_found(on_server, typed) == everything_found(in_file, typed)


@pytest.mark.parametrize("order", ["name", "tier", "country", "coverage", "risk", "-risk", "due", "owner"])
def test_the_list_of_third_parties_has_one_order(both: Both, order: str) -> None:
    wanted = PartyFilter(order=order)
    in_file, on_server = (list(all_rows(one, AsOf(today(), NEWEST), wanted)) for one in both)
    assert on_server == in_file
