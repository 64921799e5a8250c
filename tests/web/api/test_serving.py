"""What holds for every call: forms, versions, once only, pages, limits, languages, and what the trail says."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from kit.builders import an_actor, everything_stored
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.errors import AmbiguousError, BusyError, LostWriteError, NotFoundError, StoreError
from sakimori.services.access.call_keys import KEPT, begin_call, call_key
from sakimori.services.audit.view import verify
from sakimori.services.dashboard.reports.history import verify_file
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.store.key_files import WORDS, key_file
from sakimori.store.trail import ACCESS, Trail
from sakimori.ui.frame.beside.upkeep import Upkeep
from sakimori.web.api.problems import all_codes, problem_of
from web.api.calling import Programs


def an_allowed_question(programs: Programs) -> dict[str, Any]:
    """A question about a registered flow that lets the data go, whole enough to be answered alike."""
    for flow in programs.get("/flows?limit=200&verdict=allowed").json()["items"]:
        question = {"flow_id": flow["id"]}
        answer = programs.post("/clearance", question)
        if answer.status_code == 200 and answer.json()["answer"]["outcome"] == "allowed":
            return question
    raise AssertionError("nothing in the demo may go")


@pytest.fixture(scope="module")
def question(programs: Programs) -> dict[str, Any]:
    return an_allowed_question(programs)


def test_what_one_server_writes_another_says_at_once_and_writes_not_again(
    programs: Programs, question: dict[str, Any]
) -> None:
    there, key = programs.beside(), {"idempotency-key": "two-servers"}
    slip = programs.post("/slips", question, headers=key)
    assert slip.status_code == 201
    again = there.post("/slips", question, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (slip.json(), "true")

    party_id = programs.post("/clearance", question).json()["recipient"]["id"]
    for lifecycle, outcome in ((Lifecycle.SUSPENDED, "blocked"), (Lifecycle.IN_USE, "allowed")):
        with programs.workspace.change("third_party.edited", actor=an_actor(), at=programs.clock()) as change:
            change.update(replace(change.records.get(ThirdParty, party_id), lifecycle=lifecycle))
        said = [one.post("/clearance", question).json()["answer"]["outcome"] for one in (programs, there)]
        assert said == [outcome] * 2


def test_what_is_unchanged_is_not_sent_again(programs: Programs) -> None:
    first = programs.get("/third-parties?limit=3")
    again = programs.get("/third-parties?limit=3", headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert programs.get("/third-parties?limit=2").headers["etag"] != first.headers["etag"]


def test_a_list_read_page_by_page_is_the_list(programs: Programs) -> None:
    whole = programs.get("/third-parties?limit=200").json()
    found, cursor = [], ""
    while True:
        page = programs.get("/third-parties", params={"limit": 25, "cursor": cursor}).json()
        found += page["items"]
        assert page["page"]["has_moved"] is False
        if page["page"]["next"] is None:
            break
        cursor = page["page"]["next"]
    assert found == whole["items"]
    assert len(found) == whole["page"]["total"] > 50


def test_a_cursor_belongs_to_its_question_and_says_that_the_list_moved(programs: Programs) -> None:
    cursor = programs.get("/gaps?limit=5").json()["page"]["next"]
    for wrong in (f"/gaps?overdue=true&cursor={cursor}", "/gaps?cursor=nonsense", f"/gaps?cursor={cursor[:-3]}"):
        answer = programs.get(wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")
    reported = programs.post("/incidents", {"what": "宛先を間違えて送った。", "known_on": "2026-11-25"})
    assert reported.status_code == 201
    assert programs.get(f"/gaps?limit=5&cursor={cursor}").json()["page"]["has_moved"] is True


def test_a_slip_is_issued_once_however_often_it_is_asked_for(programs: Programs, question: dict[str, Any]) -> None:
    key = {"idempotency-key": "job-2026-11-25"}
    first = programs.post("/slips", question, headers=key)
    again = programs.post("/slips", question, headers=key)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["etag"] == again.headers["etag"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    other = programs.post("/slips", {**question, "on": "2026-11-26"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    new = programs.post("/slips", question, headers={"idempotency-key": "another"})
    assert new.json()["number"] != first.json()["number"]
    elsewhere = programs.post("/slips", question, headers=key, secret=programs.token(UserRole.COMPLIANCE))
    assert elsewhere.json()["number"] not in {first.json()["number"], new.json()["number"]}
    programs.clock.goes(hours=25)
    assert programs.post("/slips", question, headers=key).json()["number"] != first.json()["number"]
    programs.clock.goes(hours=-25)


def test_a_refused_write_leaves_its_key_free(programs: Programs, question: dict[str, Any]) -> None:
    key = {"idempotency-key": "refused"}
    assert programs.post("/slips", {"recipient": "こんな会社はない"}, headers=key).status_code == 404
    assert programs.post("/slips", question, headers=key).status_code == 201


def test_a_write_that_the_database_refused_may_try_again_unless_something_was_written(
    programs: Programs, question: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> Any:
        raise BusyError

    programs.clock.goes(hours=2)
    key = {"idempotency-key": "busy"}
    with monkeypatch.context() as patch:
        patch.setattr("sakimori.web.api.slips.issue_slip", busy)
        assert programs.post("/slips", question, headers=key).status_code == 503
    assert programs.post("/slips", question, headers=key).status_code == 201
    programs.clock.goes(minutes=1)
    key = {"idempotency-key": "busy after the write"}
    with monkeypatch.context() as patch:
        patch.setattr("sakimori.web.api.slips.slip_paper", busy)
        assert programs.post("/slips", question, headers=key).status_code == 503
    again = programs.post("/slips", question, headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "key_running")
    programs.clock.goes(hours=-2, minutes=-1)


def test_a_write_whose_end_nobody_knows_keeps_its_key(
    programs: Programs, question: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> Any:
        raise LostWriteError

    key = {"idempotency-key": "lost"}
    with monkeypatch.context() as patch:
        patch.setattr("sakimori.web.api.slips.issue_slip", lost)
        first = programs.post("/slips", question, headers=key)
    assert (first.status_code, first.json()["code"]) == (503, "lost_write")
    again = programs.post("/slips", question, headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "key_running")


def test_a_write_that_stands_is_answered_though_its_answer_cannot_be_kept(
    programs: Programs, question: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise StoreError

    key = {"idempotency-key": "kept by nobody"}
    with monkeypatch.context() as patch:
        patch.setattr("sakimori.web.api.serving.finish_call", gone)
        assert programs.post("/slips", question, headers=key).status_code == 201
    again = programs.post("/slips", question, headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "key_running")


def test_a_write_that_was_cut_off_is_neither_done_again_nor_called_done(programs: Programs) -> None:
    token_id = _token_id(programs)
    body = {"what": "書類をなくした。", "known_on": "2026-11-25"}
    asked = programs.client.build_request("POST", "/api/v1/incidents", json=body)
    said = b"POST /api/v1/incidents?\n" + asked.content
    call = call_key(programs.workspace, token_id, "cut", asked=said, at=programs.clock())
    begin_call(programs.workspace, call, at=programs.clock())
    running = programs.post("/incidents", body, headers={"idempotency-key": "cut"})
    assert (running.status_code, running.json()["code"]) == (409, "key_running")
    programs.clock.goes(minutes=11)
    over = programs.post("/incidents", body, headers={"idempotency-key": "cut"})
    assert (over.status_code, over.json()["code"]) == (409, "key_unknown_end")


def test_a_stop_leads_back_to_nobody_from_the_database_alone(programs: Programs) -> None:
    """Nor does the key of the call, which a program may make of the number: no hash of either is kept without a key."""
    number = "090-1234-5678"
    body = {"person": {"kind": "phone_number", "value": number}, "channel": "phone", "received_on": "2026-11-20"}
    key = {"idempotency-key": f"stop-{number}"}
    first = programs.post("/stops", body, headers=key)
    assert first.status_code == 201, first.text
    assert programs.post("/stops", body, headers=key).headers["idempotency-replayed"] == "true"
    stored = everything_stored(programs.workspace)
    sent = programs.client.build_request("POST", "/api/v1/stops", json=body).content
    tried = [
        number,
        number.replace("-", ""),
        sent.decode(),
        f"POST /api/v1/stops?\n{sent.decode()}",
        key["idempotency-key"],
    ]
    assert not [one for one in tried if one in stored]
    for maker in ("sha256", "sha1", "md5", "blake2b", "sha512"):
        assert not [one for one in tried if hashlib.new(maker, one.encode()).hexdigest()[:16] in stored]


def test_calls_are_forgotten_by_the_clock_though_no_other_comes(programs: Programs) -> None:
    def kept() -> int:
        with programs.workspace.program.unit() as unit:
            return len(unit.query("SELECT 1 FROM call_key"))

    body = {"what": "書類をなくした。", "known_on": "2026-11-25"}
    assert programs.post("/incidents", body, headers={"idempotency-key": "clock"}).status_code == 201
    assert kept()
    upkeep, at = Upkeep(), programs.clock()
    upkeep.see_to(programs.workspace, at=at)
    assert kept()
    upkeep.see_to(programs.workspace, at=at + 3 * KEPT)  # a test before put the clock on
    assert kept() == 0


def test_while_a_lost_key_could_hide_a_call_none_is_done_twice(programs: Programs) -> None:
    body, key = {"what": "書類をなくした。", "known_on": "2026-11-25"}, {"idempotency-key": "before the loss"}
    assert programs.post("/incidents", body, headers=key).status_code == 201
    key_file(programs.workspace.target, WORDS).unlink()
    programs.clock.goes(minutes=20)
    for again in (key, {"idempotency-key": "another"}):  # which of them came before nobody can tell
        answer = programs.post("/incidents", body, headers=again)
        assert (answer.status_code, answer.json()["code"]) == (409, "key_unknown_end")
    assert programs.post("/incidents", body).status_code == 201
    programs.clock.goes(hours=24)
    assert programs.post("/incidents", body, headers=key).status_code == 201
    programs.clock.goes(hours=-24, minutes=-20)


def _token_id(programs: Programs) -> str:
    found = programs.workspace.program
    with found.unit() as unit:
        rows = unit.query("SELECT id FROM access_token WHERE starts_with = :s", s=programs.token()[:13])
    return str(rows[0]["id"])


def test_whoever_takes_a_slip_back_says_which_version_they_saw(programs: Programs, question: dict[str, Any]) -> None:
    slip = programs.post("/slips", question)
    path, etag, reason = f"/slips/{slip.json()['id']}/revoke", slip.headers["etag"], {"reason": "対象を見直すため"}
    blind = programs.post(path, reason)
    assert (blind.status_code, blind.json()["code"]) == (428, "version_missing")
    for wrong in ('"7.abc"', "*", '"nonsense"', '"999999999999"'):
        late = programs.post(path, reason, headers={"if-match": wrong})
        assert (late.status_code, late.json()["code"]) == (412, "conflict")
    done = programs.post(path, reason, headers={"if-match": etag})
    assert (done.status_code, done.json()["standing"]["state"]) == (200, "revoked")
    assert done.json()["standing"]["may_go"] is False
    again = programs.post(path, reason, headers={"if-match": etag})
    assert again.status_code == 412


def test_the_trail_says_by_which_token_a_program_wrote_and_read(programs: Programs, question: dict[str, Any]) -> None:
    number = programs.workspace.head()[0]
    slip = programs.post("/slips", question).json()
    assert programs.get(f"/slip-checks/{slip['number']}").status_code == 200
    with programs.workspace.unit() as unit:
        lines = Trail(unit.engine, ACCESS).lines(action="token.used", limit=10)
        made = unit.trail.lines(record_kind="slip", record_id=slip["id"])
    assert {line.entry.record_id for line in lines} == {_token_id(programs)}
    assert {line.entry.actor for line in lines} == {made[0].entry.actor}
    spans = [str((line.after or {}).get("entries", "")) for line in lines]
    assert any(s.startswith(f"{number + 1}") for s in spans)
    assert verify(programs.workspace).is_intact


def test_bodies_and_heads_are_looked_through_before_anything_is_done(programs: Programs) -> None:
    def refused(**sent: Any) -> tuple[int, str]:
        answer = programs.call("POST", "/clearance", **sent)
        return answer.status_code, answer.json()["code"]

    as_json = {"content-type": "application/json"}
    assert refused(content=b"{}", headers={"content-type": "text/plain"}) == (415, "type_unknown")
    assert refused(content=b"{", headers=as_json) == (422, "request_invalid")
    assert refused(content=b"[" * 100_000, headers=as_json) == (422, "request_invalid")
    assert refused(json={"recipient": "x", "recipiant": "y"}) == (422, "request_invalid")
    assert refused(json={"recipient": "x", "persons": "3"}) == (422, "request_invalid")
    assert refused(json={"recipient": "x", "on": "2199-01-01"}) == (422, "request_invalid")
    assert refused(content=b'"' + b"x" * (1024 * 1024) + b'"', headers=as_json) == (413, "too_large")
    assert programs.get("/gaps?nonsense=1").json()["errors"][0]["at"] == "query.nonsense"
    assert programs.get("/gaps?overdue=yes").status_code == 422
    assert programs.get("/gaps?limit=1&limit=2").status_code == 422
    deep = programs.call("POST", "/clearance/stated", content=b'{"a":' * 50_000, headers=as_json)
    assert deep.status_code == 422
    big = programs.call(
        "POST", "/imports?kind=contracts&filename=a.csv", content=b"x" * (20 * 1024 * 1024 + 1),
        headers={"content-type": "application/octet-stream"},
    )  # fmt: skip
    assert (big.status_code, big.json()["code"]) == (413, "too_large")


def test_a_refusal_repeats_no_number_of_a_person(programs: Programs) -> None:
    answer = programs.post("/clearance", {"recipient": "1234 5678 9018"})
    assert answer.status_code == 404
    assert "5678" not in answer.text


def test_refusals_come_in_the_language_that_is_asked_for_with_one_code(programs: Programs) -> None:
    said = {
        language: programs.get("/third-parties/nobody", headers={"accept-language": language})
        for language in ("ja", "en")
    }
    assert {one.json()["code"] for one in said.values()} == {"not_found"}
    assert {one.headers["content-type"] for one in said.values()} == {"application/problem+json"}
    assert said["ja"].json()["title"] == "見つかりません"
    assert said["en"].json()["title"] == "Not found"
    assert said["ja"].headers["content-language"] == "ja"


def test_a_name_that_means_several_names_them_all(programs: Programs) -> None:
    answer = programs.post("/clearance", {"recipient": "株式会社"})
    assert (answer.status_code, answer.json()["code"]) == (409, "ambiguous")
    assert len(answer.json()["candidates"]) > 1
    assert {"id", "name"} == set(answer.json()["candidates"][0])


def test_what_is_not_there_is_answered_in_the_same_form(programs: Programs) -> None:
    for method, path, status, code in (
        ("GET", "/nowhere", 404, "address_unknown"),
        ("GET", "", 404, "address_unknown"),
        ("DELETE", "/stops", 405, "method_unknown"),
        ("POST", "/gaps", 405, "method_unknown"),
    ):
        answer = programs.call(method, path)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert programs.call("DELETE", "/stops").headers["allow"] == "GET, POST"


def test_a_database_that_is_busy_asks_to_come_again() -> None:
    told = problem_of(BusyError(), "en")
    assert (told.problem.status, told.problem.code, told.headers["retry-after"]) == (503, "busy", "2")
    name = Text("取引先", "third party")
    assert problem_of(NotFoundError(what=name, key="x"), "ja").problem.status == 404
    assert problem_of(AmbiguousError(what=name, key="x", candidates=()), "ja").problem.status == 409


def test_codes_stay_as_they_are() -> None:
    assert sorted(all_codes()) == [
        "address_unknown", "ambiguous", "busy", "conflict", "corrupt", "cursor_invalid", "deletion_refused", "error",
        "foreign_file", "gone_file", "invalid_value", "key_reused", "key_running", "key_unknown_end", "lost_write",
        "method_unknown", "my_number", "no_database", "nobody", "not_found", "not_permitted", "number_in_file",
        "older_program", "pack_invalid", "provider", "refused", "request_invalid", "retained", "scope_missing",
        "self_approval", "state", "store", "store_full", "token_missing", "token_refused", "too_large", "too_many",
        "trail_broken", "type_unknown", "unreadable_file", "version_missing", "weak_password", "wrong_code",
        "wrong_sign_in",
    ]  # fmt: skip


def test_the_document_and_its_page_are_open_and_bring_nothing_foreign(programs: Programs) -> None:
    document = programs.get("/openapi.json", secret="")
    assert document.status_code == 200
    told = document.json()
    assert told["openapi"] == "3.1.0"
    refs = {part.split('"')[0] for part in document.text.split('"$ref": "')[1:]}
    assert {ref.rpartition("/")[2] for ref in refs} <= set(told["components"]["schemas"])
    for language in ("ja", "en"):
        page = programs.get(f"/docs?lang={language}", secret="")
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert all(f'id="{code}"' in page.text for code in all_codes())
    assert json.dumps(told).count("x-scope") == len([s for p in told["paths"].values() for s in p])
    assert TokenScope.CALENDAR.value not in document.text.split('"components"')[0]


def test_a_slip_comes_as_the_same_pdf_as_on_the_page_and_is_known_again(
    programs: Programs, question: dict[str, Any]
) -> None:
    slip = programs.post("/slips", question).json()
    path = f"/slips/{slip['id']}/pdf"
    answer = programs.get(path, headers={"accept-language": "ja"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert slip["number"] in answer.headers["content-disposition"]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert slip["number"] in text
    assert "提供可否票" in text
    assert "提供可否票" not in PdfReader(io.BytesIO(programs.get(path).content)).pages[0].extract_text()

    (row,) = verify_file(programs.workspace, answer.content).rows
    assert (row.kind, row.key, row.language) == (ReportKind.SLIP, slip["id"], "ja")
    with programs.workspace.unit() as unit:
        noted = [line.entry.action for line in unit.accesses.lines(record_kind="slip", record_id=slip["id"])]
    assert "slip.read" in noted
    other = programs.token(UserRole.SALES)
    assert programs.get(path, secret=other).status_code == 403, "somebody else's slip"
    assert programs.get("/slips/none/pdf").status_code == 404


def issued_numbers(programs: Programs) -> list[Any]:
    with programs.workspace.unit() as unit:
        return list(unit.engine.values("SELECT seq FROM issued_file ORDER BY seq"))


def test_no_file_is_made_and_noted_where_only_its_heads_are_asked_for(
    programs: Programs, question: dict[str, Any]
) -> None:
    slip = programs.post("/slips", question).json()
    issued = issued_numbers(programs)
    refused = programs.call("HEAD", f"/slips/{slip['id']}/pdf")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    assert issued_numbers(programs) == issued
    assert programs.call("HEAD", f"/slips/{slip['id']}").status_code == 200
