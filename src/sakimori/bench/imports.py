"""Lists taken in, timed: third parties, and then the flows to them; all of each in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from sakimori.bench.floors import Floor
from sakimori.bench.results import Figure
from sakimori.bench.synthetic import ACTOR, AT, FLOWS
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import import_file
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.copies import drop
from sakimori.store.engine import ServerSchema


def import_figures(folder: Path, third_parties: int, server: ServerSchema | None) -> Iterator[Figure]:
    """Import so many third parties, and three flows to each, into an empty workspace in a folder or on a server."""
    path = folder / "import.db"
    place = server.beside(f"{server.schema}_import") if server else path
    workspace = Workspace(place)
    if server:
        workspace.signer.hold_key_beside(path)
    took = _import(workspace, folder / "list.xlsx", ListKind.THIRD_PARTIES, _parties(third_parties))
    floor = None if server else Floor(path).write_many(third_parties)
    yield Figure("import rows from xlsx", took, floor, 5_000, f"{third_parties:,} rows")
    took = _import(workspace, folder / "flows.xlsx", ListKind.FLOWS, _flows(third_parties))
    yield Figure("import flows from xlsx", took, None, 30_000, f"{third_parties * FLOWS:,} rows")
    workspace.close()
    if isinstance(place, ServerSchema):
        drop(place)


def _import(workspace: Workspace, workbook: Path, kind: ListKind, sheet: OutSheet) -> float:
    workbook.write_bytes(safe_xlsx([sheet]))
    started = perf_counter()
    import_file(workspace, workbook, kind, dry_run=False, actor=ACTOR, at=AT)
    return (perf_counter() - started) * 1000


def _parties(count: int) -> OutSheet:
    heads = ("取引先名", "国", "住所", "役割", "人数")
    return OutSheet(
        "取引先", [heads, *((_name(n), "日本", "東京都架空区1-1", "委託先", 100 + n) for n in range(count))]
    )


def _flows(parties: int) -> OutSheet:
    heads = ("フロー名", "提供先", "保存する国", "根拠", "人数")
    lines = ((f"業務{flow}", _name(n), "日本", "委託", 100 + n) for n in range(parties) for flow in range(FLOWS))
    return OutSheet("データフロー", [heads, *lines])


def _name(number: int) -> str:
    return f"計測{number:05d}株式会社"
