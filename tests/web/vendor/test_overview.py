"""The overview, handing in, the copy, and colleagues."""

from __future__ import annotations

import io
import re
from urllib.parse import unquote

import openpyxl
import pytest

from kit.assessing import FILLER, REVIEWER
from kit.builders import AT
from sakimori.domain.codes import AssessmentState, Decision
from sakimori.domain.invitation import MOST_COLLEAGUES, InvitationState
from sakimori.services.assessments.decisions import decide, send_back, submit
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.write import comment
from sakimori.services.invitations.rows import invitations_of
from sakimori.services.kernel.workspace import DEMO
from web.serving import ORIGIN, PUBLIC_ORIGIN, Server
from web.vendor.answering import Asked, Vendor, an_asked_vendor, fields_of

FORMULA = '=HYPERLINK("http://evil.example","x")'


def token_of(vendor: Vendor, path: str = "/answer") -> str:
    return str(re.findall(r'name="form_token" value="(\w+)"', vendor.get(path).text)[0])


def states(asked: Asked) -> dict[str, InvitationState]:
    rows = invitations_of(asked.workspace, asked.assessment_id, at=asked.server.clock())
    return {row.invitation.name or "": row.state for row in rows}


def test_the_overview_says_who_asks_what_and_why_and_how_far_it_is(asked: Asked) -> None:
    vendor = asked.vendor()
    page = vendor.get("/answer").text
    for words in ("A small pack", "Act on the Protection of Personal", "0 of 8 answered", "Not answered: 8"):
        assert words in page
    vendor.save("1", a__Q_1="yes", a__Q_3="no")
    page = vendor.get("/answer").text
    assert "2 of 9 answered" in page
    assert "Points that fall short: 1" in page
    assert 'href="/answer/section/1#q-Q-3"' in page


