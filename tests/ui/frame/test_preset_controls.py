"""No control that begins with a value records evidence, a decision or a day on which something happened."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

UI = Path(__file__).parents[3] / "src" / "sakimori" / "ui"
PRESET: Final = {
    "radio": "index",
    "selectbox": "index",
    "segmented_control": "default",
    "pills": "default",
    "checkbox": "value",
    "toggle": "value",
    "date_input": "value",
}
"""The controls that can begin with a value, and what says which."""
BEGINS_BY_ITSELF: Final = frozenset({"radio", "selectbox", "date_input"})
"""Controls that take their first value, or today, where nobody says that they begin empty."""
NOTHING: Final = frozenset({"None", "False"})

VIEW = "how something is shown, narrowed or named in a file: nothing is recorded"
RECORDED = "what is on record already; saved unchanged it records nothing"
AHEAD = "a plan, a question or a request that others answer, for a day to come"
ONLY_ONE = "the only one there is to choose; what is decided of it is said by a press or words of its own"
READ = "how a file or a list is read; a person goes on from there"

BY_ITSELF: Final = {
    "assessments/document_answers.py _body": VIEW,
    "assessments/ending.py _validity": "the last day that policy allows; the decision beside it begins empty",
    "assessments/ending.py _conditions": AHEAD,
    "assessments/evidence_and_remarks.py _file": AHEAD,
    "assessments/files.py _order": AHEAD,
    "assessments/invitations.py _invite_form": VIEW,
    "assessments/listing.py _form": VIEW,
    "assessments/opening.py begin_form": AHEAD,
    "assessments/opening.py _details": AHEAD,
    "assessments/other_packs.py _tick": VIEW,
    "assessments/other_packs.py _letter": AHEAD,
    "assessments/packs/detail.py _version_picker": VIEW,
    "assessments/packs/detail.py _which": VIEW,
    "assessments/packs/versions.py _depth": VIEW,
    "assessments/packs/versions.py _reading": VIEW,
    "assessments/packs/versions.py show_changes": VIEW,
    "assessments/page.py _side": VIEW,
    "assessments/wanted.py _dialog": AHEAD,
    "calendar/page.py controls": VIEW,
    "calendar/reminders.py _state": RECORDED,
    "calendar/reminders.py _own_reach": RECORDED,
    "clearance/asking.py _box": RECORDED,
    "clearance/errands.py ask_errand_form": AHEAD,
    "clearance/forms.py begin_with": VIEW,
    "clearance/forms.py _ask_data": AHEAD,
    "clearance/forms.py _ask_purpose": AHEAD,
    "clearance/forms.py _ask_day": AHEAD,
    "clearance/forms.py _ask_kinds": AHEAD,
    "clearance/forms.py _ask_items": AHEAD,
    "clearance/forms.py _ask_size": AHEAD,
    "clearance/ground.py _ask_route": AHEAD,
    "clearance/screening_give.py suppression_form": VIEW,
    "clearance/what_if_dialog.py _of_party": VIEW,
    "clearance/what_if_dialog.py _one_of": VIEW,
    "clearance/what_if_dialog.py _body": VIEW,
    "clearance/what_if_dialog.py _of_country": VIEW,
    "contracts/clauses.py _evidence_input": RECORDED,
    "contracts/export.py show_matrix": VIEW,
    "contracts/forms.py _term": RECORDED,
    "contracts/forms.py _what": "the kind of a paper that is registered; whom it covers is ticked by whoever read it",
    "countries/facts.py show_draft": VIEW,
    "dashboard/points/guide.py show_guide": VIEW,
    "dashboard/reports/page.py _show_quarter": VIEW,
    "flows/forms.py route_input": RECORDED,
    "flows/forms.py basis_fields_of": RECORDED,
    "flows/forms.py check_dialog": RECORDED,
    "flows/forms.py evidence_input": RECORDED,
    "flows/forms.py erasure_dialog": RECORDED,
    "flows/hand_over_questions.py _side_by_side": RECORDED,
    "flows/hand_over_questions.py channels_input": RECORDED,
    "flows/hand_over_questions.py _objections": RECORDED,
    "flows/hand_over_questions.py tri_state": RECORDED,
    "frame/choices.py ask_day": RECORDED,
    "frame/components.py _day_field": VIEW,
    "frame/listing.py order_box": VIEW,
    "frame/record_fields.py _choose": RECORDED,
    "frame/record_fields.py _input": RECORDED,
    "frame/saved_views.py _changing": VIEW,
    "gaps/actions.py assign_form": AHEAD,
    "gaps/actions.py plan_form": AHEAD,
    "gaps/actions.py waive_form": AHEAD,
    "gaps/actions.py decide_form": ONLY_ONE,
    "gaps/page.py _filters": VIEW,
    "imports/asked.py _ask_lifecycle": RECORDED,
    "imports/columns.py _kind_sheet_and_header": READ,
    "imports/file.py _offer_samples": VIEW,
    "incidents/drafts.py _language": VIEW,
    "incidents/listing.py show_list": VIEW,
    "incidents/sending.py show_sending": VIEW,
    "own_company/forms.py said_input": RECORDED,
    "own_company/governance/measures.py check_dialog": AHEAD,
    "own_company/stop_rounds.py _record_file": VIEW,
    "own_company/stops.py _ask_kind": "by what the person is known; the channel that is stopped begins empty",
    "own_company/training/forms.py attendance_dialog": "the course from which the list was opened; the list says who",
    "parties/actions.py undo_dialog": ONLY_ONE,
    "parties/actions.py _side": "which of two recorded values stays; merging asks for its reason",
    "parties/contacts.py contact_fields": RECORDED,
    "parties/sub_processor_forms.py _own_dossier": "the dossier of the same name; linking it has a press of its own",
    "parties/tabs/history.py _ask_day": VIEW,
    "questionnaires/columns.py choose_columns": READ,
    "questionnaires/dry_run.py _checkbox": "the same words of one subject; what is to be decided stands unticked",
    "questionnaires/file.py choose_form": READ,
    "questionnaires/left_out.py _to_see": RECORDED,
    "questionnaires/library_listing.py owner_picker": VIEW,
    "questionnaires/page.py choose_target": READ,
    "questionnaires/page.py _who": READ,
    "questionnaires/page.py _due": AHEAD,
    "questionnaires/page.py _pack": READ,
    "records/dialogs.py _made": "how a record is made, which follows from the days; these begin empty",
    "records/dialogs.py _choose": "the flow and its recorded ground from which the form was opened",
    "records/release_dialog.py _choose_slip": ONLY_ONE,
    "records/release_dialog.py _choose_flow": "the flow from which the form was opened",
    "records/release_dialog.py _ask_record": "how a record is made, which follows from the days; these begin empty",
    "requests/dialogs.py _owner": AHEAD,
    "requests/dialogs.py choose_or_none": RECORDED,
    "requests/listing.py _choose": VIEW,
    "requests/steps.py _draft_language": VIEW,
    "settings/accounts.py second_step_switch": RECORDED,
    "settings/delegations.py lend_dialog": AHEAD,
    "settings/people.py _draw": RECORDED,
    "settings/policy.py _ask": RECORDED,
    "settings/programs/token_dialogs.py _scopes": RECORDED,
    "settings/programs/token_dialogs.py _last_day": AHEAD,
    "settings/programs/webhook_dialogs.py _fields": RECORDED,
    "settings/reach.py reach": RECORDED,
}
"""Every control that begins with a value, by module and function, and why it may; this list only grows shorter."""
MOST: Final = 105
TODAY_IN_A_RECORD: Final = {
    "countries/profiles.py CountryProfile": "the day is asked apart and begins empty",
    "evidence/sub_services.py SubProcessorLink": "whoever takes a name over has the passage before him",
    "flows/forms.py AnnualCheck": "the day is asked apart and begins empty",
    "flows/forms.py Erasure": "the day is asked apart and begins empty",
    "incidents/prepared.py Drill": "the day is asked apart and begins empty",
    "incidents/report.py AsOf": VIEW,
    "own_company/keeping.py OwnErasure": "the day is asked apart and begins empty",
    "questionnaires/state.py LabelSaid": "who said what a label means, beside what was said",
}
"""Records with which a form begins and that hold the day of today."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(UI.rglob("*.py")):
        yield file.relative_to(UI).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def presets(module: ast.Module) -> Iterator[tuple[str, str]]:
    """The functions that draw a control which begins with a value, and the control."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in PRESET:
            continue
        given = {word.arg: word.value for word in node.keywords}
        value = given.get(PRESET[node.func.attr])
        if len(node.args) > 2 or (value is None and node.func.attr not in BEGINS_BY_ITSELF):
            assert len(node.args) <= 2, f"line {node.lineno}: say by name with what it begins"
            continue
        if value is None or ast.unparse(value) not in NOTHING:
            within = [one for one in functions if one.lineno <= node.lineno <= (one.end_lineno or 0)]
            yield within[-1].name if within else "", node.func.attr


def test_every_control_that_begins_with_a_value_has_its_reason() -> None:
    found = {f"{name} {function}" for name, module in sources() for function, _ in presets(module)}
    assert found - set(BY_ITSELF) == set(), "let it begin empty, or say why it records nothing"
    assert set(BY_ITSELF) - found == set(), "take out what begins empty now"
    assert len(BY_ITSELF) <= MOST


def test_no_form_begins_with_a_record_that_something_happened_today() -> None:
    found = {
        f"{name} {node.func.id}"
        for name, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id[0].isupper()
        for value in (*node.args, *(word.value for word in node.keywords))
        if ast.unparse(value) in {"page.today", "today", "today()"}
    }
    assert found == set(TODAY_IN_A_RECORD)
