"""What programs write: stops, incidents, hand-overs, lists and questionnaires, by the services that people use."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from kit.builders import TODAY
from sakimori.domain.codes import UserRole
from web.api.calling import Programs

DAY = TODAY.isoformat()
MAIL = {"kind": "mail_address", "value": "hana.yamada@example.co.jp"}
LIST = "会社名,国,法人番号\n株式会社あけぼの印刷,日本,\n株式会社まちがい,日本,123\n"
FORM = "No,質問,回答\n1,アクセスログを取得していますか,はい\n2,データを暗号化していますか,いいえ\n"


def sent(programs: Programs, path: str, file: str, **query: Any) -> httpx2.Response:
    return programs.call(
        "POST", path, params={**query}, content=file.encode(), headers={"content-type": "application/octet-stream"}
    )  # fmt: skip


def test_a_stop_is_kept_without_the_person_asked_for_and_taken_back(programs: Programs) -> None:
    kept = programs.post("/stops", {"person": MAIL, "channel": "mail", "received_on": DAY, "source": "電話"})
    assert kept.status_code == 201
    assert "hana" not in kept.text
    again = programs.post("/stops", {"person": MAIL, "channel": "mail", "received_on": DAY})
    assert again.json()["id"] == kept.json()["id"]
    asked = {"persons": [{**MAIL, "value": "Hana.Yamada@Example.co.jp"}], "channel": "mail", "on": DAY}
    assert programs.post("/stops/check", asked).json()["is_stopped"] is True
    other = {"persons": [{**MAIL, "value": "taro@example.co.jp"}], "channel": "mail", "on": DAY}
    assert programs.post("/stops/check", other).json()["is_stopped"] is False
    back = {"person": MAIL, "channel": "mail", "withdrawn_on": DAY, "reason": "本人から取下げ"}
    assert programs.post("/stops/withdraw", back).json()["withdrawn_on"] == DAY
    assert programs.post("/stops/withdraw", back).status_code == 409
    assert programs.post("/stops/check", asked).json()["is_stopped"] is False
    number = programs.post(
        "/stops", {"person": {**MAIL, "value": "1234 5678 9018"}, "channel": "mail", "received_on": DAY}
    )
    assert number.status_code == 422
    assert "5678" not in number.text


def test_a_recipient_is_told_of_stops_once_in_the_version_that_was_seen(programs: Programs) -> None:
    reached = programs.get("/stops/propagation").json()["items"]
    cell = next(cell for one in reached for cell in one["tellings"] if cell["told_on"] is None)
    told = {"versions": cell["versions"], "how": "mail", "told_on": DAY}
    late = {**told, "versions": {key: version + 1 for key, version in cell["versions"].items()}}
    conflict = programs.post("/stops/propagation/told", late)
    assert (conflict.status_code, conflict.json()["code"]) == (412, "conflict")
    done = programs.post("/stops/propagation/told", told)
    assert done.status_code == 200, done.text
    versions = {one["id"]: one["version"] for one in done.json()["items"]}
    assert programs.post("/stops/propagation/told", {**told, "versions": versions}).status_code == 409
    answered = {"versions": versions, "answer": "done", "answered_on": DAY}
    assert {one["answer"] for one in programs.post("/stops/propagation/answered", answered).json()["items"]} == {"done"}


def test_anybody_reports_an_incident_and_those_who_read_them_see_its_clock(programs: Programs) -> None:
    said = {
        "what": "名簿を別の会社に送った。",
        "known_on": DAY,
        "third_party": "",
        "happened_at": "2026-11-25T09:00:00+09:00",
    }
    made = programs.post("/incidents", said, roles=[UserRole.SALES])
    assert made.status_code == 201
    listed = {one["id"]: one for one in programs.get("/incidents?limit=200").json()["items"]}
    assert listed[made.json()["id"]]["next"] is not None
    assert programs.post("/incidents", {**said, "known_on": "2026-12-31"}).status_code == 422
    assert programs.get("/incidents", roles=[UserRole.SALES]).status_code == 403


def test_a_list_says_what_would_become_of_each_row_and_then_goes_in(programs: Programs) -> None:
    query = {"kind": "third_parties", "filename": "取引先.csv", "register_new": "true"}
    dry = sent(programs, "/imports", LIST, dry_run="true", **query).json()
    assert dry["is_written"] is False
    assert dry["counts"]["read"] == 2
    wrong = [one for one in dry["problems"] if one["severity"] == "error"]
    assert [(one["row"], one["value"]) for one in wrong] == [(3, "123")]
    assert wrong[0]["message"]["ja"]
    done = sent(programs, "/imports", LIST, **query).json()
    assert (done["is_written"], done["counts"]["new"], done["counts"]["errors"]) == (True, 1, 1)
    found = programs.get("/third-parties", params={"text": "あけぼの印刷"}).json()["items"]
    assert [one["name"] for one in found] == ["株式会社あけぼの印刷"]
    assert sent(programs, "/imports", LIST, **{**query, "kind": "unknown"}).status_code == 422
    unreadable = sent(programs, "/imports", "\x00\x01", **{**query, "filename": "x.xlsx"})
    assert (unreadable.status_code, unreadable.json()["code"]) == (422, "unreadable_file")
    outside = sent(programs, "/imports", LIST, dry_run="true", **{**query, "filename": "../../etc/list.csv"})
    assert outside.status_code == 200


def test_a_questionnaire_is_taken_in_answered_and_given_back_in_its_own_form(programs: Programs) -> None:
    query = {"filename": "確認票.csv", "third_party": "self", "title": "取引先A社の確認票", "sound": "yes"}
    dry = sent(programs, "/questionnaires", FORM, dry_run="true", **query)
    assert dry.status_code == 200, dry.text
    assert (dry.json()["is_written"], len(dry.json()["lines"])) == (False, 2)
    done = sent(programs, "/questionnaires", FORM, seen="true", **query)
    assert done.status_code == 200, done.text
    assessment = done.json()["assessment_id"]
    path = f"/assessments/{assessment}/answers"
    read = programs.get(path)
    questions = read.json()["answers"]
    assert len(questions) == 2
    first = questions[1]
    given = {"question": first["question"], "value": ["yes"], "seen": first["seen"]}
    saved = programs.post(path, {"answers": [given]})
    assert (saved.status_code, saved.json()["changed"]) == (200, 1), saved.text
    late = programs.post(path, {"answers": [{**given, "value": ["no"]}]})
    assert (late.status_code, late.json()["code"]) == (412, "conflict")
    reply = programs.get(f"/assessments/{assessment}/reply")
    assert reply.status_code == 200, reply.text
    assert int(reply.headers["x-answered"]) == 2
    assert "%E7%A2%BA%E8%AA%8D%E7%A5%A8.csv" in reply.headers["content-disposition"]
    assert "データを暗号化していますか" in reply.content.decode("utf-8-sig")


def test_a_hand_over_is_noted_only_under_a_slip_that_is_good_and_goes_on_in_its_version(programs: Programs) -> None:
    body = {"first_on": DAY, "items": ["氏名"], "person_count": 3, "persons_how": "会員番号", "method": "file_transfer"}
    assert programs.post("/releases", body).status_code == 422
    assert programs.post("/releases", {**body, "slip": "x", "flow_id": "y"}).status_code == 422
    flow = programs.get("/flows?limit=1&verdict=blocked").json()["items"][0]
    bare = programs.post("/releases", {**body, "flow_id": flow["id"]})
    assert (bare.status_code, bare.json()["code"]) == (422, "invalid_value")  # without a slip a reason is needed
    made = programs.post("/releases", {**body, "flow_id": flow["id"], "reason": "急ぎの配送のため"})
    assert made.status_code == 201, made.text
    assert made.json()["uncleared_on"] == DAY
    release = made.json()["id"]
    assert programs.get(f"/releases/{release}", roles=[UserRole.SALES]).status_code == 404
    read = programs.get(f"/releases/{release}")
    assert read.headers["etag"] == made.headers["etag"]
    longer = programs.post(
        f"/releases/{release}/extend", {"last_on": DAY, "person_count": 3}, headers={"if-match": read.headers["etag"]}
    )  # fmt: skip
    assert (longer.status_code, longer.json()["code"]) == (422, "invalid_value")  # the day is not after the last one
    assert programs.post(f"/releases/{release}/extend", {"last_on": DAY}).status_code == 428
    recorded = [one["release_id"] for one in programs.get("/records?limit=200").json()["items"]]
    assert made.json()["record_id"] is None or release in recorded


@pytest.mark.parametrize("path", ["/third-parties", "/contracts", "/certificates", "/flows", "/gaps", "/deadlines"])
def test_a_past_day_shows_what_was_known_then(programs: Programs, path: str) -> None:
    past = programs.get(f"{path}?limit=200&on=2026-03-01")
    assert past.status_code == 200
    assert past.json() != programs.get(f"{path}?limit=200").json()


def test_a_webhook_is_changed_ended_resumed_and_removed(programs: Programs) -> None:
    asked = {"name": "CRM", "url": "https://crm.example/in", "events": ["verdict.changed"]}
    made = programs.post("/webhooks", asked).json()
    place = f"/webhooks/{made['id']}"
    secret = programs.get(f"{place}/secret").json()

    moved = programs.post(f"{place}/change", {**asked, "name": "CRM 2", "url": "https://crm.example/2"}).json()
    assert moved == {**made, "name": "CRM 2", "url": "https://crm.example/2"}
    assert programs.get(f"{place}/secret").json() == secret
    assert programs.post(f"{place}/change", {**asked, "url": "ftp://crm.example/in"}).status_code == 422
    assert programs.post(f"{place}/change", {**asked, "events": []}).status_code == 422

    def done(verb: str) -> httpx2.Response:
        return programs.call("POST", f"{place}/{verb}")

    assert done("remove").status_code == 409  # it is still told
    assert done("end").json()["ended_at"] is not None
    assert done("resume").json() == moved
    done("end")
    assert done("remove").json()["id"] == made["id"]
    assert programs.get("/webhooks").json() == {"items": []}
    assert {done(verb).status_code for verb in ("end", "resume", "remove")} == {404}
