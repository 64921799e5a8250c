"""What every report of the screens is made with: what it was made of, its cells, and its two files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from sakimori.clock import now
from sakimori.domain.questions.assessment import Condition
from sakimori.exchange.paper.report import Block, Report, ReportCell, Table
from sakimori.services.dashboard.reports.issuing import Issue, Standing, report_file, standing_at
from sakimori.services.dashboard.reports.kinds import ReportForm, ReportKind
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import aside, day, day_long, distance, moment, none, unknown
from sakimori.ui.frame.listing import XLSX
from sakimori.ui.frame.paper import chip_cell, day_cell, report_table, words_cell
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell
from sakimori.ui.frame.text import label, language, listed, t

_PDF: Final = "application/pdf"
_HEAD: Final = 16
"""So many signs of the hash stand on every page; the first one has it whole."""


def report_exports(
    page: Page,
    kind: ReportKind,
    make: Callable[[], Report],
    *,
    key: str = "",
    third_party_id: str = "",
) -> tuple[Export, Export]:
    """A report as PDF and as a workbook, made when somebody asks, each noted."""

    def file(form: ReportForm) -> Callable[[], bytes]:
        return lambda: issued_file(page, make(), kind, form, key=key, third_party_id=third_party_id)

    name = "-".join(filter(None, ("sakimori", kind.value.replace("_", "-"), key, page.on.isoformat())))
    return (
        Export(t("list.export_pdf"), f"{name}.pdf", _PDF, file(ReportForm.PDF)),
        Export(t("list.export_xlsx"), f"{name}.xlsx", XLSX, file(ReportForm.XLSX)),
    )


def issued_file(
    page: Page, report: Report, kind: ReportKind, form: ReportForm, *, key: str = "", third_party_id: str = ""
) -> bytes:
    """A report on the day of the page as a file, which is noted as issued."""
    of = Issue(
        kind=kind, form=form, language=report.language, on=page.on, number=page.number, key=key,
        third_party_id=third_party_id,
    )  # fmt: skip
    return report_file(page.workspace, report, of, actor=page.actor, at=now())


def report_of(
    page: Page, title: str, subject: str, blocks: Iterable[Block], *, filters: Sequence[str] = (), is_wide: bool = False
) -> Report:
    """A report on the day of the page; which filter, who, and on which entry of the trail stand at its head."""
    lang, standing = language(), standing_at(page.workspace, page.number)
    company = page.workspace.meta("name") or ""
    roles = [label(role) for role in sorted(page.actor.roles)]
    author = aside(page.actor.name, listed(roles), lang) if roles else page.actor.name
    return Report(
        language=lang,
        title=title,
        subject=subject,
        made_of=(
            *(((t("report.company"), company),) if company else ()),
            (t("frame.as_of_label"), day_long(page.on, lang)),
            (t("list.filter"), listed(filters) or none(lang)),
            (t("report.author"), author),
            (t("list.head"), _standing_words(standing)),
        ),
        footer=t(
            "report.footer",
            title=title,
            day=day(page.on, lang),
            number=f"{standing.number:,}",
            head=standing.head[:_HEAD],
        ),
        overview=t("report.overview"),
        blocks=tuple(blocks),
        is_wide=is_wide,
    )


def _standing_words(standing: Standing) -> str:
    if standing.at is None:
        return t("report.no_entry")
    when = moment(standing.at, language())
    return t("report.head", number=f"{standing.number:,}", at=when, head=standing.head)


def conditions_table(conditions: Iterable[Condition], on: date) -> Table:
    """The conditions of an approval: by when each is to be met, and whether somebody has confirmed it."""
    lang = language()
    return report_table(
        t("party.conditions"),
        [(t("party.col_condition"), 5.0), (t("party.col_due"), 1.2), (t("party.col_state"), 1.8)],
        (
            [
                words_cell(one.text),
                day_cell(one.due_on, ""),
                words_cell(t("party.fulfilled", day=day(one.fulfilled_on, lang)))
                if one.fulfilled_on
                else chip_cell(t("party.not_fulfilled"), "red" if one.due_on < on else "yellow"),
            ]
            for one in conditions
        ),
        empty=t("report.conditions_none"),
    )


def cells_of(row: Iterable[Cell], colours: Mapping[str, str]) -> list[ReportCell]:
    """The cells of a table of the page on paper; a chip keeps the colour that it has there."""
    return [_cell_of(cell, colours) for cell in row]


def _cell_of(cell: Cell, colours: Mapping[str, str]) -> ReportCell:
    match cell:
        case list():
            return chip_cell(listed(cell), colours.get(cell[0], "") if cell else "")
        case None:
            return ReportCell(unknown(language()))
        case bool() | str():
            return ReportCell(str(cell))
        case int() | float():
            return ReportCell(f"{cell:,}", cell)
        case date():
            return day_cell(cell, "")


def left_cell(page: Page, due: date | None) -> ReportCell:
    """How far a day is from that of the page."""
    return ReportCell(distance(due, page.on, language()))
