"""Programs are told what happened: signed, at least once, for a day, and never at an address that nobody allowed."""

from __future__ import annotations

import base64
import hmac
import json
import shutil
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kit.builders import AT, TODAY, a_workspace, an_actor, everything_stored
from kit.demos import DemoIn
from kit.postgres import Databases
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.webhook import Delivery, Webhook, WebhookEvent
from sakimori.errors import InvalidValueError, NotFoundError, NotPermittedError, StateError
from sakimori.services.audit.view import verify
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import HOME_VARIABLE, Workspace
from sakimori.services.webhooks.check import Target, allowed_networks, checked_url, target_of
from sakimori.services.webhooks.happenings import gather
from sakimori.services.webhooks.rows import DeliveryState, deliveries, webhook, webhook_page, webhooks
from sakimori.services.webhooks.sending import SECRET, Way, post, secret_of, send_next
from sakimori.services.webhooks.write import (
    change_webhook,
    end_webhook,
    make_webhook,
    remove_webhook,
    resume_webhook,
    send_again,
    webhook_secret,
)
from sakimori.store.programs.webhooks import Deliveries, WebhookTable

WHO = an_actor(user_id="us07", name="山本 彩")
URL = "https://hooks.example.com/in"
EVERY = frozenset(WebhookEvent)
Got = tuple[bytes, Mapping[str, str]]


@dataclass
class Receiver:
    """The other side: what it got, and what it answers; None cannot be reached."""

    answers: list[int | None] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)

    def __call__(self, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
        self.got.append((body, headers))
        answer = self.answers.pop(0) if self.answers else 200
        if answer is None:
            raise OSError("no route")
        return answer

    @property
    def way(self) -> Way:
        return Way(look=lambda _host, _port: ["93.184.216.34"], post=self)

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.got]


@pytest.fixture
def workspace(demo_in: DemoIn, tmp_path: Path) -> Workspace:
    return Workspace(demo_in(tmp_path, TODAY))


def a_webhook(workspace: Workspace, *, events: frozenset[WebhookEvent] = EVERY, at: datetime = AT) -> Webhook:
    return make_webhook(workspace, name="CRM", url=URL, events=events, actor=WHO, at=at)


def send_all(workspace: Workspace, way: Way, at: datetime) -> list[bool]:
    gather(workspace, at=at)
    results = []
    while (went := send_next(workspace, way, at=at)) is not None:
        results.append(went)
    return results


def a_party_with_a_good_flow(unit: Unit) -> ThirdParty:
    number = unit.number()
    good = next(one for one in unit.outcomes.as_known(number, TODAY, kind="flow") if one.outcome.value == "allowed")
    return unit.records.get(ThirdParty, good.third_party_id)


def suspend(workspace: Workspace, *, at: datetime, lifecycle: Lifecycle = Lifecycle.SUSPENDED) -> ThirdParty:
    with workspace.unit() as unit:
        party = a_party_with_a_good_flow(unit) if lifecycle is Lifecycle.SUSPENDED else None
    with workspace.change("third_party.lifecycle_changed", actor=WHO, at=at) as change:
        standing = party or next(
            p for p in change.records.select(ThirdParty, order="id") if p.lifecycle is Lifecycle.SUSPENDED
        )
        return change.update(replace(standing, lifecycle=lifecycle))


def test_a_changed_fact_is_told_with_its_verdicts_and_gaps(workspace: Workspace) -> None:
    a_webhook(workspace)
    receiver = Receiver()
    assert send_all(workspace, receiver.way, AT) == []
    party = suspend(workspace, at=AT + timedelta(minutes=1))
    assert all(send_all(workspace, receiver.way, AT + timedelta(minutes=2)))
    told = receiver.events()
    changed = [one for one in told if one["type"] == "verdict.changed"]
    assert {one["data"]["third_party_id"] for one in changed} == {party.id}
    assert ("allowed", "blocked") in {(one["data"]["before"], one["data"]["after"]) for one in changed}
    assert send_all(workspace, receiver.way, AT + timedelta(minutes=3)) == []
    assert len({one["id"] for one in told}) == len(told)
    assert verify(workspace).is_intact


