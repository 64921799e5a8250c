"""Verifying what came since an earlier check, on the strength of what that check found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from sakimori.domain.trail import TrailFault, Verification
from sakimori.services.audit.view import (
    COMPARED,
    MANY,
    Disagreement,
    SlipsJudged,
    VerifyReport,
    compared,
    issued_disagreements,
    judged_slips,
    name_disagreements,
    policy_disagreements,
)
from sakimori.services.audit.vouched import checked_signatures
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.chain import check_chain
from sakimori.store.reads.trail import bodies_since, hash_at
from sakimori.store.records import TABLES
from sakimori.store.trail import ACCESS, CHANGES

_AT_ONCE = 500


@needs(Permission.READ_TRAIL)
def verify_since(workspace: Workspace, before: VerifyReport) -> VerifyReport | None:
    """Check both chains from where a check ended that found nothing, and the records of which the entries since speak.

    A whole check alone sees the file itself, records without any entry, and whatever was changed below that end. None
    if the end itself is gone: another trail stands there.
    """
    with workspace.look(), workspace.unit() as unit:  # never an older state than that of the check
        changes = _walked_on(unit, CHANGES, before.changes)
        if changes.fault is TrailFault.CUT:
            return None
        signatures, notes = checked_signatures(workspace, unit, after=before.signatures.last)
        return replace(_checked(unit, before, changes), signatures=signatures, notes=notes)


def _walked_on(unit: Unit, chain: str, seen: Verification) -> Verification:
    if seen.entries and hash_at(unit.engine, chain, seen.entries) != seen.head:
        return Verification(seen.entries, seen.head, seen.entries, TrailFault.CUT)
    return check_chain(unit.engine, chain, after=(seen.entries, seen.head))


def _checked(unit: Unit, before: VerifyReport, changes: Verification) -> VerifyReport:
    since = before.changes.entries
    found = list(islice(_disagreements(unit, since), MANY)) if changes.is_intact and changes.entries > since else []
    accesses = _walked_on(unit, ACCESS, before.accesses)
    if accesses.is_intact:
        found += islice(issued_disagreements(unit, since=before.accesses.entries), MANY - len(found))
    then = judged_slips(unit, since=since)
    slips = SlipsJudged(before.slips.count + then.count, then.different, before.slips.other_rules + then.other_rules)
    return VerifyReport(changes.entries, unit.trail.head()[1], changes, accesses, tuple(found), slips)


def _disagreements(unit: Unit, since: int) -> Iterator[Disagreement]:
    said = bodies_since(unit.engine, since)
    for kind in COMPARED:
        bodies = said.get(TABLES[kind], {})
        ids = sorted(bodies)
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            where, params = among("id", some)
            rows = unit.query(f"SELECT * FROM {TABLES[kind]} WHERE {where}", **params)
            yield from compared(kind, rows, {record: bodies[record] for record in some})
    yield from policy_disagreements(unit)
    yield from name_disagreements(unit)
