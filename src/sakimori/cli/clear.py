"""`sakimori clear`: may this be handed to that company, why, on which conditions, until when; and what if."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from sakimori.cli.asking import Asked, judged_body
from sakimori.cli.clear_words import (
    WHAT_IF,
    outcome_word,
    print_answer,
    print_facts,
    reason_with_cites,
    say_line,
    supposed_by,
)
from sakimori.cli.exits import OF_OUTCOME, Exit
from sakimori.cli.kit import As, Db, Json, On, actor_for, complain, complaints, lang, print_json, workspace_at
from sakimori.clock import now, today
from sakimori.domain.clearance import ClearanceRequest, Reason, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.records.data_flow import Direction, LegalRoute
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, SakimoriError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.request.as_json import request_file
from sakimori.exchange.request.file import read_request_file
from sakimori.exchange.request.form import request_schema
from sakimori.services.clearance.judging import ClearanceAnswer, judge, needs_day_to_come
from sakimori.services.clearance.outside_requests import case_of_stated, judge_stated, stated_case
from sakimori.services.clearance.readings import WordedAnswer
from sakimori.services.clearance.reason_words import law_notice
from sakimori.services.clearance.short_answer import point_line
from sakimori.services.clearance.what_if import ChangedAnswer, WhatIf, what_if
from sakimori.services.clearance.wordings import Wording
from sakimori.services.kernel.workspace import Workspace

EXIT: Final = OF_OUTCOME
HELP: Final = """May this be handed to that company on a day?

Ask of today or a later day. Name a registered data flow (--flow), or --recipient with --data and --purpose. Where the
words leave data set, purpose or ground open, the answer is 要照会 (ask compliance) and lists what they may mean, each
with its own answer and the id of its flow. Or state everything in a file (--request FILE, its form by --schema): then
no database is read.

--what-if tells which registered flows and slips would turn on the day: certificate-lapses:ID, contract-ends:ID,
sub-processor-added:PARTY:NAME:COUNTRY, sub-processor-moves:LINK_ID:COUNTRY, recipient-moves:PARTY:COUNTRY,
profile-changes:COUNTRY:FACT=yes|no, without-rule:RULE, rule-begins:RULE, policy:NUMBER=VALUE. Nothing is
written. With --recipient the question is answered as it would be then; without, the exit code is 0.
"""

_TURN: Final = Text("{words}：{looked}件のうち{count}件の答えが変わる", "{words}: of {looked} answers, {count} turn")
_SAME_WORD: Final = Text("判定は同じで理由が変わるもの：{count}件", "The same answer for other reasons: {count}")
_FLOW: Final = Text("データフロー", "The data flow")
_RECIPIENT: Final = Text("相手", "The recipient")
_ONE: Final = Text(
    "--recipient、--flow、--request のどれかを渡してください。", "Give --recipient, --flow or --request."
)
_WHOSE: Final = Text("--recipient で相手も渡してください。", "Give --recipient as well.")
_FLOW_ALONE: Final = Text(
    "--flow は登録済みのデータフローをそのまま尋ねます。--recipient などといっしょには使えません。",
    "--flow asks a registered data flow as it stands. --recipient and the like do not go with it.",
)
_FILE: Final = Text("質問のファイル", "The request file")
_FILE_ALONE: Final = Text(
    "ファイルがすべてを述べます。いっしょに使えるのは --on と --json だけです。",
    "The file states everything. Only --on and --json go with it.",
)
_TWO_ASKED: Final = Text(
    "--what-if と --as-request のどちらか1つにしてください。", "Give --what-if or --as-request, not both."
)


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists beside the points that decide: the points that remain after them, and those in order."""

    everything: bool = False
    in_order: bool = False


_NOTHING_MORE: Final = Lists()
DIRECTIONS: Final = {True: Direction.IN, False: Direction.OUT, None: None}


