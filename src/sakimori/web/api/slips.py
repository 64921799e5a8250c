"""Clearance slips 提供可否票: issued on demand, read, checked by their number, taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from pydantic import Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.clearance import Slip
from sakimori.domain.codes import Outcome
from sakimori.domain.values.text import Text
from sakimori.services.access.address import address_of
from sakimori.services.clearance.judging import needs_day_to_come
from sakimori.services.clearance.slip_checks import Rejudged, check_slip
from sakimori.services.clearance.slip_sheet import address_of_check, slip_sheet
from sakimori.services.clearance.slips import SlipStanding, SlipState, issue_slip, revoke_slip, slip_digest
from sakimori.services.clearance.view import SlipPaper, print_slip, slip_paper
from sakimori.services.kernel.access import Permission
from sakimori.web.api.answers import JudgedOut, ReasonOut, VerdictOut, judged_out, reasons, verdict_out
from sakimori.web.api.clearance import Question, asked
from sakimori.web.api.endpoint import Call, Endpoint, FileOut, Versioned
from sakimori.web.api.forms import DayQuery, In, Lines, Out

PDF: Final = "application/pdf"


class StandingOut(Out):
    """How a slip stands on a day: only `good` may be relied on, and only once nothing is left in `to_do`.

    Of a past day it is history: `may_go` is null.
    """

    state: SlipState
    outcome: Outcome | None
    may_go: bool | None
    is_history: bool
    reasons: tuple[ReasonOut, ...]
    to_do: tuple[ReasonOut, ...]


class SlipOut(Out):
    """A slip with what was judged and the answer on which it was issued, and how it stands on the day asked about."""

    id: str
    number: str
    third_party_id: str
    third_party: str
    outcome: Outcome
    judged_on: date
    valid_until: date | None
    issued_by: str
    issued_at: datetime
    revoked_on: date | None
    audit_number: int
    audit_hash: str
    digest: str
    judged: JudgedOut
    answer: VerdictOut
    standing: StandingOut


class SlipCheckOut(Out):
    """Whether a slip is what was issued and how it stands; of what stands on it nothing is told."""

    number: str
    third_party: str
    issued_by: str
    issued_at: datetime
    judged_on: date
    valid_until: date | None
    standing: StandingOut
    is_unaltered: bool
    head_holds: bool
    rejudged: Rejudged


class RevokeIn(In):
    """Why a slip is taken back."""

    reason: Annotated[Lines, Field(min_length=1)]


def _standing(standing: SlipStanding, *, is_history: bool, tells: bool = True) -> StandingOut:
    return StandingOut(
        state=standing.state,
        outcome=standing.outcome,
        may_go=None if is_history else standing.state is SlipState.GOOD and not standing.to_do,
        is_history=is_history,
        reasons=reasons(standing.reasons) if tells else (),
        to_do=reasons(standing.to_do) if tells else (),
    )


def _out(call: Call, paper: SlipPaper, on: date) -> Versioned:
    slip: Slip = paper.slip
    out = SlipOut(
        id=slip.id,
        number=slip.number,
        third_party_id=slip.third_party_id,
        third_party=paper.case.recipient.legal_name,
        outcome=slip.outcome,
        judged_on=slip.judged_on,
        valid_until=slip.valid_until,
        issued_by=paper.issued_by.name if paper.issued_by else slip.issued_by,
        issued_at=slip.issued_at,
        revoked_on=slip.revoked_on,
        audit_number=slip.audit_number,
        audit_hash=slip.audit_hash,
        digest=slip_digest(slip),
        judged=judged_out(paper.case, slip.judged_on),
        answer=verdict_out(paper.verdict, today=call.today),
        standing=_standing(paper.standing, is_history=on < call.today),
    )
    return Versioned(out, slip.version)


def _read(call: Call, slip_id: str, on: date) -> Versioned:
    return _out(call, slip_paper(call.seat, slip_id, on=on, actor=call.actor, at=call.at), on)


def _issue(call: Call) -> Versioned:
    question: Question = call.body
    slip = issue_slip(call.seat, asked(call, question), actor=call.actor, at=call.at).record
    return _read(call, slip.id, question.on or call.today)


def _show(call: Call) -> Versioned:
    return _read(call, call.path["slip_id"], call.on)


def _pdf(call: Call) -> FileOut:
    slip_id = call.path["slip_id"]
    needs_day_to_come(call.on, today=call.today)
    paper = slip_paper(call.seat, slip_id, on=call.on, actor=call.actor, at=call.at)
    number = paper.slip.number
    address = address_of_check(number, base=address_of().public or call.origin)
    sheet = slip_sheet(paper, call.on, call.language, address=address)
    made = print_slip(call.seat, slip_id, sheet, actor=call.actor, at=call.at)
    return FileOut(f"{number}.pdf", made, PDF)


def _check(call: Call) -> SlipCheckOut:
    found = check_slip(call.seat, call.path["number"], on=call.on, actor=call.actor, at=call.at)
    return SlipCheckOut(
        number=found.slip.number,
        third_party=found.third_party.legal_name,
        issued_by=found.issued_by,
        issued_at=found.slip.issued_at,
        judged_on=found.slip.judged_on,
        valid_until=found.slip.valid_until,
        standing=_standing(found.standing, is_history=call.on < call.today, tells=found.may_read),
        is_unaltered=found.is_unaltered,
        head_holds=found.head_holds,
        rejudged=found.rejudged,
    )


def _revoke(call: Call) -> Versioned:
    body: RevokeIn = call.body
    slip_id = call.path["slip_id"]
    revoke_slip(call.seat, slip_id, reason=body.reason, actor=call.actor, at=call.at, seen=call.version)
    return _read(call, slip_id, call.today)


ENDPOINTS: Final = (
    Endpoint(
        method="POST", path="/slips", name="issue_slip", scope=TokenScope.SLIPS, permission=Permission.ASK_CLEARANCE,
        body=Question, answers=SlipOut, run=_issue, status=201,
        title=Text("提供可否票を出す", "Issue a slip"),
        about=Text(
            "可か条件付き可のときだけ出せます。ほかは409です。候補がいくつもある質問にも、候補を付けて409を返します。"
            "残っている条件は票に載ります。",
            "Only where the answer is allowed or conditional; otherwise 409, and so for a question with several "
            "candidates, which are named. The open conditions stand on it.",
        ),
    ),
    Endpoint(
        method="GET", path="/slips/{slip_id}", name="read_slip", scope=TokenScope.CLEARANCE,
        permission=Permission.ENTER, query=DayQuery, answers=SlipOut, run=_show,
        title=Text("提供可否票を読む", "Read a slip"),
    ),
    Endpoint(
        method="GET", path="/slips/{slip_id}/pdf", name="print_slip", scope=TokenScope.CLEARANCE,
        permission=Permission.ENTER, query=DayQuery, answers=None, media_type=PDF, run=_pdf,
        title=Text("提供可否票をPDFで受け取る", "A slip as PDF"),
        about=Text(
            "Accept-Language の言語で作ります。画面で受け取るときと同じく、発行の履歴に残ります。"
            "過ぎた日の票は作りません。",
            "In the language of Accept-Language. Each file is noted among those that were issued, as on the page. "
            "None is made of a past day.",
        ),
    ),
    Endpoint(
        method="POST", path="/slips/{slip_id}/revoke", name="revoke_slip", scope=TokenScope.SLIPS,
        permission=Permission.ASK_CLEARANCE, body=RevokeIn, answers=SlipOut, run=_revoke, needs_version=True,
        title=Text("提供可否票を取り消す", "Take a slip back"),
    ),
    Endpoint(
        method="GET", path="/slip-checks/{number}", name="check_slip", scope=TokenScope.CLEARANCE,
        permission=Permission.ENTER, query=DayQuery, answers=SlipCheckOut, run=_check,
        title=Text("番号で提供可否票を確かめる", "Check a slip by its number"),
        about=Text(
            "票を見た人が偽造に気づけるよう、票を読めない役割にも提供先・発行者・状態を示します。番号は連番です。"
            "確認した人は閲覧の記録に残ります。",
            "So that a forged slip is noticed, recipient, issuer and state are told to every role. "
            "Numbers run on. Whoever checks is noted among the reads.",
        ),
    ),
)  # fmt: skip
