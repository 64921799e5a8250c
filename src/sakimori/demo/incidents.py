"""Incidents of the demo: what somebody reported, how the desk worked on it, and how the company is prepared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any, Final

from sakimori.demo.actors import Actors
from sakimori.demo.script import Story
from sakimori.demo.steps import DemoStep, build, values_of
from sakimori.domain.incident import Report, ReportWay
from sakimori.domain.records.incidents import (
    CauseKind,
    Incident,
    IncidentMeasure,
    IncidentStep,
    IncidentStepKind,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.values.days import JST
from sakimori.services.incidents.closing import close_incident, finish_measure, finish_step, plan_step, set_measure
from sakimori.services.incidents.prepared import save_drill, save_plan
from sakimori.services.incidents.report import IncidentDraft, report_incident
from sakimori.services.incidents.reports import send_report
from sakimori.services.incidents.write import add_note, save_facts, save_item, tell_persons

Says = Mapping[str, Any]
_REPORTER: Final = "us02"


def incidents(hands: Actors) -> Story:
    """Every incident, plan and drill of the file, in the order of its days."""
    told = hands.words.file("incidents")
    steps = [DemoStep(hands.day(says["on"]), partial(_plan, says, hands)) for says in told["plan"]]
    steps += [DemoStep(hands.day(says["held_on"]), partial(_drill, says, hands)) for says in told["drill"]]
    steps += [step for says in told["incident"] for step in _incident_steps(says, hands)]
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _incident_steps(says: Says, hands: Actors) -> Iterator[DemoStep]:
    yield DemoStep(hands.day(says["on"]), partial(_report, says, hands))
    for act in says["act"]:
        yield DemoStep(hands.day(act["on"]), partial(_ACTS[act["do"]], says["key"], act, hands))


def _plan(says: Says, hands: Actors) -> None:
    plan = build(IncidentPlan, says, known=hands.at.date(), on=hands.on, ids=hands.ids, id="")
    save_plan(hands.workspace, plan, actor=hands.decider, at=hands.at)


def _drill(says: Says, hands: Actors) -> None:
    drill = build(Drill, says, known=hands.at.date(), on=hands.on, ids=hands.ids, id="")
    save_drill(hands.workspace, drill, actor=hands.decider, at=hands.at)


def _report(says: Says, hands: Actors) -> None:
    draft = IncidentDraft(
        says["what"],
        hands.day(says["known"]),
        hands.parties.get(says.get("party", "")),
        happened_at=_moment(says, hands),
    )
    actor = hands.people[says.get("who", _REPORTER)]
    hands.ids[says["key"]] = report_incident(hands.workspace, draft, actor=actor, at=hands.at).record.id


def _moment(says: Says, hands: Actors) -> datetime | None:
    """When something was, where the file names a time of the day."""
    if "clock" not in says:
        return None
    return datetime.combine(hands.day(says["on"]), time.fromisoformat(says["clock"]), tzinfo=JST)


def _facts(key: str, says: Says, hands: Actors) -> None:
    ids = hands.ids | {person: person for person in hands.people}
    facts = values_of(Incident, says["facts"], known=hands.at.date(), on=hands.on, ids=ids)
    save_facts(hands.workspace, hands.ids[key], facts, actor=hands.decider, at=hands.at)


def _items(key: str, says: Says, hands: Actors) -> None:
    for item, text in says.get("items", {}).items():
        save_item(hands.workspace, hands.ids[key], ReportItem(item), text, actor=hands.decider, at=hands.at)
    for item in says.get("not_yet", ()):
        save_item(hands.workspace, hands.ids[key], ReportItem(item), not_yet=True, actor=hands.decider, at=hands.at)


def _note(key: str, says: Says, hands: Actors) -> None:
    add_note(
        hands.workspace,
        hands.ids[key],
        says["text"],
        happened_at=_moment(says, hands),
        actor=hands.decider,
        at=hands.at,
    )


def _step(key: str, says: Says, hands: Actors) -> None:
    """A step that is taken over, or done."""
    step = IncidentStepKind(says["step"])
    with hands.workspace.unit() as unit:
        where, params = "incident_id = :id AND step = :step", {"id": hands.ids[key], "step": step.value}
        found = unit.records.select(IncidentStep, where, params)[0]
    if "who" in says:
        due = hands.day(says["due"]) if "due" in says else found.due_on
        plan_step(hands.workspace, found.id, owner_id=says["who"], due_on=due, actor=hands.decider, at=hands.at)
    else:
        finish_step(hands.workspace, found.id, on=hands.at.date(), actor=hands.decider, at=hands.at)


def _send(key: str, says: Says, hands: Actors) -> None:
    send_report(
        hands.workspace, hands.ids[key], Report(says["kind"]), sent_on=hands.at.date(), way=ReportWay(says["way"]),
        addressee=says.get("to", ""), receipt_number=says.get("receipt", ""), text=says.get("text", ""),
        person_count=says.get("reached"), actor=hands.decider, at=hands.at,
    )  # fmt: skip


def _persons(key: str, says: Says, hands: Actors) -> None:
    how = PersonsTold(says["how"])
    tell_persons(
        hands.workspace, hands.ids[key], how, hands.at.date(), reason=says.get("why", ""), actor=hands.decider,
        at=hands.at,
    )  # fmt: skip


def _measure(key: str, says: Says, hands: Actors) -> None:
    measure = IncidentMeasure("", hands.ids[key], says["name"], says.get("who"), hands.day(says["due"]))
    stored = set_measure(hands.workspace, measure, actor=hands.decider, at=hands.at)
    hands.ids[f"{key}/{says['name']}"] = stored.record.id


def _measured(key: str, says: Says, hands: Actors) -> None:
    measure = hands.ids[f"{key}/{says['name']}"]
    finish_measure(hands.workspace, measure, on=hands.at.date(), actor=hands.decider, at=hands.at)


def _close(key: str, says: Says, hands: Actors) -> None:
    close_incident(
        hands.workspace, hands.ids[key], CauseKind(says["cause"]), says["why"], actor=hands.reader, at=hands.at
    )


_ACTS: Final[Mapping[str, Callable[[str, Says, Actors], None]]] = {
    "facts": _facts,
    "items": _items,
    "note": _note,
    "step": _step,
    "send": _send,
    "persons": _persons,
    "measure": _measure,
    "measured": _measured,
    "close": _close,
}