def test_nothing_that_we_alone_know_is_shown(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save_all()
    comment(asked.workspace, asked.assessment_id, "Q-3", text="方式は？", actor=REVIEWER, at=AT)
    paths = ("", "/section/1", "/section/2", "/submit", "/colleague", "/file/Q-1")
    pages = "".join(vendor.get(f"/answer{path}").text for path in paths)
    work = assessment_view(asked.workspace, asked.assessment_id, on=AT.date(), number=asked.workspace.head()[0])
    assert work.score.risk is not None
    ids = (asked.assessment_id, asked.party.id)
    for secret in (REVIEWER.name, FILLER.name, *ids, "risk", "weight", "severity", "tier"):
        assert secret not in pages


def test_each_step_of_a_vendor_is_seen_by_procurement(asked: Asked) -> None:
    code = asked.link("田中 一郎")
    assert states(asked)["田中 一郎"] is InvitationState.SENT
    vendor = Vendor(asked.server.app, origin=ORIGIN, peer="127.0.0.1")
    vendor.enter(code)
    assert states(asked)["田中 一郎"] is InvitationState.OPENED
    vendor.save_all()
    assert states(asked)["田中 一郎"] is InvitationState.STARTED
    vendor.send("/answer/submit", {"form_token": token_of(vendor), "sure": "1", "seen": str(asked.view().version)})
    assert states(asked)["田中 一郎"] is InvitationState.SUBMITTED


def test_it_is_handed_in_once_everything_required_is_answered_and_confirmed(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save("1", a__Q_1="yes")
    page = vendor.get("/answer/submit").text
    assert "Required questions without an answer: 4." in page
    assert "Evidence that is still missing: 1" in page
    assert "<form" in page
    assert 'name="sure"' not in page
    early = {"form_token": token_of(vendor), "sure": "1", "seen": str(asked.view().version)}
    assert vendor.send("/answer/submit", early).status_code == 409
    assert asked.view().state is AssessmentState.DRAFT
    vendor.save_all()
    page = vendor.get("/answer/submit").text
    assert "Optional questions left blank: 4." in page
    form = early | {"seen": re.findall(r'name="seen" value="(\d+)"', page)[0]}
    unsure = vendor.send("/answer/submit", form | {"sure": ""})
    assert unsure.status_code == 409
    assert "Please tick the box" in unsure.text
    assert asked.view().state is AssessmentState.DRAFT
    answer = vendor.send("/answer/submit", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/answer?submitted=1")
    assert "Submitted. Please keep a copy." in vendor.get("/answer?submitted=1").text
    assert asked.view().state is AssessmentState.SUBMITTED
    assert vendor.send("/answer/submit", form).status_code == 409
    page = vendor.get("/answer/section/1").text
    assert "It was submitted, so answers cannot be changed." in page
    assert set(fields_of(page, "answers")) == {"form_token", "of"}


def test_a_page_of_submission_from_before_it_was_sent_back_hands_nothing_in(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save_all()
    form = {"form_token": token_of(vendor), "sure": "1", "seen": str(asked.view().version)}
    submit(asked.workspace, asked.assessment_id, actor=FILLER, at=AT)
    send_back(asked.workspace, asked.assessment_id, reason="方針の日付が古い", actor=REVIEWER, at=AT)
    assert vendor.send("/answer/submit", form).status_code == 409
    assert asked.view().state is AssessmentState.SENT_BACK


def test_reading_pages_changes_nothing(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save_all()
    head = asked.workspace.head()
    asks = ("", "/submit?sure=1&seen=1", "/colleague?name=x&email=x@y.example", "/section/1?a.Q-1=no", "/file/Q-1")
    for path in asks:
        assert vendor.get(f"/answer{path}").status_code == 200
    assert asked.workspace.head() == head


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_copy_holds_what_was_answered_and_runs_nothing(asked: Asked, language: str) -> None:
    vendor = asked.vendor()
    vendor.save("1", a__Q_1="yes", n__Q_1=FORMULA)
    vendor.save("2", a__Q_9=FORMULA)
    answer = vendor.get(f"/answer/copy?lang={language}")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert unquote(answer.headers["content-disposition"]).endswith("_20261125.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.data_type for cell in cells if FORMULA in str(cell.value)] == ["s", "s"]
    words = {str(cell.value) for cell in cells}
    assert ("方針がありますか。" if language == "ja" else "Is there a policy?") in words


def test_what_a_vendor_writes_is_shown_to_our_people_as_it_is(asked: Asked) -> None:
    vendor = asked.vendor("<img src=x>")
    vendor.save("2", a__Q_9=FORMULA + "<script>")
    work = assessment_view(asked.workspace, asked.assessment_id, on=AT.date(), number=asked.workspace.head()[0])
    shown = work.question("Q-9")
    assert shown is not None
    assert shown.answer is not None
    assert shown.answer.value == (FORMULA + "<script>",)
    assert shown.answered_by.startswith("<img src=x>")
    assert "<img src=x>" not in vendor.get("/answer").text
    assert "<script>" not in vendor.get("/answer/section/2").text


def test_a_vendor_invites_a_colleague_who_answers_with_them(asked: Asked) -> None:
    vendor = asked.vendor()
    sent = {"form_token": token_of(vendor), "name": "山本 花子", "email": "hanako@vendor.example", "language": "ja"}
    page = vendor.send("/answer/colleague", sent).text
    link = re.findall(rf"{ORIGIN}/answer#([\w-]+)", page)
    assert len(link) == 1
    assert link[0] not in vendor.get("/answer/colleague").text
    colleague = Vendor(asked.server.app, origin=ORIGIN, peer="127.0.0.1")
    assert colleague.enter(link[0]).status_code == 303
    assert "田中 一郎" in colleague.get("/answer").text
    colleague.save("1", a__Q_1="yes")
    assert asked.question("Q-1").answered_by == "山本 花子"
    assert "山本 花子" in vendor.get("/answer").text
    assert states(asked)["山本 花子"] is InvitationState.STARTED


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"email": "nobody"}, {"email": "a@b.example\r\nBcc: c@d.example"}, {"language": "xx"},
     {"name": "番号 123456789018"}],
)  # fmt: skip
def test_an_invitation_that_cannot_be_keeps_what_was_typed(asked: Asked, wrong: dict[str, str]) -> None:
    vendor = asked.vendor()
    given = {"form_token": token_of(vendor), "name": "山本 花子", "email": "hanako@vendor.example", "language": "ja"}
    before = len(states(asked))
    answer = vendor.send("/answer/colleague", given | wrong)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert ("山本 花子" in answer.text) is ("name" not in wrong)
    assert len(states(asked)) == before


def test_a_vendor_invites_so_many_and_no_more(asked: Asked) -> None:
    vendor = asked.vendor()
    token = token_of(vendor)
    statuses = [
        vendor.send(
            "/answer/colleague",
            {"form_token": token, "name": f"人{number}", "email": f"p{number}@vendor.example", "language": "en"},
        ).status_code
        for number in range(MOST_COLLEAGUES + 1)
    ]
    assert statuses == [200] * MOST_COLLEAGUES + [409]


@pytest.mark.parametrize("workspace", ["own", DEMO])
def test_where_mail_goes_out_the_link_is_not_shown(asked: Asked, workspace: str) -> None:
    asked.server.door.sends_mail = True
    if workspace == DEMO:  # of which nothing is ever sent
        asked.server.door._own, asked.server.door._demos = None, {DEMO: asked.workspace}
    vendor = asked.vendor()
    sent = {"form_token": token_of(vendor), "name": "山本 花子", "email": "hanako@vendor.example", "language": "ja"}
    page = vendor.send("/answer/colleague", sent).text
    rows = invitations_of(asked.workspace, asked.assessment_id, at=asked.server.clock())
    [row] = [row for row in rows if row.invitation.name == "山本 花子"]
    assert row.is_queued is (workspace == "own")
    assert ("/answer#" in page) is (workspace == DEMO)
    assert ("hanako@vendor.example" in page) is (workspace == "own")


def test_on_a_network_a_link_names_the_public_address(public: Server) -> None:
    asked = an_asked_vendor(public)
    vendor = asked.vendor(origin=PUBLIC_ORIGIN, peer="198.51.100.7")
    sent = {"form_token": token_of(vendor), "name": "山本 花子", "email": "hanako@vendor.example", "language": "ja"}
    page = vendor.send("/answer/colleague", sent).text
    assert re.findall(rf"{PUBLIC_ORIGIN}/answer#[\w-]+", page)


def test_after_the_decision_everything_is_read_only(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save_all()
    submit(asked.workspace, asked.assessment_id, actor=FILLER, at=AT)
    decide(
        asked.workspace, asked.assessment_id, decision=Decision.APPROVED, reason="確認した", conditions=(),
        actor=REVIEWER, at=AT,
    )  # fmt: skip
    overview = vendor.get("/answer").text
    assert "The assessment has ended" in overview
    assert "確認した" not in overview
    assert "Invite a colleague" not in overview
    assert "answers cannot be changed" in vendor.get("/answer/section/1").text
    assert vendor.get("/answer/copy").status_code == 200


@pytest.mark.parametrize("sends_mail", [False, True])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_colleague_at_another_domain_gets_nothing_until_we_have_looked(
    asked: Asked, language: str, *, sends_mail: bool
) -> None:
    asked.server.door.sends_mail = sends_mail
    vendor = asked.vendor()
    sent = {"form_token": token_of(vendor), "name": "山本 花子", "email": "hanako@evil.example", "language": "ja"}
    page = vendor.send(f"/answer/colleague?lang={language}", sent)
    assert page.status_code == 200
    assert "/answer#" not in page.text
    assert "hanako@evil.example" in page.text
    rows = invitations_of(asked.workspace, asked.assessment_id, at=asked.server.clock())
    [row] = [row for row in rows if row.invitation.name == "山本 花子"]
    assert (row.state, row.is_queued, row.invitation.link_hash) == (InvitationState.HELD, False, "")
    assert ("確認待ち" if language == "ja" else "waits for the company") in vendor.get(f"/answer?lang={language}").text


def test_a_vendor_writes_no_mail_of_ours(asked: Asked) -> None:
    """Over HTTP, as it was done: the name of a colleague that held headers and a body."""
    asked.server.door.sends_mail = True
    vendor = asked.vendor()
    name = "=?utf-8?q?=0d=0aContent-Type:text/html=0d=0a=0d=0a<a_href=3dhttp://evil.example>Sign_in</a>?="
    sent = {"form_token": token_of(vendor), "name": name, "email": "hanako@vendor.example", "language": "ja"}
    assert vendor.send("/answer/colleague", sent).status_code == 409
    assert name not in states(asked)
