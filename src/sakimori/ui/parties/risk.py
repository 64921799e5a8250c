"""Why the risk value of a third party is what it is: in one line, and what each of its gaps weighs."""

from __future__ import annotations

from sakimori.domain.values.risk import weight_on
from sakimori.services.parties.view import DossierView
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import Unit, count, risk_reason
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import chip, mark
from sakimori.ui.frame.tables import Cell, number_column, severity_column, table, text_column
from sakimori.ui.frame.text import language, t


def view_reason(view: DossierView) -> str:
    """What is open, since when, and whose data are there, in one line."""
    by_mark = {mark(severity): number for severity, number in view.counts.defects.items() if number}
    longest = max(((view.on - gap.span.since_on).days for gap in view.known_gaps), default=0)
    return risk_reason(by_mark, longest, view.concerned)


def show_weights(page: Page, view: DossierView) -> None:
    """What each gap that is known weighs on the day, the heaviest first."""
    weighed = [(weight_on(one.span.severity, one.span.since_on, page.on), one.span) for one in view.known_gaps]
    if not weighed:
        return
    section(t("party.risk_weights"), count(len(weighed), Unit.CASES, language()))
    columns = {
        "severity": severity_column(t("risk.severity"), width=86),
        "gap": text_column(t("risk.gap"), width=470),
        "days": text_column(t("risk.since"), width=80),
        "weight": number_column(t("party.risk_weight"), width=70),
    }
    rows: list[list[Cell]] = [
        [
            [chip(mark(span.severity), language())],
            span.title.get(language()),
            count((page.on - span.since_on).days, Unit.DAYS, language()),
            round(weight, 1),
        ]
        for weight, span in sorted(weighed, key=lambda pair: (-pair[0], pair[1].gap_id))
    ]
    table(rows, columns, key="party_risk_weights", alt=t("party.risk_weights"))