def clear(
    *,
    recipient: Annotated[str, typer.Option("--recipient", help="Name, id or 法人番号 of the recipient.")] = "",
    data: Annotated[str, typer.Option("--data", help="A data set (name or id), or kinds of data: PI_CONTACT,…")] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="A purpose of the register (name or id).")] = "",
    flow: Annotated[str, typer.Option("--flow", help="Id of a registered data flow, in place of the words.")] = "",
    route: Annotated[LegalRoute | None, typer.Option("--route", help="The ground to judge on.")] = None,
    persons: Annotated[int | None, typer.Option("--persons", min=0, help="How many persons.")] = None,
    marketing: Annotated[bool | None, typer.Option("--marketing/--no-marketing", help="For marketing or not.")] = None,
    comes_in: Annotated[bool | None, typer.Option("--in/--out", help="Whether data come in or go out; unsaid, they "
                        "come in from whoever is nothing but a source.")] = None,
    request: Annotated[Path | None, typer.Option("--request", help="A JSON file that states everything.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the form of such a file (JSON Schema).")] = False,
    facts: Annotated[bool, typer.Option("--facts", help="Print which facts each step asks, where they are recorded, "
                                        "and what unknown gives.")] = False,
    as_request: Annotated[bool, typer.Option("--as-request", help="Print the question with all that is known of it as "
                                             "such a file.")] = False,
    supposed: Annotated[str, typer.Option("--what-if", help="What would turn if …; the forms stand above.")] = "",
    on: On = None,
    db: Db = None,
    as_user: As = None,
    lists_all: Annotated[bool, typer.Option("--all", help="List what remains after as well.")] = False,
    in_order: Annotated[bool, typer.Option("--in-order", help="List what is in order as well.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Answer one question; the exit code is the answer."""
    if schema:
        print_json(request_schema())
        return
    if facts:
        print_facts(as_json=as_json)
        return
    try:
        outcome = _clear(
            Wording(recipient, data, purpose, route, persons, marketing, DIRECTIONS[comes_in]), flow, request, supposed,
            on=on, db=db, as_user=as_user, as_json=as_json, as_request=as_request,
            lists=Lists(everything=lists_all, in_order=in_order),
        )  # fmt: skip
    except SakimoriError as error:
        complain(error)
        raise typer.Exit(Exit.REFUSED) from error
    raise typer.Exit(EXIT[outcome] if outcome else Exit.DONE)


def _clear(
    wording: Wording,
    flow: str,
    request: Path | None,
    supposed: str,
    *,
    on: datetime | None,
    db: str | None,
    as_user: str | None,
    as_json: bool,
    as_request: bool,
    lists: Lists,
) -> Outcome | None:
    day = on.date() if on else None
    if request is not None:
        if wording != Wording("") or flow or supposed or as_request:
            raise InvalidValueError(field=_FILE, value=request.name, expected=_FILE_ALONE, name="request")
        stated = read_apart(read_request_file, file_bytes(request), request.name)
        stated = replace(stated, on=day) if day else stated
        for warning in stated.warnings:
            complaints.print(f"{warning.column}: {warning.message.get(lang())}", markup=False)
        needs_day_to_come(stated.on or today(), today=today())
        answer = ClearanceAnswer(case_of_stated(stated), judge_stated(stated, today=today()), 0, policy=stated.policy)
        _print(WordedAnswer(answer), as_json=as_json, lists=lists, is_stated=True)
        return answer.verdict.outcome
    workspace = workspace_at(db)
    actor = actor_for(workspace, as_user)
    is_worded = wording != Wording("")
    if flow and is_worded:
        raise InvalidValueError(field=_FLOW, value=flow, expected=_FLOW_ALONE, name="flow")
    if not flow and not wording.recipient and (is_worded or as_request or not supposed):
        expected = _WHOSE if is_worded or as_request else _ONE
        raise InvalidValueError(field=_RECIPIENT, value="", expected=expected, name="recipient")
    if supposed and as_request:
        raise InvalidValueError(field=WHAT_IF, value=supposed, expected=_TWO_ASKED, name="what_if")
    asked = Asked(workspace, wording, flow, {"on": day or today(), "today": today(), "actor": actor})
    if supposed:
        return _say_what_if(asked, supposed, as_json=as_json)
    if as_request:
        _print_request(workspace, asked.one(), actor=actor)
        return None
    found = asked.answer()
    _print(found, as_json=as_json, lists=lists)
    return found.answer.verdict.outcome


def _print_request(workspace: Workspace, asked: ClearanceRequest, *, actor: Actor) -> None:
    answer = judge(workspace, asked, actor=actor)
    with workspace.unit() as unit:
        stated = stated_case(answer.case, on=asked.on, policy=unit.policy())
    print_json(request_file(stated))


def _print(found: WordedAnswer, *, as_json: bool, lists: Lists = _NOTHING_MORE, is_stated: bool = False) -> None:
    answer = found.answer
    if not as_json:
        print_answer(found, lists_all=lists.everything, lists_in_order=lists.in_order)
        return
    head = judged_body(found) | ({} if is_stated else {"known_at": answer.known_at})
    body = head | _verdict_body(answer.verdict)
    points = answer.points
    body["open"] = [point_line(one) for one in points.open]
    body["later"] = [point_line(one) for one in points.later]
    body["leave_out"] = answer.leaving_out
    body["other_routes"] = [{"route": route, "outcome": other.outcome} for route, other in answer.others]
    print_json(body)


def _verdict_body(verdict: Verdict) -> dict[str, Any]:
    return {
        "on": verdict.on,
        "outcome": verdict.outcome,
        "valid_until": verdict.valid_until,
        "next_outcome": verdict.next_outcome,
        "reasons": [_reason_body(reason) for reason in verdict.reasons],
        "next_reasons": [_reason_body(reason) for reason in verdict.next_reasons],
        "next_gone": [_reason_body(reason) for reason in verdict.next_gone],
        "notices": [notice] if (notice := law_notice(verdict)) else [],
        "slices": [
            {"part_id": s.part_id, "part": s.part_name, "categories": s.categories, "outcome": s.outcome}
            for s in verdict.slices
        ],
    }


def _reason_body(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule_id, "revision": reason.revision, "step": reason.step, "kind": reason.kind,
        "basis": reason.basis, "text": reason.text, "cites": reason.cites, "fix": reason.fix, "who": reason.who,
        "parts": reason.parts, "categories": reason.categories, "details": reason.details,
    }  # fmt: skip


def _say_what_if(asked: Asked, supposed: str, *, as_json: bool) -> Outcome | None:
    workspace, on, actor = asked.workspace, asked.when["on"], asked.when["actor"]
    request = asked.one() if asked.flow or asked.wording.recipient else None
    supposition = supposed_by(workspace, supposed, on=on, actor=actor)
    found = what_if(workspace, supposition, on=on, actor=actor, at=now(), request=request)
    today_is = judge(workspace, request, actor=actor) if request is not None else None
    if as_json:
        body: dict[str, Any] = {
            "what_if": supposed, "on": on, "looked_at": found.looked_at,
            "changed": [_turned_body(one) for one in found.changed],
        }  # fmt: skip
        if found.answer is not None and today_is is not None:
            body |= {"today": _verdict_body(today_is.verdict), "answer": _verdict_body(found.answer)}
        print_json(body)
    else:
        _list_turned(found)
        if found.answer is not None and today_is is not None:
            say_line("")
            _print(WordedAnswer(replace(today_is, verdict=found.answer, policy=None)), as_json=False)
    return found.answer.outcome if found.answer is not None else None


def _list_turned(found: WhatIf) -> None:
    language = lang()
    say_line(_TURN.format(words=found.words, looked=found.looked_at, count=len(found.turned)).get(language), bold=True)
    _list_requests(found.turned)
    others = [one for one in found.changed if not one.is_turned]
    if others:
        say_line(_SAME_WORD.format(count=len(others)).get(language))
        _list_requests(others)


def _list_requests(requests: Iterable[ChangedAnswer]) -> None:
    for one in requests:
        words = " → ".join(dict.fromkeys((outcome_word(one.before), outcome_word(one.after))))
        say_line(f"  {one.third_party_name}  {one.name}: {words}")
        for mark, reasons in (("+", one.added), ("−", one.removed)):
            for reason in reasons:
                say_line(f"      {mark} {reason_with_cites(reason)}")


def _turned_body(one: ChangedAnswer) -> dict[str, Any]:
    return {
        "kind": one.kind, "id": one.subject_id, "name": one.name, "third_party_id": one.third_party_id,
        "third_party": one.third_party_name, "before": one.before, "after": one.after,
        "added": [_reason_body(r) for r in one.added], "removed": [_reason_body(r) for r in one.removed],
    }  # fmt: skip


commands = typer.Typer()
commands.command("clear", help=HELP)(clear)
