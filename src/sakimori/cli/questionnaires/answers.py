"""`sakimori questionnaire import`, `suggest` and `reply`: answers taken in, proposed, and given back to who asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
from rich.markup import escape

from sakimori.cli.exits import Exit
from sakimori.cli.kit import As, Db, DryRun, Json, actor_for, console, lang, print_json, print_table, workspace_at
from sakimori.cli.questionnaires.reading import (
    AnswersIn,
    NoAnswersIn,
    Seen,
    say_left_out,
    say_unclear,
    waits,
    words_said,
)
from sakimori.clock import now, today
from sakimori.domain.codes import AssessmentKind
from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.domain.questions.pack import AnswerValue
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.archive import is_archive
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.number_search import masked
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.questionnaires.ours.pack_answers import in_words
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.write import answer_many
from sakimori.services.clearance.wordings import recipient_named
from sakimori.services.imports.register_files.folder import write_file
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import NOTHING_CHOSEN, IntakeResult, plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import AnswerStep, Choices, NewPack, QuestionnairePlan, Target
from sakimori.services.questionnaires.reading import FileRead, read_file
from sakimori.services.questionnaires.reply import reply
from sakimori.services.questionnaires.suggestions import Suggestion, suggestions

HELP: Final = """Take a questionnaire into an assessment of a third party (or of our own company: --third-party self).

--pack fills a pack that we have; --title with --sound registers the form as a new private pack first. Without
--third-party it is only registered. What stands already, stays. Where answers or labels are not
clear, or rows were left out (--seen), a person has to say or look first.
"""
_PACK: Final = Text("--pack / --title", "--pack / --title")
_ONE: Final = Text(
    "どちらか1つを指定してください：--pack 質問票の番号、または --title 題名 と --sound yes か not_judged。",
    "Give one of both: --pack with the id of a pack, or --title with --sound yes or not_judged.",
)


def take_in_file(
    file: Path,
    *,
    third_party: Annotated[str, typer.Option("--third-party", help="Who answered: id or name; self for us.")] = "",
    pack: Annotated[str, typer.Option("--pack", help="The id of the pack to fill.")] = "",
    title: Annotated[str, typer.Option("--title", help="Register the form as a private pack of this title.")] = "",
    sound: Annotated[Polarity | None, typer.Option("--sound", help="Whether yes is hoped for, with --title.")] = None,
    profile: Annotated[str, typer.Option("--profile", help="Read it as this form: built-in, kept, or .yaml.")] = "",
    answer_means: Annotated[
        list[str] | None, typer.Option("--answer-means", help="What a token means in this file: 不要=no.")
    ] = None,
    answers_in: AnswersIn = None,
    no_answers_in: NoAnswersIn = None,
    accept_suggestions: Annotated[
        bool, typer.Option("--accept-suggestions", help="Take questions in other words for the ones they resemble.")
    ] = False,
    is_seen: Seen = False,
    dry_run: DryRun = False,
    db: Db = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Read it, plan it, and take it in unless it is a dry run."""
    if bool(pack) == bool(title) or (title and sound is None):
        raise InvalidValueError(field=_PACK, value=pack or title, expected=_ONE, name="pack")
    workspace = workspace_at(db)
    actor = actor_for(workspace, as_user)
    read = _read(workspace, file, profile, words_said(answer_means or (), answers_in or (), no_answers_in or ()))
    if waits(read.reading, is_seen=is_seen):
        _stop(read.reading, as_json=as_json)
    target = _target(workspace, third_party, pack, actor)
    new_pack = NewPack(title, sound) if title and sound is not None else None
    plan, choices = _planned(workspace, read, target, new_pack, actor, is_accepting=accept_suggestions)
    choices = replace(choices, is_seen=is_seen)
    done = None if dry_run else take_in(workspace, plan, new_pack, choices, actor=actor, at=now())
    _tell(file.name, plan, done, as_json=as_json)


