"""Answers as the pack functions read them, and the facts of a third party that conditions of packs may look at."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.dossier import AssessedPack
from sakimori.domain.questions.assessment import Answer, Assessment, Comment, CommentKind
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Facts, FactValue, Pack, Question
from sakimori.domain.questions.visibility import Visibility, visibilities
from sakimori.domain.records.third_party import Foreign, ThirdParty

_SENSITIVE = frozenset(
    {DataCategory.PI_SPECIAL, DataCategory.PI_EU_SPECIAL, DataCategory.PI_FINANCIAL, DataCategory.MYNUMBER}
)


def pack_facts(party: ThirdParty) -> dict[str, FactValue]:
    """What the record says about the engagement; a fact that nobody answered is None, so it hides no question."""
    categories, abroad, roles = party.data_categories, party.foreign, party.roles
    return {
        "sensitive": _truth(_is_sensitive(party)),
        "my_number": _truth(None if categories is None else DataCategory.MYNUMBER in categories),
        "foreign": _truth(None if abroad is None else abroad is not Foreign.NONE),
        "outside_designated": _truth(None if abroad is None else abroad is Foreign.OTHER),
        "joint_user": _truth(Role.JOINT_USER in roles if roles else None),
    }


def _is_sensitive(party: ThirdParty) -> bool | None:
    if party.special_care or (party.data_categories and party.data_categories & _SENSITIVE):
        return True
    return None if party.special_care is None or party.data_categories is None else False


def _truth(known: bool | None) -> FactValue:  # noqa: FBT001 - the one value there is
    return None if known is None else "true" if known else "false"


def freeze_facts(facts: Facts) -> tuple[tuple[str, str], ...]:
    """The known facts in a form that is stored with a submitted assessment."""
    return tuple((key, value) for key, value in sorted(facts.items()) if isinstance(value, str))


def thaw_facts(frozen: Iterable[tuple[str, str]]) -> dict[str, FactValue]:
    """The inverse of `freeze_facts`; facts that were not known then stay away."""
    return dict(frozen)


def answer_values(answers: Iterable[Answer], comments: Iterable[Comment]) -> dict[str, AnswerValue]:
    """The current answers by question, each 該当なし with the latest ruling on it, if it came after the answer."""
    rulings: dict[str, Comment] = {}
    for comment in sorted(comments, key=lambda c: c.at):
        if comment.kind is not CommentKind.REMARK:
            rulings[comment.question_id] = comment
    values: dict[str, AnswerValue] = {}
    for answer in answers:
        ruling = rulings.get(answer.question_id)
        is_ruled = answer.state is AnswerState.NA and ruling is not None and ruling.at >= answer.at
        values[answer.question_id] = AnswerValue(
            value=answer.value,
            state=answer.state,
            reason=answer.reason or "",
            na_accepted=(ruling.kind is CommentKind.NA_ACCEPTED) if is_ruled and ruling else None,
        )
    return values


def assessed_pack(
    assessment: Assessment,
    pack: Pack,
    answers: Iterable[Answer],
    comments: Iterable[Comment],
    facts: Facts | None = None,
) -> AssessedPack:
    """An assessment as the rules read it; the facts are those frozen at submission unless live ones are given."""
    values = answer_values(answers, comments)
    seen = visibilities(pack, assessment.group, values, thaw_facts(assessment.facts) if facts is None else facts)
    shown = tuple(q for q in pack.asked_in(assessment.group) if seen[q.id] is Visibility.VISIBLE)
    return AssessedPack(assessment, pack, values, shown)


def blank_questions(assessed: AssessedPack) -> tuple[Question, ...]:
    """The required questions that were asked and have no answer at all; 不明 is an answer."""
    return tuple(q for q in assessed.shown if q.required and q.id not in assessed.values)
