"""No form records evidence, a decision or a day on which something happened by a press of its button as it opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import pytest
from streamlit.testing.v1 import AppTest

from kit.forms import PLACES, Seat, evidence, seats, write_keys
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.components import OPEN_DIALOG
from ui.conftest import Show

WRITES: Final = write_keys()
NOT_WRITTEN: Final = frozenset({"view_save"})
"""Buttons of the frame whose keys look like those of forms."""
THE_PRESS_IS_THE_ANSWER: Final = {
    "governance_read_*": "beside the name of each policy: whoever presses says of himself that he has read it",
    "gaps_approve": "beside its opposite, below the request and its reason",
    "gaps_refuse": "beside its opposite, below the request and its reason",
}
"""Buttons that are the answer by their own words; the list only grows shorter."""


REACHED: Final[dict[str, frozenset[str]]] = {
    "parties": frozenset(
        {
            "ai_confirm_do",
            "ai_facts_save",
            "alias_out_save",
            "alias_save",
            "approval_save",
            "archive_do",
            "certificate_check_do",
            "certificate_compare",
            "certificate_save",
            "erase_do",
            "owner_do",
            "reg_save",
            "service_end",
            "sub_own_link",
            "sub_own_register",
            "sub_save",
        }
    ),
    "flows": frozenset(
        {
            "flow_basis_save",
            "flow_check_save",
            "flow_cloud_save",
            "flow_end_save",
            "flow_field_save",
            "flow_route_save",
            "hand_over_approve_do",
            "hand_over_save",
            "proposals_take",
        }
    ),
    "contracts": frozenset(
        {
            "contract_confirm_do",
            "contract_cover_do",
            "contract_document_do",
            "contract_uncover_do",
            "contracts_renewal_do",
            "many_do_*",
        }
    ),
    "records": frozenset({"correct_save", "extend_save", "purge_do"}),
    "incidents": frozenset(
        {
            "drill_save",
            "exempt_save",
            "incident_close",
            "incident_entrusters_save",
            "incident_no_notice_save",
            "incident_note_save",
            "incident_reached_save",
            "incident_receipt_save",
            "incident_reopen",
            "incident_sent_save",
            "measure_finish",
            "measure_save",
            "not_yet_*",
            "plan_save",
            "step_finish",
            "step_plan",
            "step_skip",
            "take_*",
        }
    ),
    "requests": frozenset({"answer_save", "explain_save", "fee_save", "identity_save", "reply_save", "request_save"}),
    "own": frozenset(
        {
            "campaign_save",
            "course_save",
            "duty_save",
            "erasure_save",
            "exception_approve",
            "finding_mended",
            "governance_read_*",
            "group_save",
            "own_record_save",
            "policy_approve",
            "policy_save",
            "public_facts_save",
            "purpose_save",
            "round_told",
            "stop_save",
            "stop_withdraw_save",
            "tag_save",
            "training_begin_save",
        }
    ),
    "rest": frozenset(
        {
            "carried_dismiss_do",
            "country_save",
            "gaps_*",
            "inbox_approve",
            "inbox_refuse",
            "talk_ask_back",
            "talk_reply",
            "token_make_do",
            "webhook_make_do",
        }
    ),
}
"""The buttons of each place of the demo that are pressed here, where a form opens with them."""

FILE = "a list is handed in first, and its plan shown before anything is stored"
ROW = "opened by a row or a press of its page, with what that page has read"
CHOSEN = "drawn once its answer is chosen; none is chosen beforehand (test_preset_controls.py)"
TICKED = "waits for a box that nobody has ticked beforehand, and for a reason"
NONE = "the demo has nothing in this state"
UNREACHED: Final = {
    "again_save": NONE,
    "assess_decide_save": CHOSEN,
    "assess_send_note": ROW,
    "attendance_save": FILE,
    "certificate_take_save": FILE,
    "country_adopt": NONE,
    "delivery_again": ROW,
    "erase_due_save": NONE,
    "exempt_agree": NONE,
    "erase_save": NONE,
    "errand_*_*": ROW,
    "evidence_accept": ROW,
    "incident_rest_not_yet": CHOSEN,
    "incident_to_persons_take": CHOSEN,
    "evidence_refuse": ROW,
    "fact_save": CHOSEN,
    "flow_erasure_save": CHOSEN,
    "flow_items_save": NONE,
    "fulfil_*": CHOSEN,
    "fulfil_save": CHOSEN,
    "gaps_assign_do": ROW,
    "gaps_plan_do": ROW,
    "gaps_waive_do": ROW,
    "gaps_withdraw": ROW,
    "check_prove_do": TICKED,
    "hand_over_decide_do": CHOSEN,
    "hand_over_confirm_do": TICKED,
    "inbox_facts_do": TICKED,
    "inquiry_issue": ROW,
    "inquiry_send_do": ROW,
    "inquiry_withdraw": ROW,
    "invite_do": ROW,
    "invite_erase_do": ROW,
    "invite_revoke_do": ROW,
    "lifecycle_do": CHOSEN,
    "merge_do": CHOSEN,
    "packs_withdraw_save": ROW,
    "purpose_judge": NONE,
    "purpose_link": ROW,
    "readings_save": FILE,
    "receipt_save": CHOSEN,
    "restore_do": NONE,
    "review_save": NONE,
    "round_answered": NONE,
    "screen_note": FILE,
    "slip_issue_do": ROW,
    "slip_revoke_do": ROW,
    "stop_import_save": FILE,
    "sub_list_save": FILE,
    "token_renew_do": ROW,
    "token_revoke": ROW,
    "told_save": NONE,
    "undo_do": NONE,
    "unexempt_save": NONE,
    "webhook_change_do": ROW,
    "webhook_end_do": ROW,
    "webhook_remove_do": ROW,
    "webhook_resume_do": ROW,
    "webhook_secret_do": ROW,
}
"""Buttons that are not pressed here, and why; the list only grows shorter."""
MOST_UNREACHED: Final = 59


def found_in(home: Path, place: str) -> list[Seat]:
    with Workspace(home / "demo.db").unit() as unit:
        return list(seats(unit, place))


def on_record(home: Path) -> dict[tuple[str, str, str], object]:
    with Workspace(home / "demo.db").unit() as unit:
        return evidence(unit)


def write_buttons(at: AppTest) -> Iterator[str]:
    """The keys of the buttons on a page that write."""
    for button in at.button:
        key = str(button.key or "")
        if key not in NOT_WRITTEN and any(fnmatchcase(key, pattern) for pattern in WRITES):
            yield key


def opened(at: AppTest, dialog: str, facts: Mapping[str, Any]) -> AppTest:
    """The page with one dialog over it, none of whose fields holds what was typed into another."""
    if OPEN_DIALOG in at.session_state:
        del at.session_state[OPEN_DIALOG]
    at.run()
    if dialog:
        at.session_state[OPEN_DIALOG] = (dialog, facts)
        at.run()
    assert not at.exception, (dialog, facts, at.exception)
    return at


def presses(home: Path, show: Show, place: str) -> Iterator[tuple[str, bool, set[tuple[str, str]]]]:
    """Each button that writes, whether it waits for a choice, and the evidence that a press of it recorded."""
    for seat in found_in(home, place):
        # In English, since the test itself looks up words outside of the language of a page.
        at = show(seat.page, person=seat.person, language="en", **seat.query)
        for dialog, facts in seat.dialogs:
            keys = list(write_buttons(opened(at, dialog, facts)))
            for turn, key in enumerate(keys):
                if turn:
                    opened(at, dialog, facts)
                if key not in set(write_buttons(at)) or at.button(key=key).disabled:
                    yield key, True, set()
                    continue
                before = on_record(home)
                at.button(key=key).click().run()
                assert not at.exception, (dialog, key, at.exception)
                after = on_record(home)
                yield key, False, {(one[0], one[2]) for one, value in after.items() if before.get(one) != value}


@pytest.mark.parametrize("place", PLACES)
def test_no_form_records_evidence_by_a_press_of_its_default(demo_home: Path, show: Show, place: str) -> None:
    pressed = list(presses(demo_home, show, place))
    recorded = {
        key: fields
        for key, _, fields in pressed
        if fields and not any(fnmatchcase(key, pattern) for pattern in THE_PRESS_IS_THE_ANSWER)
    }
    assert recorded == {}
    keys = {key for key, _, _ in pressed}
    unseen = {pattern for pattern in REACHED[place] if not any(fnmatchcase(key, pattern) for key in keys)}
    assert unseen == set(), "open it by another record of the demo"


def test_every_button_that_writes_is_pressed_or_says_why_not() -> None:
    reached = frozenset().union(*REACHED.values())
    named = {key for key in WRITES if not key.startswith("*")}
    assert named - reached - set(UNREACHED) == set(), "give its form a seat in kit.forms"
    assert (set(UNREACHED) | reached) - named == set(), "take out what is no button any more"
    assert not set(UNREACHED) & reached
    assert len(UNREACHED) <= MOST_UNREACHED