def _stop(reading: ReadQuestionnaire, *, as_json: bool) -> NoReturn:
    """Say what waits for a person."""
    if as_json:
        left = [{"address": str(row.at), "text": masked(row.text), "why": row.why} for row in reading.to_see]
        sheets = [{"name": masked(one.name), "why": one.why} for one in reading.skipped if one.is_doubtful]
        open_words = {"ambiguous": dict(reading.ambiguous), "unsaid": dict(reading.unsaid)}
        print_json({**open_words, "to_see": [*left, *sheets], "imported": False})
    else:
        say_left_out(reading)
        say_unclear(reading)
    raise typer.Exit(Exit.LOOK)


def _read(workspace: Workspace, file: Path, profile: str, said: tuple[tuple[str, str], ...]) -> FileRead:
    data = file_bytes(file)
    if read_apart(is_archive, data):
        raise refuse(
            "圧縮ファイルです。中の質問票を取り出して、1つずつ取り込んでください。",
            "It is an archive. Unpack it and import its questionnaires one by one.",
        )
    if profile.endswith((".yaml", ".yml")):
        body = file_bytes(Path(profile)).decode("utf-8", errors="replace")
        return read_file(workspace, data, file.name, profile_body=body, said=said)
    return read_file(workspace, data, file.name, profile=profile, said=said)


def _target(workspace: Workspace, third_party: str, pack: str, actor: Actor) -> Target:
    if not third_party:
        return Target(pack_id=pack)
    party = SELF_ID if third_party == SELF_ID else recipient_named(workspace, third_party, actor=actor)
    kind = AssessmentKind.ASKED if party == SELF_ID else AssessmentKind.ONBOARDING
    return Target(party, pack, kind=kind)


def _planned(
    workspace: Workspace, read: FileRead, target: Target, new_pack: NewPack | None, actor: Actor, *, is_accepting: bool
) -> tuple[QuestionnairePlan, Choices]:
    plan = plan_questionnaire(workspace, read, target, new_pack, actor=actor)
    if not is_accepting:
        return plan, NOTHING_CHOSEN
    choices = Choices(accepted=frozenset(line.at for line in plan.of(AnswerStep.SUGGESTED)))
    return plan_questionnaire(workspace, read, target, new_pack, choices, actor=actor), choices


def _tell(name: str, plan: QuestionnairePlan, done: IntakeResult | None, *, as_json: bool) -> None:
    if as_json:
        print_json(_plan_told(plan, done))
        return
    language = lang()
    print_table(name, ("", "questions"), [(step.value, number) for step, number in plan.counts.items()])
    looks = [line for line in plan.of(AnswerStep.LOOK) if line.why is not None]
    for line in looks:
        console.print(f"{line.at} {line.why.get(language) if line.why else ''}", markup=False, highlight=False)
    if plan.blocked is not None:
        console.print(plan.blocked.get(language), markup=False)
    ids = [done.pack.id, *([done.assessment.id] if done.assessment else [])] if done else []
    console.print(" ".join(ids), markup=False, highlight=False, soft_wrap=True)


def _plan_told(plan: QuestionnairePlan, done: IntakeResult | None) -> dict[str, Any]:
    """The dry run and what was written, for programs."""
    return {
        "pack": f"{plan.pack.id}@{plan.pack.version}",
        "counts": {step.value: number for step, number in plan.counts.items()},
        "lines": [
            {
                "address": line.at,
                "question": line.question.id if line.question else "",
                "step": line.step.value,
                "why": line.why,
            }
            for line in plan.lines
        ],
        "taken_in": plan.taken_in.at if plan.taken_in else None,
        "blocked": plan.blocked,
        "imported": done is not None,
        "assessment": done.assessment.id if done and done.assessment else None,
        "answers": done.answers if done else 0,
    }


SUGGEST_HELP: Final = """Show what was answered elsewhere to the same or similar questions.

--take gives the sure ones as answers: the same wording of the same subject, handed in, not stale, not contradicted.
Everything else is left for a person to read on the page of the assessment.
"""
_TAKEN: Final = Text("{count}問に回答しました。", "Questions answered: {count}.")
_LONGEST: Final = 60


