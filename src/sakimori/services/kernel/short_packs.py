"""Which pack a short pack asks again."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.questionnaire import PrivatePack
from sakimori.services.kernel.unit import Unit


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
