"""Data flows of the demo, entered by procurement and decided by compliance, with the facts of their hand-overs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from sakimori.demo.actors import Actors
from sakimori.demo.steps import DemoEntry, DemoStep, file_document, later, later_steps, values_of, write
from sakimori.domain.records.data_flow import Direction, Encryption, Frequency, LegalRoute, Origin, TransferMethod
from sakimori.domain.records.hand_over import HandOver
from sakimori.rules.clearance.facts_table import FREEING
from sakimori.rules.clearance.own_words import frees
from sakimori.services.clearance.confirming import confirm_facts
from sakimori.services.clearance.flow_answers import approve_hand_over, decide_question
from sakimori.services.clearance.unconfirmed import confirm_many, facts_to_confirm
from sakimori.services.kernel.confirmations import confirm_ai_facts, confirm_erasure, decide_route, sign_off_cloud
from sakimori.services.kernel.recording import record

_WHY = {
    LegalRoute.ENTRUST: "利用目的の達成に必要な範囲の業務を委託するため。",
    LegalRoute.JOINT: "公表している共同利用の範囲で渡すため。",
    LegalRoute.CONSENT: "登録時の文言で提供先の範囲を示し、同意を得ているため。",
    LegalRoute.CONSENT_28: "外国の第三者への提供について、情報を示して同意を得ているため。",
    LegalRoute.OPTOUT: "届け出たオプトアウトによるため。",
    LegalRoute.NOT_PROVISION: "提供者が個人データを取り扱わないサービスのため。",
    LegalRoute.SUCCESSION: "事業の承継の交渉で、必要な範囲を示すため。",
}
_HOME = frozenset({"JP"})


def flow_steps(entry: DemoEntry, hands: Actors, start: date) -> Iterator[DemoStep]:
    """A flow comes in with what belongs to it; compliance decides its route.

    The file may say `open` (facts that nobody has answered), `undecided`, `file`, `mended` (what was put right later),
    and hold entries of `cloud`, `ai`, `basis`, `check` and `erasure`.
    """
    first = later(start, 8)
    yield DemoStep(first, partial(_record, entry, hands))
    if not entry.told("undecided") and entry.told("route") != LegalRoute.UNDECIDED:
        yield DemoStep(later(first, 5), partial(_decide, entry, hands))
    for cloud in entry.inner("cloud"):
        yield DemoStep(later(first, 2), partial(_of_flow, cloud, entry, hands))
        if cloud.told("signed"):
            yield DemoStep(later(first, 6), partial(_sign_off, cloud, hands))
    for ai in entry.inner("ai"):
        yield DemoStep(later(first, 2), partial(_of_service, ai, hands))
        if ai.told("confirmed"):
            yield DemoStep(later(first, 6), partial(_confirm_ai, ai, hands))
    for basis in entry.inner("basis"):
        yield DemoStep(later(first, 3), partial(_of_flow, basis, entry, hands))
    for check in entry.inner("check"):
        done = max(later(first, 4), hands.day(check.says["on"]))
        yield DemoStep(done, partial(_check, check, entry, hands))
    for erasure in entry.inner("erasure"):
        done = max(later(first, 4), later(hands.day(erasure.says["done_on"]), 3))
        yield DemoStep(done, partial(_erase, erasure, entry, hands))
        if erasure.told("confirmed"):
            yield DemoStep(later(done, 6), partial(_confirm, erasure, hands))
    for part in (entry, *entry.inner("basis")):
        for change in part.told("mended", ()):
            yield DemoStep(hands.day(change["on"]), partial(_mend, change, part, hands))
            if part is entry:
                yield DemoStep(later(hands.day(change["on"]), 2), partial(_decide, entry, hands))
    yield from hand_over_steps(entry, hands, first)
    yield from later_steps(entry, hands, hands.buyer, after=first)


def _record(entry: DemoEntry, hands: Actors) -> None:
    party = hands.cast[entry.party].party
    usual: dict[str, Any] = {
        "direction": Direction.OUT,
        "role": min(party.roles, default=None),
        "categories": party.data_categories,
        "person_count": _persons(party.person_count, entry, hands),
        "service_id": hands.services.get(entry.party),
        "origins": frozenset({Origin.JP}),
        "storage_countries": _HOME,
        "processing_countries": _HOME,
        "transfer_method": TransferMethod.FILE_TRANSFER,
        "encryption": Encryption.BOTH,
        "frequency": Frequency.MONTHLY,
        "start_on": hands.day(-760),
        "retention_months": 12,
        "retention_reason": hands.words("契約の終了後、照会に応じる期間"),
        "route_rationale": hands.words(_WHY.get(LegalRoute(entry.told("route", LegalRoute.UNDECIDED)), "")),
    }
    given = {name: value for name, value in usual.items() if name not in entry.told("open", ())}
    if entry.told("file"):
        given["route_evidence_id"] = file_document(hands, entry.party, entry.told("file"))
    write(entry, hands, hands.buyer, third_party_id=hands.parties[entry.party], **given)


def _persons(count: int | None, entry: DemoEntry, hands: Actors) -> int | None:
    """As many as the third party deals with, but no more than the data set is to hold."""
    data_set = entry.told("data_set_id", "")
    parts = [row for row in hands.words.file("own_registers")["part"] if row["data_set_id"] == data_set]
    counts = [part.get("person_count") for part in parts]
    return min(count, sum(counts)) if count is not None and counts and None not in counts else count


def _mend(change: Mapping[str, Any], entry: DemoEntry, hands: Actors) -> None:
    """Put right what a rule has found; the reason stands in the trail."""
    with hands.workspace.unit() as unit:
        standing: Any = unit.records.get(entry.kind, hands.ids[entry.key])
    news = values_of(entry.kind, change, known=hands.at.date(), on=hands.on, ids=hands.ids)
    record(hands.workspace, replace(standing, **news), actor=hands.buyer, at=hands.at, reason=change["why"])


def _decide(entry: DemoEntry, hands: Actors) -> None:
    decide_route(hands.workspace, hands.ids[entry.key], actor=hands.decider, at=hands.at)


def _of_flow(inner: DemoEntry, flow: DemoEntry, hands: Actors, **given: Any) -> None:  # noqa: ANN401 - fields of any record
    party = hands.parties[flow.party]
    write(inner, hands, hands.buyer, third_party_id=party, flow_id=hands.ids[flow.key], **given)


def _sign_off(cloud: DemoEntry, hands: Actors) -> None:
    sign_off_cloud(hands.workspace, hands.ids[cloud.key], actor=hands.decider, at=hands.at, reason=cloud.told("signed"))


def _of_service(ai: DemoEntry, hands: Actors) -> None:
    party = hands.parties[ai.party]
    write(ai, hands, hands.buyer, third_party_id=party, service_id=hands.services[ai.party])


def _confirm_ai(ai: DemoEntry, hands: Actors) -> None:
    reason = ai.told("confirmed")
    confirm_ai_facts(hands.workspace, hands.ids[ai.key], actor=hands.decider, at=hands.at, reason=reason)


def _check(check: DemoEntry, flow: DemoEntry, hands: Actors) -> None:
    paper = {"evidence_id": file_document(hands, flow.party, check.told("file"))} if check.told("file") else {}
    ids = () if check.told("of_all") else (hands.ids[flow.key],)
    write(
        check,
        hands,
        hands.reader,
        third_party_id=hands.parties[flow.party],
        flow_ids=ids,
        checked_on=hands.day(check.says["on"]),
        by=hands.reader.name,
        **paper,
    )


def _erase(erasure: DemoEntry, flow: DemoEntry, hands: Actors) -> None:
    paper = {"evidence_id": file_document(hands, flow.party, erasure.told("file"))} if erasure.told("file") else {}
    _of_flow(erasure, flow, hands, **paper)


def _confirm(erasure: DemoEntry, hands: Actors) -> None:
    confirm_erasure(hands.workspace, hands.ids[erasure.key], actor=hands.reader, at=hands.at)


_LOOKED_AT = (-190, -60)
"""Between these days the company went through its flows, one after the other."""
_LAST_LOOK = -26
"""On this day compliance went through the facts of all flows that had changed since they were made sure of."""
_CONFIRMED = "業務委託の資料と担当者への聞き取りで確かめた。"
_APPROVED = "必要な項目だけを渡し、相手の措置も確かめたため承認する。"


def hand_over_steps(flow: DemoEntry, hands: Actors, first: date) -> Iterator[DemoStep]:
    """What is found out about the hand-over of a flow, some time after it came in, and what compliance says to it.

    The file may say `open`, `nothing`, `on`, `unapproved`, `unconfirmed`, and hold decisions of questions in `judged`.
    """
    says = _says(flow, hands.words.file("hand_overs"))
    if flow.told("direction") == Direction.IN or says.get("nothing"):
        return
    entry = DemoEntry(HandOver, f"{flow.key}/hand_over", flow.party, says.get("on"), says)
    begin, end = _LOOKED_AT
    chance = hands.cast[flow.party].rng(f"hand over {hands.words.japanese(flow.told('name'))}").randrange(begin, end)
    day = max(later(first, 9), hands.day(says.get("on", chance)))
    yield DemoStep(day, partial(_record_facts, entry, flow, hands))
    if not says.get("unapproved"):
        yield DemoStep(later(day, 4), partial(_approve, entry, hands))
    yield from later_steps(entry, hands, hands.buyer, after=day)
    if not says.get("unconfirmed"):
        yield DemoStep(later(day, 5), partial(_make_sure, entry, flow, hands))
    for judged in says.get("judged", ()):
        yield DemoStep(max(later(day, 5), hands.day(judged.get("on", begin))), partial(_judge, judged, flow, hands))


def _says(flow: DemoEntry, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says of a flow: what is usual on its ground, and in what it differs."""
    route = flow.told("route", LegalRoute.UNDECIDED)
    mine = (flow.party, flow.told("name"))
    differs: Mapping[str, Any] = next((d for d in told["hand_over"] if (d["party"], d["flow"]) == mine), {})
    found: dict[str, Any] = {}
    for usual in told["usual"]:
        if usual["of"] in {"any", route}:
            found |= usual
    found |= differs
    return {name: value for name, value in found.items() if name not in found.get("open", ())}


