"""The register as a folder of CSV files that git can compare, and back into a workspace to the same state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.own_registers import DataSetPart, Purpose
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.errors import RefusedError, StateError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.container import refuse_too_large
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.registers.packed import read_tables
from sakimori.services.imports.register_files.archive import unzipped, zipped
from sakimori.services.imports.register_files.rows import FolderRow, csv_of, read_csv
from sakimori.services.imports.register_files.writing import Writer
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.evidence import CheckedFile, sound_file
from sakimori.services.kernel.record_table import KINDS, OF_PARTIES, OURS
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.naming import ids_naming
from sakimori.store.records import TABLES

FOLDER: Final[tuple[type, ...]] = (
    User, ThirdParty, Service, Alias, Contact, Evidence,
    *(kind for kind in OURS if kind not in {DataSetPart, CountryProfile}), DataSetPart, CountryProfile, *OF_PARTIES,
)  # fmt: skip
"""What a folder holds, in an order in which each record finds what it names."""

FILES: Final = "files/"
_DOCUMENT: Final = re.compile(r"[0-9a-f]{64}")
_PARENTS: Final = {ThirdParty: ("parent_id", "merged_into"), Contract: ("parent_id",), SubProcessorLink: ("parent_id",),
                   Purpose: ("replaces_id",)}  # fmt: skip

_NO_FILE: Final = Text("ファイル「{name}」がありません。", "The file “{name}” is missing.")
_TWICE: Final = Text("同じ番号の行が上にあります。", "A row above has this id.")
_ONCE: Final = Text("1行にしてください。", "Keep one row.")
_WHOLE: Final = Text("書き出したフォルダー全体を渡してください。", "Hand over the whole exported folder.")
_NO_PLACE: Final = Text(
    "「{place}」に書き込めません。別の場所を指定してください。", "“{place}” cannot be written. Name another place."
)
_LEFT_OUT: Final = Text(
    "渡した先への連絡のうち{count}件は、本人からの請求または提供の実施に付くため、書き出していません。",
    "Not exported: {count} lines of what was passed on, which belong to a request of a person or to a hand-over.",
)
_PROBLEMS: Final = Text(
    "直す行が{count}件あるため、何も取り込んでいません。",
    "{count} rows need a correction, so nothing was imported.",
)


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """What a folder would change: how many records are new, changed or the same, by table, and every problem.

    `decisions` are those that it carries and that count for nothing until a person has taken them here.
    """

    rows: tuple[FolderRow, ...]
    documents: Mapping[str, CheckedFile | RefusedError]
    new: Mapping[str, int]
    changed: Mapping[str, int]
    same: Mapping[str, int]
    problems: tuple[Problem, ...]
    decisions: tuple[Problem, ...] = ()


@needs(Permission.READ)
def export_folder(workspace: Workspace, *, actor: Actor, at: datetime) -> dict[str, bytes]:
    """Every file of the folder by its name; the export is noted in the second chain.

    Stops are left out (their key stays here), and so are assessments, gaps and the trail: this is the register. What
    was passed on because of a request, or about a hand-over under no flow, stays there; ABOUT.txt says how many.
    """
    with workspace.unit() as unit:
        files = {f"{TABLES[kind]}.csv": csv_of(kind, _exported(unit, kind)) for kind in FOLDER}
        left_out = len(unit.records.select(PassedOn)) - len(_exported(unit, PassedOn))
        for evidence in _exported(unit, Evidence):
            files[f"{FILES}{evidence.sha256}"] = unit.files.get(evidence.sha256)
        number, head = unit.trail.head()
    about = f"Sakimori register\naudit entry {number}\nhead {head}\n"
    if left_out:
        about += "".join(f"{said}\n" for said in (_LEFT_OUT.ja, _LEFT_OUT.en)).replace("{count}", str(left_out))
    files["ABOUT.txt"] = about.encode()
    workspace.access("register.exported", actor=actor, at=at, what="register", key=str(number))
    return files


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files into a folder; documents that no record rests on any more go.

    Raises:
        StateError: The folder cannot be written.
    """
    kept = {folder / name for name in files}
    for name, body in files.items():
        write_file(folder / name, body)
    for old in (folder / FILES).glob("*"):
        if old not in kept:
            old.unlink()


def write_file(path: Path, body: bytes) -> None:
    """Put one file into its place.

    Raises:
        StateError: The place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except OSError as error:
        raise StateError(why=_NO_PLACE.format(place=path)) from error


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of an exported folder, or of its archive; of a folder only those that an export writes.

    Raises:
        UnreadableFileError: It is no archive, or a file is too large.
    """
    if folder.is_file():
        return unzipped(file_bytes(folder))
    known = (folder / f"{TABLES[kind]}.csv" for kind in FOLDER)
    documents = (path for path in sorted((folder / FILES).glob("*")) if _DOCUMENT.fullmatch(path.name))
    files: dict[str, bytes] = {}
    for path in filter(Path.is_file, (*known, *documents)):
        files[path.relative_to(folder).as_posix()] = body = file_bytes(path)
        refuse_too_large(body)
    return files