def suggest(
    assessment_id: str,
    *,
    take: Annotated[bool, typer.Option("--take", help="Give the sure ones as answers.")] = False,
    db: Db = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """List the suggestions, the best first, and take the sure ones over where that is asked."""
    workspace = workspace_at(db)
    actor = actor_for(workspace, as_user)
    found = _found(workspace, assessment_id)
    sure = [offered[0] for offered in found.values() if offered[0].is_sure]
    if take and sure:
        items = [one.input for one in sure]
        answer_many(workspace, assessment_id, items, method=AnswerMethod.REUSE, actor=actor, at=now())
    taken = len(sure) if take else 0
    if as_json:
        print_json(
            {"suggestions": [_suggestion_told(one) for offered in found.values() for one in offered], "taken": taken}
        )
        return
    rows: list[tuple[object, ...]] = [_row(one) for offered in found.values() for one in offered]
    print_table("", ("question", "answer", "why", "sure", "answered", "asked as"), rows)
    if take:
        console.print(_TAKEN.format(count=taken).get(lang()), markup=False, highlight=False)


def _found(workspace: Workspace, assessment_id: str) -> Mapping[str, tuple[Suggestion, ...]]:
    on, number = today(), workspace.head()[0]
    work = assessment_view(workspace, assessment_id, on=on, number=number)
    return suggestions(workspace, work, on=on, number=number)


def _row(one: Suggestion) -> tuple[object, ...]:
    text = one.entry.question.text.get(lang())
    sure = "yes" if one.is_sure else "no"
    return (one.question.id, escape(_words(one)[:_LONGEST]), one.pair.ground.value, sure, one.entry.answered_on,
            escape(text[:_LONGEST]))  # fmt: skip


def _words(one: Suggestion) -> str:
    given = one.input
    return in_words(one.question, AnswerValue(given.value, given.state, given.reason), lang())


def _suggestion_told(one: Suggestion) -> dict[str, Any]:
    """One suggestion for programs: what would be given, from where, how old, on what it rests, whether it is sure."""
    return {
        "question": one.question.id,
        "state": one.input.state.value,
        "value": list(one.input.value),
        "reason": one.input.reason,
        "note": one.input.note,
        "ground": one.pair.ground.value,
        "by": one.pair.by,
        "likeness": round(one.pair.likeness, 3),
        "sure": one.is_sure,
        "assessment": one.entry.assessment.id,
        "asked_as": one.entry.question.text,
        "answered_on": one.entry.answered_on.isoformat(),
        "stale": [why.value for why in one.entry.stale],
        "evidence": [document.evidence.filename for document in one.entry.documents],
    }


_DONE: Final = Text(
    "{answered}件の回答を書きました。{open}件は書いていません。",
    "Answers written: {answered}. Questions that go back unanswered: {open}.",
)


def reply_to(
    assessment_id: str,
    *,
    out: Annotated[Path, typer.Option("--out", help="Where to write the file.")],
    utf8: Annotated[bool, typer.Option("--utf8", help="Write a CSV or a page anew in UTF-8.")] = False,
    db: Db = None,
    as_user: As = None,
) -> None:
    """Fill the sender's own file (Excel, Word, ODS, CSV, Markdown) with our answers; what stays open is listed."""
    workspace = workspace_at(db)
    made = reply(workspace, assessment_id, as_utf8=utf8, actor=actor_for(workspace, as_user), at=now())
    write_file(out, made.data)
    language = lang()
    rows: list[tuple[object, ...]] = [
        (one.at, escape(one.id), escape(one.text[:_LONGEST]), one.why.get(language))
        for one in (*made.unanswered, *made.unplaced)
    ]
    if rows:
        print_table("", ("address", "id", "question", "why"), rows)
    done = _DONE.format(answered=made.answered, open=len(made.unanswered))
    console.print(done.get(language), markup=False, highlight=False)
    console.print(str(out), markup=False, highlight=False, soft_wrap=True)


commands = typer.Typer()
commands.command("import", help=HELP)(take_in_file)
commands.command("suggest", help=SUGGEST_HELP)(suggest)
commands.command("reply")(reply_to)
