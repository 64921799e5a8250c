"""Which third parties a text finds, by any word that people know them by, and the order in which it finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple, cast

from sakimori.domain.values.names import fold, match_key
from sakimori.domain.values.numbers import bare_number
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.reads.statements import Where, holds

_SHORTEST_NUMBER: Final = 4
FORMS: Final = ("", "株式会社", "有限会社", "合同会社")
"""A name begins with what stands after the form that most names begin with."""


class FoundBy(StrEnum):
    """Which kind of word a search met; the order of the members is the order of the hits."""

    NAME = "name"
    ALIAS = "alias"
    SERVICE = "service"
    KANA = "kana"
    ENGLISH_NAME = "english_name"
    CORPORATE_NUMBER = "corporate_number"
    EXTERNAL_KEY = "external_key"
    CONTACT = "contact"


HIT: Final = "third_party_id, legal_name, kind, label, is_later, merged_into, archived_on"
BEST_FIRST: Final = "f.is_over, f.is_later, f.by_kind, f.length, f.legal_name, f.third_party_id"
_RANKS: Final = " ".join(f"WHEN '{kind.value}' THEN {place}" for place, kind in enumerate(FoundBy))
WORDS: Final = "search_key s JOIN third_party q ON q.id = s.third_party_id"


class Found(NamedTuple):
    """The best hit of each third party, as a table `(…) f` whose rows have `HIT` and `party`, with its values."""

    table: str
    params: Mapping[str, Value]


def find(engine: Engine, text: str, *, follows_merges: bool = False) -> Found:
    """What a text finds, whole beginnings first; where it is not met itself, all its words must be, in any order.

    A hit of one that was merged away stands for the one that it went into where merges are followed.
    """
    hits, params = _hits(engine, text, "COALESCE(q.merged_into, q.id)" if follows_merges else "q.id")
    placed = (
        "SELECT h.*, ROW_NUMBER() OVER (PARTITION BY h.party "
        f"ORDER BY h.is_over, h.is_later, h.by_kind, h.length, h.legal_name, h.key, h.label) AS place FROM ({hits}) h"
    )
    return Found(f"(SELECT * FROM ({placed}) b WHERE b.place = 1) f", params)


def _hits(engine: Engine, text: str, party: str) -> tuple[str, dict[str, Value]]:
    """Every word that a text meets, as a statement with its values; `party` is for whom it stands."""
    words = [keys_of(text)]
    if not (words[0] and _is_met(engine, words[0])):
        words = [keys for word in text.split() if (keys := keys_of(word))]
    params: dict[str, Value] = {}
    met = [likes(keys, f"w{place}", params) for place, keys in enumerate(words)] or ["1 = 0"]
    beginnings = [form + key for keys in words[:1] for key in keys for form in FORMS]
    begins = likes(beginnings, "b", params, before="") if beginnings else "1 = 0"
    others = "".join(
        f" AND s.third_party_id IN (SELECT s.third_party_id FROM search_key s WHERE {one})" for one in met[1:]
    )
    hits = (
        f"SELECT {party} AS party, s.third_party_id, q.legal_name, s.kind, s.label, s.key, q.merged_into, "
        "q.archived_on, CASE WHEN q.merged_into IS NULL AND q.archived_on IS NULL THEN 0 ELSE 1 END AS is_over, "
        f"CASE WHEN {begins} THEN 0 ELSE 1 END AS is_later, CASE s.kind {_RANKS} END AS by_kind, "
        f"LENGTH(s.key) AS length FROM {WORDS} WHERE {met[0]}{others}"
    )
    return hits, params


class Word(NamedTuple):
    """A word by which people know a third party; compared from the first field on, the best hit comes first."""

    is_over: bool
    by_kind: int
    length: int
    legal_name: str
    third_party_id: str
    key: str
    label: str
    merged_into: str | None
    archived_on: str | None

    @property
    def kind(self) -> FoundBy:
        """Of which kind it is."""
        return _KINDS[self.by_kind]


_KINDS: Final = tuple(FoundBy)


def words(engine: Engine, third_party_ids: Sequence[str] | None = None) -> list[Word]:
    """The words of all third parties, or of some."""
    where = Where()
    where.one_of("s.third_party_id", third_party_ids or ())
    rows = engine.values(
        "SELECT CASE WHEN q.merged_into IS NULL AND q.archived_on IS NULL THEN 0 ELSE 1 END, "
        f"CASE s.kind {_RANKS} END, LENGTH(s.key), q.legal_name, s.third_party_id, s.key, s.label, q.merged_into, "
        f"q.archived_on FROM {WORDS} WHERE {where}",
        where.params,
    )
    return [Word(*cast("Any", row)) for row in rows]


def words_like(engine: Engine, pieces: Sequence[str], *, limit: int) -> list[Row]:
    """Words of third parties, persons apart, that hold any of some pieces; rows have `HIT`."""
    params: dict[str, Value] = {}
    met = likes(pieces, "p", params)
    return engine.query(
        "SELECT s.third_party_id, q.legal_name, s.kind, s.label, 1 AS is_later, q.merged_into, q.archived_on "
        f"FROM {WORDS} WHERE s.kind <> '{FoundBy.CONTACT.value}' AND {met} "
        f"ORDER BY s.third_party_id, CASE s.kind {_RANKS} END, s.key, s.label LIMIT :limit",
        {**params, "limit": limit},
    )


def keys_of(text: str) -> tuple[str, ...]:
    """What a text may stand for: itself, itself without a legal form (㈱ for 株式会社), a number without its marks."""
    keys = [fold(text), match_key(text)]
    digits = bare_number(text)
    if digits.isdigit() and len(digits) >= _SHORTEST_NUMBER:
        keys.append(digits)
    return tuple(dict.fromkeys(key for key in keys if key))


def _is_met(engine: Engine, keys: Sequence[str]) -> bool:
    params: dict[str, Value] = {}
    met = likes(keys, "w", params)
    return bool(engine.query(f"SELECT 1 FROM {WORDS} WHERE {met} LIMIT 1", params))


def likes(keys: Sequence[str], name: str, params: dict[str, Value], *, before: str = "%") -> str:
    """That a word holds one of some keys, or begins with one where nothing may stand before it."""
    parts = []
    for place, key in enumerate(keys):
        part, params[f"{name}_{place}"] = holds("s.key", key, before=before)
        parts.append(part.replace("?", f":{name}_{place}"))
    return f"({' OR '.join(parts)})"
