"""リスト照合: whoever asked us to stop is found however the list writes them, and nothing of the list stays."""

from __future__ import annotations

from typing import Any

import pytest

from kit.asking import ADMIN, AT, SALES, a_question, a_workspace_of
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import UserRole
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.user import Actor
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.errors import NotPermittedError, UnreadableFileError
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx
from sakimori.exchange.parties.customer_list import read_customer_list
from sakimori.exchange.parties.list_parts import list_without
from sakimori.rules.clearance.data.objections import channels_to_screen
from sakimori.services.clearance.judging import judge
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.screening import Screened, screen_list, screened_list
from sakimori.services.requests.stops import record_stop, withdraw_stop

MAIL, PHONE = IdentifierKind.MAIL_ADDRESS, IdentifierKind.PHONE_NUMBER
HEADS = ("氏名", "メールアドレス", "電話番号", "メモ")
PEOPLE = (
    ("山田 花", "hana.yamada@example.jp", "090-1111-2222", "常連"),
    ("鈴木 空", "sora@example.jp", "03(3333)4444", ""),
    ("佐藤 海", "umi@example.jp", "０９０ー５５５５ー６６６６", "新規"),
)


def csv(*rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    return "\r\n".join(",".join(row) for row in (heads, *rows)).encode()


def a_place(**given: Any) -> tuple[Workspace, ClearanceRequest]:
    return a_workspace_of(**given), a_question(**given)


def stop(workspace: Workspace, text: str, channel: StopChannel, kind: IdentifierKind = MAIL) -> None:
    record_stop(workspace, Identifier(kind, text), channel, received_on=AT.date(), actor=ADMIN, at=AT)


def screened(workspace: Workspace, request: ClearanceRequest, data: bytes, name: str = "list.csv") -> Screened:
    return screen_list(workspace, data, name, request, actor=SALES, at=AT)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (MAIL, "Hana.Yamada@EXAMPLE.jp"),
        (MAIL, "ｈａｎａ．ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｊｐ"),
        (PHONE, "+81 90 1111 2222"),
        (PHONE, "０９０１１１１２２２２"),
    ],
)
def test_a_person_is_found_however_the_stop_was_written(kind: IdentifierKind, written: str) -> None:
    workspace, request = a_place()
    stop(workspace, written, StopChannel.USE, kind)
    found = screened(workspace, request, csv(*PEOPLE))
    assert found.stopped == {2: (StopChannel.USE,)}
    assert (found.read, found.kept, found.untold) == (3, 2, ())


def test_a_stop_that_was_taken_back_keeps_nobody_out() -> None:
    workspace, request = a_place()
    stop(workspace, PEOPLE[0][1], StopChannel.USE)
    withdraw_stop(
        workspace, Identifier(MAIL, PEOPLE[0][1]), StopChannel.USE, withdrawn_on=AT.date(), reason="電話で取り下げ",
        actor=ADMIN, at=AT,
    )  # fmt: skip
    assert screened(workspace, request, csv(*PEOPLE)).kept == 3


@pytest.mark.parametrize(("is_marketing", "is_out"), [(True, True), (None, True), (False, False)])
def test_a_refusal_of_mail_counts_unless_it_is_known_to_be_no_marketing(
    is_marketing: bool | None, *, is_out: bool
) -> None:
    workspace, request = a_place(facts={"marketing": is_marketing})
    stop(workspace, PEOPLE[1][1], StopChannel.MAIL)
    assert bool(screened(workspace, request, csv(*PEOPLE)).stopped) is is_out


def test_each_ground_asks_about_the_stops_that_reach_it() -> None:
    for route, reached in (
        (LegalRoute.ENTRUST, {StopChannel.USE}),
        (LegalRoute.CONSENT, {StopChannel.USE, StopChannel.PROVISION, StopChannel.CONSENT_WITHDRAWN}),
        (LegalRoute.OPTOUT, {StopChannel.USE, StopChannel.PROVISION, StopChannel.OPTOUT_PROVISION}),
    ):
        workspace, request = a_place(flow={"route": route}, facts={"marketing": False})
        assert set(channels_to_screen(judge(workspace, request, actor=SALES).case)) == reached, route