@needs(Permission.IMPORT)
def plan_folder(workspace: Workspace, files: Mapping[str, bytes], *, actor: Actor, at: datetime) -> FolderPlan:
    """Try a folder: everything is checked as it would be written, and nothing is."""
    require(actor, Permission.EDIT_OWN_REGISTER)
    rows, problems = _read(files)
    documents = _documents(rows, files)
    with workspace.trial("register.imported", actor=actor, at=at) as change:
        writer = Writer(change, documents)
        writer.write(rows)
    return FolderPlan(
        rows=rows,
        documents=documents,
        new=dict(writer.new),
        changed=dict(writer.changed),
        same=dict(writer.same),
        problems=(*problems, *writer.problems),
        decisions=tuple(writer.decisions),
    )


@needs(Permission.IMPORT)
def import_folder(workspace: Workspace, plan: FolderPlan, *, actor: Actor, at: datetime) -> str:
    """Write a folder, all of it or nothing, but nobody's decision; gives the id of the batch.

    A decision that stands here as it stands there is no change; any other becomes words in the trail.

    Raises:
        StateError: A row cannot go in.
    """
    require(actor, Permission.EDIT_OWN_REGISTER)
    if plan.problems:
        raise StateError(why=_PROBLEMS.format(count=len(plan.problems)))
    batch_id = workspace.ids("im")
    with workspace.change("register.imported", actor=actor, at=at, batch_id=batch_id) as change:
        writer = Writer(change, plan.documents)
        writer.write(plan.rows)
        if writer.problems:
            raise StateError(why=_PROBLEMS.format(count=len(writer.problems)))
    return batch_id


def _exported(unit: Unit, kind: type) -> list[Any]:
    records: list[Any] = unit.records.select(kind)
    if kind is User:
        # What a person may do is granted where the folder goes, not carried there.
        return [replace(user, roles=frozenset()) for user in records]
    if kind is Evidence:
        return [
            replace(e, assessment_id=None, question_id=None, request_id=None) for e in records if _is_named(unit, e)
        ]
    if kind is PassedOn:
        return [one for one in records if one.request_id is None and one.release_id is None]
    return records


def _is_named(unit: Unit, evidence: Evidence) -> bool:
    """Whether a record of the register rests on a document."""
    return any(
        ids_naming(unit.engine, TABLES[kind], name, evidence.id)
        for kind, about in KINDS.items()
        for name, other in about.references.items()
        if other is Evidence
    )


def _read(files: Mapping[str, bytes]) -> tuple[tuple[FolderRow, ...], list[Problem]]:
    rows: list[FolderRow] = []
    problems: list[Problem] = []
    names = {f"{TABLES[kind]}.csv" for kind in FOLDER}
    tables = read_apart(read_tables, zipped({name: files[name] for name in names & files.keys()}))
    for kind in FOLDER:
        name = f"{TABLES[kind]}.csv"
        if name not in files:
            problems.append(
                Problem(code="missing_file", message=_NO_FILE.format(name=name), expected=_WHOLE, sheet=name)
            )
            continue
        read = list(read_csv(kind, name, tables[name], problems))
        problems.extend(_twice(read))
        rows.extend(_parents_first(kind, read))
    return tuple(rows), problems


def _twice(rows: list[FolderRow]) -> Iterator[Problem]:
    """Each row whose id a row before it has: which of them holds nobody can tell."""
    seen = set[str]()
    for row in rows:
        if row.record.id in seen:
            yield Problem(
                code="twice",
                message=_TWICE,
                expected=_ONCE,
                sheet=row.file,
                row=row.line,
                column="id",
                value=row.record.id,
            )
        seen.add(row.record.id)


def _documents(rows: tuple[FolderRow, ...], files: Mapping[str, bytes]) -> dict[str, CheckedFile | RefusedError]:
    """The document of each row of evidence, looked through before the database is locked; or why it is not kept."""
    found: dict[str, CheckedFile | RefusedError] = {}
    for evidence in (row.record for row in rows if isinstance(row.record, Evidence)):
        if (body := files.get(f"{FILES}{evidence.sha256}")) is not None:
            try:
                found[evidence.id] = sound_file(body, evidence.filename)
            except RefusedError as refused:
                found[evidence.id] = refused
    return found


def _parents_first(kind: type, rows: list[FolderRow]) -> Iterator[FolderRow]:
    by_id = {row.record.id: row for row in rows}
    done: set[str] = set()
    for row in rows:
        line: list[FolderRow] = []
        waiting = [row]
        while waiting:
            at = waiting.pop()
            if at.record.id in done or at in line:
                continue
            line.append(at)
            above = (getattr(at.record, name) for name in _PARENTS.get(kind, ()))
            waiting.extend(by_id[i] for i in above if i in by_id)
        for at in reversed(line):
            done.add(at.record.id)
            yield at
