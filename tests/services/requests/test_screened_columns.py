"""What was judged decides which columns of a list are proposed, and each other column says why it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.asking import a_question
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import DataCategory
from sakimori.exchange.parties.customer_list import read_customer_list
from sakimori.services.requests.screened_columns import STAYS_WORDS, Stays, needed_places, why_stays

HEADS = (
    "会員番号",
    "氏名",
    "姓",
    "名",
    "メールアドレス",
    "携帯電話",
    "住所",
    "生年月日",
    "購入履歴",
    "同意文言の版",
    "メモ",
)
LIST = f"{','.join(HEADS)}\nM-1,花 子,花,子,hana@example.jp,090-1111-2222,東京都,1990-01-01,茶,v1,常連\n".encode()
COLUMNS = read_customer_list(LIST, "l.csv").columns


def about(*items: str, kinds: frozenset[DataCategory] | None = None) -> ClearanceRequest:
    request = a_question(recorded_flow=True)
    return replace(request, flow=replace(request.flow, data_items=items, categories=kinds))


def proposed(request: ClearanceRequest) -> set[str]:
    return {HEADS[place] for place in needed_places(request, COLUMNS)}


@pytest.mark.parametrize(
    ("items", "heads"),
    [
        (("氏名・連絡先",), {"氏名", "姓", "名", "メールアドレス", "携帯電話", "住所"}),
        (("氏名", "連絡先"), {"氏名", "姓", "名", "メールアドレス", "携帯電話", "住所"}),
        (("name and contact details",), {"氏名", "姓", "名", "メールアドレス", "携帯電話", "住所"}),
        (("氏名及び住所",), {"氏名", "姓", "名", "住所"}),
        (("氏名",), {"氏名", "姓", "名"}),
        (("メール", "会員番号"), {"メールアドレス", "会員番号"}),
        (("メモ",), {"メモ"}),
        (("健診結果",), set()),
    ],
)
def test_an_item_of_the_question_proposes_every_column_it_speaks_of(items: tuple[str, ...], heads: set[str]) -> None:
    request = about(*items, kinds=frozenset({DataCategory.PI_CONTACT}))
    assert proposed(request) == heads
    staying = {why_stays(request, column) for column in COLUMNS if column.title not in heads}
    assert staying == {Stays.NOT_NAMED}


@pytest.mark.parametrize(
    ("kinds", "heads"),
    [
        ({DataCategory.PI_CONTACT}, {"会員番号", "氏名", "姓", "名", "メールアドレス", "携帯電話", "住所"}),
        ({DataCategory.PI_TRANSACTION}, {"会員番号", "購入履歴"}),
        (set(), set()),
    ],
)
def test_without_items_the_kinds_that_were_judged_propose_their_columns(
    kinds: set[DataCategory], heads: set[str]
) -> None:
    assert proposed(about(kinds=frozenset(kinds))) == heads


def test_where_nobody_said_what_goes_no_column_is_proposed() -> None:
    assert proposed(about()) == set()


def test_each_column_is_proposed_or_says_why_it_stays() -> None:
    request = about(kinds=frozenset({DataCategory.PI_CONTACT}))
    why = {column.title: why_stays(request, column) for column in COLUMNS}
    assert {title for title, reason in why.items() if reason is None} == proposed(request)
    assert why["購入履歴"] is Stays.OTHER_KIND
    assert {why[title] for title in ("メモ", "同意文言の版", "生年月日")} == {Stays.UNKNOWN}
    assert set(STAYS_WORDS) == {*Stays}
