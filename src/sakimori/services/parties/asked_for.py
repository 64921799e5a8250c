"""Errands done by what somebody does: a company registered, the last of their gaps closed, a document filed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.gap import Fix
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.names import match_key
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.unit import Change, Unit


def close_registrations(change: Change, party: ThirdParty, names: Iterable[str]) -> None:
    """Note every open errand to register a company of one of these names as done by this change."""
    called = {match_key(name) for name in (party.legal_name, *names)}
    waiting = change.records.select(
        Errand, "kind = :kind AND state = :open", {"kind": ErrandKind.REGISTER.value, "open": ErrandState.OPEN.value}
    )
    for one in waiting:
        if match_key(one.about) in called:
            note_done(change, replace(one, third_party_id=party.id))


def close_mended(change: Change, third_party_ids: Sequence[str]) -> None:
    """Note every open errand about some third parties as done of whose gaps none is open any more."""
    for one in open_about(change, third_party_ids):
        known = change.spans.known_now(one.third_party_id or "")
        if not any(span.gap_id in one.gap_ids and span.is_open(change.today) for span in known):
            note_done(change, one)


def open_about(unit: Unit, third_party_ids: Sequence[str]) -> list[Errand]:
    """The open errands about gaps of some third parties."""
    of_them, params = among("third_party_id", third_party_ids)
    return unit.records.select(
        Errand, f"{of_them} AND state = :open AND gap_ids <> '[]'", {**params, "open": ErrandState.OPEN.value}
    )


def close_filed(change: Change, filed: Evidence) -> None:
    """Note every open errand as done that asked for a document at the question at which this one was filed."""
    for one in open_at(change, filed.assessment_id):
        if one.question_id == filed.question_id and one.request_id in {None, filed.request_id}:
            note_done(change, one)


def withdraw_wanted(change: Change, assessment_id: str) -> None:
    """Take back every open errand that asks for something for an assessment that is no longer answered."""
    for one in open_at(change, assessment_id):
        gone = replace(one, state=ErrandState.WITHDRAWN, closed_by=change.actor.id, closed_at=change.at)
        change.update(gone, action="errand.withdrawn", runs_rules=False)


def open_at(unit: Unit, assessment_id: str | None) -> Sequence[Errand]:
    """The open errands that ask for something for an assessment, the earliest day first; none without one."""
    if assessment_id is None:
        return ()
    return unit.records.select(
        Errand, "assessment_id = :id AND state = :open", {"id": assessment_id, "open": ErrandState.OPEN.value},
        order="due_on, asked_at, id",
    )  # fmt: skip


def note_done(change: Change, errand: Errand) -> None:
    """Note an errand as done by this change."""
    done = replace(errand, state=ErrandState.DONE, closed_by=change.actor.id, closed_at=change.at)
    change.update(done, action="errand.done", runs_rules=False)


def gaps_mended_by(unit: Unit, third_party_id: str, fixes: Collection[Fix], on: date) -> tuple[str, ...]:
    """The open gaps that some fixes close; none where one of the fixes closes no gap that is known."""
    found: dict[Fix, set[str]] = {fix: set() for fix in fixes}
    for span in unit.spans.known_now(third_party_id):
        fix = Fix(span.fix_record, span.fix_id, span.fix_field)
        if span.is_open(on) and fix in found:
            found[fix].add(span.gap_id)
    return tuple(sorted(set().union(*found.values()))) if all(found.values()) else ()
