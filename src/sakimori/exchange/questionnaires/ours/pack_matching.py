"""What the readers of our own packs share: by what a file of ours is known, which pack it answers, what may leave."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from sakimori.domain.questions.pack import AnswerState, AnswerValue, Pack, Question, TextRights
from sakimori.domain.values.text import LANGUAGES, NO_TEXT, Text
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.packs.folder import pack_digest, shelf_versions
from sakimori.exchange.questionnaires.reading.result import ReadQuestion


def shareable(pack: Pack) -> Pack:
    """The pack as it may leave: of wording that is not ours, only the ids stay.

    What our records know of the engagement (its facts) is ours to say: it tells when a question is to be answered.
    """
    if pack.source.text_rights is TextRights.FULL:
        return pack
    return replace(
        pack,
        title=NO_TEXT,
        sections=tuple(replace(section, title=NO_TEXT) for section in pack.sections),
        questions=tuple(map(_bare, pack.questions)),
    )


def _bare(question: Question) -> Question:
    return replace(
        question,
        text=NO_TEXT,
        topic=NO_TEXT,
        help=None,
        unit=None,
        cites=None,
        choices=tuple(replace(choice, label=NO_TEXT, aliases=()) for choice in question.choices),
        evidence=tuple(replace(request, text=NO_TEXT) for request in question.evidence),
        gaps=tuple(replace(gap, title=NO_TEXT, action=NO_TEXT) for gap in question.gaps),
    )


MARK: Final = "SAKIMORI-PACK/1"
NAME: Final = "sakimori_pack"
"""The defined name of a workbook that holds the signature a second time."""
_LINE: Final = re.compile(
    rf"{re.escape(MARK)} (?P<pack>[a-z0-9-]{{1,64}})@(?P<version>\d{{1,9}}\.\d{{1,9}})"
    r" (?P<group>[A-Za-z0-9_.-]{1,64}) (?P<language>ja|en) (?P<digest>[0-9a-f]{64}) (?P<check>[0-9a-f]{8})"
)
_CHECK_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says; `is_whole` is False where its check digits do not fit the rest."""

    pack_id: str
    version: str
    group: str
    language: str
    digest: str
    is_whole: bool = True

    @property
    def line(self) -> str:
        """As it is printed, with check digits."""
        body = f"{MARK} {self.pack_id}@{self.version} {self.group} {self.language} {self.digest}"
        return f"{body} {_check(body)}"


def signature_of(pack: Pack, group: str, language: str) -> Signature:
    """The signature of a pack that goes out."""
    return Signature(pack.id, pack.version, group, language, pack_digest(pack))


def signatures_in(texts: Iterable[str]) -> tuple[Signature, ...]:
    """Every different signature that stands in some texts, in order."""
    found: dict[Signature, None] = {}
    for text in texts:
        if MARK in text:
            for line in _LINE.finditer(" ".join(text.split())):
                body, _, check = line.group().rpartition(" ")
                pack_id, version, group, language, digest = (str(part) for part in line.groups()[:-1])
                found[Signature(pack_id, version, group, language, digest, _check(body) == check)] = None
    return tuple(found)


def _check(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:_CHECK_LENGTH]


Find = Callable[[str, str], Pack | None]
"""Gives the pack of an id and a version, where somebody has it."""

