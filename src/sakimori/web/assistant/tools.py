"""The tools: each a question that the interface for programs answers, told in a few lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from pydantic import ValidationError

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import Severity
from sakimori.domain.rule import Rule
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.facts_table import STEP_NAMES
from sakimori.rules.clearance.rule_kit import ClearanceRule
from sakimori.services.access.program_reads import note_read
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.clearance.choices import candidates
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.readings import WordedAnswer
from sakimori.services.clearance.slip_checks import check_slip
from sakimori.services.clearance.slips import ISSUABLE, SlipState, issue_slip
from sakimori.services.clearance.wordings import recipient_named
from sakimori.services.gaps.rows import GapFilter, row_page
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.view import dossier_view
from sakimori.web.api.clearance import Question, answered, asked
from sakimori.web.api.endpoint import Call
from sakimori.web.api.problems import invalid_request, refusal
from sakimori.web.assistant.quoting import quoted
from sakimori.web.assistant.wording import (
    article_line,
    candidate_lines,
    head_line,
    listed,
    point_lines,
    subject_line,
    told,
    worded,
)

Language = Literal["ja", "en"]
Direction = Literal["", "in", "out"]
"""Whether data are taken in or handed over; blank is what is usual with the other side."""
_ROWS: Final = 15
_RULE: Final = Text("規則", "rule")
_UNSENT: Final = Text(
    "下書きです。何も送っていません。内容を確かめ、提供可否チェックの「照会」から本人が送ってください。",
    "This is a draft; nothing was sent. Check it and send it yourself, by “inquiry” on the clearance check.",
)
_WOULD: Final = Text(
    "まだ何も書いていません。次の回答で提供可否票を1枚出し、あなたの名前で監査記録に残します。"
    "本人が内容を読んで認めたら、confirmed を true にしてください。",
    "Nothing was written yet. On this answer one slip would be issued, in your name in the audit trail. "
    "Once the person has read and accepted it, set confirmed to true.",
)
_ISSUED: Final = Text("提供可否票 {number} を出しました。", "Slip {number} was issued.")
_NO_SLIP: Final = Text(
    "提供可否票は出せません。判定が可か条件付き可のときだけ出せます。",
    "No slip can be issued: the answer has to be allowed or conditional.",
)
_ASK: Final = Text("次の提供について、判断をお願いします。", "Please decide on this hand-over.")
_SEVERITIES: Final = {one.value: one for one in Severity}
_SLIP_SAYS: Final = {
    SlipState.GOOD: Text("有効", "good"),
    SlipState.NOT_YET: Text("判定の日より前で、まだ使えない", "not good yet: before the day judged"),
    SlipState.JUDGED_AGAIN: Text("判定し直し中で、使えない", "not good: being judged again"),
    SlipState.LAPSED: Text("失効していて、使えない", "not good: lapsed"),
    SlipState.REVOKED: Text("取り消されていて、使えない", "not good: revoked"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks, where, and for what the token was made; None for somebody who sits at the machine."""

    workspace: Workspace
    actor: Actor
    scopes: frozenset[TokenScope] | None = None


