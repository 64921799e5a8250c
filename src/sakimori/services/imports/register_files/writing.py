"""Rows of a folder on their way in: each checked as a person's own entry is, and refused in words where it may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.ids import AS_EXPORTED, RANDOM, is_code, is_id
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.errors import RefusedError, StateError
from sakimori.services.imports.register_files.decisions import as_here, carried
from sakimori.services.imports.register_files.rows import FolderRow
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.evidence import CheckedFile, keep_file
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Change
from sakimori.services.parties.check import (
    checked_alias,
    checked_contact,
    checked_party,
    checked_service,
    invalid_value,
    refuse_personal_numbers,
    require_standing,
)
from sakimori.services.settings.users import checked_user, require_admin
from sakimori.store.records import TABLES, to_row

_CHECKS: Final[Mapping[type, Callable[[Any], Any]]] = {
    User: checked_user,
    ThirdParty: checked_party,
    Service: checked_service,
    Alias: checked_alias,
    Contact: checked_contact,
}

_NO_WORDS: Final = frozenset({"corporate_number", "sha256"})
_REFERRING: Final = ("_id", "_ids", "merged_into")
CODED: Final = frozenset({"clause_id", "question_id", "rule_id", "stop_batch_id"})
"""Fields that end like an id and name no record: a clause, a question, a rule, a round of stops."""

_ID: Final = Text("番号", "an id")
_NO_FILE: Final = Text("ファイル「{name}」がありません。", "The file “{name}” is missing.")
_CORRECT: Final = Text("直してから、もう一度取り込んでください。", "Correct it and import again.")


class Writer:
    """Stores the rows of a folder within an open change; what is refused becomes a problem."""

    def __init__(self, change: Change, documents: Mapping[str, CheckedFile | RefusedError]) -> None:
        self._change, self._documents = change, documents
        self.new: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.same: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.decisions: list[Problem] = []

    def write(self, rows: tuple[FolderRow, ...]) -> None:
        """Store every row that is not refused."""
        for row in rows:
            try:
                self._write(row)
            except RefusedError as error:
                message = Text(error.message("ja"), error.message("en"))
                self.problems.append(
                    Problem(
                        code="refused",
                        message=message,
                        expected=_CORRECT,
                        sheet=row.file,
                        row=row.line,
                        column=str(error.details.get("name", "")),
                    )
                )

    def _write(self, row: FolderRow) -> None:
        said, kind = row.record, type(row.record)
        _refuse_numbers(said)
        _refuse_ids(said)
        standing = self._change.records.find(kind, said.id)
        if isinstance(said, Evidence):
            self._keep_file(said)
        if standing is not None:
            said = replace(said, version=standing.version)
        record = as_here(self._change, said, standing)
        if standing is not None and to_row(record) == to_row(standing):
            self.same[TABLES[kind]] += 1
        elif record is not None:
            self._store(record, is_new=standing is None)
            (self.new if standing is None else self.changed)[TABLES[kind]] += 1
        self.decisions += carried(self._change, row, record)

    def _store(self, record: Any, *, is_new: bool) -> None:  # noqa: ANN401 - any kind of the folder
        kind, change = type(record), self._change
        if kind in KINDS:
            put(change, record, covers_signatory=False)
            return
        if kind is User:
            require(change.actor, Permission.MANAGE_USERS)
        if kind in {Service, Alias, Contact, Evidence}:
            require_standing(change, record.third_party_id)
        checked = _CHECKS[kind](record) if kind in _CHECKS else record
        if is_new:
            change.insert(checked, action=f"{TABLES[kind]}.imported")
            return
        change.update(checked, action=f"{TABLES[kind]}.imported")
        if kind is User:
            require_admin(change)

    def _keep_file(self, evidence: Evidence) -> None:
        found = self._documents.get(evidence.id)
        if isinstance(found, RefusedError):
            raise found
        if found is None or keep_file(self._change, found) != evidence.sha256:
            raise StateError(why=_NO_FILE.format(name=evidence.filename))


def _refuse_numbers(record: Any) -> None:  # noqa: ANN401 - any kind of the folder
    """Refuse numbers of persons in any text of a row, its ids too: a folder may have been written by hand."""
    for spec in fields(record):
        value = getattr(record, spec.name)
        texts = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        for text in texts:
            if isinstance(text, str) and spec.name not in _NO_WORDS and not RANDOM.fullmatch(text):
                refuse_personal_numbers(spec.name, text)


def _refuse_ids(record: Any) -> None:  # noqa: ANN401 - any kind of the folder
    """Refuse what is no id or code of ours where one stands: ids go into addresses and names of files."""
    for spec in fields(record):
        name, value = spec.name, getattr(record, spec.name)
        if name != "id" and not name.endswith(_REFERRING):
            continue
        is_sound = is_code if name in CODED else is_id
        for text in value if isinstance(value, tuple) else (value,):
            if not (is_sound(text) if text else name != "id"):
                raise invalid_value(name, text or "", AS_EXPORTED, words=_ID)
