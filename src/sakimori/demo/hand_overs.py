"""What people of the demo asked of clearance, what was handed over and received, and the records of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sakimori.demo.actors import Actors
from sakimori.demo.script import Story
from sakimori.demo.steps import DemoStep
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.errand import Errand, ErrandKind
from sakimori.domain.records.data_flow import DataFlow, LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import HandOver, ProvisionRecord, RecordMethod, Release
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.clearance.errands import ask_errand
from sakimori.services.clearance.inquiries import Ruling, answer_inquiry, send_inquiry, withdraw_inquiry
from sakimori.services.clearance.slips import issue_slip, issue_slip_from_inquiry, revoke_slip
from sakimori.services.records.corrections import correct_record
from sakimori.services.records.provisions import ReleaseDraft
from sakimori.services.records.receipts import ReceiptDraft, record_receipt
from sakimori.services.records.releases import extend_release, release, release_without_clearance, review_release
from sakimori.services.talk.remarks import ask_back, reply

_ASKER = "us03"


def clearances(hands: Actors) -> Story:
    """Every inquiry, slip, errand and decision asked for of the file, in the order of its days."""
    told = hands.words.file("clearances")
    steps = [step for says in told["inquiry"] for step in _inquiry_steps(says, hands)]
    steps.extend(step for says in told["slip"] for step in _slip_steps(says, hands))
    steps.extend(DemoStep(hands.day(says["on"]), partial(_ask_errand, says, hands)) for says in told["errand"])
    steps.extend(DemoStep(hands.day(says["on"]), partial(_ask_decision, says, hands)) for says in told["decision"])
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _inquiry_steps(says: Mapping[str, Any], hands: Actors) -> Iterator[DemoStep]:
    yield DemoStep(hands.day(says["on"]), partial(_ask, says, hands))
    for said in says.get("talk", ()):
        yield DemoStep(hands.day(said["on"]), partial(_talk, said, says, hands))
    if "answered" in says:
        yield DemoStep(hands.day(says["answered"]), partial(_answer, says, hands))
    if "withdrawn" in says:
        yield DemoStep(hands.day(says["withdrawn"]), partial(_withdraw, says, hands))
    if "slip" in says:
        yield DemoStep(hands.day(says["slip"]), partial(_issue_from_inquiry, says, hands))


def _slip_steps(says: Mapping[str, Any], hands: Actors) -> Iterator[DemoStep]:
    yield DemoStep(hands.day(says["on"]), partial(_issue, says, hands))
    if "revoked" in says:
        yield DemoStep(hands.day(says["revoked"]), partial(_revoke, says, hands))


def _who(says: Mapping[str, Any], hands: Actors) -> Actor:
    return hands.people[says.get("who", _ASKER)]


def _key(word: str, says: Mapping[str, Any]) -> str:
    return f"{word}/{says['party']}/{says['flow']}"


def _request(says: Mapping[str, Any], hands: Actors) -> ClearanceRequest:
    """The question whether a registered flow may run today, on the facts that stand on record."""
    party = hands.parties[says["party"]]
    with hands.workspace.unit() as unit:
        flow = unit.records.select(
            DataFlow, "third_party_id = :party AND name = :name", {"party": party, "name": says["flow"]}
        )[0]
        facts = unit.records.select(HandOver, "flow_id = :flow", {"flow": flow.id})
    return ClearanceRequest(flow, facts[0] if facts else HandOver("", party, flow.id), hands.at.date())


def _ask(says: Mapping[str, Any], hands: Actors) -> None:
    sent = send_inquiry(
        hands.workspace, _request(says, hands), message=says["message"], actor=_who(says, hands), at=hands.at
    )
    hands.ids[_key("inquiry", says)] = sent.record.id


def _talk(said: Mapping[str, Any], says: Mapping[str, Any], hands: Actors) -> None:
    inquiry = hands.ids[_key("inquiry", says)]
    if "question" in said:
        ask_back(hands.workspace, inquiry, text=said["question"], actor=hands.reader, at=hands.at)
    else:
        reply(hands.workspace, inquiry, text=said["reply"], actor=_who(says, hands), at=hands.at)


def _ask_decision(says: Mapping[str, Any], hands: Actors) -> None:
    party = hands.parties[says["party"]]
    with hands.workspace.unit() as unit:
        name = unit.records.get(ThirdParty, party).legal_name
    errand = Errand(
        "",
        ErrandKind.DECISION,
        name,
        says["text"],
        "",
        hands.at,
        says["to"],
        hands.at.date() + timedelta(days=says["days"]),
        party,
        assessment_id=hands.assessments[says["party"]],
    )
    ask_errand(hands.workspace, errand, actor=hands.buyer, at=hands.at)


def _ask_errand(says: Mapping[str, Any], hands: Actors) -> None:
    due_on = hands.at.date() + timedelta(days=says["days"])
    errand = Errand("", ErrandKind.REGISTER, says["about"], says["text"], "", hands.at, says["to"], due_on)
    ask_errand(hands.workspace, errand, actor=_who(says, hands), at=hands.at)


def _answer(says: Mapping[str, Any], hands: Actors) -> None:
    answer_inquiry(
        hands.workspace, hands.ids[_key("inquiry", says)], approve=says["approve"], reason=says["answer"],
        decided=[Ruling(one["rule_id"], holds=True, reason=one["reason"]) for one in says.get("decided", ())],
        actor=hands.reader, at=hands.at,
    )  # fmt: skip


def _withdraw(says: Mapping[str, Any], hands: Actors) -> None:
    inquiry = hands.ids[_key("inquiry", says)]
    withdraw_inquiry(hands.workspace, inquiry, actor=_who(says, hands), at=hands.at, reason=says["why"])


def _issue_from_inquiry(says: Mapping[str, Any], hands: Actors) -> None:
    inquiry = hands.ids[_key("inquiry", says)]
    made = issue_slip_from_inquiry(hands.workspace, inquiry, actor=_who(says, hands), at=hands.at)
    hands.ids[_key("slip", says)] = made.record.id


def _issue(says: Mapping[str, Any], hands: Actors) -> None:
    made = issue_slip(hands.workspace, _request(says, hands), actor=_who(says, hands), at=hands.at)
    hands.ids[_key("slip", says)] = made.record.id


def _revoke(says: Mapping[str, Any], hands: Actors) -> None:
    slip = hands.ids[_key("slip", says)]
    revoke_slip(hands.workspace, slip, reason=says["why"], actor=hands.reader, at=hands.at)


_SALES: Final = "us03"


def releases(hands: Actors) -> Story:
    """Every hand-over and every receipt of the file, in the order of its days."""
    told = hands.words.file("releases")
    steps = [step for number, says in enumerate(told["release"]) for step in _release_steps(number, says, hands)]
    steps.extend(DemoStep(hands.day(says["on"]), partial(_receive, says, hands)) for says in told["receipt"])
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _release_steps(number: int, says: Mapping[str, Any], hands: Actors) -> Iterator[DemoStep]:
    key = f"release/{number}"
    yield DemoStep(hands.day(says["on"]), partial(_release, key, says, hands))
    for word, act in (("corrected", _correct), ("reviewed", _review), ("extended", _extend)):
        if word in says:
            yield DemoStep(hands.day(says[word]), partial(act, key, says, hands))


def _release(key: str, says: Mapping[str, Any], hands: Actors) -> None:
    flow = _flow(says.get("slip") or says["flow"], says, hands)
    method = says.get("method")
    draft = ReleaseDraft(
        first_on=hands.day(says["first"]),
        last_on=hands.day(says.get("last", says["first"])),
        items=flow.data_items,
        person_count=says.get("count"),
        method=flow.transfer_method or TransferMethod.FILE_TRANSFER,
        persons_how=says.get("how", ""),
        persons=tuple(says.get("numbers", ())),
        record_method=RecordMethod(method) if method else None,
        consented=says.get("consented"),
    )
    sales = hands.people[_SALES]
    if "slip" in says:
        slip = hands.ids[f"slip/{says['party']}/{says['slip']}"]
        made = release(hands.workspace, slip, draft, actor=sales, at=hands.at).record
    else:
        made = release_without_clearance(
            hands.workspace, draft, reason=says["why"], flow_id=flow.id, actor=sales, at=hands.at
        ).record
    hands.ids[key] = made.id


def _review(key: str, says: Mapping[str, Any], hands: Actors) -> None:
    review_release(hands.workspace, hands.ids[key], reason=says["review"], actor=hands.decider, at=hands.at)


def _correct(key: str, says: Mapping[str, Any], hands: Actors) -> None:
    record_id = _made(key, hands).record_id
    if record_id is None:
        raise LookupError(key)
    correct_record(
        hands.workspace, ProvisionRecord, record_id, dict(says["fix"]), reason=says["correction"], actor=hands.reader,
        at=hands.at,
    )  # fmt: skip


def _extend(key: str, says: Mapping[str, Any], hands: Actors) -> None:
    standing = _made(key, hands)
    extend_release(
        hands.workspace, standing.id, last_on=hands.day(says["extended"]), person_count=standing.person_count,
        actor=hands.people[_SALES], at=hands.at,
    )  # fmt: skip


def _receive(says: Mapping[str, Any], hands: Actors) -> None:
    draft = ReceiptDraft(
        third_party_id=hands.parties[says["party"]],
        route=LegalRoute(says["route"]),
        first_on=hands.day(says["first"]),
        last_on=hands.day(says["first"]),
        items=tuple(says["items"]),
        person_count=says.get("count"),
        confirmed_how=says["confirmed"],
        acquired_how=says["acquired"],
        persons_how=says.get("how", ""),
        persons=tuple(says.get("numbers", ())),
        consented=says.get("consented"),
        ppc_published=says.get("published"),
        flow_id=_flow(says["flow"], says, hands).id if "flow" in says else None,
    )
    record_receipt(hands.workspace, draft, actor=hands.people[_SALES], at=hands.at)


def _flow(name: str, says: Mapping[str, Any], hands: Actors) -> DataFlow:
    with hands.workspace.unit() as unit:
        return unit.records.select(
            DataFlow, "third_party_id = :party AND name = :name", {"party": hands.parties[says["party"]], "name": name}
        )[0]


def _made(key: str, hands: Actors) -> Release:
    with hands.workspace.unit() as unit:
        return unit.records.get(Release, hands.ids[key])
