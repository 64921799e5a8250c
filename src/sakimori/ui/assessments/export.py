"""An assessment as a file for the programs of others: what was answered and found, as OSCAL assessment results."""

from __future__ import annotations

from collections.abc import Sequence

from sakimori.clock import now
from sakimori.services.assessments.results import assessment_results
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t


def assessment_exports(page: Page, assessment_id: str) -> Sequence[Export]:
    """The results as they are known on the day of the page; nothing for the list."""
    if not assessment_id:
        return ()

    def made() -> bytes:
        page.workspace.access("assessment.exported", actor=page.actor, at=now(), what="assessment", key=assessment_id)
        return assessment_results(page.workspace, assessment_id, page.at, language=language(), number=page.number)

    name = f"sakimori-{assessment_id}-{page.on.isoformat()}.oscal.json"
    return (Export(t("assess.export_oscal"), name, "application/json", made),)
