"""From a token made on the page to a field that turns: what programs do with us, over one server."""

from __future__ import annotations

import base64
import hmac
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kit.builders import TODAY, an_actor
from kit.demos import DemoIn
from sakimori.client import Question, Sakimori
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.webhook import WebhookEvent
from sakimori.services.access.address import Address
from sakimori.services.access.sessions import COOKIE
from sakimori.services.kernel.workspace import OWN, Workspace
from sakimori.services.settings.users import list_users
from sakimori.services.webhooks.check import Target
from sakimori.services.webhooks.happenings import gather
from sakimori.services.webhooks.sending import SECRET, Way, send_next
from sakimori.services.webhooks.write import make_webhook, webhook_secret
from sakimori.web.door import Door
from web.serving import ORIGIN, Clock, Server


class Crm:
    """A stand-in for a CRM: a field a customer's account, drawn anew when a webhook that is ours says so."""

    def __init__(self, sakimori: Sakimori, flow_id: str, secret: str) -> None:
        self._sakimori, self._flow_id = sakimori, flow_id
        self._key = base64.b64decode(secret.removeprefix(SECRET))
        self._seen: set[str] = set()
        self.field = ""
        self.draw()

    def draw(self) -> None:
        answer = self._sakimori.clearance(Question(flow_id=self._flow_id))
        self.field = "green" if answer.may_go else f"red ({answer.outcome})"

    def receive(self, _target: Target, body: bytes, headers: Mapping[str, str]) -> int:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.digest(self._key, signed, "sha256")).decode()
        if not hmac.compare_digest(expected, headers["webhook-signature"]):
            return 401
        told = json.loads(body)
        if told["id"] not in self._seen and told["data"]["id"] == self._flow_id:
            self.draw()
        self._seen.add(told["id"])
        return 204


def test_a_token_of_the_page_a_field_that_turns_and_a_slip_that_says_so(tmp_path: Path, demo_in: DemoIn) -> None:
    made = tmp_path / "made"
    made.mkdir()
    demo = demo_in(made, TODAY)
    for file in made.glob("demo.*"):
        shutil.move(file, tmp_path / file.name.replace("demo", OWN, 1))
    assert not demo.exists()
    clock = Clock()
    server = Server(Door(folder=tmp_path, address=Address(""), clock=clock), clock)
    workspace = Workspace(tmp_path / f"{OWN}.db")
    people = [user for user in list_users(workspace) if user.is_here(TODAY)]
    sales = next(one for one in people if one.roles == {UserRole.SALES})
    law = next(one for one in people if UserRole.COMPLIANCE in one.roles)
    compliance = an_actor(*law.roles, user_id=law.id, name=law.name)

    browser = server.here()
    browser.client.cookies.set(COOKIE, server.door.sessions.sign_in("", clock(), user_id=sales.id))
    page = browser.post(
        "/tokens", {"name": "CRM", "scope_clearance": "1", "scope_slips": "1", "expires_on": "2027-11-24"}
    )  # fmt: skip
    secret = re.findall(r"<code>(sakimori_[\w-]{40,})</code>", page.text)[0]
    programs = server.here()
    sakimori = Sakimori(ORIGIN, secret, client=programs.client)

    flow_id, party_id = _an_allowed_flow(workspace, sakimori)
    hook = make_webhook(
        workspace, name="CRM", url="https://crm.example/in", events=frozenset({WebhookEvent.VERDICT_CHANGED}),
        actor=compliance, at=clock(),
    )  # fmt: skip
    crm = Crm(sakimori, flow_id, webhook_secret(workspace, hook.id, actor=compliance, at=clock()))
    assert crm.field == "green"
    slip = sakimori.issue_slip(Question(flow_id=flow_id))
    assert (slip.state, slip.may_go) == ("good", True)

    with workspace.change("third_party.lifecycle_changed", actor=compliance, at=clock()) as change:
        standing = change.records.get(ThirdParty, party_id)
        change.update(replace(standing, lifecycle=Lifecycle.SUSPENDED))
    clock.goes(minutes=1)
    gather(workspace, at=clock())
    way = Way(look=lambda _host, _port: ["93.184.216.34"], post=crm.receive)
    while send_next(workspace, way, at=clock()) is not None:
        pass
    assert crm.field == "red (blocked)"
    assert sakimori.read_slip(slip.id).state == "lapsed"
    assert sakimori.read_slip(slip.id).may_go is False


def _an_allowed_flow(workspace: Workspace, sakimori: Sakimori) -> tuple[str, str]:
    with workspace.unit() as unit:
        held = unit.outcomes.as_known(unit.number(), TODAY, kind="flow")
    for one in held:
        if sakimori.clearance(Question(flow_id=one.subject_id)).may_go:
            return one.subject_id, one.third_party_id
    raise AssertionError("nothing may go")
