"""How a vendor comes in by a link and goes, and that nobody else does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest
from starlette.websockets import WebSocketDisconnect

from kit.assessing import FILLER
from kit.builders import AT
from sakimori.domain.invitation import LINK_HOLDS
from sakimori.domain.session import SessionKind
from sakimori.services.access.sessions import COOKIE as OUR_COOKIE
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.invitations.write import new_link, revoke
from sakimori.services.kernel.workspace import DEMO
from sakimori.web.limits import WRONG_LINKS, WRONG_TRIES
from sakimori.web.vendor.visit import COOKIE
from web.serving import NAME, ORIGIN, PUBLIC, PUBLIC_ORIGIN, Server
from web.vendor.answering import Asked, Vendor, an_asked_vendor

UNKNOWN = "A" * 43


def a_browser(asked: Asked, **more: str) -> Vendor:
    return Vendor(asked.server.app, **{"origin": ORIGIN, "peer": "127.0.0.1"} | more)


def is_in(vendor: Vendor) -> bool:
    return 'class="facts"' in vendor.get("/answer").text


@pytest.mark.parametrize("around", ["{}", f"{ORIGIN}/answer#{{}}", "  {} \n", "https://elsewhere.example/x#{}"])
def test_a_link_or_the_code_in_it_opens_the_questionnaire(asked: Asked, around: str) -> None:
    vendor = a_browser(asked)
    answer = vendor.enter(around.format(asked.link()))
    assert (answer.status_code, answer.headers["location"]) == (303, "/answer")
    page = vendor.get("/answer").text
    assert "株式会社つむぎコールセンター" in page
    assert "田中 一郎" in page


def test_the_cookie_is_for_these_pages_alone_and_out_of_reach_of_scripts(serve: Callable[..., Server]) -> None:
    here = a_browser(an_asked_vendor(serve())).get("/answer").headers["set-cookie"]
    assert here.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Path=/answer", "SameSite=lax"} <= set(here.split("; "))
    assert "Secure" not in here
    public = an_asked_vendor(serve(PUBLIC_ORIGIN))
    vendor = a_browser(public, origin=PUBLIC_ORIGIN, peer="198.51.100.7")
    assert "Secure" in vendor.get("/answer").headers["set-cookie"].split("; ")
    assert "Secure" in vendor.enter(public.link()).headers["set-cookie"].split("; ")
    assert is_in(vendor)


def test_the_page_shows_no_code_and_asks_nobody_to_sign_in(asked: Asked) -> None:
    code = asked.link()
    vendor = a_browser(asked)
    vendor.enter(code)
    for path in ("/answer", "/answer/section/1", "/answer/submit", "/answer/colleague", "/answer/file/Q-1"):
        answer = vendor.get(path)
        assert answer.status_code == 200
        assert code not in answer.text
        assert OUR_COOKIE not in answer.headers.get("set-cookie", "")


def test_every_link_that_opens_nothing_gets_the_same_words(asked: Asked) -> None:
    at = asked.server.clock
    revoked_id, revoked = asked.invited("取消 花子")
    revoke(asked.workspace, revoked_id, reason="退職", actor=FILLER, at=at())
    renewed_id, dead = asked.invited("更新 花子")
    new_link(asked.workspace, renewed_id, actor=FILLER, at=at())
    expired = asked.link("期限 花子")
    at.goes(days=LINK_HOLDS.days)
    seen = {
        told(a_browser(asked, peer=f"203.0.113.{number}").enter(code))
        for number, code in enumerate((UNKNOWN, revoked, dead, expired, "x", "a" * 400, "../../own.db", "%00", "é#"))
    }
    assert len(seen) == 1
    cancelled = asked.link("取止 花子")
    cancel_assessment(asked.workspace, asked.assessment_id, reason="取引をやめた", actor=FILLER, at=at())
    seen.add(told(a_browser(asked).enter(cancelled)))
    assert len(seen) == 1
    assert "Ask your contact" in seen.pop()[2]


def told(answer: httpx2.Response) -> tuple[int, tuple[str, ...], str]:
    """All that somebody outside can tell one refusal from another by."""
    text = re.sub(r'name="form_token" value="\w+"', "", answer.text)
    return answer.status_code, tuple(sorted(answer.headers)), text


def test_wrong_codes_are_told_to_wait_and_close_no_link_to_others_behind_the_same_address(asked: Asked) -> None:
    guesser = a_browser(asked, peer="203.0.113.5")
    for _ in range(WRONG_LINKS):
        assert guesser.enter(UNKNOWN).status_code == 403
    answer = guesser.enter(UNKNOWN)
    assert answer.status_code == 429
    assert "too many wrong tries" in answer.text
    assert not is_in(guesser)
    assert a_browser(asked, peer="203.0.113.5").enter(asked.link("山本 花子")).status_code == 303
    asked.server.clock.goes(minutes=11)
    assert guesser.enter(UNKNOWN).status_code == 403


def test_wrong_passwords_close_no_link(asked: Asked) -> None:
    for _ in range(WRONG_TRIES + 1):
        asked.server.door.tries.spend("203.0.113.5", asked.server.clock())
    assert a_browser(asked, peer="203.0.113.5").enter(asked.link()).status_code == 303


def test_a_session_planted_in_a_browser_is_worth_nothing_after_the_link_was_opened(asked: Asked) -> None:
    attacker, victim = a_browser(asked), a_browser(asked)
    attacker.get("/answer")
    planted = attacker.token
    victim.client.cookies.set(COOKIE, planted, domain="127.0.0.1", path="/answer")
    assert victim.enter(asked.link()).status_code == 303
    assert victim.token != planted
    assert is_in(victim)
    assert not is_in(attacker)
    assert asked.server.door.sessions.find(planted, asked.server.clock(), kind=SessionKind.VENDOR) is None


def test_each_visit_ends_by_idling_after_a_working_day_and_by_leaving(asked: Asked) -> None:
    code, clock = asked.link(), asked.server.clock
    vendor = a_browser(asked)
    vendor.enter(code)
    clock.goes(minutes=59)
    assert is_in(vendor)
    clock.goes(minutes=61)
    assert not is_in(vendor)
    vendor.enter(code)
    for _ in range(12):
        clock.goes(minutes=59)
        assert is_in(vendor)
    clock.goes(minutes=13)
    assert not is_in(vendor)
    vendor.enter(code)
    before = vendor.token
    page = vendor.get("/answer").text
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    assert vendor.send("/answer/leave", {"form_token": "x"}).status_code == 403
    assert is_in(vendor)
    left = vendor.send("/answer/leave", {"form_token": token})
    assert left.status_code == 303
    assert "You have left." in vendor.get(left.headers["location"]).text
    assert not is_in(vendor)
    old = a_browser(asked)
    old.client.cookies.set(COOKIE, before, domain="127.0.0.1", path="/answer")
    assert not is_in(old)


@pytest.mark.parametrize("way", ["revoked", "renewed", "expired", "cancelled"])
def test_whoever_is_in_is_out_once_the_invitation_ends(asked: Asked, way: str) -> None:
    invitation, code = asked.invited()
    vendor, clock = a_browser(asked), asked.server.clock
    vendor.enter(code)
    form = vendor.form("/answer/section/1")
    clock.goes(minutes=1)
    match way:
        case "revoked":
            revoke(asked.workspace, invitation, reason="退職", actor=FILLER, at=clock())
        case "renewed":
            new_link(asked.workspace, invitation, actor=FILLER, at=clock())
        case "expired":
            clock.at = AT + LINK_HOLDS - timedelta(minutes=1)
            vendor.enter(code)
            clock.goes(minutes=2)
        case _:
            cancel_assessment(asked.workspace, asked.assessment_id, reason="取引をやめた", actor=FILLER, at=clock())
    answer = vendor.send("/answer/section/1", form | {"a.Q-3": "yes"})
    assert 'name="kept.a.Q-3" value="yes"' in answer.text
    assert not is_in(vendor)
    if way in {"revoked", "renewed"}:
        assert asked.question("Q-3").answer is None


def test_a_vendors_session_is_nobody_among_our_own_people(asked: Asked) -> None:
    vendor = asked.vendor()
    intruder = asked.server.here()
    intruder.client.cookies.set(OUR_COOKIE, vendor.token, domain="127.0.0.1")
    upload = intruder.client.put("/_stcore/upload_file/a/b", content=b"x", headers={"origin": ORIGIN})
    assert upload.status_code == 403
    assert not asked.server.uploaded
    for path in ("/media/a.pdf", "/_stcore/host-config"):
        assert intruder.client.get(path, headers={"accept": "*/*"}).status_code == 403
    headers = {"host": NAME, "origin": ORIGIN, "cookie": f"{OUR_COOKIE}={vendor.token}; {COOKIE}={vendor.token}"}
    with pytest.raises(WebSocketDisconnect), vendor.client.websocket_connect("/_stcore/stream", headers=headers):
        pass
    assert f"{OUR_COOKIE}=" in intruder.get("/risk").headers["set-cookie"]  # a new browser, like any other


def test_a_session_of_ours_is_nobody_on_the_pages_of_vendors(server: Server) -> None:
    ours = server.set_up()
    assert server.door.own is not None
    stranger = Vendor(server.app, origin=ORIGIN, peer="127.0.0.1")
    stranger.client.cookies.set(COOKIE, ours.token, domain="127.0.0.1", path="/answer")
    assert not is_in(stranger)
    assert stranger.token != ours.token
    assert ours.get("/risk").text.endswith("screen")


def test_our_people_and_a_vendor_in_one_browser_do_not_disturb_each_other(server: Server) -> None:
    server.set_up()
    asked = an_asked_vendor(server)  # another workspace stands in place of the one that was set up
    both = Vendor(server.app, origin=ORIGIN, peer="127.0.0.1")
    both.get("/")
    ours = both.client.cookies.get(OUR_COOKIE)
    both.enter(asked.link())
    assert is_in(both)
    both.get("/risk")
    assert both.client.cookies.get(OUR_COOKIE) == ours
    assert is_in(both)
    token = re.findall(r'name="form_token" value="(\w+)"', both.get("/answer").text)[0]
    both.send("/answer/leave", {"form_token": token})
    assert both.client.cookies.get(OUR_COOKIE) == ours


def test_the_demo_opens_to_its_own_links_at_this_machine_alone(serve: Callable[..., Server]) -> None:
    here = an_asked_vendor(serve())
    here.server.door._own, here.server.door._demos = None, {DEMO: here.workspace}
    code = here.link()
    assert a_browser(here, peer="198.51.100.7").enter(code).status_code == 403
    proxied = a_browser(here, **{"x-forwarded-for": "198.51.100.7"})
    assert proxied.enter(code).status_code == 403
    vendor = a_browser(here)
    assert vendor.enter(code).status_code == 303
    assert is_in(vendor)
    elsewhere = a_browser(here, peer="198.51.100.7")
    elsewhere.client.cookies.set(COOKIE, vendor.token, domain="127.0.0.1", path="/answer")
    assert not is_in(elsewhere)


def test_on_a_network_no_link_of_the_demo_opens(serve: Callable[..., Server]) -> None:
    public = an_asked_vendor(serve(PUBLIC_ORIGIN))
    public.server.door._own, public.server.door._demos = None, {DEMO: public.workspace}
    vendor = a_browser(public, origin=PUBLIC_ORIGIN, peer="198.51.100.7")
    assert vendor.enter(public.link()).status_code == 403
    assert public.server.door.demos == {}  # not at the machine of the server itself either
    assert vendor.client.get("/answer", headers={"host": PUBLIC}).status_code == 200


def test_pages_speak_the_language_of_the_invitation_until_another_is_chosen(asked: Asked) -> None:
    vendor = a_browser(asked)
    vendor.enter(asked.link("田中 一郎", language="ja"))
    assert "からの質問票</h1>" in vendor.get("/answer").text
    assert "<h1>Questionnaire from" in vendor.get("/answer?lang=en").text
    page = vendor.get("/answer/section/1").text
    assert '<html class="answer" lang="en">' in page
    assert "Is there a policy?" in page


def test_pages_run_scripts_of_their_own_alone_and_are_not_kept(asked: Asked) -> None:
    vendor = asked.vendor()
    for path in ("/answer", "/answer/section/1", "/answer/file/Q-1"):
        answer = vendor.get(path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        scripts = re.findall(r"<script(.*?)>", answer.text)
        assert scripts in ([], [' src="/answer/link.js" defer'], [' src="/answer/fill.js" defer'])
        assert not re.search(r"\son\w+=|\sstyle=", answer.text)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "script-src" not in asked.server.here().get("/sign-in").headers["content-security-policy"]
    for name, kind in (("link.js", "text/javascript"), ("fill.js", "text/javascript"), ("style.css", "text/css")):
        assert vendor.get(f"/answer/{name}").headers["content-type"].split(";")[0] == kind


@pytest.mark.parametrize("path", ["/answer/", "/answer/x", "/answer/section", "/answer/enter", "/answer/file/a/b"])
def test_what_lies_below_and_is_nothing_leads_back(asked: Asked, path: str) -> None:
    answer = a_browser(asked).get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/answer")


def test_whoever_asks_for_the_page_by_the_thousand_fills_no_disk(asked: Asked) -> None:
    asked.server.door.newcomers._most = 3
    statuses = [a_browser(asked, peer="203.0.113.5").get("/answer").status_code for _ in range(5)]
    assert statuses == [200] * 3 + [429] * 2