def test_what_is_told_is_what_the_board_would_show_the_next_morning(workspace: Workspace) -> None:
    """A day on which nobody writes turns answers, opens gaps and lets deadlines pass, as they were dated in advance."""
    a_webhook(workspace)
    receiver, later = Receiver(), AT + timedelta(days=60)
    with workspace.unit() as unit:
        number = unit.number()
        days = (TODAY, TODAY + timedelta(days=60))
        gaps = [{span.gap_id for span in unit.spans.as_known(number, day)} for day in days]
        answers = [
            {(one.subject_kind, one.subject_id): one.outcome for one in unit.outcomes.as_known(number, day)}
            for day in days
        ]
    assert all(send_all(workspace, receiver.way, later))
    told = receiver.events()
    by = {event: {one["data"]["id"] for one in told if one["type"] == event} for event in WebhookEvent}
    assert by[WebhookEvent.GAP_OPENED] == gaps[1] - gaps[0]
    assert by[WebhookEvent.GAP_CLOSED] == gaps[0] - gaps[1]
    turned = {key[1] for key in {*answers[0], *answers[1]} if answers[0].get(key) is not answers[1].get(key)}
    assert by[WebhookEvent.VERDICT_CHANGED] == turned
    passed = [date.fromisoformat(one["data"]["day"]) for one in told if one["type"] == WebhookEvent.DEADLINE_PASSED]
    assert passed
    assert all(TODAY <= day < days[1] for day in passed)


