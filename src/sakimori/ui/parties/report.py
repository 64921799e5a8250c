"""取引先調書: all that is recorded about one third party, on paper, in the words of its tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.paper.report import Block, Facts, Notice, Report, ReportCell, Table
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.parties.view import DossierView
from sakimori.ui.contracts.words import state_options as contract_options
from sakimori.ui.flows.listing import OF_PARTY
from sakimori.ui.flows.words import verdict_options
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import aside, day, no_date, not_set, risk_scale, risk_words, since
from sakimori.ui.frame.paper import TEXT_COLOURS, day_cell, mark_cell, report_table, words_cell
from sakimori.ui.frame.record_fields import IDENTITY, INTAKE, record_label, record_shown
from sakimori.ui.frame.report import cells_of, conditions_table, report_exports, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import LOOKS, Mark, mark
from sakimori.ui.frame.text import label, language, t, tier_label
from sakimori.ui.parties.head import new_data_mark, new_data_sentences, new_data_words
from sakimori.ui.parties.risk import view_reason
from sakimori.ui.parties.tabs import certificates, contracts, sub_processors
from sakimori.ui.parties.tabs.assessments import assessment_cells
from sakimori.ui.parties.tabs.services import flows_of, lines_of, service_cells, service_facts


def dossier_exports(page: Page, view: DossierView) -> Sequence[Export]:
    """The dossier as PDF and as a workbook."""
    party_id = view.party.id
    return report_exports(
        page, ReportKind.DOSSIER, lambda: dossier_report(page, view), key=party_id, third_party_id=party_id
    )


def dossier_report(page: Page, view: DossierView) -> Report:
    """The dossier on the day of the page."""
    blocks: list[Block] = [
        _new_data(page, view), _risk(view), _identity(view),
        *gap_tables(page, view),
        _services(page, view), _contracts(page, view), certificates_table(page, view.party.id), _flows(page, view),
        _links(page, view), _assessments(view), conditions_table(view.conditions, page.on),
    ]  # fmt: skip
    return report_of(page, t("dossier_report.title"), view.party.legal_name, blocks)


def _new_data(page: Page, view: DossierView) -> Notice:
    """Whether anything new may go there, and why."""
    colour = LOOKS[new_data_mark(page, view)].colour
    why = tuple(new_data_sentences(page, view, str))
    return Notice(t("party.new_data"), new_data_words(view), TEXT_COLOURS[colour], why)


def _risk(view: DossierView) -> Facts:
    rows = (
        (t("dossier_report.risk"), risk_words(view.risk)),
        (t("dossier_report.why"), view_reason(view)),
        (t("dossier_report.at_worst"), risk_words(view.risk_at_worst)),
    )
    return Facts(t("dossier_report.risk"), rows, risk_scale())


def _identity(view: DossierView) -> Facts:
    party, lang = view.party, language()
    owner = aside(view.owner.name, view.owner.department, lang) if view.owner and view.owner.department else ""
    known = {party.owner_id: owner or (view.owner.name if view.owner else ""), party.parent_id: view.parent or ""}
    names = {key: name for key, name in known.items() if key and name}
    rows = [
        (t("risk.tier"), tier_label(view.tier)),
        (record_label(ThirdParty, "lifecycle"), label(party.lifecycle)),
        *(
            (record_label(ThirdParty, field), record_shown(ThirdParty, field, getattr(party, field), names))
            for field in (*IDENTITY, *INTAKE)
        ),
    ]
    return Facts(t("party.tab_facts"), tuple(rows))


def gap_tables(page: Page, view: DossierView) -> list[Table]:
    """What is open, what nobody has answered, and what is to come."""
    lists = {
        "open": [line for line in view.open_gaps if line.is_known],
        "unknown": [line for line in view.open_gaps if not line.is_known],
        "coming": [line for line in view.gaps if not line.is_open],
    }
    return [_gaps(page, t(f"dossier_report.{name}"), lines) for name, lines in lists.items()]


def _gaps(page: Page, heading: str, lines: Sequence[GapLine]) -> Table:
    return report_table(
        heading,
        [
            (t("party.col_severity"), 1.15), (t("party.col_gap"), 3.2), (t("dossier_report.action"), 3.0),
            (t("party.col_since"), 1.4), (t("party.col_due"), 1.15), (t("dossier_report.owner"), 1.1),
            (t("party.col_basis"), 1.6),
        ],
        (_gap(page, line) for line in lines),
    )  # fmt: skip


def _gap(page: Page, line: GapLine) -> list[ReportCell]:
    span, lang = line.span, language()
    title = span.title.get(lang)
    if line.waived_until is not None:
        title = aside(title, t("party.waived", day=day(line.waived_until, lang)), lang)
    begun = span.since_on if line.is_open else span.from_on or span.since_on
    return [
        mark_cell(mark(span.severity) if line.is_known else Mark.UNKNOWN),
        words_cell(title),
        words_cell(span.action.get(lang)),
        words_cell(since(begun, page.on, lang)),
        day_cell(line.plan_due_on or span.due_on, no_date(lang)),
        words_cell(line.owner or not_set(lang)),
        words_cell(span.cites.get(lang)),
    ]


def _services(page: Page, view: DossierView) -> Table:
    return report_table(
        t("party.tab_services", count="").strip(),
        [
            (t("party.col_service"), 2.4), (t("flows.col_verdict"), 1.1), (t("services.col_flows"), 0.8),
            (t("services.col_persons"), 0.9), (t("party.col_storage"), 1.8), (t("party.col_processing"), 1.8),
            (t("party.col_personal"), 1.0), (t("party.col_role"), 1.3), (t("party.col_state"), 1.3),
        ],
        (
            cells_of([*service_cells(line), *service_facts(line.service)], verdict_options())
            for line in lines_of(page, view)
        ),
        numbers=(2, 3),
    )  # fmt: skip


def _contracts(page: Page, view: DossierView) -> Table:
    found = contracts.contracts_of(page, view.party.id).contracts
    return report_table(
        t("party.tab_contracts", count="").strip(),
        [
            (t("contracts.col_title"), 2.4), (t("contracts.col_state"), 1.4), (t("contracts.col_notice"), 1.4),
            (t("contracts.col_term"), 1.2), (t("contracts.col_covers"), 1.4), (t("party_contracts.col_kept"), 1.5),
            (t("contracts.col_kind"), 1.5),
        ],
        (cells_of(contracts.contract_cells(line, page), contract_options()) for line in found),
    )  # fmt: skip


def certificates_table(page: Page, third_party_id: str) -> Table:
    """The certificates of one company, with what they cover and until when."""
    colours = certificates.state_options() | certificates.covers_options()
    return report_table(
        t("dossier_report.certificates"),
        [
            (t("certificates.col_state"), 1.2), (t("certificates.col_scheme"), 2.0),
            (t("certificates.col_covers"), 1.0), (t("certificates.col_through"), 1.6),
            (t("certificates.col_next"), 1.8), (t("certificates.col_scope"), 2.0),
        ],
        (
            cells_of(certificates.certificate_cells(page, row), colours)
            for row in certificates.certificate_rows(page, third_party_id)
        ),
    )  # fmt: skip


_FLOW_WIDTHS: Final = {
    "verdict": 1.1, "name": 2.0, "gaps": 1.4, "whose": 1.1, "what": 1.5, "where": 1.1, "route": 1.2, "abroad": 1.3,
    "persons": 0.9,
}  # fmt: skip
_FLOW_FACTS: Final = [column for column in OF_PARTY.columns if column.name in _FLOW_WIDTHS]


def _flows(page: Page, view: DossierView) -> Table:
    rows = flows_of(page, view.party.id)
    drawn = [(column, cell) for column in _FLOW_FACTS if (cell := column.cell or column.both) is not None]
    return report_table(
        t("dossier_report.flows"),
        [(t(f"flows.col_{column.name}"), _FLOW_WIDTHS[column.name]) for column, _ in drawn],
        (cells_of((cell(row, page) for _, cell in drawn), verdict_options()) for row in rows),
        numbers=(place for place, (column, _) in enumerate(drawn) if column.is_number),
    )


def _links(page: Page, view: DossierView) -> Table:
    rows = sub_processors.tree_of(page, view.party.id).rows
    return report_table(
        t("dossier_report.links"),
        [
            (t("subs.col_state"), 1.1), (t("subs.col_name"), 2.4), (t("subs.col_task"), 1.8),
            (t("subs.col_country"), 1.1), (t("subs.col_basis"), 1.8), (t("subs.col_dossier"), 1.6),
        ],
        (cells_of(sub_processors.link_cells(row, page.on), sub_processors.state_options()) for row in rows),
    )  # fmt: skip


def _assessments(view: DossierView) -> Table:
    return report_table(
        t("party.tab_assessments", count="").strip(),
        [
            (t("party.col_pack"), 2.8), (t("party.col_kind"), 0.9), (t("party.col_stage"), 1.1),
            (t("party.col_decision"), 1.4), (t("party.col_decided"), 1.1), (t("party.col_valid"), 1.1),
            (t("party.col_state"), 1.2),
        ],
        (cells_of(assessment_cells(line), {}) for line in view.assessments),
    )  # fmt: skip