class Assistant:
    """What an assistant may ask, for whoever is asking at the moment. Nothing here writes a record."""

    def __init__(self, seat: Callable[[], Seat], clock: Callable[[], datetime]) -> None:
        """`seat` says who asks now: a token may have been revoked since the last question."""
        self._seat = seat
        self._clock = clock

    @property
    def may_issue(self) -> bool:
        """Whether whoever asks has a token that was made for slips; to sit at the machine is not enough."""
        scopes = self._seat().scopes
        return scopes is not None and TokenScope.SLIPS in scopes

    def _call(self, scope: TokenScope, language: str) -> Call:
        seat = self._seat()
        if seat.scopes is not None and scope not in seat.scopes:
            raise refusal("scope_missing", scope=scope.value)
        return Call(seat.workspace.seen_by(seat.actor), seat.actor, self._clock(), language=language)

    def _answer(self, call: Call, **words: Any) -> WordedAnswer:  # noqa: ANN401 - the words of a question
        found = answered(call, self._question(**words))
        self._noted(call, "clearance", found.answer.case.recipient.id)
        return found

    def _question(self, **words: Any) -> Question:  # noqa: ANN401
        try:
            given = {name: value for name, value in words.items() if value not in {"", None}}
            return Question.model_validate(given, strict=False)
        except ValidationError as error:
            raise invalid_request(error, "question") from error

    def _noted(self, call: Call, what: str, third_party_id: str = "") -> None:
        """Leave a trace of what was read, and of which third party."""
        note_read(call.seat, what, actor=call.actor, at=call.at, key=third_party_id, third_party_id=third_party_id)

    def check_clearance(
        self, *, recipient: str = "", data: str = "", purpose: str = "", flow_id: str = "", on: str = "",
        direction: Direction = "", language: Language = "ja",
    ) -> str:  # fmt: skip
        """May this data be handed to that company on a day to come, why, on which conditions, until when?

        Name recipient, data and purpose, or the flow_id alone; direction "in" asks whether data may be taken from it.
        Words that may mean several hand-overs are answered with the candidates: ask the person which one is meant, and
        ask again with its flow_id.
        """
        call = self._call(TokenScope.CLEARANCE, language)
        found = self._answer(
            call, recipient=recipient, data=data, purpose=purpose, flow_id=flow_id, on=on, direction=direction
        )
        return told(found, language)

    def find_recipient(self, text: str, language: Language = "ja") -> str:
        """Which third parties a name, a part of one or a 法人番号 may mean."""
        call = self._call(TokenScope.CLEARANCE, language)
        found = candidates(call.seat, text, actor=call.actor).found
        self._noted(call, "candidates")
        lines = [f"{one.id} {quoted(one.name, language)}" for one in found]
        return "\n".join((*(lines or [worded("none", language)]), worded("data", language)))

    def open_questions(
        self, *, recipient: str = "", data: str = "", purpose: str = "", flow_id: str = "", on: str = "",
        direction: Direction = "", language: Language = "ja",
    ) -> str:  # fmt: skip
        """Everything that still stands in the way of a hand-over, and who settles it: what decides it first."""
        call = self._call(TokenScope.CLEARANCE, language)
        found = self._answer(
            call, recipient=recipient, data=data, purpose=purpose, flow_id=flow_id, on=on, direction=direction
        )
        lines = list(point_lines(found, language, is_whole=True)) or [worded("none", language)]
        meant = candidate_lines(found.candidates, language)
        head = (head_line(found, language), *lines, subject_line(found, language))
        return "\n".join((*head, *meant, worded("data", language)))

    def draft_inquiry(
        self, *, recipient: str = "", data: str = "", purpose: str = "", flow_id: str = "", on: str = "",
        direction: Direction = "", language: Language = "ja",
    ) -> str:  # fmt: skip
        """A draft of an inquiry to compliance on a hand-over; nothing is sent."""
        call = self._call(TokenScope.CLEARANCE, language)
        found = self._answer(
            call, recipient=recipient, data=data, purpose=purpose, flow_id=flow_id, on=on, direction=direction
        )
        body = told(found, language, is_whole=True)
        return "\n".join((_UNSENT.get(language), "", _ASK.get(language), body))

    def issue_slip(
        self, *, recipient: str = "", data: str = "", purpose: str = "", flow_id: str = "", on: str = "",
        direction: Direction = "", confirmed: bool = False, language: Language = "ja",
    ) -> str:  # fmt: skip
        """Issue a slip on a hand-over. Without `confirmed` it says what it would do and writes nothing.

        This one writes: it is offered only to a token that was made for slips, and asks for what a person has read.
        """
        call = self._call(TokenScope.SLIPS, language)
        question = self._question(
            recipient=recipient, data=data, purpose=purpose, flow_id=flow_id, on=on, direction=direction
        )
        request = asked(call, question)
        found = WordedAnswer(judge(call.seat, request, actor=call.actor), (), request)
        self._noted(call, "clearance", request.recipient_id)
        body = told(found, language, is_whole=True)
        if found.answer.verdict.outcome not in ISSUABLE:
            return "\n".join((_NO_SLIP.get(language), "", body))
        if not confirmed:
            return "\n".join((_WOULD.get(language), "", body))
        made = issue_slip(call.seat, request, actor=call.actor, at=call.at).record
        return "\n".join((_ISSUED.format(number=made.number).get(language), "", body))

    def explain_reason(self, rule: str, language: Language = "ja") -> str:
        """What a rule asks, on which article it rests or that it is company policy, and since when it holds."""
        self._call(TokenScope.CLEARANCE, language)
        every: tuple[ClearanceRule | Rule, ...] = (*CLEARANCE_RULES, *RULES)
        found = [one for one in every if one.id == rule]
        if not found:
            raise NotFoundError(what=_RULE, key=rule)
        return "\n".join(line for one in found for line in _rule_lines(one, language))

    def list_gaps(
        self, third_party: str = "", severity: Literal["", "block", "high", "medium", "low"] = "",
        language: Language = "ja",
    ) -> str:  # fmt: skip
        """The gaps that are open today, the gravest first, each with its article, its due day and its owner."""
        call = self._call(TokenScope.GAPS, language)
        party = recipient_named(call.seat, third_party, actor=call.actor) if third_party else ""
        wanted = GapFilter(
            last_day=call.today, party=party, severities=frozenset({_SEVERITIES[severity]} if severity else ())
        )
        rows, total = row_page(call.seat, self._today(call), wanted, first=0, limit=_ROWS)
        self._noted(call, "gaps", party)
        lines = [
            f"{row.third_party_id} {quoted(row.third_party_name, language)}: "
            + article_line(
                row.title,
                row.cites,
                f"{row.rule_id}, {row.severity.value}, {row.due_on}, {_owner(row.owner_name, language)}",
                language,
            )
            for row in rows
        ]
        return "\n".join((*(lines or [worded("none", language)]), *_rest(total, language), worded("data", language)))

    def upcoming_deadlines(self, days: int = 30, language: Language = "ja") -> str:
        """The days by which somebody must act, from today on, the soonest first, and how many are overdue."""
        call = self._call(TokenScope.GAPS, language)
        last = call.today + timedelta(days=max(0, min(days, 3_650)))
        wanted = DeadlineFilter(first=call.today, last=last)
        rows, total = deadline_page(call.seat, self._today(call), wanted, first=0, limit=_ROWS, actor=call.actor)
        self._noted(call, "deadlines")
        lines = [
            f"{row.day} {row.third_party_id} {quoted(row.third_party_name, language)}: "
            + article_line(row.title, row.cites, _owner(row.owner_name, language), language)
            for row in rows
        ]
        return "\n".join((*(lines or [worded("none", language)]), *_rest(total, language), worded("data", language)))

    def slip(self, number: str, language: Language = "ja") -> str:
        """How a slip stands today, and whether it is what was issued."""
        call = self._call(TokenScope.CLEARANCE, language)
        found = check_slip(call.seat, number, on=call.today, actor=call.actor, at=call.at)
        state = _SLIP_SAYS[found.standing.state].get(language)
        whole = found.is_unaltered and found.head_holds
        lines = [
            f"{found.slip.number}: {state}",
            worded("to", language, name=quoted(found.third_party.legal_name, language), id=found.third_party.id),
            f"{found.slip.judged_on} – {found.slip.valid_until or '…'}; is_unaltered={str(whole).lower()}",
            *listed("conditions", found.standing.to_do if found.may_read else (), language),
        ]
        return "\n".join((*lines, worded("data", language)))

    def dossier(self, third_party_id: str, language: Language = "ja") -> str:
        """What is on record of a third party, in short."""
        call = self._call(TokenScope.REGISTER, language)
        as_of = self._today(call)
        found = dossier_view(
            call.seat, third_party_id, on=call.today, today=call.today, number=as_of.number
        )  # fmt: skip
        self._noted(call, "dossier", found.party.id)
        lines = [
            worded("to", language, name=quoted(found.party.legal_name, language), id=found.party.id),
            f"tier={found.tier} lifecycle={found.party.lifecycle.value} country={found.party.country}",
            f"assessment={found.standing.value} until={found.governing_until} next_review={found.next_review}",
            f"gaps={found.counts.number} unknown={found.counts.unknown}",
        ]
        return "\n".join((*lines, worded("data", language)))

    def _today(self, call: Call) -> AsOf:
        return AsOf(call.today, call.seat.head()[0])


def _owner(name: str, language: str) -> str:
    return quoted(name, language) if name else "–"


def _rest(total: int, language: str) -> list[str]:
    return [worded("more", language, count=total - _ROWS)] if total > _ROWS else []


def _rule_lines(rule: ClearanceRule | Rule, language: str) -> list[str]:
    until = f" – {rule.in_force_until}" if rule.in_force_until else ""
    step = f"{rule.step.value} {STEP_NAMES[rule.step].get(language)}" if isinstance(rule, ClearanceRule) else ""
    return [
        f"{rule.id} (r{rule.revision}): {rule.title.get(language)}",
        f"[{rule.citation.get(language)}] {rule.basis.value}",
        " ".join(filter(None, (step, f"{rule.in_force_from}{until}", f"checked_on={rule.checked_on}"))),
    ]
