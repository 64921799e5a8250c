"""What a text finds over all kinds of records, as far as whoever looks may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from sakimori.domain.questions.pack import Pack
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.services.assessments.packs.shelf import folder_stamp, private_records, shelf
from sakimori.services.clearance.approved import RecipientFilter, row_page
from sakimori.services.kernel.access import Permission, may, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.words import words_of
from sakimori.store.reads import global_search
from sakimori.store.reads.party_search import FoundBy

_FLOWS_OF_ONE: Final = 8
"""Recipients are found by their flows: so many are looked at for each that is shown."""
_LONGEST: Final = 200


class Kind(StrEnum):
    """What is found, in the order in which it is shown."""

    PARTY = "party"
    RECIPIENT = "recipient"
    SERVICE = "service"
    CONTRACT = "contract"
    FLOW = "flow"
    SLIP = "slip"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found: how it is called, what stands beside that, and by what it is opened.

    `key` is the id of the record, or of the third party for a service; of a slip its number, of a question its pack.
    """

    kind: Kind
    key: str
    title: Text
    beside: Text
    by: FoundBy = FoundBy.NAME
    question_id: str = ""


@dataclass(frozen=True, slots=True)
class FoundKind:
    """The first things of one kind that were found, and whether there are more."""

    kind: Kind
    rows: tuple[Found, ...]
    has_more: bool


@needs(Permission.READ_APPROVED)
def find(workspace: Workspace, text: str, *, limit: int, actor: Actor, on: date) -> tuple[FoundKind, ...]:
    """What a text finds of today's records, so many of each kind; whoever only asks sees recipients and own slips.

    Raises:
        NotPermittedError: The role has nothing to look for here.
    """
    text = text.strip()[:_LONGEST]
    if not fold(text):
        return ()
    if may(actor, Permission.READ):
        with workspace.unit() as unit:
            found = [*_of_register(workspace, unit, text, limit + 1), *_questions(workspace, unit, text)]
    else:
        found = [*_recipients(workspace, text, limit + 1, actor=actor, on=on)]
        with workspace.unit() as unit:
            found += _slips(unit, text, limit + 1, issued_by=actor.id)
    by_kind = {kind: [one for one in found if one.kind is kind] for kind in Kind}
    return tuple(
        FoundKind(kind, tuple(rows[:limit]), len(rows) > limit) for kind, rows in by_kind.items() if rows
    )  # fmt: skip


def _of_register(workspace: Workspace, unit: Unit, text: str, limit: int) -> Iterator[Found]:
    for word, _ in words_of(workspace).find(text, limit=limit):
        beside = "" if word.kind is FoundBy.NAME else word.label
        yield Found(Kind.PARTY, word.third_party_id, _same(word.legal_name), _same(beside), word.kind)
    for row in global_search.services(unit.engine, text, limit=limit):
        yield Found(Kind.SERVICE, str(row["third_party_id"]), _same(row["label"]), _same(row["legal_name"]))
    for row in global_search.contracts(unit.engine, text, limit=limit):
        beside = " ".join(str(part) for part in (row["legal_name"], row["external_key"]) if part)
        yield Found(Kind.CONTRACT, str(row["id"]), _same(row["title"]), _same(beside))
    for row in global_search.flows(unit.engine, text, limit=limit):
        yield Found(Kind.FLOW, str(row["id"]), _same(row["name"]), _same(row["legal_name"]))
    yield from _slips(unit, text, limit)


def _slips(unit: Unit, text: str, limit: int, *, issued_by: str = "") -> Iterator[Found]:
    for row in global_search.slips(unit.engine, text, issued_by=issued_by, limit=limit):
        yield Found(Kind.SLIP, str(row["number"]), _same(row["number"]), _same(row["legal_name"]))


def _recipients(workspace: Workspace, text: str, limit: int, *, actor: Actor, on: date) -> list[Found]:
    """The recipients to whom something may be handed today, each with the flow that was found."""
    as_of = AsOf(on, workspace.head()[0], is_past=False)
    rows = row_page(workspace, as_of, RecipientFilter(text=text), first=0, limit=limit * _FLOWS_OF_ONE, actor=actor)
    found: dict[str, Found] = {}
    for row in rows:
        one = Found(Kind.RECIPIENT, row.third_party_id, _same(row.party), _same(row.name))
        found.setdefault(row.third_party_id, one)
    return list(found.values())[:limit]


def _same(word: object) -> Text:
    return Text(str(word), str(word))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of a pack, as a search finds it."""

    found: Found
    id_key: str
    text_key: str


def _questions(workspace: Workspace, unit: Unit, text: str) -> list[Found]:
    """Questions of the packs that are asked, by id and by wording in both languages; the nearest id first."""
    keys = [key for word in text.split() if (key := fold(word))]
    whole = fold(text)
    digests = tuple(one.digest for one in private_records(unit) if one.withdrawn_on is None)
    folder = workspace.pack_folder
    asked = (*_of_folder(folder, folder_stamp(folder)), *(one for digest in digests for one in _of_pack(unit, digest)))
    met = [one for one in asked if all(key in one.id_key or key in one.text_key for key in keys)]
    met.sort(key=lambda one: (one.id_key != whole, not one.id_key.startswith(whole)))
    return [one.found for one in met]


@lru_cache(maxsize=8)
def _of_folder(folder: Path, _stamp: tuple[tuple[str, int], ...]) -> tuple[_Asked, ...]:
    return tuple(one for pack in shelf(folder) for one in _asked_by(pack))


def _of_pack(unit: Unit, digest: str) -> Sequence[_Asked]:
    if digest not in _PRIVATE:
        if len(_PRIVATE) >= _MOST_KEPT:
            _PRIVATE.clear()
        _PRIVATE[digest] = tuple(_asked_by(unit.pack(digest)))
    return _PRIVATE[digest]


_MOST_KEPT: Final = 64
_PRIVATE: Final[dict[str, tuple[_Asked, ...]]] = {}
"""By the digest of a pack: what it identifies never changes."""


def _asked_by(pack: Pack) -> Iterator[_Asked]:
    for question in pack.questions:
        found = Found(Kind.QUESTION, pack.id, question.text, pack.title, question_id=question.id)
        yield _Asked(found, fold(question.id), fold(f"{question.text.ja} {question.text.en}"))
