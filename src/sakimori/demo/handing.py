"""Facts of hand-overs in the demo: found out by procurement flow by flow, approved and judged by compliance."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import Any

from sakimori.demo.hands import Hands
from sakimori.demo.rows import DATA, Entry
from sakimori.demo.steps import Step, happenings, later, write
from sakimori.domain.records.data_flow import Direction, LegalRoute
from sakimori.domain.records.hand_over import HandOver
from sakimori.services.clearance.deciding import approve_hand_over, decide_question

_LOOKED_AT = (-190, -60)
"""Between these days the company went through its flows, one after the other."""
_APPROVED = "必要な項目だけを渡し、相手の措置も確かめたため承認する。"


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "demo_hand_overs.toml").read_text(encoding="utf-8"))


def hand_over_steps(flow: Entry, hands: Hands, first: date) -> Iterator[Step]:
    """What is found out about the hand-over of a flow, some time after it came in, and what compliance says to it.

    The file may say `open`, `nothing`, `on`, `unapproved`, and hold decisions of questions in `judged`.
    """
    says = _says(flow)
    if flow.told("direction") == Direction.IN or says.get("nothing"):
        return
    entry = Entry(HandOver, f"{flow.key}/hand_over", flow.party, says.get("on"), says)
    begin, end = _LOOKED_AT
    chance = hands.cast[flow.party].rng(f"hand over {flow.told('name')}").randrange(begin, end)
    day = max(later(first, 9), hands.day(says.get("on", chance)))
    yield Step(day, partial(_record, entry, flow, hands))
    if not says.get("unapproved"):
        yield Step(later(day, 4), partial(_approve, entry, hands))
    yield from happenings(entry, hands, hands.buyer, after=day)
    for judged in says.get("judged", ()):
        yield Step(max(later(day, 5), hands.day(judged.get("on", begin))), partial(_judge, judged, flow, hands))


def _says(flow: Entry) -> dict[str, Any]:
    """What the file says of a flow: what is usual on its ground, and in what it differs."""
    route = flow.told("route", LegalRoute.UNDECIDED)
    mine = (flow.party, flow.told("name"))
    differs: Mapping[str, Any] = next((d for d in _told()["hand_over"] if (d["party"], d["flow"]) == mine), {})
    found: dict[str, Any] = {}
    for usual in _told()["usual"]:
        if usual["of"] in {"any", route}:
            found |= usual
    found |= differs
    return {name: value for name, value in found.items() if name not in found.get("open", ())}


def _record(entry: Entry, flow: Entry, hands: Hands) -> None:
    write(entry, hands, hands.buyer, third_party_id=hands.parties[flow.party], flow_id=hands.ids[flow.key])


def _approve(entry: Entry, hands: Hands) -> None:
    approve_hand_over(hands.workspace, hands.ids[entry.key], actor=hands.decider, at=hands.at, reason=_APPROVED)


def _judge(judged: Mapping[str, Any], flow: Entry, hands: Hands) -> None:
    part = judged.get("part")
    decide_question(
        hands.workspace, hands.ids[flow.key], judged["rule_id"], holds=judged["holds"], reason=judged["reason"],
        actor=hands.reader, at=hands.at, part_id=hands.ids[part] if part else None,
    )  # fmt: skip