@pytest.mark.on_file
def test_a_server_tells_what_a_file_tells(
    workspace: Workspace, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    a_webhook(workspace)
    suspend(workspace, at=AT + timedelta(minutes=1))
    workspace.save_as(place := databases())
    told = []
    for one in (workspace, Workspace(place)):
        receiver = Receiver()
        assert all(send_all(one, receiver.way, AT + timedelta(days=60)))
        told.append(receiver.events())
    assert told[0] == told[1]
    assert {event["type"] for event in told[1]} >= {WebhookEvent.GAP_OPENED, WebhookEvent.GAP_CLOSED}


def test_however_many_runs_are_missed_the_same_is_told(workspace: Workspace, tmp_path: Path) -> None:
    a_webhook(workspace, events=frozenset({WebhookEvent.GAP_OPENED}))
    often, once = Receiver(), Receiver()
    (other := tmp_path / "other").mkdir()
    workspace.save_as(other / "demo.db")
    for key in tmp_path.glob("demo.*.key"):
        shutil.copy(key, other)
    for days in range(1, 31):
        send_all(workspace, often.way, AT + timedelta(days=days))
    send_all(Workspace(other / "demo.db"), once.way, AT + timedelta(days=30))
    assert {one["data"]["id"] for one in once.events()} <= {one["data"]["id"] for one in often.events()}
    assert len(once.got) > 3


def test_the_other_side_can_tell_that_it_is_told_by_us(workspace: Workspace) -> None:
    webhook = a_webhook(workspace)
    receiver = Receiver()
    suspend(workspace, at=AT)
    send_all(workspace, receiver.way, AT + timedelta(minutes=1))
    secret = webhook_secret(workspace, webhook.id, actor=WHO, at=AT)
    body, headers = receiver.got[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix(SECRET))
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert headers["webhook-signature"] == expected
    assert headers["webhook-id"] == json.loads(body)["id"]
    assert secret.removeprefix(SECRET) not in everything_stored(workspace)
    assert secret_of(workspace, a_webhook(workspace).id, at=AT) != secret


def test_what_does_not_arrive_is_tried_again_for_a_day_and_then_given_up(workspace: Workspace) -> None:
    webhook = a_webhook(workspace, events=frozenset({WebhookEvent.VERDICT_CHANGED}))
    suspend(workspace, at=AT)
    gather(workspace, at=AT)
    rows, count = deliveries(workspace, webhook.id, first=0, limit=100, actor=WHO)
    with workspace.writing() as unit:  # one is enough
        for one in rows[1:]:
            Deliveries(unit.engine).sent(one.id, AT, status=200)
    receiver = Receiver(answers=[500, 302, None, 404] * 200)
    pauses, at, before = [], AT, AT
    while at < AT + timedelta(days=3):
        if send_next(workspace, receiver.way, at=at) is not None:
            pauses.append(at - before)
            before = at
        at += timedelta(minutes=1)
    assert pauses[:6] == [timedelta(minutes=minutes) for minutes in (0, 1, 2, 4, 8, 16)]
    assert max(pauses) == timedelta(hours=1)
    assert timedelta(hours=24) <= before - AT < timedelta(hours=26)
    assert len({headers["webhook-id"] for _, headers in receiver.got}) == 1
    logged = {one.id: one for one in deliveries(workspace, webhook.id, first=0, limit=100, actor=WHO)[0]}
    found = logged[rows[0].id]
    assert found.is_given_up
    assert found.last_error
    assert count >= 1
    again = send_again(workspace, rows[0].id, actor=WHO, at=at)
    assert again.id == rows[0].id
    assert send_next(workspace, Receiver().way, at=at) is True


def test_an_address_that_ended_or_is_gone_gets_nothing_more(workspace: Workspace) -> None:
    webhook = a_webhook(workspace)
    suspend(workspace, at=AT)
    gather(workspace, at=AT)
    gone = Receiver(answers=[410])
    assert send_next(workspace, gone.way, at=AT) is False
    assert deliveries(workspace, webhook.id, first=0, limit=500, actor=WHO)[0]
    end_webhook(workspace, webhook.id, actor=WHO, at=AT)
    assert send_next(workspace, Receiver().way, at=AT + timedelta(hours=2)) is None
    first = deliveries(workspace, webhook.id, first=0, limit=1, actor=WHO)[0][0]
    with pytest.raises(NotFoundError):
        send_again(workspace, first.id, actor=WHO, at=AT)
    suspend(workspace, at=AT + timedelta(minutes=5), lifecycle=Lifecycle.IN_USE)
    assert gather(workspace, at=AT + timedelta(minutes=6)) == 0


def test_two_servers_tell_once(workspace: Workspace) -> None:
    a_webhook(workspace)
    suspend(workspace, at=AT)
    other = Workspace(workspace.target)
    first = gather(workspace, at=AT)
    assert first > 0
    assert gather(other, at=AT) == 0
    receiver = Receiver()
    sent = 0
    while (send_next(workspace, receiver.way, at=AT), send_next(other, receiver.way, at=AT)) != (None, None):
        sent += 1
    assert len(receiver.got) == len({headers["webhook-id"] for _, headers in receiver.got}) == first


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://u:p@example.com/", "https://example.com/#x", "https:///x",
        "https://example.com:0/", "https://example.com:99999/", "file:///etc/passwd", "https://exa mple.com/", "x",
        "https://example.com/\n", "https://例え.jp/", "https://example.com\\@10.0.0.1/",
        f"https://example.com/{'x' * 600}",
    ],
)  # fmt: skip
def test_only_plain_addresses_with_tls_are_taken(url: str) -> None:
    with pytest.raises(InvalidValueError):
        checked_url(url, ())


def test_a_name_that_answers_otherwise_a_moment_later_changes_nothing() -> None:
    said = [["93.184.216.34"], ["127.0.0.1"]]
    target = target_of("https://name.example/x", (), lambda _host, _port: said.pop(0))
    assert (target.address, target.host, len(said)) == ("93.184.216.34", "name.example", 1)


