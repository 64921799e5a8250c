"""Packs as they were when an assessment was opened with them, and which pack a short one asks again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.pack import Pack
from sakimori.domain.questions.questionnaire import PrivatePack
from sakimori.exchange.packs.folder import pack_from_json, pack_to_json
from sakimori.store.engine import Engine

if TYPE_CHECKING:
    from sakimori.services.kernel.unit import Unit

_PACKS: dict[str, Pack] = {}


def frozen_pack(engine: Engine, digest: str) -> Pack:
    """A frozen pack never changes, so one reading serves the process."""
    if digest not in _PACKS:
        rows = engine.query("SELECT body FROM pack_snapshot WHERE digest = :digest", {"digest": digest})
        _PACKS[digest] = pack_from_json(str(rows[0]["body"]))
    return _PACKS[digest]


def freeze_pack(engine: Engine, pack: Pack, digest: str) -> None:
    """Keep a pack once, as it is at the opening of an assessment."""
    if not engine.query("SELECT 1 FROM pack_snapshot WHERE digest = :digest", {"digest": digest}):
        engine.insert_all(
            "pack_snapshot",
            [{"digest": digest, "pack_id": pack.id, "version": pack.version, "body": pack_to_json(pack)}],
        )


def pack_origins(unit: Unit, pack_ids: Iterable[str]) -> dict[str, str]:
    """By the id of each short pack among some packs, the pack in the end whose questions it asks again."""
    asked_again: dict[str, str] = {}
    wanted = set(pack_ids)
    while wanted:
        made_from = {
            one.pack_id: one.derived_from
            for one in unit.records.with_ids(PrivatePack, wanted, column="pack_id")
            if one.derived_from
        }
        packs = {one.id: one.pack_id for one in unit.records.with_ids(Assessment, set(made_from.values()))}
        step = {short: packs[assessment] for short, assessment in made_from.items() if assessment in packs}
        asked_again.update(step)
        wanted = set(step.values()) - asked_again.keys()
    return {short: _end(short, asked_again) for short in asked_again}


def _end(pack_id: str, asked_again: dict[str, str]) -> str:
    while pack_id in asked_again:
        pack_id = asked_again[pack_id]
    return pack_id
