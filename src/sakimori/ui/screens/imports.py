"""取込: what would this file change, and what is wrong in it?"""

from __future__ import annotations

from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.imports.columns import choose_columns, file_line, say_if_imported
from sakimori.ui.imports.dry_run import act, say_what_would_happen, show_result
from sakimori.ui.imports.file import hand_in, show_folder, show_folder_done, show_history, steps_line
from sakimori.ui.imports.plan_rows import show_parts
from sakimori.ui.imports.state import FolderIntake, ImportStep, current, current_plan, planned_folder
from sakimori.ui.questionnaires.page import is_questionnaire, show_questionnaire

with open_page(t("page.imports")) as page:
    of_questionnaire = is_questionnaire()
    intake = current(page) if page.is_editable and not of_questionnaire else None
    if of_questionnaire:
        show_questionnaire(page)
    elif intake is None:
        steps_line(None)
        hand_in(page)
        show_history(page)
    elif isinstance(intake, FolderIntake):
        steps_line(intake)
        if intake.step is ImportStep.DONE:
            show_folder_done(intake)
        else:
            show_folder(page, intake, planned_folder(page, intake))
    elif intake.step is ImportStep.COLUMNS:
        steps_line(intake)
        file_line(page, intake)
        choose_columns(page, intake)
    elif intake.step is ImportStep.TRY:
        steps_line(intake)
        plan = current_plan(page, intake)
        say_if_imported(page, intake)
        say_what_would_happen(plan)
        act(page, intake, plan)
        show_parts(intake, plan)
    elif intake.plan is not None and intake.result is not None:
        steps_line(intake)
        show_result(page, intake, intake.plan, intake.result)
