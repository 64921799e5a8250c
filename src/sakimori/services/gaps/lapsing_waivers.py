"""Waivers that end by themselves: their gap closed, or the facts on which they rest changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Waiver
from sakimori.services.kernel.unit import Change
from sakimori.store.spans import facts_digest


def lapsing(dossier: Dossier, findings: Sequence[Finding]) -> dict[str, str]:
    """The waivers that end, by id, with the reason; what comes back later must be asked for anew."""
    by_identity = {f.identity: f for f in findings}
    reasons: dict[str, str] = {}
    for waiver, identity in dossier.waivers:
        if waiver.lapsed_on is not None or waiver.approved is False:
            continue
        finding = by_identity.get(identity)
        if finding is None:
            reasons[waiver.id] = "closed"
        elif facts_digest(finding) != waiver.facts_digest:
            reasons[waiver.id] = "facts"
    return reasons


def lapse(change: Change, reasons: Mapping[str, str]) -> dict[str, Waiver]:
    """End waivers, and give them as they were stored."""
    lapsed = {}
    for waiver_id, reason in reasons.items():
        waiver = change.records.get(Waiver, waiver_id)
        if waiver.lapsed_on is None:
            ended = replace(waiver, lapsed_on=change.today, lapse_reason=reason)
            lapsed[waiver_id] = change.update(ended, action="waiver.lapsed", runs_rules=False)
    return lapsed


def with_waivers(dossier: Dossier, waivers: Mapping[str, Waiver]) -> Dossier:
    """The dossier with some of its waivers replaced."""
    return replace(dossier, waivers=tuple((waivers.get(w.id, w), identity) for w, identity in dossier.waivers))
