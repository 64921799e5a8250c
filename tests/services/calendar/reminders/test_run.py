"""Reminders by a real server on this machine: down, slow, refusing and up again, and nothing lost or told twice."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.builders import AT, TODAY, everything_stored
from kit.reminding import (
    ADDRESSES,
    ADMIN,
    LEAD,
    LEGAL,
    MAIL,
    OWNER,
    Box,
    a_mail_server,
    a_reminding_workspace,
    a_run,
    at_eight,
    by,
    by_chat,
    free_port,
    reach,
    runs_out,
    send_all,
)
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.errors import InvalidValueError
from sakimori.services.audit.view import verify
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.calendar.reminders.chat import Chat, chat_of
from sakimori.services.calendar.reminders.people import Ways
from sakimori.services.calendar.reminders.plan import Silence
from sakimori.services.calendar.reminders.run import plan_day, queue_day
from sakimori.services.invitations import post
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import set_owner
from sakimori.services.settings.users import record_leaving
from sakimori.store.outgoing.outbox import Kind
from sakimori.store.outgoing.reminders import ReminderTable

NEXT = date(2026, 11, 26)
SATURDAY = date(2026, 11, 28)


def digests(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Of each digest its day and person, and what became of its mail."""
    with workspace.unit() as unit:
        logged = ReminderTable(unit.engine).logged(most=100)
    return [
        (f"{one.digest.day:%m%d}", one.digest.user_id, "sent" if mail.sent_at else "waits" if mail.waits else "lost")
        for one in reversed(logged)
        for mail in one.mails
    ]


def test_an_owner_gets_one_mail_with_what_is_due_and_where_to_settle_it() -> None:
    workspace, box = a_reminding_workspace(), Box()
    party = runs_out(workspace, TODAY + timedelta(days=5))
    runs_out(workspace, TODAY - timedelta(days=3), name="株式会社あおば")
    with a_mail_server(box) as sending:
        a_run(workspace, sending, TODAY)
        a_run(workspace, sending, TODAY)
    assert [to for to, _ in box.mails] == [ADDRESSES[OWNER]]
    (text,) = box.to(OWNER)
    assert text.startswith("【先守】期限のお知らせ 2件（期限超過1件） 2026/11/25（水）\n高橋 健 様\n")
    assert "・2026/11/22（日）　3日超過　認証の有効期限：株式会社あおば" in text
    assert "・2026/11/30（月）　あと5日　認証の有効期限：株式会社つむぎ" in text
    assert f"https://sakimori.aoba.example.jp/party?party={party}&tab=certificates" in text
    assert text.index("株式会社つむぎ") < text.index("株式会社あおば")


def test_what_is_alike_stands_in_one_line_with_how_often() -> None:
    workspace, box = a_reminding_workspace(), Box()
    party = runs_out(workspace, TODAY)
    with workspace.unit() as unit:
        (held,) = unit.records.select(Certificate, "third_party_id = :id", {"id": party})
    record(workspace, replace(held, id="", scheme=Scheme.PRP), actor=ADMIN, at=AT)
    with a_mail_server(box) as sending:
        plan = a_run(workspace, sending, TODAY)
    (text,) = box.to(OWNER)
    assert len(plan.drafts[0].lines) == 2
    assert text.count("認証の有効期限：株式会社つむぎ") == 1
    assert "認証の有効期限：株式会社つむぎ　2件\n　https://sakimori.aoba.example.jp/party?party=" in text


def test_a_person_reads_it_in_their_language() -> None:
    workspace, box = a_reminding_workspace(), Box()
    reach(workspace, OWNER, language="en")
    runs_out(workspace, TODAY)
    with a_mail_server(box) as sending:
        a_run(workspace, sending, TODAY)
    (text,) = box.to(OWNER)
    assert text.startswith("[Sakimori] Wed 25 Nov 2026: 1 due\nDear 高橋 健,\n")
    assert "- Wed 25 Nov 2026, today: Certificate, 株式会社つむぎ" in text


