"""Worked lists of third parties: columns, plan, problems, what is stored and handed out, each compared whole.

The lists lie in `worked/` beside what they give; `SAKIMORI_PIN=1` writes the latter anew, for a change that is meant.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.lists import columns_in, parties, plan_source, run
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.row_reading import error_workbook
from sakimori.exchange.lists.source import Source, read_source
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.audit.rows import trail_page, wanted_of
from sakimori.services.imports.plan import (
    AnswerKind,
    Decisions,
    FieldAnswer,
    PlannedRow,
    RowAnswer,
)
from sakimori.services.imports.register.template import kind_workbook
from sakimori.services.imports.register_files.workbook import EVERYTHING, register_workbook
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register

WORKED = Path(__file__).parent / "worked"


def source(name: str, *, filename: str = "") -> Source:
    return read_source((WORKED / f"{name}.csv").read_bytes(), filename or f"{name}.csv")


def a_small_register() -> Workspace:
    workspace = a_workspace()
    for name, facts in (
        ("株式会社青空印刷", {"country": "JP", "external_key": "K-9"}),
        ("北斗データ株式会社", {"corporate_number": "7000012050002", "country": None, "roles": frozenset()}),
        ("みどり株式会社", {}),
    ):
        register(workspace, a_third_party(legal_name=name, **facts), actor=an_actor(), at=AT)
    return workspace


def compare(name: str, told: Iterator[str]) -> None:
    text, path = "\n".join(told) + "\n", WORKED / f"{name}.txt"
    if os.environ.get("SAKIMORI_PIN"):
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


def both(text: Text) -> str:
    return f"{text.ja} / {text.en}" if text.ja != text.en else text.ja


def word(value: object) -> str:
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(word(one) for one in value)) + "}"
    return str(value.value) if isinstance(value, Enum) else repr(value)


def told_row(row: PlannedRow) -> Iterator[str]:
    yield f"{row.row} {row.outcome.value} {row.name} [{row.target}] {both(row.reason)}"
    for one in row.possible:
        yield f"    perhaps {one.name} [{one.target}] as {one.matched_name}, {one.likeness.value}"
    for change in row.changes:
        yield f"    {both(change.field.label)}: {both(change.before)} -> {both(change.after)}"
    for conflict in row.conflicts:
        answer = conflict.answer.value if conflict.answer else "open"
        yield f"    {both(conflict.field.label)}: {both(conflict.ours)} <> {both(conflict.theirs)}, {answer}"


def told_plan(workspace: Workspace, given: Source, decisions: Decisions) -> Iterator[str]:
    yield "# columns"
    yield from columns_in(given)
    plan = plan_source(workspace, given, decisions=decisions)
    yield f"# plan {asdict(plan.counts)}"
    for row in plan.rows:
        yield from told_row(row)
    yield f"# alike {sorted((row, answer.target) for row, answer in plan.alike.items())}"
    yield "# problems"
    for p in plan.problems:
        yield f"{p.row} {p.column} {p.code} {p.severity.value} {p.value!r}: {both(p.message)} | {both(p.expected)}"
    yield "# to correct"
    yield from told_book(error_workbook(given, plan.problems, language="ja"))
    result = run(workspace, plan)
    yield f"# written {result.batch_id} {list(result.recorded)} {list(result.updated)}"


def told_register(workspace: Workspace) -> Iterator[str]:
    yield "# stored"
    with workspace.unit() as unit:
        kept: Sequence[type[Any]] = (ThirdParty, Service, Alias, Contact)
        for kind in kept:
            for record in unit.records.select(kind):
                facts = ((spec.name, getattr(record, spec.name)) for spec in fields(record))
                given = ", ".join(f"{name}={word(value)}" for name, value in facts if value not in {None, "", False})
                yield f"{kind.__name__}: {given}"
    yield "# trail"
    for row in trail_page(workspace, wanted_of(), actor=an_actor(), first=0, limit=500):
        yield f"{row.seq} {row.action} {row.record_kind} {row.reason}"
    for language in ("ja", "en"):
        yield f"# list {language}"
        yield from told_book(form(workspace, language), only=0)
        yield f"# register {language}"
        number = workspace.head()[0]
        book = register_workbook(
            workspace, EVERYTHING, on=TODAY, number=number, actor=an_actor(), at=AT, language=language
        )  # fmt: skip
        yield from told_book(book, only=1)


def form(workspace: Workspace, language: str) -> bytes:
    return kind_workbook(workspace, ListKind.THIRD_PARTIES, language=language, actor=an_actor())


def told_book(data: bytes, *, only: int | None = None) -> Iterator[str]:
    for place, sheet in enumerate(openpyxl.load_workbook(BytesIO(data)).worksheets):
        if only in {None, place}:
            yield f"## {sheet.title}"
            for row in sheet.iter_rows(values_only=True):
                yield " | ".join("" if c is None else str(c.date() if isinstance(c, datetime) else c) for c in row)


@pytest.mark.parametrize("name", ["japanese", "english", "cells", "doubles"])
def test_a_list_gives_what_it_gave(name: str) -> None:
    workspace = a_small_register()

    def told() -> Iterator[str]:
        yield from told_plan(workspace, source(name), Decisions())
        yield from told_register(workspace)

    compare(name, told())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_form_says_what_it_said(language: str) -> None:
    compare(f"form-{language}", told_book(form(a_workspace(), language)))


def test_answers_of_a_person_give_what_they_gave() -> None:
    workspace = a_small_register()
    given = source("doubles")
    plan = plan_source(workspace, given)
    answers = dict(plan.alike) | {7: RowAnswer(AnswerKind.NEW), 10: RowAnswer(AnswerKind.SKIP)}
    plan = plan_source(workspace, given, decisions=Decisions(rows=answers))
    chosen = [(row.row, conflict.field) for row in plan.rows for conflict in row.conflicts]
    values = {place: list(FieldAnswer)[turn % 2] for turn, place in enumerate(chosen)}

    def told() -> Iterator[str]:
        yield from told_plan(workspace, given, Decisions(rows=answers, fields=values))
        yield from told_register(workspace)

    compare("answers", told())


def test_a_second_edition_gives_what_it_gave() -> None:
    workspace = a_small_register()

    def told() -> Iterator[str]:
        yield from told_plan(workspace, source("edition-1", filename="台帳 2025.csv"), Decisions())
        for name, person_count in (("つばめ物流株式会社", 120), ("ひなた保険株式会社", 200)):
            changed = replace(parties(workspace)[name], person_count=person_count, note="手で直した")
            edit(workspace, changed, actor=an_actor(), at=AT)
        yield from told_plan(workspace, source("edition-2", filename="台帳 2026.csv"), Decisions())
        yield from told_plan(workspace, source("edition-2", filename="台帳 2026.csv"), Decisions())
        yield from told_register(workspace)

    compare("editions", told())


def test_a_big_list_gives_what_it_gave() -> None:
    lines = ["取引先名,国,役割,人数,サービス名,担当者,備考"]
    lines += [
        f"計測{n % 700:04d}株式会社,{('日本', '米国', '全世界')[n % 3]},委託先,{n * 7},サービス{n % 4},佐藤 美咲,{n}行"
        for n in range(1, 901)
    ]
    workspace = a_small_register()
    told = list(told_plan(workspace, read_source("\n".join(lines).encode(), "big.csv"), Decisions()))
    counts = [line for line in told if line.startswith("# plan")]
    whole = hashlib.sha256("\n".join(told).encode()).hexdigest()
    compare("big", iter([*counts, f"{len(told)} lines, {whole}"]))
