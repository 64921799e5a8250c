"""Whatever the desk writes, the gaps that are held are those that the rules give from scratch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_workspace
from kit.flowing import a_contract, a_party
from sakimori.domain.codes import DataCategory
from sakimori.domain.incident import Entruster, Happening, Report, ReportWay
from sakimori.domain.records.incidents import (
    CauseKind,
    Incident,
    IncidentMeasure,
    IncidentPlace,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import RefusedError
from sakimori.services.incidents.closing import (
    close_incident,
    finish_measure,
    finish_step,
    reopen_incident,
    set_measure,
    skip_step,
)
from sakimori.services.incidents.prepared import save_drill, save_plan
from sakimori.services.incidents.reports import send_report, tell_entrusters
from sakimori.services.incidents.write import FACTS, save_fact, save_item, tell_persons
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from services.incidents.made import ACTOR, KNOWN, reported, view_of

DAYS = [KNOWN - timedelta(days=n) for n in range(30)] + [TODAY]


class Desk:
    """Somebody who does at the desk whatever comes to mind."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 - no secret
        self.workspace = a_workspace()
        self.parties = [a_party(self.workspace, legal_name=f"株式会社{n}") for n in "一二"]
        for party in self.parties:
            a_contract(self.workspace, party, breach_notice_hours=24)
        self.who: dict[str, Any] = {"actor": ACTOR, "at": AT}
        reported(self.workspace)

    @property
    def incidents(self) -> list[Incident]:
        with self.workspace.unit() as unit:
            return unit.records.select(Incident)

    def value(self, field: str) -> Any:
        pick = self.rng.choice
        given: dict[str, Any] = {
            "name": pick(["誤送信", "流出"]),
            "third_party_id": pick([SELF_ID, *(party.id for party in self.parties)]),
            "place": pick([None, *IncidentPlace]),
            "happened": pick([None, frozenset({Happening.LEAK})]),
            "categories": pick([None, frozenset({DataCategory.PI_CONTACT}), frozenset({DataCategory.MYNUMBER})]),
            "persons": pick([None, 1, 101, 1_001]),
            "owner_id": pick([None, "us01"]),
            "entrusters": pick(
                [(), *((Entruster("なぎさ銀行", on), Entruster("しおさい百貨店", on)) for on in (None, *DAYS))]
            ),
        }
        if field in given:
            return given[field]
        if field == "known_on":
            return pick(DAYS)
        if field.endswith("_on"):
            return pick([None, *DAYS])
        if field.endswith("_time"):
            return pick(["", "09:00", "23:30"])
        if field.startswith("touched"):
            return pick([None, ()])
        return pick([None, True, False]) if field.startswith(("is_", "may_", "are_")) else pick(["", "記した"])

    def step(self) -> str:
        """One act; the name of what was done, or of what was refused."""
        rng, who, workspace = self.rng, self.who, self.workspace
        incident = rng.choice(self.incidents)
        view = view_of(workspace, incident.id)
        day = rng.choice(DAYS)
        acts: dict[str, Any] = {
            "fact": lambda: save_fact(workspace, incident.id, field := rng.choice(FACTS), self.value(field), **who),
            "item": lambda: save_item(workspace, incident.id, rng.choice(list(ReportItem)), "内容", **who),
            "not_yet": lambda: save_item(workspace, incident.id, rng.choice(list(ReportItem)), not_yet=True, **who),
            "told": lambda: tell_persons(workspace, incident.id, PersonsTold.NOTICE, day, **who),
            "send": lambda: send_report(
                workspace, incident.id, rng.choice(list(Report)), sent_on=day, way=ReportWay.MAIL, to_follow=True, **who
            ),
            "entrusters": lambda: tell_entrusters(
                workspace, incident.id, {"なぎさ銀行": "通知"}, sent_on=day, way=ReportWay.MAIL, **who
            ),
            "step": lambda: finish_step(workspace, rng.choice(view.steps).step.id, on=TODAY, **who),
            "skip": lambda: skip_step(workspace, rng.choice(view.steps).step.id, "起きていない", **who),
            "measure": lambda: set_measure(
                workspace, IncidentMeasure("", incident.id, "確かめる", "us01", rng.choice([None, *DAYS])), **who
            ),
            "measured": lambda: finish_measure(workspace, rng.choice(view.measures).measure.id, on=TODAY, **who),
            "close": lambda: close_incident(workspace, incident.id, CauseKind.OTHER, "確かめた", **who),
            "reopen": lambda: reopen_incident(workspace, incident.id, "続報", **who),
            "drill": lambda: save_drill(workspace, Drill("", "訓練", day), **who),
            "plan": lambda: save_plan(workspace, IncidentPlan("", "要領", reviewed_on=rng.choice([None, day])), **who),
            "new": lambda: reported(workspace, what="別の事案", known_on=day),
        }
        chosen = rng.choice(["fact"] * 8 + ["item"] * 2 + [one for one in acts if one != "measured" or view.measures])
        try:
            acts[chosen]()
        except RefusedError:
            return f"{chosen} refused"
        return chosen


def differences(workspace: Workspace) -> list[Any]:
    return [one for _, _, found in recompute(workspace, on=TODAY) for one in found]


def walk(desk: Desk, steps: int) -> Iterator[str]:
    for _ in range(steps):
        yield desk.step()


@pytest.mark.parametrize("seed", range(4))
def test_after_every_act_of_the_desk_the_gaps_are_those_of_a_fresh_judgement(seed: int) -> None:
    desk = Desk(seed)
    done: set[str] = set()
    for act in walk(desk, 45):
        done.add(act)
        assert differences(desk.workspace) == [], act
    assert {"fact", "item"} <= done


@pytest.mark.parametrize("field", FACTS)
def test_no_fact_is_left_out_of_a_judgement(field: str) -> None:
    """Each fact alone turns whatever it turns at once, on our own dossier and on that of the third party."""
    desk = Desk(1)
    incident = desk.incidents[0]
    known = {"third_party_id": desk.parties[0].id, "persons": 1_001, "vendor_knew_on": KNOWN - timedelta(days=3)}
    for name, value in known.items():
        save_fact(desk.workspace, incident.id, name, value, **desk.who)
    for _ in range(3):
        try:
            save_fact(desk.workspace, incident.id, field, desk.value(field), **desk.who)
        except RefusedError:
            continue
        assert differences(desk.workspace) == []


def test_a_change_behind_the_rules_is_found() -> None:
    """What is compared can differ: a fact that was written without the rules is seen."""
    desk = Desk(2)
    with desk.workspace.change("test.added", actor=ACTOR, at=AT) as change:
        change.engine.execute("UPDATE incident SET known_on = '2026-01-05'")
    assert differences(desk.workspace)
