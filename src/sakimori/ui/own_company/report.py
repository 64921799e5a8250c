"""自社調書 on paper: what stands in the way on our own side, what our notices do not say, and our registers."""

from __future__ import annotations

from collections.abc import Sequence

from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.exchange.paper.report import Block, Facts, Report, Table
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.paper import report_table
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.report import cells_of, report_exports, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t
from sakimori.ui.own_company.page import FACTS, own_dossier, register_rows
from sakimori.ui.own_company.registers_page import unpublished_cells
from sakimori.ui.own_company.state import state_options, unpublished_of
from sakimori.ui.parties.report import certificates_table, gap_tables


def own_exports(page: Page) -> Sequence[Export]:
    """Our own dossier as PDF and as a workbook."""
    return report_exports(page, ReportKind.DOSSIER, lambda: own_report(page), key=SELF_ID, third_party_id=SELF_ID)


def own_report(page: Page) -> Report:
    """Our own dossier on the day of the page."""
    view = own_dossier(page)
    party = view.party
    facts = tuple((record_label(ThirdParty, f), record_shown(ThirdParty, f, getattr(party, f))) for f in FACTS)
    blocks: list[Block] = [
        Facts(t("own.tab_facts"), facts), *gap_tables(page, view), _unpublished(page), _registers(page),
        certificates_table(page, SELF_ID),
    ]  # fmt: skip
    return report_of(page, t("own.report"), party.legal_name, blocks)


def _unpublished(page: Page) -> Table:
    return report_table(
        t("purposes.unsaid"),
        [
            (t("purposes.col_state"), 1.0), (t("purposes.col_unsaid"), 4.0), (t("purposes.col_basis"), 1.8),
            (t("purposes.col_who"), 2.4),
        ],
        (cells_of(unpublished_cells(line), state_options()) for line in unpublished_of(page)),
    )  # fmt: skip


def _registers(page: Page) -> Table:
    return report_table(
        t("own.col_register"),
        [
            (t("own.col_register"), 3.0),
            (t("own.col_count"), 1.5),
            (t("own.col_gaps"), 1.5),
            (t("own.col_unknown"), 1.8),
        ],
        (cells_of(row, {}) for row in register_rows(page).values()),
    )
