"""What must stay between two versions of a pack: an id keeps its meaning, a question is never deleted."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from sakimori.domain.questions.pack import Pack, Question
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.problems import Flaw, flaw

_SAME_WORDING = 0.4
"""Two wordings of one question share at least this much; a rewording does, another question does not."""


def history_flaws(pack: Pack, previous: Pack) -> Iterator[Flaw]:
    """What a pack breaks of the version before it."""
    if pack.id != previous.id:
        yield flaw(("id",), "other_pack", id=previous.id)
        return
    if pack.release <= previous.release:
        yield flaw(("version",), "version_not_later", version=pack.version, previous=previous.version)
    if previous.asked_of is not None and pack.asked_of is not previous.asked_of:
        yield flaw(("asked_of",), "asked_of_changed", role=previous.asked_of.value)
    now = {question.id: (index, question) for index, question in enumerate(pack.questions)}
    for old in previous.questions:
        if old.id not in now:
            yield flaw(("questions",), "question_removed", id=old.id)
            continue
        index, new = now[old.id]
        meaning = _changed_meaning(old, new)
        if meaning is not None:
            yield flaw(("questions", index, "id"), "id_reused", id=new.id, what=meaning)
        elif pack.release[0] == previous.release[0]:
            scoring = _changed_scoring(old, new)
            if scoring is not None:
                yield flaw(("questions", index), "needs_major", id=new.id, what=scoring)


def _changed_meaning(old: Question, new: Question) -> Text | None:
    """Why two questions of one id are not the same question."""
    if old.type is not new.type:
        return Text("形式が違う", "the type differs")
    if SequenceMatcher(None, old.text.ja, new.text.ja, autojunk=False).ratio() < _SAME_WORDING:
        return Text("文言が大きく違う", "the wording has little in common")
    return None


def _changed_scoring(old: Question, new: Question) -> Text | None:
    """What of a question counts differently from before."""
    for changed, what in (
        (_points(old) != _points(new), Text("選択肢か点数", "choices or points")),
        (old.expect != new.expect or old.bound != new.bound, Text("期待する回答", "the expected answer")),
        (old.weight != new.weight, Text("重み", "the weight")),
        (old.critical != new.critical, Text("重要の指定", "whether it is critical")),
    ):
        if changed:
            return what
    return None


def _points(question: Question) -> list[tuple[str, object, bool]]:
    """The choices as the score sees them."""
    return [(choice.id, choice.points, choice.excluded) for choice in question.choices]
