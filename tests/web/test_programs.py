"""From a token made on the page to a field that turns: what programs do with us, over one server."""

from __future__ import annotations

import re
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
from sakimori.services.settings.users import list_users
from sakimori.services.webhooks.happenings import gather
from sakimori.services.webhooks.sending import Way, send_next
from sakimori.services.webhooks.write import make_webhook, webhook_secret
from sakimori.web.door import Door
from web.crm import Crm, an_allowed_flow, own_of_demo
from web.serving import ORIGIN, Clock, Server


def test_a_token_of_the_page_a_field_that_turns_and_a_slip_that_says_so(tmp_path: Path, demo_in: DemoIn) -> None:
    workspace = own_of_demo(tmp_path, demo_in, TODAY)
    clock = Clock()
    server = Server(Door(folder=tmp_path, address=Address(""), clock=clock), clock)
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

    flow_id, party_id = an_allowed_flow(workspace, sakimori, TODAY)
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
    way = Way(
        look=lambda _host, _port: ["93.184.216.34"], post=lambda _target, body, headers: crm.receive(body, headers)
    )
    while send_next(workspace, way, at=clock()) is not None:
        pass
    assert crm.field == "red (blocked)"
    assert sakimori.read_slip(slip.id).state == "lapsed"
    assert sakimori.read_slip(slip.id).may_go is False
