"""Stops: found again however the value is written, kept without it, and never without their key."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.builders import AT, TODAY, a_workspace, an_actor, everything_stored
from kit.flowing import a_flow, a_party
from kit.homes import lies_at
from sakimori.domain.codes import UserRole
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.values.identifier import KINDS_OF_CHANNEL, Identifier, IdentifierKind, one_form
from sakimori.errors import (
    InvalidValueError,
    MyNumberError,
    NotPermittedError,
    SakimoriError,
    StateError,
    UnreadableFileError,
)
from sakimori.rules.evaluation import evaluate
from sakimori.services.audit.view import verify
from sakimori.services.kernel import keep_in_step
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.unit import WriteResult, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.stop_key import keep_key_beside
from sakimori.services.requests.stop_list import StopPlan, import_stops, plan_stops
from sakimori.services.requests.stops import is_stopped, record_stop, stop_counts, withdraw_stop

MAIL, PHONE = IdentifierKind.MAIL_ADDRESS, IdentifierKind.PHONE_NUMBER
POST, CUSTOMER = IdentifierKind.POSTAL_ADDRESS, IdentifierKind.CUSTOMER_NUMBER
ADDRESS = "Hanako.Yamada@Example.co.jp"
SECRETS = (ADDRESS, ADDRESS.casefold(), "yamada", "09012345678", "090-1234-5678")


def mail(text: str = ADDRESS) -> Identifier:
    return Identifier(MAIL, text)


def stop(
    workspace: Workspace, identifier: Identifier | None = None, channel: StopChannel = StopChannel.MAIL, **more: Any
) -> WriteResult[Stop]:
    given: dict[str, Any] = {
        "received_on": date(2026, 11, 20),
        "source": "配信停止フォーム",
        "actor": an_actor(),
        "at": AT,
    } | more
    return record_stop(workspace, identifier or mail(), channel, **given)


def stopped(
    workspace: Workspace,
    *identifiers: Identifier,
    channel: StopChannel = StopChannel.MAIL,
    on: date = TODAY,
    role: UserRole = UserRole.SALES,
) -> bool:
    return is_stopped(workspace, identifiers or (mail(),), channel, on=on, actor=an_actor(role), at=AT)


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        (MAIL, ["a.b@Example.co.jp", " A.B@example.CO.JP ", "mailto:a.b@example.co.jp", "ａ．ｂ＠example.co.jp"]),
        (MAIL, ["a@日本語.jp", "a@xn--wgv71a119e.jp"]),
        (PHONE, ["090-1234-5678", "09012345678", "０９０－１２３４－５６７８", "+81 90 1234 5678"]),
        (PHONE, ["09012345678", "+81(0)90-1234-5678"]),
        (PHONE, ["03(1234)5678", "03ー1234ー5678", "0081 3 1234 5678"]),
        (PHONE, ["+1 (212) 555-0100", "+12125550100"]),
        (CUSTOMER, ["C-00123", "ｃ－００１２３", " c- 00123"]),
        (POST, ["港区芝一丁目２番３号", "〒105-0014 港区芝1丁目2-3", "港区芝１－２－３", "港区芝1-2番地3"]),
        (POST, ["大阪市北区梅田十二丁目3番地の4", "大阪市北区梅田12-3-4"]),
    ],
)  # fmt: skip
def test_every_way_of_writing_one_person_meets_in_one_form(kind: IdentifierKind, ways: list[str]) -> None:
    forms = {one_form(Identifier(kind, way)) for way in ways}
    assert len(forms) == 1
    assert None not in forms


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (MAIL, ""), (MAIL, "花子"), (MAIL, "a@b"), (MAIL, "a b@example.com"), (MAIL, "a@b@example.com"),
        (MAIL, "a@" + "x" * 70 + ".jp"), (MAIL, "a" * 400 + "@example.com"),
        (PHONE, "9012345678"), (PHONE, "0312345"), (PHONE, "090-1234-5678 内線12"), (PHONE, "+81"), (PHONE, "花子"),
        (POST, "東京都港区"), (POST, "1-2-3"), (CUSTOMER, "---"), (CUSTOMER, "番号"), (CUSTOMER, "  "),
    ],
)  # fmt: skip
def test_what_is_none_of_its_kind_has_no_form(kind: IdentifierKind, text: str) -> None:
    assert one_form(Identifier(kind, text)) is None


def test_different_persons_stay_apart() -> None:
    pairs = [
        (MAIL, "a.b@example.com", "ab@example.com"),
        (PHONE, "03-1234-5678", "03-1234-5679"),
        (POST, "港区芝1-2-3", "港区芝12-3"),
        (POST, "港区芝十一丁目1-1", "港区芝一丁目11-1"),
        (CUSTOMER, "C-1", "C1-"),
    ]
    for kind, first, second in pairs:
        assert one_form(Identifier(kind, first)) != one_form(Identifier(kind, second))


@given(st.text(max_size=60), st.sampled_from(IdentifierKind))
def test_no_text_breaks_the_reading_and_space_around_it_means_nothing(text: str, kind: IdentifierKind) -> None:
    assert one_form(Identifier(kind, text)) == one_form(Identifier(kind, f" {text}\u3000"))


def test_an_identifier_does_not_show_itself() -> None:
    assert "yamada" not in repr(mail()).casefold()


def test_a_stop_is_found_again_by_another_way_of_writing() -> None:
    workspace = a_workspace()
    assert not stopped(workspace)
    stop(workspace)
    assert stopped(workspace, mail("  hanako.yamada@EXAMPLE.CO.JP"))
    assert stopped(workspace, mail("other@example.com"), mail())
    assert not stopped(workspace, mail("other@example.com"))


def test_a_stop_holds_on_its_channel_only() -> None:
    workspace = a_workspace()
    stop(workspace, Identifier(PHONE, "090-1234-5678"), StopChannel.SMS)
    phone = Identifier(PHONE, "+81 90-1234-5678")
    assert stopped(workspace, phone, channel=StopChannel.SMS)
    assert not stopped(workspace, phone, channel=StopChannel.PHONE)


def test_the_same_text_as_another_kind_is_another_person() -> None:
    workspace = a_workspace()
    stop(workspace, Identifier(PHONE, "0312345678"), StopChannel.PHONE)
    assert not stopped(workspace, Identifier(CUSTOMER, "0312345678"), channel=StopChannel.PHONE)


def test_a_stop_holds_from_its_day_until_the_day_it_is_taken_back() -> None:
    workspace = a_workspace()
    stop(workspace, received_on=date(2026, 11, 10))
    withdraw_stop(
        workspace, mail(), StopChannel.MAIL, withdrawn_on=date(2026, 11, 20), reason="本人の申し出",
        actor=an_actor(), at=AT,
    )  # fmt: skip
    held = [stopped(workspace, on=date(2026, 11, day)) for day in (9, 10, 19, 20)]
    assert held == [False, True, True, False]


def test_the_latest_refusal_wins() -> None:
    workspace = a_workspace()
    stop(workspace, received_on=date(2026, 11, 10))
    withdraw_stop(
        workspace, mail(), StopChannel.MAIL, withdrawn_on=date(2026, 11, 12), reason="本人の申し出",
        actor=an_actor(), at=AT,
    )  # fmt: skip
    stop(workspace, received_on=date(2026, 11, 22))
    assert [stopped(workspace, on=date(2026, 11, day)) for day in (11, 15, 22)] == [True, False, True]


def test_twice_is_nothing_new_and_the_earliest_day_counts() -> None:
    workspace = a_workspace()
    first = stop(workspace, received_on=date(2026, 11, 20)).record
    assert stop(workspace, received_on=date(2026, 11, 22)).record == first
    earlier = stop(workspace, received_on=date(2026, 11, 1)).record
    assert (earlier.id, earlier.received_on) == (first.id, date(2026, 11, 1))
    with workspace.unit() as unit:
        assert len(unit.records.select(Stop)) == 1


def test_the_value_stands_nowhere_in_the_database(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    workspace = Workspace(path)
    stop(workspace)
    stop(workspace, Identifier(PHONE, "090-1234-5678"), StopChannel.SMS)
    data = f"メール\n{ADDRESS}\nwrong\n".encode()
    plan_stops(workspace, data, f"{ADDRESS}.csv", StopChannel.USE, MAIL, actor=an_actor())
    import_stops(
        workspace, data, f"{ADDRESS}.csv", StopChannel.USE, MAIL, received_on=TODAY, actor=an_actor(), at=AT,
        batch_id="b1",
    )  # fmt: skip
    stopped(workspace)
    withdraw_stop(
        workspace, mail(), StopChannel.MAIL, withdrawn_on=TODAY, reason="本人の申し出", actor=an_actor(), at=AT
    )
    said = everything_stored(workspace)
    assert "stop.recorded" in said
    assert "stop.checked" in said
    for secret in SECRETS:
        assert secret.casefold() not in said.casefold()
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert not any(secret.encode() in content for secret in SECRETS), file.name


def test_the_key_is_a_file_of_its_owner_and_not_in_the_database(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    assert not stopped(workspace)
    assert not (tmp_path / "own.stop.key").exists()
    stop(workspace)
    file = tmp_path / "own.stop.key"
    key = file.read_text(encoding="ascii").strip()
    assert len(bytes.fromhex(key)) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key not in everything_stored(workspace)
    assert stopped(Workspace(tmp_path / "own.db"))


def test_another_workspace_gives_another_hash() -> None:
    hashes = set()
    for _ in range(2):
        hashes.add(stop(a_workspace()).record.key_hash)
    assert len(hashes) == 2


@pytest.mark.parametrize("left", [None, "", "abc", "00" * 32])
def test_nothing_goes_on_without_the_right_key(tmp_path: Path, left: str | None) -> None:
    workspace = Workspace(tmp_path / "own.db")
    stop(workspace)
    file = tmp_path / "own.stop.key"
    right = file.read_text(encoding="ascii")
    file.unlink()
    if left is not None:
        file.write_text(left, encoding="ascii")
    for act in (
        lambda: stop(workspace, mail("new@example.com")),
        lambda: stopped(workspace),
        lambda: plan_stops(workspace, b"a@example.com\n", "a.csv", StopChannel.MAIL, MAIL, actor=an_actor()),
        lambda: withdraw_stop(
            workspace, mail(), StopChannel.MAIL, withdrawn_on=TODAY, reason="申し出", actor=an_actor(), at=AT
        ),
    ):
        with pytest.raises(StateError, match=r"own\.stop\.key"):
            act()
    assert file.exists() == (left is not None)
    file.write_text(right, encoding="ascii")
    assert stopped(workspace)


def test_a_key_goes_with_a_copy_of_its_database(tmp_path: Path) -> None:
    workspace = a_workspace()
    stop(workspace)
    (tmp_path / "demo.stop.key").write_text("of an older demo", encoding="ascii")
    workspace.save_as(tmp_path / "demo.db")
    keep_key_beside(workspace, lies_at(tmp_path / "demo.db"))
    assert stopped(Workspace(tmp_path / "demo.db"))


def test_counts_are_those_of_the_day_and_of_what_was_known() -> None:
    workspace = a_workspace()
    stop(workspace, received_on=date(2026, 11, 1))
    stop(workspace, mail("b@example.com"), received_on=date(2026, 11, 20))
    stop(workspace, Identifier(CUSTOMER, "C-1"), StopChannel.USE, received_on=date(2026, 11, 20))
    with workspace.unit() as unit:
        before = unit.number()
    withdraw_stop(
        workspace, mail(), StopChannel.MAIL, withdrawn_on=date(2026, 11, 24), reason="申し出", actor=an_actor(), at=AT
    )
    with workspace.unit() as unit:
        number = unit.number()

    def counts(on: date, number: int) -> dict[StopChannel, tuple[int, int]]:
        return {c.channel: (c.standing, c.withdrawn) for c in stop_counts(workspace, on=on, number=number)}

    assert counts(TODAY, number) == {StopChannel.MAIL: (1, 1), StopChannel.USE: (1, 0)}
    assert counts(TODAY, before) == {StopChannel.MAIL: (2, 0), StopChannel.USE: (1, 0)}
    assert counts(date(2026, 11, 10), number) == {StopChannel.MAIL: (1, 0)}
    mails = next(c for c in stop_counts(workspace, on=TODAY, number=number) if c.channel is StopChannel.MAIL)
    assert (mails.first_on, mails.last_on) == (date(2026, 11, 20), date(2026, 11, 20))


@pytest.mark.parametrize("role", [role for role in UserRole if role is not UserRole.COMPLIANCE])
def test_only_compliance_writes_stops(role: UserRole) -> None:
    workspace, other = a_workspace(), an_actor(role)
    with pytest.raises(NotPermittedError):
        stop(workspace, actor=other)
    with pytest.raises(NotPermittedError):
        plan_stops(workspace, b"a@example.com\n", "a.csv", StopChannel.MAIL, MAIL, actor=other)
    with pytest.raises(NotPermittedError):
        import_stops(
            workspace, b"a@example.com\n", "a.csv", StopChannel.MAIL, MAIL, received_on=TODAY, actor=other, at=AT,
            batch_id="b",
        )  # fmt: skip
    with pytest.raises(NotPermittedError):
        withdraw_stop(workspace, mail(), StopChannel.MAIL, withdrawn_on=TODAY, reason="x", actor=other, at=AT)


def test_the_administrator_may_not_even_ask() -> None:
    with pytest.raises(NotPermittedError):
        stopped(a_workspace(), role=UserRole.ADMIN)


@pytest.mark.parametrize(
    ("identifier", "channel"),
    [
        (mail("花子さんのメール"), StopChannel.MAIL),
        (Identifier(PHONE, "9012345678"), StopChannel.SMS),
        (Identifier(MAIL, ADDRESS), StopChannel.SMS),
        (Identifier(CUSTOMER, "4111 1111 1111 1111"), StopChannel.USE),
        (Identifier(CUSTOMER, "１２３４５６７８９０１８"), StopChannel.USE),
        (Identifier(POST, "東京都港区芝1-2-3 123456789018"), StopChannel.POST),
    ],
)
def test_a_refused_value_is_not_repeated(identifier: Identifier, channel: StopChannel) -> None:
    workspace = a_workspace()
    with pytest.raises((InvalidValueError, MyNumberError)) as refused:
        stop(workspace, identifier, channel)
    for language in ("ja", "en"):
        assert identifier.text not in refused.value.message(language)
    assert identifier.text not in repr(refused.value)
    with workspace.unit() as unit:
        assert unit.records.select(Stop) == []


@pytest.mark.parametrize(
    "source",
    ["hanako@example.com から", "電話 090-1234-5678", "０９０１２３４５６７８", "a\u200b@\u200bb", "x" * 10_001],
)
def test_the_source_may_not_tell_the_person(source: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        stop(a_workspace(), source=source)
    assert source not in refused.value.message("ja")


@pytest.mark.parametrize("source", ["", "配信停止フォーム 2026-11-25", "コールセンター（3階）", "様式12"])
def test_a_desk_or_a_form_is_a_source(source: str) -> None:
    assert stop(a_workspace(), source=source).record.source == source


def test_days_to_come_and_withdrawals_before_the_request_are_refused() -> None:
    workspace = a_workspace()
    with pytest.raises(InvalidValueError):
        stop(workspace, received_on=date(2026, 11, 26))
    stop(workspace, received_on=date(2026, 11, 20))
    for day in (date(2026, 11, 19), date(2026, 11, 26)):
        with pytest.raises(InvalidValueError):
            withdraw_stop(
                workspace, mail(), StopChannel.MAIL, withdrawn_on=day, reason="申し出", actor=an_actor(), at=AT
            )


def test_what_does_not_stand_cannot_be_taken_back() -> None:
    workspace = a_workspace()
    for _ in range(2):
        with pytest.raises(StateError, match="no stop"):
            withdraw_stop(
                workspace, mail(), StopChannel.MAIL, withdrawn_on=TODAY, reason="申し出", actor=an_actor(), at=AT
            )
        stop(workspace, mail("b@example.com"))


def test_each_channel_can_be_stopped_by_something() -> None:
    assert set(KINDS_OF_CHANNEL) == set(StopChannel)
    assert all(KINDS_OF_CHANNEL.values())


LIST = (
    "氏名,メールアドレス\n花子,a@example.com\n太郎,A@EXAMPLE.com\n次郎,b@example.com\n三郎,なし\n"
    "四郎,\n五郎,known@example.com\n六郎,123456789018\n"
)


def plan(
    workspace: Workspace, data: bytes, kind: IdentifierKind = MAIL, channel: StopChannel = StopChannel.MAIL
) -> StopPlan:
    return plan_stops(workspace, data, "list.csv", channel, kind, actor=an_actor())


def take(
    workspace: Workspace, data: bytes, kind: IdentifierKind = MAIL, channel: StopChannel = StopChannel.MAIL
) -> WriteResult[StopPlan]:
    return import_stops(
        workspace, data, "list.csv", channel, kind, received_on=date(2026, 11, 24), source="一覧", actor=an_actor(),
        at=AT, batch_id="b1",
    )  # fmt: skip


def test_a_dry_run_counts_every_row_and_writes_nothing() -> None:
    workspace = a_workspace()
    stop(workspace, mail("known@example.com"))
    with workspace.unit() as unit:
        number = unit.number()
    found = plan(workspace, LIST.encode())
    assert (found.read, found.new, found.already, found.doubled) == (6, 2, 1, 1)
    assert [(fault.row, fault.column) for fault in found.faults] == [(5, "B"), (8, "B")]
    assert found.read == found.new + found.already + found.doubled + len(found.faults)
    with workspace.unit() as unit:
        assert unit.number() == number


def test_the_good_rows_go_in_and_the_same_file_is_nothing_new() -> None:
    workspace = a_workspace()
    stop(workspace, mail("known@example.com"), received_on=date(2026, 11, 1))
    done = take(workspace, LIST.encode()).record
    assert replace(done, faults=()) == replace(plan_as_done(), faults=())
    assert stopped(workspace, mail("B@example.com"))
    with workspace.unit() as unit:
        number, count = unit.number(), len(all_records(unit, Stop, number=unit.number()))
    again = take(workspace, LIST.encode()).record
    assert (again.new, again.already) == (0, 3)
    with workspace.unit() as unit:
        assert (unit.number(), len(unit.records.select(Stop))) == (number, count)


def plan_as_done() -> StopPlan:
    """The same list in a workspace that knows one of its rows."""
    other = a_workspace()
    stop(other, mail("known@example.com"), received_on=date(2026, 11, 1))
    return plan(other, LIST.encode())


@pytest.mark.parametrize(
    ("data", "kind", "channel", "new"),
    [
        (b"a@example.com\nb@example.com\n", MAIL, StopChannel.MAIL, 2),
        ("氏名,電話\n花子,090-1234-5678\n".encode("cp932"), PHONE, StopChannel.SMS, 1),
        ("番号\nC-1\nC-2\n".encode("utf-16"), CUSTOMER, StopChannel.USE, 2),
        (b"C-1\nC-2\n", CUSTOMER, StopChannel.USE, 2),
        ("会員番号,住所\n1,港区芝1-2-3\n".encode(), POST, StopChannel.POST, 1),
        (b"x,a@example.com\ny,b@example.com\n", MAIL, StopChannel.MAIL, 2),
    ],
    ids=["bare", "cp932", "utf-16", "bare numbers", "address", "two columns"],
)  # fmt: skip
def test_the_column_is_found_with_and_without_a_head(
    data: bytes, kind: IdentifierKind, channel: StopChannel, new: int
) -> None:
    assert plan(a_workspace(), data, kind, channel).new == new


@pytest.mark.parametrize(
    "data",
    [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "氏名\n花子\n".encode(), "メール\n".encode(), b"%PDF-1.7"],
    ids=["empty", "old", "names", "head only", "pdf"],
)
def test_a_file_without_such_values_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        plan(a_workspace(), data)


def test_several_columns_of_customer_numbers_need_a_head() -> None:
    with pytest.raises(UnreadableFileError):
        plan(a_workspace(), b"C-1,A\nC-2,B\n", CUSTOMER, StopChannel.USE)


def test_the_trail_of_the_stops_verifies_and_the_counts_can_be_rebuilt(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    take(workspace, LIST.encode())
    assert verify(workspace).is_intact


def test_no_refusal_here_is_anything_but_ours() -> None:
    with pytest.raises(SakimoriError):
        plan(a_workspace(), b"\x00\x01\x02")


def asks_to_take_them_out(workspace: Workspace) -> bool:
    """Whether the answer to a flow asks for it, as it is held; what is held is what the rules say from scratch."""
    assert [found for _, _, found in recompute(workspace, on=TODAY) if found] == []
    with workspace.unit() as unit:
        held = [one for one in unit.outcomes.as_known(unit.number(), TODAY) if one.subject_kind == "flow"]
    assert len(held) == 1
    return "A-OB8" in held[0].reasons


def test_the_first_stop_of_a_channel_and_its_withdrawal_turn_the_answers_to_flows() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace))
    customers = [Identifier(CUSTOMER, f"M-00015{n}") for n in range(2)]
    assert not asks_to_take_them_out(workspace)
    stop(workspace, customers[0], StopChannel.MAIL)
    assert not asks_to_take_them_out(workspace)
    for customer in customers:
        stop(workspace, customer, StopChannel.USE)
        assert asks_to_take_them_out(workspace)
    for customer, standing in zip(customers, (True, False), strict=True):
        withdraw_stop(
            workspace, customer, StopChannel.USE, withdrawn_on=TODAY, reason="再開の申出", actor=an_actor(), at=AT
        )
        assert asks_to_take_them_out(workspace) is standing


def test_the_first_stop_of_a_channel_has_none_judged_anew_that_asks_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party)
    judged: list[str] = []

    def noted(dossier: Dossier, policy: Policy) -> tuple[Finding, ...]:
        judged.append(dossier.third_party.id)
        return evaluate(dossier, policy)

    monkeypatch.setattr(keep_in_step, "evaluate", noted)
    stop(workspace, Identifier(CUSTOMER, "M-000150"), StopChannel.MAIL)
    assert party.id not in judged
    stop(workspace, Identifier(CUSTOMER, "M-000150"), StopChannel.USE)
    assert party.id in judged


def test_whom_an_earlier_program_judged_is_judged_anew_at_the_first_stop_of_any_channel() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace))
    with workspace.writing() as unit:
        unit.engine.execute("DELETE FROM depends_on WHERE kind = 'stop' AND ref <> 'use'")
        unit.engine.execute("UPDATE depends_on SET ref = '*' WHERE kind = 'stop'")
    stop(workspace, Identifier(CUSTOMER, "M-000150"), StopChannel.USE)
    assert asks_to_take_them_out(workspace)


def test_a_list_that_is_the_first_of_a_channel_turns_the_answers_to_flows() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace))
    import_stops(
        workspace, "会員番号\nM-000151\n".encode(), "stops.csv", StopChannel.USE, CUSTOMER,
        received_on=TODAY, actor=an_actor(), at=AT, batch_id="ba1",
    )  # fmt: skip
    assert asks_to_take_them_out(workspace)
