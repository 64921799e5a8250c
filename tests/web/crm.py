"""A stand-in for a CRM with a field that is red or green, and the workspace that it asks."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kit.demos import DemoIn
from sakimori.client import Question, Sakimori
from sakimori.services.kernel.workspace import OWN, Workspace
from sakimori.services.webhooks.sending import SECRET


class Crm:
    """A field at a customer's account, drawn anew when a webhook that is ours says that the answer changed."""

    def __init__(self, sakimori: Sakimori, flow_id: str, secret: str) -> None:
        self.sakimori, self._flow_id = sakimori, flow_id
        self._key = base64.b64decode(secret.removeprefix(SECRET))
        self._seen: set[str] = set()
        self.field = ""
        self.draw()

    def draw(self) -> None:
        answer = self.sakimori.clearance(Question(flow_id=self._flow_id))
        self.field = "green" if answer.may_go else f"red ({answer.outcome})"

    def receive(self, body: bytes, headers: Mapping[str, str]) -> int:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.digest(self._key, signed, "sha256")).decode()
        if not hmac.compare_digest(expected, headers["webhook-signature"]):
            return 401
        told = json.loads(body)
        if told["id"] not in self._seen and told["data"]["id"] == self._flow_id:
            self.draw()
        self._seen.add(told["id"])
        return 204


def own_of_demo(folder: Path, demo_in: DemoIn, on: date) -> Workspace:
    """The demo of a day as the workspace of our own in a folder, with its keys."""
    return Workspace(demo_in(folder, on, OWN))


def an_allowed_flow(workspace: Workspace, sakimori: Sakimori, on: date) -> tuple[str, str]:
    """A registered flow that may run, and its third party."""
    with workspace.unit() as unit:
        held = unit.outcomes.as_known(unit.number(), on, kind="flow")
    for one in held:
        if sakimori.clearance(Question(flow_id=one.subject_id)).may_go:
            return one.subject_id, one.third_party_id
    raise AssertionError("nothing may go")