def _record_facts(entry: DemoEntry, flow: DemoEntry, hands: Actors) -> None:
    write(entry, hands, hands.buyer, third_party_id=hands.parties[flow.party], flow_id=hands.ids[flow.key])


def _approve(entry: DemoEntry, hands: Actors) -> None:
    approve_hand_over(
        hands.workspace, hands.ids[entry.key], actor=hands.decider, at=hands.at, reason=hands.words(_APPROVED)
    )


def _make_sure(entry: DemoEntry, flow: DemoEntry, hands: Actors) -> None:
    """Compliance makes sure of what procurement says of a flow."""
    with hands.workspace.unit() as unit:
        facts = unit.records.get(HandOver, hands.ids[entry.key])
    stated = [name for name in FREEING if frees(name, getattr(facts, name))]
    confirm_facts(
        hands.workspace, hands.ids[flow.key], stated, reason=hands.words(_CONFIRMED), actor=hands.reader, at=hands.at
    )


def confirmed_anew(hands: Actors) -> Iterator[date]:
    """Compliance goes through the facts that count for nothing any more, since what they were made sure for changed."""
    yield hands.day(_LAST_LOOK)
    stated = facts_to_confirm(hands.workspace, on=hands.at.date(), actor=hands.reader)
    told = hands.words.file("hand_overs")["hand_over"]
    kept = {(hands.parties[one["party"]], one["flow"]) for one in told if one.get("unconfirmed")}
    chosen = [one for one in stated if (one.third_party_id, one.flow) not in kept]
    if chosen:
        confirm_many(
            hands.workspace,
            chosen,
            reason=hands.words(_CONFIRMED),
            actor=hands.reader,
            at=hands.at,
            batch_id=hands.workspace.ids("bt"),
        )


def _judge(judged: Mapping[str, Any], flow: DemoEntry, hands: Actors) -> None:
    part = judged.get("part")
    decide_question(
        hands.workspace, hands.ids[flow.key], judged["rule_id"], holds=judged["holds"], reason=judged["reason"],
        actor=hands.reader, at=hands.at, part_id=hands.ids[part] if part else None,
    )  # fmt: skip
