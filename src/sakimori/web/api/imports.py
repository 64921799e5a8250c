"""Lists taken in: what would become of each row, and the same written."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import Lifecycle
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.number_search import masked
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import import_file
from sakimori.services.imports.plan import OnConflict
from sakimori.services.kernel.access import Permission
from sakimori.web.api.endpoint import Call, Endpoint
from sakimori.web.api.forms import Flag, Named, Out, Query, Words, words


class ImportQuery(Query):
    """What a file holds and what becomes of it."""

    kind: ListKind
    filename: Named
    dry_run: Flag = False
    conflicts: OnConflict = OnConflict.STOP
    register_new: Flag = False
    in_use: Flag = False


class RowProblemOut(Out):
    """A row that is refused, or on which a person must decide; numbers of persons in it are masked."""

    code: str
    severity: ProblemSeverity
    sheet: str
    row: int | None
    column: str
    value: str
    message: Words
    expected: Words


class ImportCountsOut(Out):
    """How many rows were read, and what becomes of them: the rest adds up to `read`."""

    read: int
    new: int
    updated: int
    unchanged: int
    skipped: int
    errors: int
    to_decide: int


class ImportOut(Out):
    """What an import did or would do; rows with a problem stay out, all others go in."""

    batch_id: str | None
    is_written: bool
    counts: ImportCountsOut
    problems: tuple[RowProblemOut, ...]


def _import(call: Call) -> ImportOut:
    query: ImportQuery = call.query
    plan, result = import_file(
        call.seat, Path(bare_name(query.filename)), query.kind, dry_run=query.dry_run, on_conflict=query.conflicts,
        registers_new=query.register_new, lifecycle=Lifecycle.IN_USE if query.in_use else None, data=call.file,
        actor=call.actor, at=call.at,
    )  # fmt: skip
    batch_id = result.batch_id if result else ""
    return ImportOut(
        batch_id=batch_id or None,
        is_written=bool(batch_id),
        counts=ImportCountsOut.of(plan.counts),
        problems=tuple(_problem(one) for one in plan.problems),
    )


def bare_name(given: str) -> str:
    """The last part of what a file is called: no folder of the sender's is known here."""
    return PurePosixPath(given.replace("\\", "/")).name or "file"


def _problem(one: Problem) -> RowProblemOut:
    return RowProblemOut(
        code=one.code, severity=one.severity, sheet=masked(one.sheet), row=one.row, column=masked(one.column),
        value=one.value, message=words(one.message), expected=words(one.expected),
    )  # fmt: skip


ENDPOINTS: Final = (
    Endpoint(
        method="POST", path="/imports", name="import_list", scope=TokenScope.IMPORTS, permission=Permission.IMPORT,
        query=ImportQuery, takes_file=True, answers=ImportOut, run=_import,
        title=Text("一覧を取り込む", "Take in a list"),
        about=Text(
            "本文にファイルを入れます。人が決める行は取り込まず、示します。",
            "The file is the body. A row on which a person must decide stays out and is named.",
        ),
    ),
)  # fmt: skip