_SHOWN: Final = 10
_NOTES: Final = {
    "pack_not_held": Text(
        "質問票 {pack}@{version} は手元にありません。選択肢と照らさずに読みました。",
        "There is no pack {pack}@{version} here. It was read without its choices.",
    ),
    "signature_differs": Text(
        "照合番号が手元の {pack}@{version} と合いません。書き換えられたか、別の質問票です。"
        "選択肢と照らさずに読みました。",
        "The signature is not that of our {pack}@{version}: it was forged, or is another pack. "
        "Its choices were not used.",
    ),
    "pack_older": Text(
        "以前の版（{version}）への回答です。いまの版は {newest} です。",
        "It answers an earlier version ({version}); the present one is {newest}.",
    ),
    "signature_damaged": Text(
        "照合番号が壊れています。送った質問票と見比べてください。選択肢と照らさずに読みました。",
        "The signature is damaged. Compare it with what was sent. It was read without its choices.",
    ),
    "signatures_differ": Text(
        "照合番号が2つ以上あり、食い違います。送った質問票と見比べてください。選択肢と照らさずに読みました。",
        "It bears signatures that contradict each other. Compare it with what was sent. "
        "It was read without its choices.",
    ),
    "wording_changed": Text("質問の文が送ったものと違います: {ids}", "The wording differs from what was sent: {ids}"),
    "ids_not_sent": Text("送っていない番号があります: {ids}", "Some ids were not sent: {ids}"),
    "ids_missing": Text(
        "送った質問が{count}問ありません: {ids}", "Questions that were sent are missing ({count}): {ids}"
    ),
    "answer_unclear": Text("質問の形に合わない回答があります: {ids}", "Some answers do not fit their questions: {ids}"),
    "reason_missing": Text("理由の要る回答に理由がありません: {ids}", "Answers that need a reason have none: {ids}"),
    "doubled_ids": Text("同じ番号に違う回答があります: {ids}", "One id has different answers: {ids}"),
}
SHAPE_OF_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class SentPack:
    """What a file says was sent; `pack` is None for one that nobody has or that was not the one asked."""

    signature: Signature
    pack: Pack | None
    notes: tuple[Note, ...]


def sent_pack(signatures: Sequence[Signature], find: Find) -> SentPack:
    """The pack that was sent, by the first signature of a file; it has one at least."""
    signature, notes, pack = signatures[0], list(_not_one(signatures)), None
    held = find(signature.pack_id, signature.version)
    if held is None:
        notes.append(_note("pack_not_held", pack=signature.pack_id, version=signature.version))
    elif signature.digest not in {pack_digest(held), pack_digest(shareable(held))}:
        notes.append(_note("signature_differs", pack=signature.pack_id, version=signature.version))
    elif len(signatures) == 1 and signature.is_whole:
        pack = held
        newest = (shelf_versions(signature.pack_id) or (signature.version,))[-1]
        if newest != signature.version:
            notes.append(_note("pack_older", version=signature.version, newest=newest))
    return SentPack(signature, pack, tuple(notes))


def _not_one(signatures: Sequence[Signature]) -> Iterator[Note]:
    if len(signatures) > 1:
        yield _note("signatures_differ")
    elif not signatures[0].is_whole:
        yield _note("signature_damaged")


@dataclass(slots=True)
class Tally:
    """The ids that a person should look at, as a file is read."""

    changed: list[str] = field(default_factory=list)
    unreasoned: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    def notes(self, found: SentPack, questions: Sequence[ReadQuestion]) -> Iterator[Note]:
        """What a person should know of the answers as a whole."""
        if self.changed:
            yield _note("wording_changed", ids=_listed(self.changed))
        if self.unclear:
            yield _note("answer_unclear", ids=_listed(self.unclear))
        if self.unreasoned:
            yield _note("reason_missing", ids=_listed(self.unreasoned))
        by_id: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for one in questions:
            by_id[one.id].add((one.raw, one.comment, one.evidence))
        if doubled := [number for number, given in by_id.items() if len(given) > 1]:
            yield _note("doubled_ids", ids=_listed(doubled))
        if found.pack is not None:
            asked = [question.id for question in found.pack.asked_in(found.signature.group)]
            if strange := [number for number in by_id if number not in asked]:
                yield _note("ids_not_sent", ids=_listed(strange))
            if absent := [number for number in asked if number not in by_id]:
                yield _note("ids_missing", count=len(absent), ids=_listed(absent))


def answer_as_text(answer: AnswerValue | None) -> dict[str, str]:
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


def _note(code: str, **values: object) -> Note:
    return Note(code, _NOTES[code].format(**values))


def _listed(ids: Sequence[str]) -> str:
    """The first of some ids."""
    shown = ", ".join(ids[:_SHOWN])
    return shown if len(ids) <= _SHOWN else f"{shown} …"
