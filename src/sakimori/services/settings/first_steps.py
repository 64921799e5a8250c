"""はじめる: the five steps of a new workspace; each is done when the register says so, or skipped by somebody."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, put_meta
from sakimori.services.kernel.workspace import DEMO, Workspace
from sakimori.store.reads.first_week import begun_with

_SKIPPED: Final = "start_skipped"


class StartStep(StrEnum):
    """What a company starts with, in the order in which one rests on the other."""

    OWN_COMPANY = "own_company"
    PEOPLE = "people"
    VENDORS = "vendors"
    PAPERS = "papers"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class StepState:
    """Where one step stands; what the register says counts before what somebody skipped."""

    step: StartStep
    is_done: bool
    is_skipped: bool

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor skipped."""
        return not (self.is_done or self.is_skipped)


@needs(Permission.READ)
def start_steps(workspace: Workspace) -> tuple[StepState, ...]:
    """The five steps; none in the demo, which has begun long ago."""
    with workspace.unit() as unit:
        if unit.meta("kind") == DEMO:
            return ()
        begun, skipped = begun_with(unit.engine, SELF_ID), _skipped(unit)
        return tuple(StepState(step, begun[step.value], step in skipped) for step in StartStep)


@needs(Permission.READ)
def is_starting(workspace: Workspace) -> bool:
    """Whether a step is still open."""
    return any(state.is_open for state in start_steps(workspace))


@needs(Permission.IMPORT)
def skip_step(workspace: Workspace, step: StartStep, *, actor: Actor, at: datetime) -> None:
    """Leave a step out for now."""
    with workspace.change("start.skipped", actor=actor, at=at) as change:
        _keep(change, step, _skipped(change) | {step}, "start.skipped")


@needs(Permission.IMPORT)
def take_up_step(workspace: Workspace, step: StartStep, *, actor: Actor, at: datetime) -> None:
    """Take up a step again that was left out."""
    with workspace.change("start.taken_up", actor=actor, at=at) as change:
        _keep(change, step, _skipped(change) - {step}, "start.taken_up")


def _skipped(unit: Unit) -> frozenset[StartStep]:
    return frozenset(map(StartStep, json.loads(unit.meta(_SKIPPED) or "[]")))


def _keep(change: Change, step: StartStep, skipped: frozenset[StartStep], action: str) -> None:
    put_meta(change, _SKIPPED, json.dumps(sorted(skipped)))
    change.note(action, record_kind="setting", record_id=step.value, after={"step": step.value})