def test_who_identifies_nobody_is_left_out_and_said_apart() -> None:
    workspace, request = a_place()
    found = screened(workspace, request, csv(PEOPLE[0], ("匿名 希望", "", "", ""), ("誤記 太", "x@", "12", "")))
    assert (found.untold, found.kept) == ((3, 4), 1)


def test_rows_that_were_compared_by_a_part_of_what_the_list_holds_are_counted() -> None:
    workspace, request = a_place()
    rows = csv(PEOPLE[0], ("片方 だけ", "", "090-9999-0000", ""), ("誤記 太", "x@", "090-9999-0001", ""))
    assert screened(workspace, request, rows).partly == 0  # nobody has stopped anything
    stop(workspace, PEOPLE[1][1], StopChannel.USE)
    found = screened(workspace, request, rows)
    assert (found.partly, found.untold, found.kept) == (2, (), 3)


def test_kinds_that_the_list_does_not_hold_are_named_where_stops_stand() -> None:
    workspace, request = a_place()
    assert screened(workspace, request, csv(*PEOPLE)).missing == ()
    stop(workspace, "A-77", StopChannel.USE, IdentifierKind.CUSTOMER_NUMBER)
    found = screened(workspace, request, csv(*PEOPLE))
    assert found.missing == (IdentifierKind.CUSTOMER_NUMBER,)


def test_the_list_comes_back_without_their_rows_and_the_columns_that_stay() -> None:
    workspace, request = a_place()
    stop(workspace, PEOPLE[2][2], StopChannel.USE, PHONE)
    data = csv(*PEOPLE)
    found = screened(workspace, request, data)
    body = screened_list(
        workspace, data, "list.csv", found, [0, 1], recipient_id=request.recipient_id, actor=SALES, at=AT
    )
    lines = body.decode("utf-8-sig").splitlines()
    assert lines == [
        '"氏名","メールアドレス"', '"山田 花","hana.yamada@example.jp"', '"鈴木 空","sora@example.jp"',
    ]  # fmt: skip


def test_a_workbook_with_lines_above_its_heads_is_read_by_its_own_row_numbers() -> None:
    rows = [("2026年11月 配信リスト",), (), HEADS, *PEOPLE]
    data = safe_xlsx([OutSheet("名簿", rows, header_rows=0)])
    workspace, request = a_place()
    stop(workspace, PEOPLE[1][1], StopChannel.USE)
    assert screened(workspace, request, data, "list.xlsx").stopped == {5: (StopChannel.USE,)}


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (("氏名", "メールアドレス", "個人番号"), ("花", "a@example.jp", "")),
        (("氏名", "メールアドレス", "番号"), ("花", "a@example.jp", "1234 5678 9018")),
        (("氏名", "メールアドレス", "決済"), ("花", "a@example.jp", "4111-1111-1111-1111")),
    ],
)
def test_a_list_with_my_numbers_or_cards_is_stopped_without_repeating_them(
    heads: tuple[str, ...], row: tuple[str, ...]
) -> None:
    workspace, request = a_place()
    with pytest.raises(UnreadableFileError) as refused:
        screened(workspace, request, csv(row, heads=heads))
    for language in ("ja", "en"):
        said = refused.value.message(language)
        assert "C" in said
        assert "9018" not in said
        assert "1111" not in said


def test_a_list_that_tells_nobody_apart_is_refused() -> None:
    workspace, request = a_place()
    with pytest.raises(UnreadableFileError, match="Mail address"):
        screened(workspace, request, csv(("花", "東京"), heads=("氏名", "都道府県")))


def test_a_column_of_addresses_is_known_by_its_values() -> None:
    found = read_customer_list(csv(("花", "C-1", "a@example.jp"), heads=("氏名", "会員番号", "連絡先")), "l.csv")
    assert [column.kind for column in found.columns] == [None, IdentifierKind.CUSTOMER_NUMBER, MAIL]


def test_only_who_may_ask_compares() -> None:
    workspace, request = a_place()
    nobody = Actor("us8", "無 役", frozenset({UserRole.AUDITOR}))
    with pytest.raises(NotPermittedError):
        screen_list(workspace, csv(*PEOPLE), "l.csv", request, actor=nobody, at=AT)


def test_a_cell_that_a_spreadsheet_would_run_goes_out_as_text() -> None:
    body = list_without(csv(("=1+1", "a@example.jp", "", "")), "l.csv", [0, 1], frozenset())
    assert "'=1+1" in body.decode("utf-8-sig")
