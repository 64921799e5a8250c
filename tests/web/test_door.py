"""The door: first set-up, sign-in in its steps, a new password, signing out; on a network and on one machine."""

from __future__ import annotations

import re
from datetime import datetime

import pyotp
import pytest

from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.services.access.sessions import COOKIE
from sakimori.services.access.who import who_is
from sakimori.services.kernel.demos import DEMOS
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace
from sakimori.services.settings.users import add_user, list_users
from web.serving import COMPANY, LOGIN, ORIGIN, PUBLIC_ORIGIN, Browser, Server

ADMIN = Actor("us_admin", "管理者", frozenset(UserRole))
NEW = "akai-kutsu-wo-haita"


def who(server: Server, browser: Browser) -> str:
    """The name of whoever a browser speaks for in the own workspace; empty where nobody does."""
    own = server.door.own
    session = server.door.sessions.find(browser.token, server.clock())
    if own is None or session is None or session.workspace != OWN:
        return ""
    user = who_is(session, own, on=server.clock().date())
    return user.name if user else ""


def colleague(server: Server, login: str = "takahashi") -> str:
    """Add a person with an account, and give their first password."""
    assert server.door.own is not None
    user = add_user(server.door.own, name="高橋 健", department="", roles=frozenset(), actor=ADMIN, at=server.clock())
    return server.door.accounts.give(user.id, login=login, actor=ADMIN, at=server.clock())


def test_a_new_server_on_one_machine_shows_the_demo_and_asks_nobody(server: Server) -> None:
    browser = server.here()
    assert browser.get("/risk").text.endswith("screen")
    session = server.door.sessions.find(browser.token, server.clock())
    assert session is not None
    assert (session.workspace, session.user_id) == (DEMO, "")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(server: Server, public: Server) -> None:
    here = server.here().get("/").headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(here.split("; "))
    assert "Secure" not in here
    assert "Secure" in public.elsewhere().get("/").headers["set-cookie"].split("; ")


def test_a_browser_keeps_its_session_over_reloads_and_tabs(server: Server) -> None:
    browser = server.here()
    browser.get("/")
    before = browser.token
    for path in ("/", "/risk", "/static/x.js", "/healthz"):
        assert "set-cookie" not in browser.get(path).headers
    assert browser.token == before


def test_the_first_set_up_makes_the_workspace_and_signs_its_person_in(server: Server) -> None:
    browser = server.here()
    answer = browser.post("/set-up", COMPANY | LOGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert who(server, browser) == "佐藤 美咲"
    [founder] = list_users(Workspace(server.door.own_file))
    assert founder.roles == frozenset(UserRole)
    assert server.here().get("/set-up").headers["location"] == "/sign-in"
    other = server.here()
    assert other.client.post("/set-up", data=COMPANY | LOGIN, headers={"origin": ORIGIN}).status_code == 303
    assert len(list_users(Workspace(server.door.own_file))) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"password": "short"}, {"password": "株式会社つむぎ2026"}, {"company": " "}, {"person": ""}, {"login": "a b"}],
)
def test_a_set_up_that_cannot_be_leaves_nothing_and_what_was_typed_stays(server: Server, wrong: dict[str, str]) -> None:
    browser = server.here()
    answer = browser.post("/set-up", COMPANY | LOGIN | wrong)
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert 'value="法務部"' in answer.text
    assert LOGIN["password"] not in answer.text
    assert not server.door.own_file.exists()


