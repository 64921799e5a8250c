"""How the made-up company is organised: officers, policies and who has read them, exceptions, audits, meetings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sakimori.demo.actors import Actors
from sakimori.demo.script import Story
from sakimori.demo.steps import DemoStep, build, values_of
from sakimori.domain.records.governance import (
    Acknowledgement,
    AcknowledgementWay,
    AuditFinding,
    InternalAudit,
    Meeting,
    MeetingDecision,
    Officer,
    PolicyException,
    PolicyText,
)
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure
from sakimori.services.kernel.recording import record, record_many
from sakimori.services.own_company.erasing import record_own_erasure
from sakimori.services.own_company.governance_steps import (
    acknowledge,
    approve_exception,
    approve_policy,
    confirm_mended,
)

Says = Mapping[str, Any]
_KINDS: Final[Mapping[str, type]] = {
    "officer": Officer,
    "policy_text": PolicyText,
    "policy_exception": PolicyException,
    "internal_audit": InternalAudit,
    "audit_finding": AuditFinding,
    "meeting": Meeting,
    "meeting_decision": MeetingDecision,
    "keeping_duty": KeepingDuty,
}
_SIGNED_HERE: Final = -45
"""Since then people confirm a policy here; before, on paper."""


def governance(hands: Actors) -> Story:
    """Every record of the file and what was done about it, in the order of its days."""
    told = hands.words.file("governance")
    steps = [step for says in told["record"] for step in _steps(says, hands)]
    steps += [DemoStep(hands.day(says["on"]), partial(_read, says, hands)) for says in told["reading"]]
    steps += [DemoStep(hands.day(says["on"]), partial(_erase, says, hands)) for says in told["erasure"]]
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _steps(says: Says, hands: Actors) -> Iterator[DemoStep]:
    yield DemoStep(hands.day(says["on"]), partial(_record, says, hands))
    for act in says.get("do", ()):
        yield DemoStep(hands.day(act["on"]), partial(_ACTS[act["act"]], says, act, hands))


def _ids(hands: Actors) -> Mapping[str, str]:
    return {**hands.ids, **{person: person for person in hands.people}}


def _record(says: Says, hands: Actors) -> None:
    known = hands.at.date()
    item = build(_KINDS[says["kind"]], says["says"], known=known, on=hands.on, ids=_ids(hands), id="")
    stored = record(hands.workspace, item, actor=hands.decider, at=hands.at).record
    if "key" in says:
        hands.ids[says["key"]] = stored.id


def _edit(says: Says, act: Says, hands: Actors) -> None:
    kind = _KINDS[says["kind"]]
    with hands.workspace.unit() as unit:
        standing: Any = unit.records.get(kind, hands.ids[says["key"]])
    changes = values_of(kind, act["says"], known=hands.at.date(), on=hands.on, ids=_ids(hands))
    record(hands.workspace, replace(standing, **changes), actor=hands.decider, at=hands.at)


def _approve(says: Says, act: Says, hands: Actors) -> None:
    record_id, actor = hands.ids[says["key"]], hands.people[act["who"]]
    if says["kind"] == "policy_exception":
        approve_exception(hands.workspace, record_id, actor=actor, at=hands.at)
        return
    approve_policy(
        hands.workspace, record_id, approver=act["approver"], approved_on=hands.day(act["approved_on"]), actor=actor,
        at=hands.at,
    )  # fmt: skip


def _mend(says: Says, act: Says, hands: Actors) -> None:
    confirm_mended(
        hands.workspace, hands.ids[says["key"]], note=act["note"], actor=hands.people[act["who"]], at=hands.at
    )


_ACTS: Final = {"edit": _edit, "approve": _approve, "mend": _mend}


def _read(says: Says, hands: Actors) -> None:
    text = hands.ids[says["text"]]
    if says["on"] >= _SIGNED_HERE:
        for person in says["people"]:
            acknowledge(hands.workspace, text, actor=hands.people[person], at=hands.at)
        return
    day = hands.at.date()
    items = [Acknowledgement("", text, person, day, AcknowledgementWay.PAPER) for person in says["people"]]
    record_many(hands.workspace, items, actor=hands.decider, at=hands.at, batch_id=f"ak_{says['text']}")


def _erase(says: Says, hands: Actors) -> None:
    known = hands.at.date()
    given = {"id": "", "data_set_part_id": hands.ids[says["part"]]}
    erasure = build(OwnErasure, says["says"], known=known, on=hands.on, ids=hands.ids, **given)
    record_own_erasure(hands.workspace, erasure, actor=hands.decider, at=hands.at)