def test_without_a_public_address_it_says_that_there_are_no_links() -> None:
    workspace, box = a_reminding_workspace(), Box()
    runs_out(workspace, TODAY)
    with a_mail_server(box) as sending:
        a_run(workspace, replace(sending, public=""), TODAY)
    (text,) = box.to(OWNER)
    assert "http" not in text
    assert "SAKIMORI_PUBLIC_URL" in text


def test_nothing_due_is_quiet_and_writes_nothing() -> None:
    workspace, box = a_reminding_workspace(), Box()
    runs_out(workspace, TODAY + timedelta(days=200))
    before = everything_stored(workspace)
    with a_mail_server(box) as sending:
        plan = a_run(workspace, sending, TODAY)
    assert plan.is_quiet
    assert box.mails == []
    assert everything_stored(workspace) == before


def test_a_preview_writes_nothing() -> None:
    workspace = a_reminding_workspace()
    runs_out(workspace, TODAY)
    before = everything_stored(workspace)
    assert len(plan_day(workspace, MAIL, on=TODAY).drafts) == 1
    assert everything_stored(workspace) == before


def test_on_closed_days_nothing_is_sent_and_nothing_is_lost() -> None:
    workspace, box = a_reminding_workspace(), Box()
    runs_out(workspace, SATURDAY + timedelta(days=30))
    with a_mail_server(box) as sending:
        assert a_run(workspace, sending, SATURDAY).is_closed
        assert box.mails == []
        a_run(workspace, sending, SATURDAY + timedelta(days=2))
    assert len(box.to(OWNER)) == 1


def test_what_an_owner_lets_pass_goes_to_the_lead_and_then_to_compliance() -> None:
    workspace, box = a_reminding_workspace(), Box()
    runs_out(workspace, TODAY)
    with a_mail_server(box) as sending:
        for days in range(30):
            a_run(workspace, sending, TODAY + timedelta(days=days))
    assert [len(box.to(one)) for one in (OWNER, LEAD, LEGAL)] == [2, 1, 1]
    assert "7日超過" in box.to(LEAD)[0]
    assert "（担当：高橋 健）" in box.to(LEAD)[0]
    assert "14日超過" in box.to(LEGAL)[0]


def test_a_server_that_is_down_delays_the_digest_and_no_more() -> None:
    workspace, box, at = a_reminding_workspace(), Box(), at_eight(TODAY)
    runs_out(workspace, TODAY)
    nowhere = by(free_port())
    queue_day(workspace, MAIL, on=TODAY, at=at)
    assert send_all(workspace, nowhere, at=at) == [False]
    assert send_all(workspace, nowhere, at=at + timedelta(minutes=1)) == [False]
    with a_mail_server(box) as sending:
        queue_day(workspace, MAIL, on=TODAY, at=at + timedelta(hours=3))
        assert send_all(workspace, sending, at=at + timedelta(hours=3)) == [True]
    assert len(box.to(OWNER)) == 1
    assert digests(workspace) == [("1125", OWNER, "sent")]


def test_a_digest_that_was_given_up_is_told_again_in_the_next() -> None:
    workspace, box, at = a_reminding_workspace(), Box(), at_eight(TODAY)
    runs_out(workspace, TODAY)
    nowhere = by(free_port())
    queue_day(workspace, MAIL, on=TODAY, at=at)
    for hours in range(26):
        send_all(workspace, nowhere, at=at + timedelta(hours=hours))
    assert digests(workspace) == [("1125", OWNER, "lost")]
    with a_mail_server(box) as sending:
        a_run(workspace, sending, date(2026, 11, 27))
        a_run(workspace, sending, date(2026, 11, 30))
    assert digests(workspace)[1:] == [("1127", OWNER, "sent")]
    (text,) = box.to(OWNER)
    assert "2日超過" in text


