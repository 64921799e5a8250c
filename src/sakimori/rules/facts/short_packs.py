"""Short packs ask some questions of another pack again: what is answered there counts as an answer to that pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sakimori.domain.codes import AssessmentKind, AssessmentState
from sakimori.domain.dossier import AssessedPack
from sakimori.domain.questions.evaluation import Visibility, visibilities
from sakimori.domain.questions.pack import Question
from sakimori.rules.facts.assessments import thaw_facts

GivenAt = Mapping[tuple[str, str], datetime]
"""When each answer was given, by assessment and question."""


def with_short_packs(
    governing: Sequence[AssessedPack], origins: Mapping[str, str], given_at: GivenAt
) -> tuple[AssessedPack, ...]:
    """The assessments that count, those on short packs as a part of the one on the pack that they ask again.

    Of several answers to one question the later one counts, but none that awaits a decision before one that was
    decided on.

    Args:
        governing: The assessments that count, each on a pack of its own.
        origins: By the id of a short pack, the pack whose questions it asks again.
        given_at: When the answers were given.
    """
    groups: dict[tuple[str, str, bool], list[AssessedPack]] = {}
    for one in governing:
        pack_id = origins.get(one.pack.id, one.pack.id)
        is_check = one.assessment.kind is AssessmentKind.SELF_CHECK
        groups.setdefault((one.assessment.subject, pack_id, is_check), []).append(one)
    return tuple(
        members[0] if members[0].pack.id == pack_id and len(members) == 1 else _joined(pack_id, members, given_at)
        for (_, pack_id, _), members in groups.items()
    )


def _joined(pack_id: str, members: Sequence[AssessedPack], given_at: GivenAt) -> AssessedPack:
    """One assessment with the answers of all; where none of them asked the whole pack, the newest stands for it."""

    def rank(one: AssessedPack, question_id: str) -> tuple[bool, datetime, str]:
        at = given_at[one.assessment.id, question_id]
        return one.assessment.state is AssessmentState.DECIDED, at, one.assessment.id

    latest: dict[str, AssessedPack] = {}
    for one in members:
        for question_id in one.values:
            other = latest.setdefault(question_id, one)
            if rank(one, question_id) > rank(other, question_id):
                latest[question_id] = one
    newest_first = sorted(members, key=lambda one: max((rank(one, q) for q in one.values), default=()), reverse=True)
    base = next((one for one in newest_first if one.pack.id == pack_id), newest_first[0])
    short = [one for one in newest_first if one is not base]
    values = {question_id: one.values[question_id] for question_id, one in latest.items()}
    return replace(
        base,
        values=values,
        shown=tuple(_shown(replace(base, values=values), short, latest)),
        short_ids=tuple(one.assessment.id for one in short),
        given_in={question_id: one.assessment.id for question_id, one in latest.items() if one is not base},
        part_of="" if base.pack.id == pack_id else pack_id,
    )


def _shown(base: AssessedPack, short: Sequence[AssessedPack], latest: Mapping[str, AssessedPack]) -> Iterator[Question]:
    """The questions that apply after all answers, in the wording that was answered last; each stands there once."""
    group, facts = base.assessment.group, thaw_facts(base.assessment.facts)
    seen = visibilities(base.pack, group, base.values, facts)
    asked_again = {one.assessment.id: {q.id: q for q in one.shown} for one in short}
    for question in base.pack.asked_in(group):
        if seen[question.id] is Visibility.VISIBLE:
            answered = latest.get(question.id)
            yield asked_again.get(answered.assessment.id, {}).get(question.id, question) if answered else question
    # What a short pack asks besides is new since, or its condition is known there alone.
    settled = {one for one, visibility in seen.items() if visibility is not Visibility.PENDING}
    for one in short:
        for question in one.shown:
            if question.id not in settled:
                settled.add(question.id)
                yield question
