"""May this be handed to that company: asked in words or stated whole, what would turn, and who is cleared already."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Annotated, Any, Final, get_type_hints

from pydantic import Field, create_model

from sakimori.domain.access_token import TokenScope
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.records.data_flow import Direction, LegalRoute
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.values.text import ENGLISH, JAPANESE, Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.request.file import read_request_file
from sakimori.exchange.request.form import request_schema
from sakimori.rules.clearance.answers.leaving_out import LeavingOut
from sakimori.rules.clearance.answers.points import points_of
from sakimori.services.clearance import approved
from sakimori.services.clearance.approved import RecipientFilter
from sakimori.services.clearance.choices import candidates, with_answers
from sakimori.services.clearance.judging import judge, needs_day_to_come
from sakimori.services.clearance.outside_requests import case_of_stated, judge_stated
from sakimori.services.clearance.readings import WordedAnswer, ask_in_words, one_request
from sakimori.services.clearance.short_answer import leave_out_in
from sakimori.services.clearance.wordings import Wording, flow_request
from sakimori.services.kernel.access import Permission
from sakimori.web.api.answers import (
    JudgedOut,
    ReadingOut,
    ReasonOut,
    RouteOut,
    VerdictOut,
    judged_out,
    reading_out,
    reasons,
    route_out,
    verdict_out,
)
from sakimori.web.api.endpoint import Call, Endpoint, PageOut
from sakimori.web.api.forms import Day, Flag, In, Kinds, Line, Named, Out, PageQuery, Persons, Query, Words

_WHOM: Final = Text("提供先", "the recipient")
_ONE: Final = Text(
    "recipient（と data など）か、flow_id だけのどちらかにしてください。",
    "Give either a recipient, with data and the like, or a flow_id alone.",
)
STATED: Final = "stated.json"
"""What a request that states everything is called in the words of its problems."""


def _facts_form() -> Any:  # noqa: ANN401 - a class that is made of the fields of a record
    """The facts of a hand-over that an asker may state, under the names of the record; approvals are not among them."""
    hints = get_type_hints(HandOver)
    found: dict[str, Any] = {one.name: (hints[one.name], None) for one in fields(HandOver) if one.name not in _NO_FACTS}
    return create_model("FactsIn", __base__=In, **found)


_NO_FACTS: Final = frozenset(
    {"id", "third_party_id", "flow_id", "approved_by", "approved_on", "note", "version"}
)  # fmt: skip
FactsIn: Any = _facts_form()


class Question(In):
    """A hand-over, by a registered flow or in words.

    Words that mean several hand-overs, or leave data set, purpose or ground open, are answered with the candidates:
    `review`, unless each of them is allowed. `on` is today or later.
    """

    recipient: Line = ""
    flow_id: Line = ""
    data: Line = ""
    purpose: Line = ""
    route: LegalRoute | None = None
    persons: Persons | None = None
    marketing: bool | None = None
    direction: Direction | None = None
    facts: FactsIn | None = None
    other_routes: bool = False
    on: Day | None = None


class RecipientOut(Out):
    """Whom the question turned out to be about."""

    id: str
    name: str


class LeftOut(Out):
    """Data that hold the rest back: of a part, or of everybody where it is blank; without kinds all of the part."""

    part: str
    kinds: Kinds


class LeaveOut(Out):
    """What to leave out so that the rest fares better, and its outcome; `line` says it in a sentence."""

    line: Words
    left: tuple[LeftOut, ...]
    outcome: Outcome


def _leave_out(found: LeavingOut | None) -> LeaveOut | None:
    if found is None:
        return None
    line = Words(ja=leave_out_in(found, JAPANESE), en=leave_out_in(found, ENGLISH))
    return LeaveOut(line=line, left=tuple(LeftOut.of(one) for one in found.left), outcome=found.outcome)


class ClearanceOut(Out):
    """The answer to a question; `known_at` is the entry of the audit trail after which it was given.

    `judged` names what was judged. `candidates` are there where the question is short of one hand-over: ask again by
    the `flow_id` of the one that is meant.
    """

    recipient: RecipientOut
    judged: JudgedOut
    data: Kinds
    data_set_id: str | None
    purpose_id: str | None
    route: LegalRoute
    flow_id: str | None
    known_at: int
    answer: VerdictOut
    leave_out: LeaveOut | None
    other_routes: tuple[RouteOut, ...]
    candidates: tuple[ReadingOut, ...] = ()


class StatedOut(Out):
    """The answer to a request that states everything: no record of ours was read."""

    recipient: str
    judged: JudgedOut
    answer: VerdictOut
    warnings: tuple[str, ...]


def asked(call: Call, question: Question) -> ClearanceRequest:
    """The one hand-over that was asked about.

    Raises:
        AmbiguousError: The question may mean several; the candidates are named.
    """
    wording, when = _wording(question), _when(call, question)
    if question.flow_id:
        request = flow_request(call.seat, question.flow_id, **when)
        return replace(request, facts=with_answers(request.facts, _given(question)))
    return one_request(call.seat, wording, facts=_given(question), **when)


def answered(call: Call, question: Question) -> WordedAnswer:
    """The answer to a question, with the candidates where it may mean several hand-overs."""
    wording, when = _wording(question), _when(call, question)
    if question.flow_id:
        request = asked(call, question)
        return WordedAnswer(judge(call.seat, request, actor=call.actor, with_others=question.other_routes), (), request)
    return ask_in_words(call.seat, wording, facts=_given(question), with_others=question.other_routes, **when)


def _wording(question: Question) -> Wording:
    """The words of a question; it names a recipient or a flow, and not both."""
    wording = Wording(
        question.recipient,
        question.data,
        question.purpose,
        question.route,
        question.persons,
        question.marketing,
        question.direction,
    )
    if bool(question.flow_id) == bool(question.recipient) or (question.flow_id and wording != Wording("")):
        raise InvalidValueError(field=_WHOM, value="", expected=_ONE, name="recipient")
    return wording


def _when(call: Call, question: Question) -> dict[str, Any]:
    return {"on": question.on or call.today, "today": call.today, "actor": call.actor}


def _given(question: Question) -> dict[str, Any]:
    return question.facts.model_dump(exclude_unset=True) if question.facts else {}


def clearance_out(found: WordedAnswer, *, today: date) -> ClearanceOut:
    """An answer as programs get it."""
    answer = found.answer
    case = answer.case
    return ClearanceOut(
        recipient=RecipientOut(id=case.recipient.id, name=case.recipient.legal_name),
        judged=judged_out(case, answer.verdict.on),
        data=case.flow.categories or frozenset(),
        data_set_id=case.flow.data_set_id,
        purpose_id=case.flow.purpose_id,
        route=case.flow.route,
        flow_id=case.flow.id or None,
        known_at=answer.known_at,
        answer=verdict_out(answer.verdict, today=today, points=answer.points),
        leave_out=_leave_out(answer.leaving_out),
        other_routes=tuple(route_out(route, other) for route, other in answer.others),
        candidates=tuple(reading_out(one) for one in found.candidates),
    )


def _judge(call: Call) -> ClearanceOut:
    return clearance_out(answered(call, call.body), today=call.today)


def _judge_stated(call: Call) -> StatedOut:
    stated = read_request_file(call.body, STATED)
    on = stated.on or call.today
    needs_day_to_come(on, today=call.today)
    case, verdict = case_of_stated(stated), judge_stated(stated, today=call.today)
    warnings = tuple(f"{one.column}: {one.message.get(call.language)}" for one in stated.warnings)
    return StatedOut(
        recipient=stated.dossier.third_party.legal_name,
        judged=judged_out(case, on),
        answer=verdict_out(verdict, today=call.today, points=points_of(verdict, case, stated.policy)),
        warnings=warnings,
    )


class FoundQuery(Query):
    """Words of a recipient."""

    text: Named


class FoundOut(Out):
    """The third parties that a text may mean, best first; with `is_near` nothing matched, these only look alike."""

    items: tuple[CandidateOut, ...]
    is_near: bool


class CandidateOut(Out):
    """A third party that was found; `word` is what matched where that is not the name."""

    id: str
    name: str
    word: str


def _find(call: Call) -> FoundOut:
    return FoundOut.of(_Found(candidates(call.seat, call.query.text, actor=call.actor)))


class _Found:
    """What was found, under the names of the answer."""

    def __init__(self, found: Any) -> None:  # noqa: ANN401 - the candidates of a service
        self.items, self.is_near = found.found, found.is_near


class ApprovedQuery(PageQuery):
    """Which of the flows that may run are listed."""

    text: Line = ""
    outcome: Outcome | None = None
    category: Annotated[tuple[DataCategory, ...], Field(max_length=50)] = ()
    ending: Flag = False


class ApprovedOut(Out):
    """A registered flow that may run on a day; with conditions once they are met. `valid_until` is its last day."""

    flow_id: str
    name: str
    third_party_id: str
    third_party: str
    outcome: Outcome
    categories: Kinds
    purpose: str | None
    route: LegalRoute
    valid_until: date | None
    conditions: tuple[ReasonOut, ...]


class ApprovedPage(Out):
    """Some of the flows that may run, by recipient and name; `is_history` where the day is past."""

    items: tuple[ApprovedOut, ...]
    is_history: bool
    page: PageOut


def _approved(call: Call) -> ApprovedPage:
    query: ApprovedQuery = call.query
    pager, as_of = call.page(), call.as_of()
    wanted = RecipientFilter(
        text=query.text,
        outcomes=frozenset({query.outcome} if query.outcome else ()),
        is_ending=query.ending,
        categories=frozenset(query.category),
    )
    rows = approved.row_page(call.seat, as_of, wanted, first=pager.first, limit=pager.limit, actor=call.actor)
    total = approved.counts(call.seat, as_of, wanted, actor=call.actor).flows
    items = tuple(
        ApprovedOut(
            flow_id=row.flow_id, name=row.name, third_party_id=row.third_party_id, third_party=row.party,
            outcome=row.outcome, categories=row.categories or frozenset(), purpose=row.purpose, route=row.route,
            valid_until=row.valid_until, conditions=reasons(row.conditions),
        )
        for row in rows
    )  # fmt: skip
    return ApprovedPage(items=items, is_history=call.on < call.today, page=pager.told(len(items), total=total))


ENDPOINTS: Final = (
    Endpoint(
        method="POST", path="/clearance", name="ask_clearance", scope=TokenScope.CLEARANCE, is_read=True,
        permission=Permission.ASK_CLEARANCE, body=Question, answers=ClearanceOut, run=_judge,
        title=Text("渡してよいかを尋ねる", "Ask whether data may be handed over"),
        about=Text(
            "何も残しません。名称の一部や、何社も指す名称は、候補を付けて断ります。データ・利用目的・根拠が一つに決まらない質問は"
            "要照会とし、候補を名称と番号で示します。過ぎた日は尋ねられません。",
            "Nothing is kept. A part of a name, or one that means several, is refused with the candidates. A question "
            "that leaves data set, purpose or ground open is answered by `review`, with the candidates by name and id. "
            "Past days are refused.",
        ),
    ),
    Endpoint(
        method="POST", path="/clearance/stated", name="ask_stated_clearance", scope=TokenScope.CLEARANCE, is_read=True,
        permission=Permission.ASK_CLEARANCE, schema=request_schema(), answers=StatedOut, run=_judge_stated,
        title=Text("すべての事実を述べて尋ねる", "Ask with every fact stated"),
        about=Text(
            "`sakimori clear --schema` の様式です。登録した記録は読みません。過ぎた日は尋ねられません。",
            "The form of `sakimori clear --schema`; no record is read. Past days are refused.",
        ),
    ),
    Endpoint(
        method="GET", path="/recipients", name="find_recipient", scope=TokenScope.CLEARANCE,
        permission=Permission.ASK_CLEARANCE, query=FoundQuery, answers=FoundOut, run=_find,
        title=Text("提供先を探す", "Find a recipient"),
    ),
    Endpoint(
        method="GET", path="/approved-recipients", name="list_approved_recipients", scope=TokenScope.CLEARANCE,
        permission=Permission.READ_APPROVED, query=ApprovedQuery, answers=ApprovedPage, run=_approved,
        title=Text("承認済み提供先", "Approved recipients"),
    ),
)  # fmt: skip