def test_an_address_that_is_refused_for_good_is_tried_each_business_day_and_kept_in_the_log() -> None:
    workspace, box = a_reminding_workspace(), Box(replies={ADDRESSES[OWNER]: "550 5.1.1 no such user"})
    runs_out(workspace, TODAY)
    with a_mail_server(box) as sending:
        a_run(workspace, sending, TODAY)
        a_run(workspace, sending, NEXT)
        box.replies.clear()
        a_run(workspace, sending, date(2026, 11, 27))
    assert [state for _, _, state in digests(workspace)] == ["lost", "lost", "sent"]
    with workspace.unit() as unit:
        first = ReminderTable(unit.engine).logged(most=9)[-1].mails[0]
    assert first.last_error == "550 5.1.1 no such user"
    assert len(box.to(OWNER)) == 1


def test_an_address_that_is_refused_for_now_is_tried_again() -> None:
    workspace, box, at = a_reminding_workspace(), Box(replies={ADDRESSES[OWNER]: "451 try later"}), at_eight(TODAY)
    runs_out(workspace, TODAY)
    with a_mail_server(box) as sending:
        queue_day(workspace, MAIL, on=TODAY, at=at)
        assert send_all(workspace, sending, at=at) == [False]
        box.replies.clear()
        assert send_all(workspace, sending, at=at + timedelta(minutes=1)) == [True]


def test_a_slow_server_costs_one_try_and_keeps_nobody_from_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "_TIMEOUT_SECONDS", 0.2)
    workspace, at = a_reminding_workspace(), at_eight(TODAY)
    runs_out(workspace, TODAY)
    queue_day(workspace, MAIL, on=TODAY, at=at)
    with a_silent_server() as port:
        went: list[bool] = []
        sender = Thread(target=lambda: went.extend(send_all(workspace, by(port), at=at)))
        sender.start()
        set_owner(workspace, runs_out(workspace, TODAY + timedelta(days=300)), LEAD, actor=ADMIN, at=AT)
        sender.join(10)
    assert went == [False]
    assert [state for _, _, state in digests(workspace)] == ["waits"]


