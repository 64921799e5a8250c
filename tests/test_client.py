"""The client of the interface: typed as the document says, tried again under one key, and worked examples."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

import httpx2
import pytest

from kit.builders import TODAY
from kit.demos import DemoIn
from sakimori.client import Answer, Question, Reason, Refused, Sakimori, Slip
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.web.api.documentation import openapi
from sakimori.web.api.routes import ENDPOINTS
from web.api.calling import Programs, programs_of
from web.serving import ORIGIN


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Programs:
    return programs_of(tmp_path_factory.mktemp("home"), demo_in(tmp_path_factory.mktemp("demo"), TODAY))


@pytest.fixture
def sakimori(programs: Programs) -> Sakimori:
    return Sakimori(ORIGIN, programs.token(UserRole.SALES, UserRole.COMPLIANCE), client=programs.client)


@pytest.fixture(scope="module")
def flow_id(programs: Programs) -> str:
    for flow in programs.get("/flows?limit=200&verdict=allowed").json()["items"]:
        answer = programs.post("/clearance", {"flow_id": flow["id"]}).json()
        if answer["answer"]["outcome"] == "allowed":
            return str(flow["id"])
    raise AssertionError("nothing may go")


def test_it_says_and_reads_what_the_document_says() -> None:
    schemas = openapi(ENDPOINTS)["components"]["schemas"]
    assert {one.name for one in fields(Question)} == set(schemas["Question"]["properties"])
    of_answer = {*schemas["VerdictOut"]["properties"], *schemas["ClearanceOut"]["properties"]}
    assert {one.name for one in fields(Answer)} - {"whole"} <= of_answer
    assert {one.name for one in fields(Reason)} <= set(schemas["ReasonOut"]["properties"])
    own = {"whole", "etag", "state", "may_go"}
    assert {one.name for one in fields(Slip)} - own <= set(schemas["SlipOut"]["properties"])


def test_an_answer_a_slip_and_a_list_come_typed(sakimori: Sakimori, flow_id: str) -> None:
    answer = sakimori.clearance(Question(flow_id=flow_id))
    assert (answer.outcome, answer.may_go, answer.on) == ("allowed", True, TODAY)
    slip = sakimori.issue_slip(Question(flow_id=flow_id), key="typed")
    assert sakimori.issue_slip(Question(flow_id=flow_id), key="typed") == slip
    assert sakimori.read_slip(slip.id) == slip
    gaps = list(sakimori.rows("/gaps", limit=100))
    assert len(gaps) == len({(one["id"], one["severity"]) for one in gaps}) > 200
    with pytest.raises(Refused) as refused:
        sakimori.clearance(Question(recipient="株式会社"))
    assert (refused.value.code, len(refused.value.candidates) > 1) == ("ambiguous", True)


def test_a_busy_server_is_asked_again_under_the_same_key_and_a_dead_one_is_given_up() -> None:
    keys: list[str] = []
    pauses: list[float] = []

    def busy(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) < 3:
            return httpx2.Response(503, headers={"retry-after": "7"})
        return httpx2.Response(409, headers={"content-type": "application/problem+json"}, json={"code": "state"})

    client = httpx2.Client(transport=httpx2.MockTransport(busy))
    with Sakimori("https://x", "t", client=client, sleep=pauses.append) as asking, pytest.raises(Refused) as refused:
        asking.call("POST", "/slips", {})
    assert (refused.value.code, len(set(keys)), pauses) == ("state", 1, [7.0, 7.0])

    def dead(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no")

    client = httpx2.Client(transport=httpx2.MockTransport(dead))
    with Sakimori("https://x", "t", client=client, sleep=pauses.append) as asking, pytest.raises(httpx2.ConnectError):
        asking.call("GET", "/gaps")


class CrmField:
    """A field of a CRM on the page of a customer's account: green only where the data may go as they are."""

    def __init__(self, sakimori: Sakimori) -> None:
        self._sakimori = sakimori
        self.colours: dict[str, str] = {}

    def refresh(self, account: str, question: Question) -> str:
        """As a trigger of Salesforce or a plug-in of kintone does when the page opens."""
        try:
            answer = self._sakimori.clearance(question)
        except Refused as refused:
            self.colours[account] = f"grey: {refused.code}"
        else:
            self.colours[account] = "green" if answer.may_go else f"red: {answer.outcome}"
        return self.colours[account]


def test_a_field_of_a_crm_is_green_or_red_and_turns_when_compliance_changes_a_fact(
    programs: Programs, sakimori: Sakimori, flow_id: str
) -> None:
    crm = CrmField(sakimori)
    assert crm.refresh("account-1", Question(flow_id=flow_id)) == "green"
    assert crm.refresh("account-2", Question(recipient="こんな会社はない")) == "grey: not_found"
    party = programs.get(f"/flows/{flow_id}").json()["record"]["third_party_id"]
    with programs.workspace.unit() as unit:
        before = unit.records.get(ThirdParty, party).lifecycle
    _set_lifecycle(programs, party, "suspended")
    assert crm.refresh("account-1", Question(flow_id=flow_id)).startswith("red")
    _set_lifecycle(programs, party, before.value)
    assert crm.refresh("account-1", Question(flow_id=flow_id)) == "green"


