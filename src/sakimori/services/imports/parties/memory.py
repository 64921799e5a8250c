"""What an import remembers of each row: the values of the file, so that the next one knows who changed what."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sakimori.domain.trail import canonical_json, personal_hash, sha256
from sakimori.domain.values.names import fold
from sakimori.services.kernel.unit import Change

Value = str | int | bool | StrEnum | frozenset[StrEnum] | tuple[str, ...] | None
"""What a field of a row or a record may hold."""

PERSONAL_FIELDS: Final = frozenset({"representative", "contact_name", "contact_email", "contact_phone"})
"""Remembered as salted hashes, so that a value stands nowhere but in its record."""

CONTACT_VALUES: Final = PERSONAL_FIELDS - {"representative"}
"""What an erasure takes out of a memory: with its salt beside it a hash of a telephone number could be guessed."""

_ERASED: Final = "erased"
_RENAMED: Final = {"alias": "aliases"}
"""Fields that imports of earlier days remembered under another name."""

_NOT_THE_NAME: Final = re.compile(r"\d+|copy|コピー|最新|新版|\(.*?\)|（.*?）", re.IGNORECASE)
_DIGEST_LENGTH: Final = 16
_TELLING_COLUMNS: Final = 5
"""Fewer columns (name, country, purpose, address) head the lists of many."""


@dataclass(frozen=True, slots=True)
class ListIdentity:
    """Which list a file is an edition of: told by its name without dates, or by its columns."""

    family: str
    columns: str

    def is_same_list(self, other: ListIdentity) -> bool:
        """Whether both are editions of one list."""
        return self.family == other.family or (bool(self.columns) and self.columns == other.columns)


def list_identity(filename: str, sheet: str, labels: Iterable[str]) -> ListIdentity:
    """The identity of a list by the name of its file and the labels of its columns."""
    stem = filename.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    family = sha256(canonical_json([fold(_NOT_THE_NAME.sub("", stem)), fold(sheet)]))
    known = sorted(filter(None, map(fold, labels)))
    columns = sha256(canonical_json(known)) if len(known) >= _TELLING_COLUMNS else ""
    return ListIdentity(family[:_DIGEST_LENGTH], columns[:_DIGEST_LENGTH])


def text_of(value: Value) -> str:
    """The one text of a value, by which two of them are compared; blank for nothing said."""
    if value is None:
        return ""
    if isinstance(value, frozenset | tuple):
        return json.dumps(sorted(value), ensure_ascii=False)
    return str(int(value)) if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class RowMemory:
    """One row of an earlier import: what it said, and the records that it went into.

    `key` tells rows of one third party apart; `said` holds texts made by `text_of`, of personal fields hashes.
    `home` is the third party that the row went into before that one was merged into another.
    """

    third_party_id: str
    identity: ListIdentity
    key: str
    name: str
    said: Mapping[str, str]
    salt: str
    batch_id: str = ""
    service_id: str = ""
    contact_id: str = ""
    home: str = ""

    @property
    def source(self) -> str:
        """The key under which a third party keeps this row."""
        return f"{self.identity.family}/{self.key}"

    def gave(self, field: str) -> bool:
        """Whether the row said something about a field."""
        return field in self.said

    def gave_name(self, name: str) -> bool:
        """Whether the row called its third party by a name, as its own or among others."""
        return fold(name) in {self.name, *json.loads(self.said.get("aliases", "[]"))}

    def holds(self, field: str, value: Value) -> bool:
        """Whether the row said exactly this; of an erased person nothing is news, lest the list bring them back."""
        text = text_of(value)
        if not text:
            return not self.gave(field)
        if self.said.get(field) == _ERASED:
            return True
        return self.said.get(field) == _remembered(field, text, self.salt)

    def without_contact(self) -> RowMemory:
        """The memory once its contact was erased: that there was somebody, and nothing of who."""
        erased = {field: _ERASED for field in CONTACT_VALUES if self.gave(field)}
        return replace(self, said={**self.said, **erased})

    def body(self) -> str:
        """The memory as it is kept."""
        return canonical_json(
            {
                "columns": self.identity.columns,
                "family": self.identity.family,
                "key": self.key,
                "name": self.name,
                "said": dict(self.said),
                "salt": self.salt,
                "service": self.service_id,
                "contact": self.contact_id,
            }
        )


def remember(
    third_party_id: str,
    values: Mapping[str, Value],
    *,
    identity: ListIdentity,
    key: str,
    name: str,
    before: RowMemory | None,
    service_id: str,
    contact_id: str,
) -> RowMemory:
    """What to keep of a row; a field that it leaves blank keeps what an earlier edition said."""
    salt = before.salt if before else secrets.token_hex(16)
    texts = {field: text_of(value) for field, value in values.items()}
    said = {field: _remembered(field, text, salt) for field, text in texts.items() if text}
    erased = {field: text for field, text in (before.said if before else {}).items() if text == _ERASED}
    return RowMemory(
        third_party_id=third_party_id,
        identity=identity,
        key=key,
        name=fold(name),
        said={**(before.said if before else {}), **said, **erased},
        salt=salt,
        service_id=service_id or (before.service_id if before else ""),
        contact_id=contact_id or (before.contact_id if before else ""),
        home=before.home if before else third_party_id,
    )


def recall(third_party_id: str, body: str, batch_id: str, *, home: str) -> RowMemory:
    """A memory as it was kept under `home`, for the third party that stands in its place today."""
    kept = json.loads(body)
    return RowMemory(
        third_party_id=third_party_id,
        identity=ListIdentity(kept["family"], kept["columns"]),
        key=kept["key"],
        name=kept["name"],
        said={_RENAMED.get(name, name): text for name, text in kept["said"].items()},
        salt=kept["salt"],
        batch_id=batch_id,
        service_id=kept["service"],
        contact_id=kept["contact"],
        home=home,
    )


def _remembered(field: str, text: str, salt: str) -> str:
    return personal_hash(salt=salt, value=text) if field in PERSONAL_FIELDS else text


def forget_contact(change: Change, contact_id: str) -> None:
    """Take the values of a contact out of every remembered row that went into it."""
    rows = change.query(
        "SELECT third_party_id, source, body, batch_id FROM imported_row WHERE body LIKE :contact ESCAPE '!'",
        contact=f"%{contact_id}%",
    )
    for row in rows:
        home = str(row["third_party_id"])
        memory = recall(home, str(row["body"]), str(row["batch_id"]), home=home)
        if memory.contact_id == contact_id:
            change.engine.execute(
                "UPDATE imported_row SET body = :body WHERE third_party_id = :home AND source = :source",
                {"body": memory.without_contact().body(), "home": home, "source": str(row["source"])},
            )
