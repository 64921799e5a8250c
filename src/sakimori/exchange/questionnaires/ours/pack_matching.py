"""What the readers of our own packs share: which pack a file answers, and what a person should know of its answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.questions.pack import AnswerState, AnswerValue, Pack, Question
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.packs.folder import pack_digest
from sakimori.exchange.packs.shelf import shelf_versions
from sakimori.exchange.questionnaires.ours import pack_notes
from sakimori.exchange.questionnaires.ours.pack_answers import LANGUAGES
from sakimori.exchange.questionnaires.ours.pack_notes import listed, note
from sakimori.exchange.questionnaires.ours.pack_rights import shareable
from sakimori.exchange.questionnaires.ours.pack_signature import Signature
from sakimori.exchange.questionnaires.reading.result import ReadQuestion

Find = Callable[[str, str], Pack | None]
"""Gives the pack of an id and a version, where somebody has it."""

SHAPE_OF_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a file says was sent; `pack` is None for one that nobody has or that was not the one asked."""

    signature: Signature
    pack: Pack | None
    notes: tuple[Note, ...]


def sent(signatures: Sequence[Signature], find: Find) -> Sent:
    """The pack that was sent, by the first signature of a file; it has one at least."""
    signature, notes, pack = signatures[0], list(_not_one(signatures)), None
    held = find(signature.pack_id, signature.version)
    if held is None:
        notes.append(note("pack_not_held", pack_notes.NOT_HELD, pack=signature.pack_id, version=signature.version))
    elif signature.digest not in {pack_digest(held), pack_digest(shareable(held))}:
        notes.append(note("signature_differs", pack_notes.DIFFERS, pack=signature.pack_id, version=signature.version))
    elif len(signatures) == 1 and signature.is_whole:
        pack = held
        newest = (shelf_versions(signature.pack_id) or (signature.version,))[-1]
        if newest != signature.version:
            notes.append(note("pack_older", pack_notes.OLDER, version=signature.version, newest=newest))
    return Sent(signature, pack, tuple(notes))


def _not_one(signatures: Sequence[Signature]) -> Iterator[Note]:
    if len(signatures) > 1:
        yield note("signatures_differ", pack_notes.SEVERAL)
    elif not signatures[0].is_whole:
        yield note("signature_damaged", pack_notes.BROKEN)


@dataclass(slots=True)
class Tally:
    """The ids that a person should look at, as a file is read."""

    changed: list[str] = field(default_factory=list)
    unreasoned: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    def notes(self, found: Sent, questions: Sequence[ReadQuestion]) -> Iterator[Note]:
        """What a person should know of the answers as a whole."""
        if self.changed:
            yield note("wording_changed", pack_notes.CHANGED, ids=listed(self.changed))
        if self.unclear:
            yield note("answer_unclear", pack_notes.UNCLEAR, ids=listed(self.unclear))
        if self.unreasoned:
            yield note("reason_missing", pack_notes.UNREASONED, ids=listed(self.unreasoned))
        by_id: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for one in questions:
            by_id[one.id].add((one.raw, one.comment, one.evidence))
        if doubled := [number for number, given in by_id.items() if len(given) > 1]:
            yield note("doubled_ids", pack_notes.DOUBLED, ids=listed(doubled))
        if found.pack is not None:
            asked = [question.id for question in found.pack.asked_in(found.signature.group)]
            if strange := [number for number in by_id if number not in asked]:
                yield note("ids_not_sent", pack_notes.STRANGE, ids=listed(strange))
            if absent := [number for number in asked if number not in by_id]:
                yield note("ids_missing", pack_notes.ABSENT, count=len(absent), ids=listed(absent))


def as_told(answer: AnswerValue | None) -> dict[str, str]:
    """The answer as the pack knows it, for programs."""
    match answer:
        case None:
            return {}
        case AnswerValue(value=None):
            return {"state": answer.state.value}
        case AnswerValue(value=str(one)):
            return {"state": answer.state.value, "value": one}
        case AnswerValue(value=several):
            return {"state": answer.state.value, "values": "\n".join(several or ())}


def needs_reason(asked: Question, answer: AnswerValue) -> bool:
    """Whether an answer stands only with a reason."""
    chosen = (asked.choice(given) for given in answer.given)
    return answer.state is AnswerState.NA or any(choice.reason_required for choice in chosen if choice is not None)


def is_wording(asked: Question, text: str) -> bool:
    """Whether a text is that of the question in either language, or the pack may show none."""
    wordings = {"".join(asked.text.get(language).split()) for language in LANGUAGES}
    return "".join(text.split()) in wordings or not any(wordings)
