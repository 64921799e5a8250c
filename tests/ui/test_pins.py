"""What every page and command says on the demo of one day, compared whole with what it said before.

`SAKIMORI_PIN=1` writes the files anew, for a change that is meant: their difference is what people will see.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1.element_tree import Block, Node
from typer.testing import CliRunner

from kit.demos import DemoIn, compare, standing_clock
from kit.tables import seen_table
from sakimori import clock
from sakimori.cli.app import app
from sakimori.domain.clearance import Slip
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.assessments.packs import rows
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.pages import PAGES
from sakimori.ui.frame.pages import page as page_of
from ui.conftest import Show

PINNED = Path(__file__).parent / "pinned"
ON = date(2026, 11, 25)
COMPLIANCE, PROCUREMENT, SALES, AUDITOR, ADMIN = "us01", "us02", "us03", "us04", "us05"

SEATS: dict[str, tuple[str, str, str, str]] = {
    **{page.name: (page.name, COMPLIANCE, "ja", "") for page in PAGES if not page.is_deep},
    "party": ("party", COMPLIANCE, "ja", "party"),
    "flow": ("flow", COMPLIANCE, "ja", "flow"),
    "slip": ("slip", SALES, "ja", "number"),
    "assessment-to-fill": ("assess", PROCUREMENT, "ja", "filling"),
    "assessment-to-decide": ("assess", COMPLIANCE, "ja", "deciding"),
    "check-sales": ("check", SALES, "ja", ""),
    "records-sales": ("records", SALES, "ja", ""),
    "audit-admin": ("audit", ADMIN, "ja", ""),
    "risk-en": ("risk", AUDITOR, "en", ""),
    "party-en": ("party", PROCUREMENT, "en", "party"),
    "approved-en": ("approved", SALES, "en", ""),
    "settings-en": ("settings", ADMIN, "en", ""),
}
"""A page, who looks, in which language, and at which record; by the file that holds what it says."""

COMMANDS = {
    "help": ["--help"],
    "recompute": ["recompute", "--check"],
    "questionnaire-list": ["questionnaire", "list"],
    "questionnaire-help": ["questionnaire", "--help"],
    "clear-allowed": [
        "clear",
        "--recipient",
        "みかづきシステム株式会社",
        "--data",
        "受注",
        "--purpose",
        "商品の販売と配送",
        "--in-order",
    ],
    "clear-abroad": ["clear", "--recipient", "Nimbus Harbor Inc.", "--data", "受注", "--purpose", "商品の販売と配送"],
    "clear-json": [
        "clear",
        "--recipient",
        "さざなみ調査株式会社",
        "--data",
        "PI_CONTACT",
        "--persons",
        "500",
        "--json",
    ],
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Iterator[Path]:
    """A home folder with the demo of the day, and a clock that stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", standing_clock(ON))
        patch.setattr(rows, "datetime", standing_clock(ON))
        folder = tmp_path_factory.mktemp("standing")
        demo_in(folder, ON)
        patch.setenv("SAKIMORI_HOME", str(folder))
        patch.delenv("SAKIMORI_DB", raising=False)
        yield folder


@pytest.fixture(scope="module")
def records(standing: Path) -> dict[str, dict[str, str]]:
    """The records that pages of one record are asked for, as the address names them."""
    with Workspace(standing / "demo.db").unit() as unit:

        def first(kind: type[Any], where: str) -> Any:
            return unit.records.select(kind, where, order="id")[0]

        return {
            "": {},
            "party": {"party": first(ThirdParty, "legal_name LIKE 'Nimbus%'").id},
            "flow": {"flow": first(DataFlow, "1").id},
            "number": {"number": first(Slip, "1").number},
            "filling": {"id": first(Assessment, "state = 'draft'").id},
            "deciding": {"id": first(Assessment, "state = 'submitted'").id},
        }


def rows_of(table: pd.DataFrame) -> Iterator[str]:
    yield " | ".join(map(str, table.columns))
    for row in table.itertuples(index=False):
        cells = ("" if not isinstance(value, list) and pd.isna(value) else str(value) for value in row)
        yield " | ".join(cells).replace("\n", " ⏎ ")


def said(block: Block) -> Iterator[str]:
    """A line for each thing on a page, deeper by what holds it."""
    for child in block.children.values():
        if isinstance(child, Block):
            inner = list(said(child))
            label = getattr(child, "label", "")
            if label:
                yield f"{child.type} {label}"
            yield from (f"  {line}" if label else line for line in inner)
        else:
            yield from told(child)


def told(child: Node) -> Iterator[str]:
    if (table := seen_table(child)) is not None:
        yield "list" if table.told else child.type
        yield from (f"  {line}" for line in rows_of(table.value))
        return
    label, value = getattr(child, "label", ""), getattr(child, "value", None)
    match value:
        case pd.DataFrame():
            yield child.type
            yield from (f"  {line}" for line in rows_of(value))
        case dict() | None:
            yield f"{child.type} {label}".rstrip()
        case _:
            worth = "" if value is False or value == label else f" {value}"
            more = f" of {len(child.options)}" if hasattr(child, "options") else ""
            first, *rest = f"{child.type} {label}{worth}{more}".rstrip().splitlines()
            yield first
            yield from (f"  {line}" for line in rest if line.strip())


@pytest.mark.parametrize("name", SEATS)
def test_a_page_says_what_it_said(name: str, show: Show, records: dict[str, dict[str, str]]) -> None:
    page, person, language, record = SEATS[name]
    at = show(page, person=person, language=language, **records[record])
    compare(PINNED / f"{page_of(page).section.value}/{name}.txt", list(said(at.main)))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_what_it_printed(name: str, standing: Path) -> None:
    assert standing.exists()
    done = CliRunner().invoke(app, COMMANDS[name], terminal_width=120)
    compare(
        PINNED / f"commands/{name}.txt",
        [f"exit {done.exit_code}", *(line.rstrip() for line in done.output.splitlines())],
    )


def test_the_gaps_of_a_day_are_those_that_they_were(standing: Path) -> None:
    assert standing.exists()
    rows = json.loads(CliRunner().invoke(app, ["gaps", "--on", "2027-01-31", "--json"]).stdout)
    told = ("third_party_name", "rule_id", "severity", "kind", "basis", "due_on")
    compare(
        PINNED / "commands/gaps.txt",
        sorted(" | ".join([*(str(row[name]) for name in told), row["title"]["ja"]]) for row in rows),
    )
