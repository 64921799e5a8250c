"""Files for people: who gets them, as what, how often, and what whoever is not here any more still gets."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from PIL import Image
from pypdf import PdfWriter

from kit.builders import a_third_party
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.errors import GoneFileError
from sakimori.exchange.apart import read_apart
from sakimori.services.access.handed_out import LIFE, GivenFile, HandedOut
from sakimori.services.audit.view import verify
from sakimori.services.evidence import giving
from sakimori.services.evidence.drawn import Pages
from sakimori.services.evidence.giving import takings_of
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user, change_user, list_users, record_leaving
from web.serving import NAME, ORIGIN, Browser, Server, a_demo, choose
from web.test_names import opens

HTML = b"<script>alert(document.cookie)</script>"
ALL = frozenset(UserRole)


def pdf(pages: int) -> bytes:
    out, paper = io.BytesIO(), PdfWriter()
    for _ in range(pages):
        paper.add_blank_page(200, 300)
    paper.write(out)
    return out.getvalue()


@dataclass
class Filing:
    """A signed-in person, a colleague's hand to change rights, and two filed documents."""

    server: Server
    browser: Browser
    workspace: Workspace
    me: Actor
    html: str
    paper: str

    @property
    def admin(self) -> Actor:
        return Actor("admin", "管理者", ALL)


def file_in(workspace: Workspace, actor: Actor, server: Server) -> tuple[str, str]:
    at = server.clock()
    party = register(workspace, a_third_party(), actor=actor, at=at).record
    html, paper = (
        file_evidence(workspace, third_party_id=party.id, filename=name, body=body, actor=actor, at=at).record.id
        for name, body in (('方針 "最新".html', HTML), ("証書.pdf", pdf(3)))
    )
    return html, paper


@pytest.fixture
def filing(server: Server) -> Filing:
    browser = server.set_up()
    workspace = server.door.own
    assert workspace is not None
    [user] = list_users(workspace)
    me = Actor(user.id, user.name, user.roles)
    add_user(workspace, name="管理 太郎", department="", roles=ALL, user_id="admin", actor=me, at=server.clock())
    return Filing(server, browser, workspace, me, *file_in(workspace, me, server))


def leaves(filing: Filing) -> None:
    today = legal_day(filing.server.clock())
    record_leaving(filing.workspace, filing.me.id, left_on=today, actor=filing.admin, at=filing.server.clock())


def becomes_sales(filing: Filing) -> None:
    me = next(user for user in list_users(filing.workspace) if user.id == filing.me.id)
    sales = replace(me, roles=frozenset({UserRole.SALES}))
    change_user(filing.workspace, sales, actor=filing.admin, at=filing.server.clock())


def made(filing: Filing, body: bytes = b"a slip") -> str:
    """What a page has just made for this browser."""
    door = filing.server.door
    session = door.sessions.find(filing.browser.token, filing.server.clock())
    assert session is not None
    file = GivenFile("提供可否票.pdf", body, "application/pdf")
    return f"/download/{door.handed_out.keep(file, whose=session.key, at=filing.server.clock())}"


# Documents


def test_a_document_leaves_as_a_file_that_no_browser_opens_and_is_noted_once(filing: Filing) -> None:
    answer = filing.browser.get(f"/evidence/{filing.html}")
    assert (answer.status_code, answer.content) == (200, HTML)
    headers = answer.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment; filename*=utf-8''%E6%96%B9")
    assert "sandbox" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert [taking.was_shown for taking in takings_of(filing.workspace, filing.html, actor=filing.me)] == [False]
    assert verify(filing.workspace).is_intact


def test_its_pages_come_as_pictures_drawn_once_and_that_somebody_looked_is_noted_once(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def counted(draw: Callable[..., Pages], body: bytes, *, after: int) -> Pages:
        drawn.append(len(body))
        return read_apart(draw, body, after=after)

    monkeypatch.setattr(giving, "read_apart", counted)
    for number in (1, 2, 3):
        answer = filing.browser.get(f"/evidence/{filing.paper}/page/{number}.png")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert Image.open(io.BytesIO(answer.content)).format == "PNG"
    assert len(drawn) == 1
    assert [taking.was_shown for taking in takings_of(filing.workspace, filing.paper, actor=filing.me)] == [True]
    filing.server.clock.goes(minutes=6)
    assert filing.browser.get(f"/evidence/{filing.paper}/page/1.png").status_code == 200
    assert len(drawn) == 2
    assert len(takings_of(filing.workspace, filing.paper, actor=filing.me)) == 2


def test_a_page_is_given_with_a_passage_marked_and_may_load_nothing(filing: Filing) -> None:
    answer = filing.browser.get(f"/evidence/{filing.paper}/page/2.svg?mark=1000-2000-9000-2500_1000-2600-4000-2900")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert (answer.text.count("<rect"), "data:image/png;base64," in answer.text) == (2, True)
    rules = answer.headers["content-security-policy"]
    assert "default-src 'none'; img-src data:; sandbox" in rules


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/evidence/ev_none", 404, "No document"),
        ("/evidence/{paper}/page/0.png", 404, "No page"),
        ("/evidence/{paper}/page/4.png", 404, "No page"),
        ("/evidence/{paper}/page/21.png", 404, "No page"),
        ("/evidence/{paper}/page/4.svg?mark=0-0-100-100", 404, "No page"),
        ("/evidence/{paper}/page/1.svg?mark=everywhere", 404, "No page"),
        ("/evidence/{html}/page/1.png", 422, "cannot be read"),
        ("/download/none", 410, "given once already"),
    ],
)
def test_what_is_not_there_is_refused_in_words(filing: Filing, path: str, status: int, words: str) -> None:
    answer = filing.browser.get(path.format(html=filing.html, paper=filing.paper))
    assert (answer.status_code, words in answer.text) == (status, True)


