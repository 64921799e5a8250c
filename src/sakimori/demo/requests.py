"""What persons asked of the made-up company, and how far each request has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sakimori.demo.actors import Actors
from sakimori.demo.script import Story
from sakimori.demo.steps import DemoStep
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import (
    AgentAuthority,
    AskedBy,
    ClaimGround,
    IdentityCheck,
    RefusalGround,
    ReplyWay,
    RequestChannel,
    RequestKind,
    RequestResult,
    Searched,
)
from sakimori.services.requests.passing_on import ask_again, note_answer, tell_recipient
from sakimori.services.requests.persons.check import ReplyDraft, RequestDraft
from sakimori.services.requests.persons.erasing import erase_person
from sakimori.services.requests.persons.write import (
    ask_recipients,
    check_identity,
    explain_refusal,
    note_search,
    receive_request,
    reply_to_request,
    search_records,
)

Says = Mapping[str, Any]


def requests(hands: Actors) -> Story:
    """Every request of the file with its steps, in the order of their days."""
    told = hands.words.file("requests")["request"]
    for step in sorted((step for says in told for step in _steps(says, hands)), key=lambda s: s.day):
        yield step.day
        step.act()


def _steps(says: Says, hands: Actors) -> Iterator[DemoStep]:
    yield DemoStep(hands.day(says["on"]), partial(_receive, says, hands))
    for word, act in (("identity", _identify), ("searched", _search), ("asked", _ask), ("reply", _reply)):
        if word in says:
            yield DemoStep(hands.day(says[word]), partial(act, says, hands))
    for recipient in says.get("recipients", ()):
        if "again" in recipient:
            yield DemoStep(hands.day(recipient["again"]), partial(_ask_again, says, recipient, hands))
        yield DemoStep(hands.day(recipient["told"]), partial(_tell, says, recipient, hands))
        if "answered" in recipient:
            yield DemoStep(hands.day(recipient["answered"]), partial(_answer, says, recipient, hands))
    if "explained" in says:
        yield DemoStep(hands.day(says["explained"]), partial(_explain, says, hands))
    if "erased" in says:
        yield DemoStep(hands.day(says["erased"]), partial(_erase, says, hands))


def _by(hands: Actors) -> dict[str, Any]:
    return {"actor": hands.decider, "at": hands.at}


def _id(says: Says, hands: Actors) -> str:
    return hands.ids[f"request/{says['key']}"]


def _receive(says: Says, hands: Actors) -> None:
    draft = RequestDraft(
        RequestKind(says["kind"]),
        hands.day(says["received"]),
        RequestChannel(says["channel"]),
        AskedBy(says["by"]) if "by" in says else None,
        method=ReplyWay(says["method"]) if "method" in says else None,
        claim=ClaimGround(says["claim"]) if "claim" in says else None,
        data_set_ids=tuple(hands.ids[key] for key in says["sets"]),
        person_name=says["name"],
        customer_number=says.get("number", ""),
        contact=says["contact"],
        wish=says["wish"],
    )
    hands.ids[f"request/{says['key']}"] = receive_request(hands.workspace, draft, **_by(hands)).record.id


def _identify(says: Says, hands: Actors) -> None:
    how = IdentityCheck(says["how"])
    authority = AgentAuthority(says["authority"]) if "authority" in says else None
    check_identity(
        hands.workspace, _id(says, hands), how, on=hands.at.date(), authority=authority, **_by(hands)
    )  # fmt: skip


def _search(says: Says, hands: Actors) -> None:
    if RequestKind(says["kind"]) is RequestKind.RECORDS:
        search_records(hands.workspace, _id(says, hands), **_by(hands))
    for key in says["sets"]:
        found = Searched.FOUND if key in says["found"] else Searched.NOT_FOUND
        note_search(hands.workspace, _id(says, hands), hands.ids[key], found, **_by(hands))


def _ask(says: Says, hands: Actors) -> None:
    flows = [_flow(one, hands).id for one in says["recipients"]]
    ask_recipients(hands.workspace, _id(says, hands), flows, **_by(hands))


def _flow(recipient: Says, hands: Actors) -> DataFlow:
    where = {"party": hands.parties[recipient["party"]], "name": recipient["flow"]}
    with hands.workspace.unit() as unit:
        return unit.records.select(DataFlow, "third_party_id = :party AND name = :name", where)[0]


def _line(says: Says, recipient: Says, hands: Actors) -> str:
    """What the recipient was asked last."""
    where = {"request": _id(says, hands), "flow": _flow(recipient, hands).id}
    with hands.workspace.unit() as unit:
        return unit.records.select(PassedOn, "request_id = :request AND flow_id = :flow", where, order="asked_on")[
            -1
        ].id


def _ask_again(says: Says, recipient: Says, hands: Actors) -> None:
    ask_again(hands.workspace, _line(says, recipient, hands), **_by(hands))


def _tell(says: Says, recipient: Says, hands: Actors) -> None:
    how = PassedOnWay(recipient["by"])
    tell_recipient(hands.workspace, [_line(says, recipient, hands)], told_on=hands.at.date(), how=how, **_by(hands))


def _answer(says: Says, recipient: Says, hands: Actors) -> None:
    answer = PassedOnAnswer(recipient["answer"])
    note_answer(
        hands.workspace, [_line(says, recipient, hands)], answered_on=hands.at.date(), answer=answer, **_by(hands)
    )


def _reply(says: Says, hands: Actors) -> None:
    grounds = frozenset(map(RefusalGround, says.get("grounds", ())))
    draft = ReplyDraft(RequestResult(says["result"]), hands.at.date(), ReplyWay(says["way"]), grounds, says.get("told"))
    reply_to_request(hands.workspace, _id(says, hands), draft, **_by(hands))


def _explain(says: Says, hands: Actors) -> None:
    explain_refusal(hands.workspace, _id(says, hands), **_by(hands))


def _erase(says: Says, hands: Actors) -> None:
    erase_person(hands.workspace, _id(says, hands), **_by(hands))
