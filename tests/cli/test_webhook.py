"""`sakimori webhook`: made with its secret, listed, its log, sent again, ended."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.builders import an_actor
from kit.demos import DemoIn
from sakimori.cli.app import app
from sakimori.clock import now, today
from sakimori.domain.codes import Lifecycle
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.webhooks import sending


def told(*args: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["webhook", *args])
    assert result.exit_code == code, result.output
    return result.output


def test_what_happens_is_sent_logged_and_sent_again(
    tmp_path: Path, demo_in: DemoIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = demo_in(tmp_path, today())
    db = ("--db", str(path))
    webhook_id, secret = told("make", "CRM", "https://crm.example/in", "--event", "verdict.changed", *db).split()
    assert secret.startswith("whsec_")
    assert secret not in told("list", "--json", *db)
    workspace = Workspace(path)
    with workspace.unit() as unit:
        held = unit.outcomes.as_known(unit.number(), today(), kind="flow")
    party = next(one.third_party_id for one in held if one.outcome.value == "allowed")
    with workspace.change("third_party.lifecycle_changed", actor=an_actor(user_id="us07"), at=now()) as change:
        standing = change.records.get(ThirdParty, party)
        change.update(replace(standing, lifecycle=Lifecycle.SUSPENDED))
    monkeypatch.setattr(sending, "post", lambda *_: 500)
    found = [(0, 0, 0, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "sent 0, not sent" in told("send", *db, code=1)
    log = json.loads(told("log", webhook_id, "--json", *db))
    assert {one["last_error"] for one in log} == {"HTTP 500"}
    monkeypatch.setattr(sending, "post", lambda *_: 204)
    told("resend", log[0]["id"], *db)
    assert told("send", *db).startswith("sent 1, not sent 0")
    told("change", webhook_id, "--url", "https://new.example/in", *db)
    (listed,) = json.loads(told("list", "--json", *db))
    assert (listed["name"], listed["url"], listed["events"]) == ("CRM", "https://new.example/in", ["verdict.changed"])
    told("remove", webhook_id, *db, code=1)
    told("end", webhook_id, *db)
    told("resume", webhook_id, *db)
    told("end", webhook_id, *db)
    told("resend", log[0]["id"], *db, code=1)
    told("make", "CRM", "https://10.0.0.1/", "--event", "gap.opened", *db, code=1)
    told("remove", webhook_id, *db)
    assert json.loads(told("list", "--json", *db)) == []