def test_a_stranger_is_led_to_sign_in_and_comes_back_to_the_document(filing: Filing) -> None:
    stranger = filing.server.here()
    answer = stranger.get(f"/evidence/{filing.html}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next=%2Fevidence%2F{filing.html}")
    for path in (f"/evidence/{filing.html}", f"/evidence/{filing.paper}/page/1.png"):
        answer = stranger.get(path, accept="image/*")
        assert (answer.status_code, "Sign in first" in answer.text) == (403, True)
    assert takings_of(filing.workspace, filing.html, actor=filing.me) == ()


def test_who_may_not_read_evidence_is_told_who_may(filing: Filing) -> None:
    becomes_sales(filing)
    for path in (f"/evidence/{filing.html}", f"/evidence/{filing.paper}/page/1.png"):
        answer = filing.browser.get(path)
        assert (answer.status_code, "the auditor" in answer.text) == (403, True)


def test_pages_that_were_drawn_a_moment_ago_are_not_given_to_who_may_not_read_them_now(filing: Filing) -> None:
    path = f"/evidence/{filing.paper}/page/1.png"
    assert filing.browser.get(path).status_code == 200
    becomes_sales(filing)
    assert filing.browser.get(path).status_code == 403


def test_the_demo_gives_its_documents_to_whom_somebody_chose_to_be(server: Server) -> None:
    demo = a_demo(server)
    html, paper = file_in(demo, Actor("us01", "佐藤 美咲", ALL), server)
    browser = server.here()
    browser.get("/")
    assert browser.get(f"/evidence/{html}").status_code == 403
    choose(browser, server)
    assert browser.get(f"/evidence/{html}").content == HTML
    assert browser.get(f"/evidence/{paper}/page/2.png").status_code == 200


def test_on_a_network_nobody_gets_a_document_of_the_demo(public: Server) -> None:
    demo = a_demo(public)
    html, _ = file_in(demo, Actor("us01", "佐藤 美咲", ALL), public)
    browser = public.elsewhere()
    browser.get("/sign-in")
    choose(browser, public)
    assert browser.get(f"/evidence/{html}").status_code == 303
    assert browser.get(f"/evidence/{html}", accept="*/*").status_code == 403


# What a page has made


def test_what_a_page_made_is_given_once_and_asking_for_it_does_not_use_it_up(filing: Filing) -> None:
    path = made(filing)
    assert filing.browser.get(path, **{"sec-fetch-mode": "cors"}).status_code == 204
    assert filing.browser.client.head(path).status_code == 204
    answer = filing.browser.get(path)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"a slip", "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert filing.browser.get(path).status_code == 410


def test_what_a_page_made_waits_for_one_session_and_not_for_long(filing: Filing) -> None:
    path, late = made(filing), made(filing)
    other = filing.server.here()
    assert other.sign_in().status_code == 303
    assert other.get(path).status_code == 410
    assert filing.browser.get(path).status_code == 200
    filing.server.clock.goes(seconds=LIFE.total_seconds() + 1)
    assert filing.browser.get(late).status_code == 410


def test_after_signing_out_nothing_that_was_made_is_given(filing: Filing) -> None:
    path = made(filing)
    filing.browser.post("/sign-out", {})
    assert filing.browser.get(path, accept="*/*").status_code == 403
    filing.browser.sign_in()
    assert filing.browser.get(path).status_code == 410


def test_files_that_nobody_fetches_fill_no_memory(server: Server) -> None:
    kept, at = HandedOut(most_bytes=25), server.clock()
    numbers = [kept.keep(GivenFile("a", b"x" * 10), whose="s", at=at) for _ in range(3)]
    with pytest.raises(GoneFileError):
        kept.take(numbers[0], whose="s", at=at)
    assert kept.take(numbers[2], whose="s", at=at).body == b"x" * 10
    kept.keep(GivenFile("b", b""), whose="s", at=at + LIFE + timedelta(seconds=1))
    assert len(kept._waiting) == 1


# Whoever is not here any more


def test_whoever_left_gets_nothing_by_any_address_though_their_session_stands(filing: Filing) -> None:
    browser, door = filing.browser, filing.server.door
    path = made(filing)

    def put() -> int:
        upload = "/_stcore/upload_file/a/b"
        return browser.client.put(upload, content=b"x", headers={"origin": browser.origin}).status_code

    fetched = ("/media/x.png", "/_stcore/host-config", f"/evidence/{filing.html}", path)
    assert [browser.get(one).status_code for one in fetched] == [200] * 4
    assert (put(), opens(browser, host=NAME, origin=ORIGIN)) == (204, True)
    path = made(filing)
    leaves(filing)
    assert door.sessions.find(browser.token, filing.server.clock()) is not None
    fetched = ("/media/x.png", "/_stcore/host-config", f"/evidence/{filing.html}", path)
    assert [browser.get(one).status_code for one in fetched] == [403] * 4
    assert (put(), opens(browser, host=NAME, origin=ORIGIN)) == (403, False)


def test_in_the_demo_the_screens_open_before_somebody_has_said_who_they_are(server: Server) -> None:
    a_demo(server)
    browser = server.here()
    assert browser.get("/media/x.png").status_code == 403
    browser.get("/")
    assert browser.get("/media/x.png").status_code == 200
    assert opens(browser, host=NAME, origin=ORIGIN)


def test_a_session_that_has_not_signed_in_opens_no_screen_of_the_company(server: Server) -> None:
    server.set_up()
    stranger = server.here()
    stranger.get("/sign-in")
    assert stranger.get("/media/x.png").status_code == 403
    assert not opens(stranger, host=NAME, origin=ORIGIN)
