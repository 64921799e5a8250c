"""Entries of a trail before they have their place: what they say, with personal values sealed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sakimori.domain.trail import canonical_json, entry_said, personal_hash, sha256
from sakimori.store.records import RECORD_TYPES, columns, instant

PERSONAL_MARK = "$personal"
SAID = ("seq", "at", "actor", "action", "record_kind", "record_id", "third_party_id", "batch_id")
"""What the line of an entry says itself."""


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry that only lacks its place in the chain: what it says, its body, and personal values with their salts.

    `said` is the same as it goes into the hash, so that little is left to do while other writers wait.
    """

    line: Mapping[str, Any]
    said: str
    body: str
    personal: Mapping[str, tuple[str, str]]


def sealed(facts: Mapping[str, Any]) -> SealedEntry:
    """An entry of all that `Trail.append` takes."""
    personal: dict[str, tuple[str, str]] = {}
    sides = {side: _seal(side, facts["record_kind"], facts[side], personal) for side in ("before", "after")}
    body = canonical_json({"reason": facts["reason"], **sides})
    line = {**{key: facts[key] for key in SAID[2:]}, "body_sha256": sha256(body)}
    return SealedEntry({"at": instant(facts["at"]), **line}, entry_said(**line), body, personal)


def _seal(
    side: str, record_kind: str, values: Mapping[str, Any] | None, personal: dict[str, tuple[str, str]]
) -> dict[str, Any] | None:
    if values is None:
        return None
    marked = personal_fields(record_kind)
    sealed: dict[str, Any] = {}
    for key, value in values.items():
        if key in marked and value is not None:
            salt = secrets.token_hex(16)
            text = canonical_json(value)
            personal[f"{side}.{key}"] = (salt, text)
            sealed[key] = {PERSONAL_MARK: personal_hash(salt=salt, value=text)}
        else:
            sealed[key] = value
    return sealed


@cache
def personal_fields(record_kind: str) -> frozenset[str]:
    """The columns of a kind of record that hold personal data."""
    kind = RECORD_TYPES.get(record_kind)
    return frozenset(c.name for c in columns(kind) if c.personal) if kind else frozenset()
