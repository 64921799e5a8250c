"""The figures: median milliseconds of each piece of work, its floor in bare sqlite3, and what we hold ourselves to."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from math import isnan
from pathlib import Path
from statistics import median
from time import perf_counter

from sakimori.bench.floors import Floor, NoFloor
from sakimori.bench.imports import import_figures
from sakimori.bench.installed import Pages, figures_at_home, figures_on_server
from sakimori.bench.questionnaires import EARLIER, QUESTIONS, read_milliseconds, suggest_milliseconds
from sakimori.bench.results import Figure
from sakimori.bench.synthetic import ACTOR, AT, TODAY, make_synthetic
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import AssessmentKind
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.errors import InvalidValueError
from sakimori.rules.clearance.alike import Alike, verdict_of_another
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.facts.assessments import FULL, PROCESSOR_PACK
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.write import answer
from sakimori.services.clearance.cases import case_of_flow, standing_stops
from sakimori.services.clearance.judging import judge
from sakimori.services.contracts.rows import ContractFilter, contract_page
from sakimori.services.contracts.view import contract_sheet
from sakimori.services.dashboard.view import overview
from sakimori.services.flows.rows import flow_rows
from sakimori.services.gaps.rows import GapFilter, board, row_page
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.side_by_side import in_batches
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import DEMO, Workspace
from sakimori.services.parties.rows import PartyFilter, party_counts
from sakimori.services.parties.rows import row_page as party_page
from sakimori.services.parties.search import search
from sakimori.services.parties.view import dossier_view
from sakimori.services.parties.write import edit
from sakimori.store.copies import copy_to_server, drop
from sakimori.store.engine import ServerSchema, target_of
from sakimori.store.reads.parties import every_id

_REPEATS = 15
_FEWEST = 10
_QUESTIONS = 60
_WORDS = ("東京", "山田", "あおば", "株式会社", "アオバ00")


def run_bench(
    third_parties: int,
    *,
    made: Path | None = None,
    server: ServerSchema | None = None,
    progress: Callable[[float], None],
    pages: Pages = lambda _home: (),
) -> tuple[Figure, ...]:
    """Make a synthetic workspace in a home folder of its own and time the work of a day on it, then its pages.

    `made` is one of that size that was made before, of which a copy is used, with its keys. On a `server` it lies in a
    schema of its own, which goes at the end; floors, which are those of a file, are left out, and pages where other
    workspaces lie there.
    """
    with tempfile.TemporaryDirectory(prefix="sakimori-bench-") as folder:
        path = Path(folder) / f"{DEMO}.db"
        started = perf_counter()
        if made is None:
            workspace = make_synthetic(path, third_parties, progress=lambda share: progress(0.6 * share))
        else:
            workspace = _copied(made, path)
        if server is not None:
            workspace = _on_server(path, server)
        took = _ms(perf_counter() - started)
        figures = [Figure("make synthetic data" if made is None else "open a copy", took, None, None, _size(workspace))]
        for step, measure in enumerate(_MEASURES, start=1):
            figures.append(_without_nan(measure(workspace, Floor(path) if server is None else NoFloor())))
            progress(0.6 + 0.4 * step / (len(_MEASURES) + 1))
        figures.append(_small_edit(Path(folder), max(_FEWEST, third_parties // 10)))
        figures.extend(import_figures(Path(folder), third_parties, server))
        figures.extend(_questionnaires(Path(folder)))
        if server is None:
            figures.extend(figures_at_home(path, pages))
        else:
            workspace.close()
            drop(server)
            figures.extend(figures_on_server(path, server, pages))
    return tuple(figures)


def _without_nan(figure: Figure) -> Figure:
    return replace(figure, floor=None) if figure.floor is not None and isnan(figure.floor) else figure


def bench_schema(address: str) -> ServerSchema:
    """The schema of the bench on a server.

    Raises:
        InvalidValueError: The address names no server.
    """
    place = target_of(address)
    if not isinstance(place, ServerSchema):
        raise InvalidValueError(field="--server", value=address, expected="postgresql://…")
    return place.beside("bench")


def _on_server(path: Path, server: ServerSchema) -> Workspace:
    """The same workspace on a server; the key that signs for it stays in the folder of the bench."""
    with Workspace(path).unit() as unit:
        copy_to_server(unit.engine, server)
    workspace = Workspace(server)
    workspace.signer.hold_key_beside(path)
    return workspace


def _copied(made: Path, path: Path) -> Workspace:
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    for key in made.parent.glob(f"{made.stem}.*.key"):
        shutil.copy(key, path.with_name(key.name.replace(made.stem, path.stem, 1)))
    return Workspace(path)


def _size(workspace: Workspace) -> str:
    with workspace.unit() as unit:
        counts = {
            table: int(str(unit.query(f"SELECT COUNT(*) AS n FROM {table}")[0]["n"]))
            for table in ("answer", "data_flow", "contract", "sub_processor_link", "gap_span")
        }
    return ", ".join(f"{count:,} {table}" for table, count in counts.items())


def _ms(seconds: float) -> float:
    return seconds * 1000


def _timed(work: Callable[[], object], *, repeats: int = _REPEATS, after: Callable[[], object] = tuple) -> float:
    """The median of some tries, each `after` something that is not timed."""
    times = []
    for _ in range(repeats):
        after()
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return _ms(median(times))


def _dashboard(workspace: Workspace, floor: Floor) -> Figure:
    number = workspace.head()[0]
    took = _timed(lambda: overview(workspace, on=TODAY, today=TODAY, number=number), repeats=5)
    return Figure("dashboard figures, uncached", took, floor.read_spans(), 150, "after a write")


def _a_write(workspace: Workspace) -> Callable[[], object]:
    """Somebody writes about a third party, so that whatever lists of it is read again."""
    days = iter(range(1, 1_000))

    def write() -> None:
        with workspace.unit() as unit:
            party = unit.records.get(ThirdParty, "tp00006")
        edit(workspace, replace(party, note=f"{next(days)}"), actor=ACTOR, at=AT + timedelta(minutes=1))

    return write


def _list(workspace: Workspace, floor: Floor) -> Figure:
    as_of, wanted = AsOf(TODAY, NEWEST), PartyFilter()

    def page() -> None:
        party_counts(workspace, as_of)
        party_page(workspace, as_of, wanted, first=0, limit=100)

    took = _timed(page, repeats=5, after=_a_write(workspace))
    return Figure("list of third parties, uncached", took, floor.read_parties(), 150, "after a write")


def _board(workspace: Workspace, floor: Floor) -> Figure:
    as_of, wanted = AsOf(TODAY, workspace.head()[0]), GapFilter(last_day=TODAY)

    def page() -> None:
        tallies = board(workspace, as_of, wanted).tallies
        row_page(workspace, as_of, wanted, first=0, limit=100, tallies=tallies)

    return Figure("gap board, uncached", _timed(page, repeats=5), floor.read_spans(), 150, "after a write")


def _dossier(workspace: Workspace, floor: Floor) -> Figure:
    number = workspace.head()[0]
    took = _timed(lambda: dossier_view(workspace, "tp00003", on=TODAY, today=TODAY, number=number))
    return Figure("open a dossier", took, floor.read_dossier("tp00003"), 60)


def _flows(workspace: Workspace, floor: Floor) -> Figure:
    took = _timed(lambda: flow_rows(workspace, on=TODAY, number=NEWEST), repeats=5, after=_a_write(workspace))
    return Figure("list of flows, uncached", took, floor.read_flows(), None)


def _contracts(workspace: Workspace, floor: Floor) -> Figure:
    as_of, wanted = AsOf(TODAY, NEWEST), ContractFilter()
    took = _timed(
        lambda: contract_page(workspace, as_of, wanted, first=0, limit=100), repeats=5, after=_a_write(workspace)
    )
    return Figure("list of contracts, uncached", took, floor.read_contracts(), 150, "after a write")


def _sheet(workspace: Workspace, floor: Floor) -> Figure:
    number = workspace.head()[0]
    took = _timed(lambda: contract_sheet(workspace, "cntp00003", on=TODAY, today=TODAY, number=number))
    return Figure("open a contract", took, floor.read_contract("cntp00003"), 40, "with its clauses")


def _search(workspace: Workspace, floor: Floor) -> Figure:
    took = max(_timed(lambda word=word: search(workspace, word), repeats=5) for word in _WORDS)  # type: ignore[misc]
    return Figure("search as you type", took, floor.find("東京"), 10, "slowest of five words")


def _answer(workspace: Workspace, floor: Floor) -> Figure:
    opened = open_assessment(
        workspace, "tp00004", pack_id=PROCESSOR_PACK, group=FULL, kind=AssessmentKind.PERIODIC, actor=ACTOR, at=AT
    )
    with workspace.unit() as unit:
        questions = [q for q in unit.pack(opened.pack_digest).asked_in(FULL) if q.when is None and q.expect]
    waiting = iter(questions)

    def one() -> None:
        question = next(waiting)
        given = AnswerInput(question.id, value=(question.expect[0],), seen_seq=0)
        answer(workspace, opened.id, given, actor=ACTOR, at=AT)

    return Figure("save one answer", _timed(one), floor.write_answer(opened.id), 10, "trail and progress with it")


def _edit(workspace: Workspace, floor: Floor) -> Figure:
    took = _timed(_a_write(workspace))
    return Figure("save one field of a third party", took, floor.write_party("tp00006"), 15, "rules run")


def _flow(workspace: Workspace, floor: Floor) -> Figure:
    persons = iter(range(1, 1_000))

    def one() -> None:
        with workspace.unit() as unit:
            flow = unit.records.get(DataFlow, "fltp000070")
        counted = replace(flow, person_count=next(persons))
        record(workspace, counted, actor=ACTOR, at=AT + timedelta(minutes=1))

    return Figure("save one flow", _timed(one), floor.write_flow("fltp000070"), 15, "rules and answers run")


def _clearance(workspace: Workspace, floor: Floor) -> Figure:
    """Questions about flows of many third parties, one after the other: no answer is remembered."""
    with workspace.unit() as unit:
        flows = unit.records.select(DataFlow, "id LIKE :ids ESCAPE '!'", {"ids": "%0"}, order="id")[:_QUESTIONS]
    waiting = iter(flows)

    def one() -> None:
        flow = next(waiting)
        asked = ClearanceRequest(flow, HandOver("", flow.third_party_id, flow.id), TODAY)
        judge(workspace, asked, actor=ACTOR)

    took = _timed(one, repeats=len(flows))
    return Figure("answer one clearance", took, floor.read_case(flows[0].third_party_id), 5, "with all that it reads")


def _judge_flows(workspace: Workspace, floor: Floor) -> Figure:
    """The answers to all registered flows from today on, every record read and every case judged anew."""
    started = perf_counter()
    with workspace.unit() as unit:
        ids = every_id(unit.engine)
    judged = sum(in_batches(workspace, ids, _judge_batch, is_command=True))
    took = _ms(perf_counter() - started)
    return Figure("judge all registered flows", took, floor.read_all(), 10_000, f"{judged:,} flows")


def _judge_batch(unit: Unit, ids: Sequence[str]) -> int:
    policy, stops = unit.policy(), standing_stops(unit)
    judged = 0
    for dossier in load_dossiers(unit, ids):
        answers = Alike(lambda case: Judging(case, policy).on(TODAY), verdict_of_another)
        judged += len([answers(case_of_flow(dossier, flow, stops)) for flow in dossier.flows])
    return judged


def _small_edit(folder: Path, third_parties: int) -> Figure:
    """The same edit in a register of a tenth of the size: it should cost as much."""
    path = folder / "small.db"
    measured = _edit(make_synthetic(path, third_parties, progress=lambda _share: None), Floor(path))
    return replace(measured, name=f"{measured.name}, in a tenth", note=f"among {third_parties:,} only")


def _recompute(workspace: Workspace, floor: Floor) -> Figure:
    started = perf_counter()
    differences = sum(len(found) for _, _, found in recompute(workspace, on=TODAY, is_command=True))
    took = _ms(perf_counter() - started)
    return Figure("recompute all", took, floor.read_all(), 10_000, f"{differences} differences")


def _questionnaires(folder: Path) -> Iterable[Figure]:
    yield Figure(f"read a sheet of {QUESTIONS:,} questions", read_milliseconds(), None, None)
    first, again = suggest_milliseconds(folder)
    note = f"{EARLIER} sheets of {QUESTIONS:,} answers"
    yield Figure(f"suggest answers to {QUESTIONS:,} questions", first, None, None, f"{note}, packs never compared")
    yield Figure("the same once more", again, None, None, "as after each answer")


_MEASURES: tuple[Callable[[Workspace, Floor], Figure], ...] = (
    _dashboard,
    _list,
    _board,
    _flows,
    _contracts,
    _dossier,
    _sheet,
    _search,
    _answer,
    _edit,
    _flow,
    _clearance,
    _judge_flows,
    _recompute,
)