class _Redirecting(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - of one test

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.asked.append(f"{self.path} {self.headers['host']} {body!r}")
        self.send_response(302 if self.path == "/away" else 204)
        self.send_header("location", "/inside")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_an_allowed_network_is_called_by_the_address_that_was_looked_at_and_a_redirect_is_not_followed() -> None:
    with HTTPServer(("127.0.0.1", 0), _Redirecting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        allowed = (ip_network("127.0.0.0/8"),)
        port = server.server_address[1]
        statuses = [
            post(target_of(f"http://crm.test:{port}/{path}", allowed, lambda _host, _port: ["127.0.0.1"]), b"{}", {})
            for path in ("in", "away")
        ]
        server.shutdown()
    assert statuses == [204, 302]
    assert _Redirecting.asked == [f"/in crm.test:{port} b'{{}}'", f"/away crm.test:{port} b'{{}}'"]


def test_what_whoever_runs_the_server_allows_has_to_be_networks() -> None:
    assert allowed_networks({"SAKIMORI_WEBHOOKS_ALLOWED": "10.1.0.0/16, 192.0.2.7"}) == (
        ip_network("10.1.0.0/16"), ip_network("192.0.2.7"),
    )  # fmt: skip
    assert allowed_networks({}) == ()
    with pytest.raises(InvalidValueError):
        allowed_networks({"SAKIMORI_WEBHOOKS_ALLOWED": "intranet"})


def test_only_who_sets_policy_makes_one_and_what_cannot_be_is_refused(workspace: Workspace) -> None:
    sales = an_actor(UserRole.SALES, user_id="us03")
    with pytest.raises(NotPermittedError):
        make_webhook(workspace, name="x", url=URL, events=EVERY, actor=sales, at=AT)
    nothing: frozenset[WebhookEvent] = frozenset()
    for wrong in ({"name": " "}, {"events": nothing}, {"url": "https://10.0.0.1/"}):
        given: dict[str, Any] = {"name": "x", "url": URL, "events": EVERY} | wrong
        with pytest.raises(InvalidValueError):
            make_webhook(workspace, **given, actor=WHO, at=AT)
    with workspace.unit() as unit:
        assert WebhookTable(unit.engine).all() == []


def test_an_assessment_is_told_of_when_it_is_handed_in_and_when_it_is_decided(workspace: Workspace) -> None:
    a_webhook(workspace, events=frozenset({WebhookEvent.ASSESSMENT_SUBMITTED, WebhookEvent.ASSESSMENT_DECIDED}))
    receiver = Receiver()
    with workspace.unit() as unit:
        one = unit.records.select(Assessment, order="id")[0]
    for minutes, action in enumerate(("assessment.opened", "assessment.submitted", "assessment.decided")):
        with workspace.change(action, actor=WHO, at=AT) as change:
            one = change.update(replace(one, due_on=TODAY + timedelta(days=minutes)))
    send_all(workspace, receiver.way, AT)
    assert [told["type"] for told in receiver.events()] == ["assessment.submitted", "assessment.decided"]
    assert {told["data"]["id"] for told in receiver.events()} == {one.id}


def a_certificate(name: str, folder: Path) -> Path:
    """A certificate of one name that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2090, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "both.pem"
    plain = serialization.NoEncryption()
    told = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(told + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_the_address_that_was_looked_at_has_to_hold_the_certificate_of_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = a_certificate("hooks.test", tmp_path)
    serving, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(both))
    serving.load_cert_chain(both)
    monkeypatch.setattr(httpx2, "Client", partial(httpx2.Client, verify=trusting))
    allowed = (ip_network("127.0.0.0/8"),)
    with HTTPServer(("127.0.0.1", 0), _Redirecting) as server:
        server.socket = serving.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]

        def told(name: str) -> int:
            target = target_of(f"https://{name}:{port}/in", allowed, lambda _host, _port: ["127.0.0.1"])
            return post(target, b"{}", {})

        assert told("hooks.test") == 204
        with pytest.raises(httpx2.ConnectError):
            told("other.test")
        server.shutdown()


def test_a_changed_webhook_keeps_its_secret_and_goes_to_its_new_address(workspace: Workspace) -> None:
    hook = a_webhook(workspace)
    secret = secret_of(workspace, hook.id, at=AT)
    changed = change_webhook(
        workspace, hook.id, name="新CRM", url="https://new.example.com/in",
        events=frozenset({WebhookEvent.VERDICT_CHANGED}), seen=hook, actor=WHO, at=AT,
    )  # fmt: skip
    assert secret_of(workspace, changed.id, at=AT) == secret
    suspend(workspace, at=AT + timedelta(minutes=1))
    targets: set[str] = set()

    def answer(target: Target, *_: object) -> int:
        targets.add(target.host)
        return 204

    way = Way(look=lambda _host, _port: ["93.184.216.34"], post=answer)
    assert all(send_all(workspace, way, AT + timedelta(minutes=2)))
    assert targets == {"new.example.com"}
    with workspace.unit() as unit:
        kinds = {one.event for one in Deliveries(unit.engine).of(hook.id, first=0, limit=50)[0]}
    assert kinds == {WebhookEvent.VERDICT_CHANGED}


def test_a_change_over_another_one_is_refused_and_what_was_told_meanwhile_is_none(workspace: Workspace) -> None:
    hook = a_webhook(workspace)
    suspend(workspace, at=AT)
    gather(workspace, at=AT)
    facts = {"name": "A", "url": URL, "events": EVERY, "actor": WHO, "at": AT}
    change_webhook(workspace, hook.id, seen=hook, **facts)  # type: ignore[arg-type]
    with pytest.raises(StateError):
        change_webhook(workspace, hook.id, seen=hook, **facts)  # type: ignore[arg-type]
    (standing,) = webhooks(workspace, actor=WHO)
    assert (standing.name, standing.told_number > hook.told_number) == ("A", True)


def test_a_resumed_webhook_is_not_told_what_happened_in_between(workspace: Workspace) -> None:
    hook = a_webhook(workspace)
    ended = end_webhook(workspace, hook.id, actor=WHO, at=AT)
    suspend(workspace, at=AT + timedelta(minutes=1))
    assert resume_webhook(workspace, hook.id, seen=ended, actor=WHO, at=AT + timedelta(minutes=2)).ended_at is None
    receiver = Receiver()
    assert send_all(workspace, receiver.way, AT + timedelta(minutes=3)) == []
    suspend(workspace, at=AT + timedelta(minutes=4), lifecycle=Lifecycle.IN_USE)
    assert all(send_all(workspace, receiver.way, AT + timedelta(minutes=5)))
    assert receiver.events()


def test_only_an_ended_webhook_is_removed_and_its_log_with_it(workspace: Workspace) -> None:
    hook = a_webhook(workspace)
    suspend(workspace, at=AT + timedelta(minutes=1))
    gather(workspace, at=AT + timedelta(minutes=2))
    (standing,) = webhooks(workspace, actor=WHO)
    with pytest.raises(StateError):
        remove_webhook(workspace, hook.id, seen=standing, actor=WHO, at=AT)
    ended = end_webhook(workspace, hook.id, actor=WHO, at=AT)
    remove_webhook(workspace, hook.id, seen=ended, actor=WHO, at=AT)
    with workspace.unit() as unit:
        assert Deliveries(unit.engine).of(hook.id, first=0, limit=50) == ([], 0)
    with pytest.raises(NotFoundError):
        deliveries(workspace, hook.id, first=0, limit=1, actor=WHO)
    assert verify(workspace).is_intact


def test_the_list_counts_what_waits_and_what_never_arrived() -> None:
    workspace = a_workspace()
    hook, other = a_webhook(workspace), a_webhook(workspace)
    end_webhook(workspace, other.id, actor=WHO, at=AT)
    fates = ({"next_at": AT}, {"next_at": AT}, {"sent_at": AT}, {"last_error": "HTTP 500"})
    events = [
        Delivery(f"ev_{place}", hook.id, WebhookEvent.GAP_OPENED, "{}", AT, **fate)  # type: ignore[arg-type]
        for place, fate in enumerate(fates)
    ]
    with workspace.writing() as unit:
        Deliveries(unit.engine).put(events)
    (row,), total = webhook_page(workspace, with_ended=False, first=0, limit=10, actor=WHO)
    assert (row.webhook.id, row.waiting, row.given_up, row.arrived_at, total) == (hook.id, 2, 1, AT, 1)
    for state, ids in (
        (DeliveryState.WAITING, {"ev_0", "ev_1"}),
        (DeliveryState.ARRIVED, {"ev_2"}),
        (DeliveryState.GIVEN_UP, {"ev_3"}),
    ):
        found, count = deliveries(workspace, hook.id, first=0, limit=9, actor=WHO, state=state)
        assert ({one.id for one in found}, count) == (ids, len(ids))
    assert webhook_page(workspace, with_ended=True, first=1, limit=1, actor=WHO)[1] == 2
    ended = webhook(workspace, other.id, actor=WHO)
    remove_webhook(workspace, other.id, seen=ended, actor=WHO, at=AT)
    assert webhook_page(workspace, with_ended=True, first=0, limit=9, actor=WHO)[1] == 1
