"""My Number and card numbers: whatever field they are put into, they are refused and stand nowhere in the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kit import inviting
from kit.assessing import FILLER, a_draft, a_party, an_assessing_workspace, fill
from kit.builders import AT, TODAY, a_third_party, an_actor, everything_stored
from sakimori.domain.codes import ContactKind, Decision, Lifecycle
from sakimori.domain.policy import Policy
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.errors import InvalidValueError, MyNumberError
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, fulfil_condition, send_back, submit
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.assessments.write import answer, comment
from sakimori.services.gaps.write import ask_waiver, plan, withdraw_waiver
from sakimori.services.kernel.evidence import file_evidence, withdraw_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive, change_lifecycle
from sakimori.services.parties.merge import merge
from sakimori.services.parties.write import (
    add_alias,
    add_contact,
    add_service,
    edit,
    edit_contact,
    edit_service,
    end_service,
    erase_contact,
    register,
    set_owner,
    set_owner_many,
)
from sakimori.services.settings.policy import change_policy
from sakimori.services.settings.users import add_user, change_user, list_users

ME = an_actor()
MY_NUMBER, CARD = "1234 5678 9018", "4111-1111-1111-1111"
DISGUISED = ("１２３４５６７８９０１８", "1234\u200b56789018", "番号1234-5678-9018です")

Put = Callable[[Workspace, ThirdParty, str], object]
"""Puts a text into one field of a record."""


def _contact(party: ThirdParty, **values: Any) -> Contact:
    return replace(Contact("", party.id, ContactKind.SECURITY, name="青木"), **values)


def _one(name: str, value: str) -> dict[str, Any]:
    return {name: value}


def _party_field(name: str) -> Put:
    return lambda w, p, text: edit(w, replace(p, **_one(name, text)), actor=ME, at=AT)


def _service_field(name: str) -> Put:
    return lambda w, p, text: add_service(w, replace(Service("", p.id, "配送"), **_one(name, text)), actor=ME, at=AT)


def _contact_field(name: str) -> Put:
    return lambda w, p, text: add_contact(w, _contact(p, **{name: text}), actor=ME, at=AT)


def _a_service(workspace: Workspace, party: ThirdParty) -> Service:
    return add_service(workspace, Service("", party.id, "配送"), actor=ME, at=AT).record


def _a_contact(workspace: Workspace, party: ThirdParty) -> Contact:
    return add_contact(workspace, _contact(party), actor=ME, at=AT).record


def _submitted(workspace: Workspace, party: ThirdParty) -> str:
    assessment_id = a_draft(workspace, party)
    fill(workspace, assessment_id)
    submit(workspace, assessment_id, actor=FILLER, at=AT)
    return assessment_id


def _gap(workspace: Workspace, party: ThirdParty) -> str:
    with workspace.unit() as unit:
        spans = unit.spans.as_known(unit.number(), TODAY, third_party_id=party.id)
    return next(span.gap_id for span in spans if span.rule_id.startswith("C-"))


def _file(workspace: Workspace, party: ThirdParty, *, filename: str = "a.pdf", note: str = "") -> str:
    return file_evidence(
        workspace, third_party_id=party.id, filename=filename, body=b"%PDF", note=note,
        actor=ME, at=AT,
    ).record.id  # fmt: skip


def _decide(
    workspace: Workspace, party: ThirdParty, *, reason: str = "確認した", condition: str = "一覧を出す"
) -> object:
    return decide(
        workspace, _submitted(workspace, party), decision=Decision.CONDITIONAL, reason=reason,
        conditions=((condition, TODAY),), actor=ME, at=AT,
    )  # fmt: skip


def _fulfil(workspace: Workspace, party: ThirdParty, text: str) -> object:
    _decide(workspace, party)
    with workspace.unit() as unit:
        (row,) = unit.query("SELECT id FROM condition")
    return fulfil_condition(workspace, str(row["id"]), note=text, actor=ME, at=AT)


def _waiver(workspace: Workspace, party: ThirdParty, text: str = "当面は社内で補う") -> str:
    return ask_waiver(
        workspace, _gap(workspace, party), justification=text, last_day=TODAY, actor=ME, at=AT
    ).record.id  # fmt: skip


def _answer(**values: Any) -> Put:
    """An answer to a question, in which None stands for the text."""

    def put(workspace: Workspace, party: ThirdParty, text: str) -> object:
        filled = {key: text if value is None else value for key, value in values.items()}
        given: dict[str, Any] = {"value": ("yes",), "seen_seq": 0} | filled
        return answer(workspace, a_draft(workspace, party), AnswerInput("Q-1", **given), actor=FILLER, at=AT)

    return put


FIELDS: dict[str, Put] = {
    **inviting.TEXTS,
    **{
        f"third party: {name}": _party_field(name)
        for name in (
            "legal_name", "kana", "english_name", "corporate_number", "address", "representative", "order_note",
            "website", "note", "external_key",
        )
    },
    **{f"service: {name}": _service_field(name) for name in ("name", "description")},
    **{f"contact: {name}": _contact_field(name) for name in ("name", "email", "phone", "department")},
    "registered with an alias": lambda w, _p, text: register(w, a_third_party(), aliases=[text], actor=ME, at=AT),
    "alias": lambda w, p, text: add_alias(w, p.id, text, actor=ME, at=AT),
    "service, edited": lambda w, p, text: edit_service(w, replace(_a_service(w, p), name=text), actor=ME, at=AT),
    "contact, edited": lambda w, p, text: edit_contact(w, replace(_a_contact(w, p), phone=text), actor=ME, at=AT),
    "person: name": lambda w, _p, text: add_user(w, name=text, department="", roles=frozenset(), actor=ME, at=AT),
    "person: department": lambda w, _p, text: change_user(
        w, replace(list_users(w)[0], department=text), actor=ME, at=AT
    ),
    "answer: reason": _answer(value=("partly",), reason=None),
    "answer: reason of 該当なし": _answer(state=AnswerState.NA, value=(), reason=None),
    "answer: note": _answer(note=None),
    "answer: number": lambda w, p, text: answer(
        w, a_draft(w, p), AnswerInput("Q-4", value=(text,), seen_seq=0), actor=FILLER, at=AT
    ),
    "answer: a choice that is none": lambda w, p, text: answer(
        w, a_draft(w, p), AnswerInput("Q-1", value=(text,), seen_seq=0), actor=FILLER, at=AT
    ),
    "comment": lambda w, p, text: comment(w, _submitted(w, p), "Q-1", text=text, actor=ME, at=AT),
    "file name": lambda w, p, text: _file(w, p, filename=f"{text}.pdf"),
    "note on a file": lambda w, p, text: _file(w, p, note=text),
    "condition": lambda w, p, text: _decide(w, p, condition=text),
    "note on a condition": _fulfil,
    "plan": lambda w, p, text: plan(
        w, _gap(w, p), plan=text, plan_due_on=None, version=1, actor=ME, at=AT
    ),
    "waiver": _waiver,
    "reason: decision": lambda w, p, text: _decide(w, p, reason=text),
    "reason: edit": lambda w, p, text: edit(w, replace(p, note="新しい"), actor=ME, at=AT, reason=text),
    "reason: owner": lambda w, p, text: set_owner(w, p.id, "us01", actor=ME, at=AT, reason=text),
    "reason: owners": lambda w, p, text: set_owner_many(
        w, [p.id], "us01", actor=ME, at=AT, batch_id="b", reason=text
    ),
    "reason: lifecycle": lambda w, p, text: change_lifecycle(
        w, p.id, to=Lifecycle.IN_USE, reason=text, actor=ME, at=AT
    ),
    "reason: archive": lambda w, p, text: archive(w, p.id, reason=text, actor=ME, at=AT),
    "reason: merge": lambda w, p, text: merge(
        w, from_id=p.id, into_id=a_party(w, "株式会社つむぎ").id, choices={}, reason=text, actor=ME, at=AT
    ),
    "reason: service ended": lambda w, p, text: end_service(
        w, _a_service(w, p).id, ended_on=TODAY, actor=ME, at=AT, reason=text
    ),
    "reason: contact erased": lambda w, p, text: erase_contact(w, _a_contact(w, p).id, actor=ME, at=AT, reason=text),
    "reason: sent back": lambda w, p, text: send_back(w, _submitted(w, p), reason=text, actor=ME, at=AT),
    "reason: cancelled": lambda w, p, text: cancel_assessment(w, a_draft(w, p), reason=text, actor=ME, at=AT),
    "reason: file withdrawn": lambda w, p, text: withdraw_evidence(w, _file(w, p), reason=text, actor=ME, at=AT),
    "reason: waiver withdrawn": lambda w, p, text: withdraw_waiver(w, _waiver(w, p), actor=ME, at=AT, reason=text),
    "reason: policy": lambda w, _p, text: change_policy(
        w, Policy(coming_days=31), actor=ME, at=AT, reason=text
    ),
    "reason: person": lambda w, _p, text: change_user(
        w, replace(list_users(w)[0], department="営業"), actor=ME, at=AT, reason=text
    ),
}  # fmt: skip


def digits(text: str) -> str:
    """The decimal digits of a text, of any script, as 0–9."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


DISGUISES = [(field, text) for field in ("third party: note", "reason: owner") for text in DISGUISED]


@pytest.mark.parametrize(
    ("field", "text"), [*((field, text) for field in FIELDS for text in (MY_NUMBER, CARD)), *DISGUISES]
)
def test_a_personal_number_is_refused_and_stands_nowhere(field: str, text: str) -> None:
    workspace, party = an_assessing_workspace()
    with pytest.raises((MyNumberError, InvalidValueError)) as refused:
        FIELDS[field](workspace, party, text)
    assert digits(text) not in digits(refused.value.message("ja"))
    stored = everything_stored(workspace)
    assert text not in stored
    assert digits(text) not in stored


@pytest.mark.parametrize("field", FIELDS)
def test_the_same_field_takes_other_words(field: str) -> None:
    """So that the test above cannot pass because the call itself is wrong."""
    workspace, party = an_assessing_workspace()
    numbers = {"corporate_number": "7000012050002", "website": "https://aoba.example", "email": "a@aoba.example"}
    word = numbers.get(field.rpartition(" ")[2], "24" if field == "answer: number" else "青葉")
    if field == "answer: a choice that is none":
        word = "yes"
    FIELDS[field](workspace, party, word)
