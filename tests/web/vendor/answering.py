"""An assessment to which vendors were invited, behind a door, and browsers that fill its forms in as they are drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx2

from kit.assessing import FILLER, a_draft, an_assessing_workspace
from kit.builders import AT
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.access.sessions import Sessions
from sakimori.services.invitations.links import vendor_of
from sakimori.services.invitations.view import VendorQuestion, VendorView, vendor_view
from sakimori.services.invitations.write import invite, new_link
from sakimori.services.kernel.workspace import Workspace
from sakimori.web.vendor.visit import COOKIE
from web.serving import Browser, Server

Value = str | list[str]
Sent = dict[str, Value]
ToSend = Mapping[str, str] | Mapping[str, Value]


@dataclass
class Asked:
    """One assessment of a company, and the server on which its vendor answers."""

    server: Server
    workspace: Workspace
    party: ThirdParty
    assessment_id: str
    _looks: str = ""

    def link(self, name: str = "田中 一郎", *, email: str = "", language: str = "en") -> str:
        """The code of a new invitation."""
        return self.invited(name, email=email, language=language)[1]

    def invited(self, name: str = "田中 一郎", *, email: str = "", language: str = "en") -> tuple[str, str]:
        """The id and the code of a new invitation."""
        at, mail = self.server.clock(), email or f"{name.encode().hex()}@vendor.example"
        made = invite(
            self.workspace, self.assessment_id, name=name, email=mail, language=language, actor=FILLER, at=at
        ).record
        return made.id, new_link(self.workspace, made.id, actor=FILLER, at=at).token

    def vendor(self, name: str = "田中 一郎", **more: Any) -> Vendor:
        """A browser that came by a link."""
        browser = Vendor(self.server.app, **{"origin": "http://127.0.0.1:8501", "peer": "127.0.0.1"} | more)
        browser.enter(self.link(name))
        return browser

    def question(self, question_id: str) -> VendorQuestion:
        """A question as a vendor sees it now."""
        found = self.view().question(question_id)
        assert found is not None, f"{question_id} is hidden"
        return found

    def view(self) -> VendorView:
        """What a vendor sees now."""
        at = self.server.clock()
        self._looks = self._looks or self.invited("見る人")[0]
        actor = vendor_of(self.workspace, self._looks, at=at)
        assert actor is not None
        return vendor_view(self.workspace, actor=actor, at=at)


class Vendor(Browser):
    """A browser of a vendor."""

    @property
    def token(self) -> str:
        return str(self.client.cookies.get(COOKIE, ""))

    def enter(self, code: str, **more: str) -> httpx2.Response:
        """Open a link as the script of the page does."""
        return self.send("/answer/enter", self.form("/answer", "enter") | {"link": code} | more)

    def form(self, path: str, form_id: str = "answers") -> Sent:
        """The fields of a form as they are drawn."""
        return fields_of(self.get(path).text, form_id)

    def send(self, path: str, fields: ToSend, **headers: str) -> httpx2.Response:
        return self.client.post(path, data=fields, headers={"origin": self.origin} | headers)

    def save(self, section: str, *, then: str = "", **changed: Value) -> httpx2.Response:
        """Change fields of a section (`a__Q_1` is `a.Q-1`) and press its button."""
        path = f"/answer/section/{section}"
        return self.send(path, self.form(path) | named(changed) | {"then": then})

    def save_all(self) -> None:
        """Answer everything that is required."""
        self.save("1", a__Q_1="yes", a__Q_3="yes")
        self.save("1", a__Q_2="yes")
        self.save("2", a__Q_4="24", a__Q_5=["JP"])

    def save_one(self, section: str, **changed: Value) -> httpx2.Response:
        """What the script sends of one question after a change."""
        path, sent = f"/answer/section/{section}", named(changed)
        number = next(iter(sent)).partition(".")[2]
        whole = self.form(path) | sent
        one = {name: value for name, value in whole.items() if name.endswith(f".{number}") and name[0] not in "mc"}
        return self.send(path, one | {"form_token": whole["form_token"]}, accept="application/json")

    def file(self, question: str, name: str, body: bytes, **fields: str) -> httpx2.Response:
        """Send a file up for a question."""
        path = f"/answer/file/{question}"
        page = self.get(path).text
        found = re.search(r'name="form_token" value="(\w+)"', page)
        data = {"form_token": found[1] if found else ""} | fields
        return self.client.post(path, data=data, files={"file": (name, body)}, headers={"origin": self.origin})


def named(changed: dict[str, Value]) -> Sent:
    """Fields by the names that stand in keywords."""
    return {name.replace("__", ".").replace("_", "-"): value for name, value in changed.items()}


def an_asked_vendor(server: Server, *, packs: Path | None = None) -> Asked:
    """The small pack, or one of a folder, opened for one third party, on a server."""
    server.clock.at = AT
    workspace, party = an_assessing_workspace()
    workspace.pack_folder = packs or workspace.pack_folder
    server.door._own = workspace
    server.door.__dict__["sessions"] = Sessions()  # of memory
    return Asked(server, workspace, party, a_draft(workspace, party))


def fields_of(page: str, form_id: str) -> Sent:
    """What a browser would send of a form that nobody has touched."""
    reader = _Form(form_id)
    reader.feed(page)
    return {name: values if len(values) > 1 else values[0] for name, values in reader.fields.items()}


class _Form(HTMLParser):
    """Reads the fields of one form."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._id = form_id
        self._is_in = False
        self._typed = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "form":
            self._is_in = known.get("id") == self._id
        name = known.get("name") or ""
        if not self._is_in or not name:
            return
        if tag == "textarea":
            self._typed, self._text = name, []
        elif tag == "input" and (known.get("type") not in {"radio", "checkbox"} or "checked" in known):
            self.fields.setdefault(name, []).append(known.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._typed:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._typed:
            text = "".join(self._text)
            self.fields.setdefault(self._typed, []).append(text.removeprefix("\n"))
            self._typed = ""
        elif tag == "form":
            self._is_in = False