def _set_lifecycle(programs: Programs, party: str, lifecycle: str) -> None:
    with programs.workspace.writing() as unit:
        unit.engine.execute("UPDATE third_party SET lifecycle = :l WHERE id = :id", {"l": lifecycle, "id": party})


def nightly_export(sakimori: Sakimori, question: Question, rows: list[str], folder: Path, night: date) -> str:
    """A job that asks before it sends, and keeps the number of the slip beside what it sent."""
    answer = sakimori.clearance(question)
    if not answer.may_go:
        return f"not sent: {answer.outcome}; " + "; ".join(f"{one.text} [{one.cites}]" for one in answer.reasons)
    slip = sakimori.issue_slip(question, key=f"export-{question.flow_id}-{night}")
    (folder / "sent.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / "sent.json").write_text(json.dumps({"slip": slip.number, "rows": len(rows)}), encoding="utf-8")
    sakimori.note_release(
        slip, key=f"release-{slip.number}", first_on=night, items=["氏名", "住所"], person_count=len(rows),
        persons_how="会員番号", method="file_transfer",
    )  # fmt: skip
    return slip.number


def test_a_nightly_export_sends_under_one_slip_however_often_it_is_started(
    programs: Programs, sakimori: Sakimori, tmp_path: Path
) -> None:
    sent = ""
    for flow in programs.get("/flows?limit=200&verdict=allowed").json()["items"]:
        try:
            sent = nightly_export(sakimori, Question(flow_id=flow["id"]), ["a", "b"], tmp_path, TODAY)
        except Refused:
            continue  # the demo records other items of it, or wants training first
        if not sent.startswith("not sent"):
            again = nightly_export(sakimori, Question(flow_id=flow["id"]), ["a", "b"], tmp_path, TODAY)
            assert again == sent
            break
    assert sent.startswith("TK-")
    assert json.loads((tmp_path / "sent.json").read_text())["slip"] == sent
    checked = programs.get(f"/slip-checks/{sent}").json()
    assert (checked["is_unaltered"], checked["rejudged"]) == (True, "same")


def test_a_nightly_export_sends_nothing_where_a_person_must_decide(
    programs: Programs, sakimori: Sakimori, tmp_path: Path
) -> None:
    flow = programs.get("/flows?limit=1&verdict=blocked").json()["items"][0]
    said = nightly_export(sakimori, Question(flow_id=flow["id"]), ["a"], tmp_path, TODAY)
    assert said.startswith("not sent: blocked")
    assert "[" in said
    assert list(tmp_path.iterdir()) == []


def chat_command(sakimori: Sakimori, text: str) -> str:
    """`/may-go 株式会社… PI_CONTACT` in a chat: one line, with whom to ask."""
    name, _, data = text.strip().partition(" ")
    try:
        answer = sakimori.clearance(Question(recipient=name, data=data))
    except Refused as refused:
        names = "、".join(one["name"] for one in refused.candidates)
        return f"どれですか：{names}" if names else refused.detail
    words = {"allowed": "可", "conditional": "条件付き可", "review": "要照会", "blocked": "不可"}[answer.outcome]
    until = f"（{answer.valid_until}まで）" if answer.valid_until else ""
    meant = "、".join(one.flow for one in answer.candidates if one.flow)
    return f"{words}{until} " + (f"どれですか：{meant}" if meant else "／".join(answer.decided_by))


def test_a_chat_command_answers_in_one_line_and_asks_back(sakimori: Sakimori) -> None:
    assert chat_command(sakimori, "株式会社 PI_CONTACT").startswith("どれですか：")
    said = chat_command(sakimori, "くもベース株式会社 PI_CONTACT")
    assert said.startswith("要照会 どれですか：")
    assert "\n" not in said


def test_the_script_of_the_readme_runs_as_it_stands(
    sakimori: Sakimori, flow_id: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (Path(__file__).parents[1] / "src" / "sakimori" / "web" / "README.md").read_text(encoding="utf-8")
    script = compile(readme.split("```python\n")[1].split("```")[0], "README.md", "exec")
    monkeypatch.setattr(Sakimori, "from_environment", lambda: sakimori)
    monkeypatch.setattr(sys, "argv", ["release.py", flow_id])
    exec(script, {})  # noqa: S102 - our own words
    number, until = capsys.readouterr().out.split()
    assert number.startswith("TK-")
    assert until == "None" or date.fromisoformat(until) >= TODAY
