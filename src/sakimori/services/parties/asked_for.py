"""Errands to register a company, which its registration does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.names import match_key
from sakimori.services.kernel.unit import Change


def close_registrations(change: Change, party: ThirdParty, names: Iterable[str]) -> None:
    """Note every open errand to register a company of one of these names as done by this change."""
    called = {match_key(name) for name in (party.legal_name, *names)}
    waiting = change.records.select(
        Errand, "kind = :kind AND state = :open", {"kind": ErrandKind.REGISTER.value, "open": ErrandState.OPEN.value}
    )
    for one in waiting:
        if match_key(one.about) in called:
            done = replace(
                one, third_party_id=party.id, state=ErrandState.DONE, closed_by=change.actor.id, closed_at=change.at
            )  # fmt: skip
            change.update(done, action="errand.done", runs_rules=False)