@contextmanager
def a_silent_server() -> Iterator[int]:
    """A server that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_what_was_settled_while_it_waited_is_left_out_and_a_mail_about_nothing_is_not_sent() -> None:
    workspace, box, at = a_reminding_workspace(), Box(), at_eight(TODAY)
    parties = [runs_out(workspace, TODAY), runs_out(workspace, TODAY, name="株式会社あおば")]
    for left in (1, 0):
        on = TODAY + timedelta(days=1 - left)
        queue_day(workspace, MAIL, on=on, at=at + timedelta(days=1 - left))
        renew(workspace, parties[left])
        if left:
            with a_mail_server(box) as sending:
                send_all(workspace, sending, at=at)
    (text,) = box.to(OWNER)
    assert "期限のお知らせ 1件" in text
    assert "株式会社あおば" not in text
    with a_mail_server(box) as sending:
        assert send_all(workspace, sending, at=at + timedelta(days=1)) == []
        assert plan_day(workspace, MAIL, on=NEXT).is_quiet
    assert len(box.mails) == 1


def renew(workspace: Workspace, party_id: str) -> None:
    with workspace.unit() as unit:
        (held,) = unit.records.select(Certificate, "third_party_id = :id", {"id": party_id})
    record(workspace, replace(held, valid_until=TODAY + timedelta(days=700)), actor=ADMIN, at=AT)


def test_whoever_left_gets_nothing_more_and_what_was_theirs_goes_to_compliance() -> None:
    workspace, box = a_reminding_workspace(), Box()
    runs_out(workspace, TODAY)
    queue_day(workspace, MAIL, on=TODAY, at=at_eight(TODAY))
    record_leaving(workspace, OWNER, left_on=TODAY, actor=ADMIN, at=AT)
    with a_mail_server(box) as sending:
        send_all(workspace, sending, at=at_eight(TODAY))
        a_run(workspace, sending, NEXT)
    assert box.to(OWNER) == []
    assert len(box.to(LEGAL)) == 1


def test_nobody_without_an_address_is_passed_over_in_silence_and_all_is_told_once_there_is_one() -> None:
    workspace, box = a_reminding_workspace(), Box()
    reach(workspace, OWNER, email="")
    runs_out(workspace, TODAY)
    with a_mail_server(box) as sending:
        plan = a_run(workspace, sending, TODAY)
        assert [(one.person.user.id, one.silence) for one in plan.unreached] == [(OWNER, Silence.NO_ADDRESS)]
        reach(workspace, OWNER)
        a_run(workspace, sending, NEXT)
    assert len(box.to(OWNER)) == 1


def test_where_no_server_is_named_nobody_is_reached_and_nothing_is_noted_as_told() -> None:
    workspace = a_reminding_workspace()
    runs_out(workspace, TODAY)
    plan = queue_day(workspace, Ways(), on=TODAY, at=at_eight(TODAY))
    assert [one.silence for one in plan.unreached] == [Silence.NO_SERVER]
    assert digests(workspace) == []
    assert len(plan_day(workspace, MAIL, on=NEXT).drafts) == 1


def test_two_servers_at_once_send_one_mail(tmp_path: Path) -> None:
    first = a_reminding_workspace()
    runs_out(first, TODAY)
    first.save_as(tmp_path / "own.db")
    servers, start = [Workspace(tmp_path / "own.db") for _ in range(2)], Barrier(2)
    box, failed = Box(), []

    def run(workspace: Workspace, sending: Any) -> None:
        try:
            start.wait(10)
            a_run(workspace, sending, TODAY)
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    with a_mail_server(box) as sending:
        threads = [Thread(target=run, args=(workspace, sending)) for workspace in servers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert failed == []
    assert len(box.mails) == 1
    assert verify(servers[0]).is_intact


def test_no_address_and_no_text_is_kept_with_a_digest() -> None:
    workspace, box = a_reminding_workspace(), Box()
    runs_out(workspace, TODAY)
    with a_mail_server(box) as sending:
        a_run(workspace, sending, TODAY)
    with workspace.unit() as unit:
        kept = [
            str(tuple(row.values()))
            for table in ("reminder", "reminder_digest", "outgoing_mail")
            for row in map(dict, unit.query(f"SELECT * FROM {table}"))
        ]
    assert kept
    assert not [row for row in kept if "aoba.example" in row or "つむぎ" in row]


class Channel(BaseHTTPRequestHandler):
    """A channel that keeps what it is told."""

    told: list[dict[str, str]]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).told.append(json.loads(body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def a_channel() -> Iterator[tuple[str, type[Channel]]]:
    kind = type("Kept", (Channel,), {"told": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/", kind
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_channel_of_a_person_tells_what_the_mail_tells_and_that_of_the_company_only_how_much() -> None:
    workspace, box = a_reminding_workspace(), Box()
    reach(workspace, LEGAL, email="")
    runs_out(workspace, TODAY)
    runs_out(workspace, TODAY, owner=None, name="株式会社あおば")
    with a_channel() as (mine, my_told), a_channel() as (company, told), a_mail_server(box) as sending:
        channels = {"company": company, OWNER: mine}
        ways = Ways(has_mail=True, chat=Chat(channels))
        for _ in range(2):
            a_run(workspace, by_chat(sending, channels), TODAY, ways=ways)
        a_run(workspace, by_chat(sending, channels), NEXT, ways=ways)
    assert [one["title"] for one in my_told.told][:1] == [box.to(OWNER)[0].partition("\n")[0]]
    assert "認証の有効期限：株式会社つむぎ" in my_told.told[0]["message"]
    first, second = (one["message"] for one in told.told)
    assert "・高橋 健：1件" in first
    assert "株式会社" not in first.replace("青葉商事株式会社", "")
    assert "お知らせできていません\n・佐藤 美咲：1件" in first
    assert "佐藤 美咲" in second, "it is said every day until somebody is reached"


def test_a_channel_that_refuses_is_tried_again_and_its_address_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    workspace, at = a_reminding_workspace(), at_eight(TODAY)
    reach(workspace, OWNER, email="")
    runs_out(workspace, TODAY)
    with a_channel() as (mine, kind):
        kind.status = 500
        channels = {OWNER: mine + "s3cret-part"}
        sending = by_chat(replace(by(free_port()), server=None), channels)
        queue_day(workspace, Ways(chat=Chat(channels)), on=TODAY, at=at)
        assert send_all(workspace, sending, at=at) == [False]
        kind.status = 200
        assert send_all(workspace, sending, at=at + timedelta(minutes=1)) == [True]
    assert "s3cret" not in everything_stored(workspace)
    ours = [line.getMessage() for line in caplog.records if line.name.startswith("sakimori")]
    assert not [line for line in ours if "s3cret" in line]


def test_channels_are_read_from_a_file_that_is_refused_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "channels"
    file.write_text(
        "# ours\ncompany = json://127.0.0.1:1/\n\nKen@Aoba.example.jp=json://127.0.0.1:2/\n", encoding="utf-8"
    )
    chat = chat_of({"SAKIMORI_CHAT_FILE": str(file)})
    assert chat.of_company == "json://127.0.0.1:1/"
    assert chat.of("us09", "", "ken@aoba.example.jp") == "json://127.0.0.1:2/"
    assert chat.of("us09") == ""
    assert "127.0.0.1" not in repr(chat)
    for line in ("json://127.0.0.1:1/", "company = ", "company = nonsense", "company = nothing://x"):
        file.write_text(f"\n{line}\n", encoding="utf-8")
        with pytest.raises(InvalidValueError) as refused:
            chat_of({"SAKIMORI_CHAT_FILE": str(file)})
        assert f"{file}:2" in refused.value.message("ja")
        assert "nothing://x" not in refused.value.message("en")
    with pytest.raises(InvalidValueError):
        chat_of({"SAKIMORI_CHAT_FILE": str(tmp_path / "none")})
    assert chat_of({}).channels == {}


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    runs=st.sets(st.integers(0, 40), max_size=12),
    down=st.sets(st.integers(0, 40), max_size=10),
    refused=st.sets(st.integers(0, 40), max_size=10),
)
def test_whatever_runs_are_missed_and_mails_lost_each_threshold_arrives_once(
    runs: set[int], down: set[int], refused: set[int]
) -> None:
    workspace, box = a_reminding_workspace(), Box()
    for place, (days, owner) in enumerate(((5, OWNER), (20, OWNER), (-2, None))):
        runs_out(workspace, TODAY + timedelta(days=days), owner=owner, name=f"取引先{place}号")
    nowhere, last = by(free_port()), TODAY + timedelta(days=45)
    with a_mail_server(box) as sending:
        for days in sorted(runs):
            on = TODAY + timedelta(days=days)
            box.replies = dict.fromkeys(ADDRESSES.values(), "550 no") if days in refused else {}
            a_run(workspace, nowhere if days in down else sending, on)
        box.replies = {}
        while is_closed(last):
            last += timedelta(days=1)
        for _ in range(3):  # what waits still goes out, what was lost is told again
            a_run(workspace, sending, last)
            last += timedelta(days=1)
            while is_closed(last):
                last += timedelta(days=1)
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT r.thing, r.threshold, r.user_id, COUNT(m.id) AS n FROM reminder r LEFT JOIN outgoing_mail m ON "
            "m.digest_id = r.digest_id AND m.kind = :kind AND m.sent_at IS NOT NULL "
            "GROUP BY r.thing, r.day, r.threshold, r.user_id",
            kind=Kind.DIGEST.value,
        )
    assert {int(str(row["n"])) for row in rows} == {1}
    told = Counter((str(row["user_id"]), str(row["threshold"])) for row in rows)
    both = {(OWNER, one): 2 for one in ("early", "near", "due", "late")}
    assert told == both | {(LEAD, "lead"): 2} | {
        (LEGAL, one): 1 + (2 if one == "compliance" else 0) for one in ("early", "near", "due", "late", "compliance")
    }