def test_from_elsewhere_a_set_up_needs_the_code_from_the_console(
    public: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = public.elsewhere()
    assert browser.get("/").headers["location"] == "/set-up"
    browser.get("/set-up")
    code = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", capsys.readouterr().err)[0]
    assert browser.post("/set-up", COMPANY | LOGIN).status_code == 403
    assert browser.post("/set-up", COMPANY | LOGIN | {"code": "AAAA-BBBB-CCCC"}).status_code == 403
    assert not public.door.own_file.exists()
    assert browser.post("/set-up", COMPANY | LOGIN | {"code": code.lower()}).status_code == 303
    assert who(public, browser) == "佐藤 美咲"


def test_wrong_set_up_codes_are_slow_and_keep_nobody_out_who_has_the_right_one(
    public: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    public.door.pause = pause
    public.elsewhere().get("/set-up")
    code = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", capsys.readouterr().err)[0]
    for number in range(30):
        browser = public.elsewhere()
        assert browser.post("/set-up", COMPANY | LOGIN | {"code": f"AAAA-BBBB-CC{number}"}).status_code == 403
    assert waited[:5] == [0.0] * 5
    assert waited == sorted(waited)
    assert waited[-1] == 3.0
    assert not public.door.own_file.exists()
    assert public.elsewhere().post("/set-up", COMPANY | LOGIN | {"code": code}).status_code == 303


def test_a_server_with_a_public_name_asks_for_the_code_behind_a_proxy_that_passes_no_heads_on(
    public: Server,
) -> None:
    browser = public.here()
    assert 'name="code"' in browser.get("/set-up").text
    assert browser.post("/set-up", COMPANY | LOGIN).status_code == 403
    assert not public.door.own_file.exists()


@pytest.mark.parametrize(
    ("host", "peer", "forwarded"),
    [("127.0.0.1:8501", "198.51.100.7", ""), ("127.0.0.1:8501", "127.0.0.1", "198.51.100.7"),
     ("127.0.0.1:8501", "127.0.0.1", "127.0.0.1")],
)  # fmt: skip
def test_to_name_this_machine_is_not_to_sit_at_it(server: Server, host: str, peer: str, forwarded: str) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    browser = server.here(peer=peer, **headers)
    assert 'name="code"' in browser.get("/set-up", host=host).text
    assert browser.post("/set-up", COMPANY | LOGIN).status_code == 403


def test_whoever_has_not_signed_in_is_led_to_the_door_and_then_to_where_they_were_going(server: Server) -> None:
    server.set_up()
    browser = server.here()
    asked = browser.get("/risk?party=tp_1&on=2026-11-25").headers["location"]
    assert asked == "/sign-in?next=%2Frisk%3Fparty%3Dtp_1%26on%3D2026-11-25"
    answer = browser.post("/sign-in", LOGIN | {"next": "/risk?party=tp_1&on=2026-11-25"}, page=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/risk?party=tp_1&on=2026-11-25")
    assert browser.get("/risk").text.endswith("screen")
    assert who(server, browser) == "佐藤 美咲"


def test_a_wrong_password_says_so_keeps_the_login_and_lets_nobody_in(server: Server) -> None:
    server.set_up()
    browser = server.here()
    answer = browser.sign_in(password="wrong")
    assert answer.status_code == 403
    assert "The login or the password is wrong." in answer.text
    assert f'value="{LOGIN["login"]}"' in answer.text
    assert who(server, browser) == ""


def test_a_first_password_leads_to_a_new_one_before_anybody_is_in(server: Server) -> None:
    server.set_up()
    first = colleague(server)
    browser = server.here()
    answer = browser.sign_in(login="takahashi", password=first)
    assert answer.headers["location"] == "/password"
    assert who(server, browser) == ""
    assert browser.get("/risk").headers["location"].startswith("/sign-in")
    assert 'name="present"' not in browser.get("/password").text
    assert browser.post("/password", {"password": first}).status_code == 403
    assert browser.post("/password", {"password": NEW}).headers["location"] == "/"
    assert who(server, browser) == "高橋 健"
    assert server.here().sign_in(login="takahashi", password=first).status_code == 403


def test_a_password_is_changed_by_whoever_gives_the_present_one_and_other_devices_are_out(server: Server) -> None:
    browser, other = server.set_up(), server.here()
    other.sign_in()
    assert browser.post("/password", {"present": "wrong", "password": NEW}).status_code == 403
    assert who(server, other) == "佐藤 美咲"
    before = browser.token
    assert browser.post("/password", {"present": LOGIN["password"], "password": NEW}).status_code == 303
    assert browser.token != before
    assert (who(server, browser), who(server, other)) == ("佐藤 美咲", "")


def code_of(page: str, at: datetime) -> str:
    return pyotp.TOTP(re.findall(r"<code>(\w+)</code>", page)[0]).at(at)


def test_by_policy_a_second_step_is_registered_and_then_asked_for(server: Server) -> None:
    server.set_up()
    server.door.accounts.need_second_step(is_needed=True, actor=ADMIN, at=server.clock())
    browser = server.here()
    assert browser.sign_in().headers["location"] == "/sign-in/code"
    page = browser.get("/sign-in/code").text
    assert 'src="data:image/svg+xml' in page
    assert code_of(page, server.clock()) == code_of(browser.get("/sign-in/code").text, server.clock())
    assert who(server, browser) == ""
    assert browser.post("/sign-in/code", {"code": "000000"}).status_code == 403
    assert browser.post("/sign-in/code", {"code": code_of(page, server.clock())}).headers["location"] == "/"
    assert who(server, browser) == "佐藤 美咲"

    again = server.here()
    server.clock.goes(seconds=30)
    assert again.sign_in(next="/risk").headers["location"] == "/sign-in/code"
    shown = again.get("/sign-in/code").text
    assert "<code>" not in shown
    assert "data:image/svg" not in shown
    answer = again.post("/sign-in/code", {"code": code_of(page, server.clock())})
    assert answer.headers["location"] == "/risk"


def test_whoever_wishes_registers_a_second_step(server: Server) -> None:
    browser = server.set_up()
    page = browser.get("/sign-in/code").text
    assert browser.post("/sign-in/code", {"code": code_of(page, server.clock())}).headers["location"] == "/"
    assert browser.get("/sign-in/code").headers["location"] == "/"
    assert server.here().sign_in().headers["location"] == "/sign-in/code"


def test_code_and_password_pages_open_to_nobody_who_has_proven_nothing(server: Server) -> None:
    server.set_up()
    for path in ("/sign-in/code", "/password", "/sign-out"):
        assert server.here().get(path).headers["location"] == "/sign-in"


def test_a_sign_in_that_is_not_gone_on_with_is_forgotten(server: Server) -> None:
    server.set_up()
    first = colleague(server)
    browser = server.here()
    browser.sign_in(login="takahashi", password=first)
    server.clock.goes(minutes=11)
    assert browser.get("/password").headers["location"] == "/sign-in"


def test_signing_out_ends_the_session_and_everywhere_every_one(server: Server) -> None:
    browser, other = server.set_up(), server.here()
    other.sign_in()
    before = browser.token
    assert browser.post("/sign-out", {}).headers["location"] == "/sign-in"
    assert server.door.sessions.find(before, server.clock()) is None
    assert who(server, other) == "佐藤 美咲"
    browser.sign_in()
    browser.post("/sign-out", {"everywhere": "1"})
    assert who(server, other) == ""


def test_limits_of_time_lead_back_to_the_door(server: Server) -> None:
    browser = server.set_up()
    server.clock.goes(minutes=61)
    assert browser.get("/risk").headers["location"].startswith("/sign-in")
    browser.sign_in()
    for _ in range(12):
        server.clock.goes(minutes=59)
        server.door.sessions.touch(browser.token, server.clock())
    assert who(server, browser) == "佐藤 美咲"
    server.clock.goes(minutes=13)
    assert who(server, browser) == ""


def test_to_the_demo_and_back_nobody_becomes_somebody_of_the_company(server: Server) -> None:
    browser = server.set_up()
    [founder] = list_users(Workspace(server.door.own_file))
    assert browser.post("/demo", {}, page="/sign-out").headers["location"] == "/"
    sessions, at = server.door.sessions, server.clock()
    assert sessions.change(browser.token, at, user_id=founder.id)
    assert browser.get("/risk").text.endswith("screen")
    with pytest.raises(ValueError, match="sign-in"):
        sessions.change(browser.token, at, workspace=OWN, user_id=founder.id)
    assert sessions.change(browser.token, at, workspace=OWN)
    assert who(server, browser) == ""
    with pytest.raises(ValueError, match="sign-in"):
        sessions.change(browser.token, at, user_id=founder.id)
    assert browser.get("/risk").headers["location"].startswith("/sign-in")


def test_the_demos_of_both_languages_are_places_of_their_own_and_whoever_goes_to_one_is_nobody_there_yet(
    server: Server,
) -> None:
    folder = server.door.folder
    assert folder is not None
    browser = server.here()
    browser.get("/")
    for demo, name in (("demo", "佐藤 美咲"), ("demo-en", "Misaki Sato")):
        add_user(
            Workspace(folder / f"{demo}.db"), name=name, department="", roles=frozenset(UserRole), user_id="us01",
            actor=ADMIN, at=server.clock(),
        )  # fmt: skip
        server.door.sessions.change(browser.token, server.clock(), workspace=demo)
        session = server.door.sessions.find(browser.token, server.clock())
        assert (session.workspace, session.user_id) == (demo, "")  # type: ignore[union-attr]
        assert browser.get("/risk").text.endswith("screen")
        server.door.sessions.change(browser.token, server.clock(), user_id="us01")
        visitor = server.door.visitor(server.door.sessions.find(browser.token, server.clock()))
        assert visitor.actor.name == name


def test_a_server_begins_with_the_demo_of_the_language_that_it_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKIMORI_DEMO_LANG", "en")
    assert server.door.first_workspace == "demo-en"


@pytest.mark.parametrize("demo", DEMOS.values())
def test_on_a_network_the_demo_does_not_open(public: Server, demo: str) -> None:
    token = public.door.sessions.begin(public.clock(), workspace=demo, user_id="us01")
    browser = public.elsewhere()
    browser.client.cookies.set(COOKIE, token, domain="sakimori.example.co.jp")
    assert browser.get("/risk").headers["location"] == "/set-up"
    assert "/demo" not in browser.get("/set-up").text
    assert browser.client.post("/demo", headers={"origin": PUBLIC_ORIGIN}).headers["location"] == "/"
    session = public.door.sessions.find(browser.token, public.clock())
    assert session is not None
    assert session.workspace == OWN


def test_the_pages_speak_the_language_of_the_browser_until_another_is_chosen(server: Server) -> None:
    server.set_up()
    browser = server.here()
    assert "<h1>Sign in</h1>" in browser.get("/sign-in").text
    assert "<h1>サインイン</h1>" in browser.get("/sign-in?lang=ja").text
    assert "<h1>サインイン</h1>" in browser.get("/sign-in").text
    assert '<html class="door" lang="ja">' in browser.sign_in(password="wrong").text


def test_where_nobody_has_an_account_yet_the_page_says_what_to_do(server: Server) -> None:
    Workspace(server.door.own_file)
    assert "sakimori user reset" in server.here().get("/sign-in").text


def test_our_own_pages_run_no_script_load_nothing_foreign_and_are_not_kept(server: Server) -> None:
    server.set_up()
    answer = server.here().get("/sign-in")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    style = server.here().get("/door/style.css")
    assert (style.status_code, style.headers["content-type"].split(";")[0]) == (200, "text/css")


def test_english_chosen_in_a_japanese_browser_is_said_to_be_english(server: Server) -> None:
    server.set_up()
    browser = server.here(**{"accept-language": "ja"})
    assert 'lang="ja"' in browser.get("/sign-in").text
    browser.get("/sign-in?lang=en")
    chosen = browser.get("/sign-in").text
    assert "<h1>Sign in</h1>" in chosen
    assert '<html class="door" lang="en">' in chosen
