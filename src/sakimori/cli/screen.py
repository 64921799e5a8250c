"""`sakimori screen`: a list of customers without those who asked us to stop, for one hand-over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from sakimori.cli.asking import Asked, judged_body
from sakimori.cli.clear_words import say_candidates, say_outcome
from sakimori.cli.exits import OF_OUTCOME, Exit
from sakimori.cli.kit import (
    As,
    Db,
    Json,
    On,
    actor_for,
    complaints,
    console,
    lang,
    print_json,
    print_table,
    progress_bar,
    workspace_at,
)
from sakimori.clock import now, today
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import GOOD, Outcome
from sakimori.domain.records.data_flow import Direction, LegalRoute, TransferMethod
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.parties.list_parts import SuppressionForm, SuppressionHow
from sakimori.exchange.progress import told_to
from sakimori.exchange.registers.words import code_word
from sakimori.rules.clearance.grounds.row_consents import LACK_WORDS
from sakimori.services.clearance.readings import WordedAnswer
from sakimori.services.clearance.wordings import Wording
from sakimori.services.imports.register_files.folder import write_file
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.row_consents import CoverageBy, consent_texts
from sakimori.services.requests.screened_columns import STAYS_WORDS, needed_places, why_stays
from sakimori.services.requests.screened_release import ReleaseTerms, release_screened
from sakimori.services.requests.screening import Screened, screen_list, screened_list, suppression_file

HELP: Final = """A list of customers without those who asked us to stop, or whose consent does not cover the hand-over.

It is read in memory, and nothing of it is kept. Rows that identify nobody cannot be compared and are left out. Where
the hand-over stands on consent, each row is compared by the column that names its version; where there is none and the
register does not say it, --consent-text names the text of all rows, else none goes.

--out writes the rest as CSV; columns named by --without do not go, with --needed only those that --data names.
--stops-out writes who of the list has stopped, for the recipient: as SHA-256, under its key (--key-file), or --plain.
--release notes that the list goes today, with slip, release and record; customer numbers only with --keep-numbers.
The outcome of the clearance comes first, and the exit code is its. Where it is 不可 (not allowed), no file is written;
--anyway writes it, and notes in the trail who asked for that. Where the words leave open for what the list goes,
nothing is compared.
"""
_KEPT: Final = Text("{read}行のうち{kept}行を渡せます。", "Of {read} rows {kept} may go.")
_FOUND: Final = Text(
    "{read}行のうち{left}行が、停止した本人などに当たります。この提供は不可なので、渡せる行はありません。",
    "Of {read} rows {left} are of persons who asked us to stop, or the like. It is not allowed: none may go.",
)
_MISSING: Final = Text(
    "リストに列がないため、{kind}で登録された停止とは照合できていません。",
    "The list has no column for {kind}: stops recorded by it could not be compared.",
)
_PARTLY: Final = Text(
    "{count}行は、見分ける項目の一部が空か読めないため、残りの項目だけで照合しました。",
    "{count} rows were compared by some of their columns alone: the others are empty or cannot be read.",
)
_STAYS: Final = Text("渡さない列：{column}（{why}）", "Column that does not go: {column} ({why})")
_UNTOLD: Final = Text("本人を見分ける値がない", "Nothing tells the person")
_STOPPED: Final = Text("停止：{channel}", "Stopped: {channel}")
_LEFT_OUT: Final = Text("除いた行", "Left out")
_WHICH: Final = Text(
    "どの文言に同意した本人か分からないため、どの行も渡せません。--consent-text で文言を指定してください。",
    "Which text the persons agreed to is not known, so no row may go. Name it by --consent-text.",
)
_NOTED: Final = Text("{kept}人分の提供を本日付で記録しました。", "The hand-over of {kept} persons today is on record.")
_EITHER: Final = Text(
    "--flow か、--recipient と --data のどちらかを渡してください。", "Give --flow, or --recipient with --data."
)
_NOT_WRITTEN: Final = Text(
    "不可と判定されているので、ファイルは書いていません（--anyway）。",
    "It is not allowed, so no file was written (--anyway).",
)
_KIND: Final = Text("種類", "Kind")
_VALUE: Final = Text("値", "Value")
_READING: Final = Text("照合しています", "Comparing")
_WHY: Final = Text("理由", "Reason")
_ROWS: Final = Text("行数", "Rows")
_NUMBERS: Final = Text("行：{numbers}", "Rows: {numbers}")

commands = typer.Typer()


@commands.command("screen", help=HELP)
def screen(
    file: Annotated[Path, typer.Argument(help="The list: CSV or Excel, with a row of heads.")],
    *,
    recipient: Annotated[str, typer.Option("--recipient", help="Name, id or 法人番号 of the recipient.")] = "",
    data: Annotated[str, typer.Option("--data", help="A data set (name or id), or kinds of data.")] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="A purpose of the register (name or id).")] = "",
    flow: Annotated[str, typer.Option("--flow", help="Id of a registered data flow, in place of the words.")] = "",
    route: Annotated[LegalRoute | None, typer.Option("--route", help="The ground to judge on.")] = None,
    marketing: Annotated[bool | None, typer.Option("--marketing/--no-marketing", help="For marketing or not.")] = None,
    consent_text: Annotated[str, typer.Option(help="The consent text of all rows (name with version, or id).")] = "",
    without: Annotated[list[str] | None, typer.Option(help="The head of a column that does not go.")] = None,
    needed: Annotated[bool, typer.Option("--needed", help="Only columns that the data set names.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write what may go.")] = None,
    stops_out: Annotated[Path | None, typer.Option(help="Where to write who of the list has stopped.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="A file with the key agreed with the recipient.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="In plain words, where the contract says so.")] = False,
    release: Annotated[TransferMethod | None, typer.Option(help="Note that it goes today, and how.")] = None,
    keep_numbers: Annotated[bool, typer.Option(help="Keep the customer numbers on record.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write it although not allowed; who asked is noted.")
    ] = False,
    persons_how: Annotated[str, typer.Option(help="What singles the persons out in our data.")] = "",
    on: On = None,
    db: Db = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Say whether the list may go at all, compare it, name the rows that are left out, and write the rest."""
    wording = Wording(recipient, data, purpose, route, None, marketing)
    if bool(flow) == bool(recipient and data) or (flow and wording != Wording("")):
        raise typer.BadParameter(_EITHER.get(lang()))
    workspace = workspace_at(db)
    actor, body = actor_for(workspace, as_user), file_bytes(file)
    leaving = replace(wording, direction=Direction.OUT)
    asked = Asked(workspace, leaving, flow, {"on": on.date() if on else today(), "today": today(), "actor": actor})
    answered, request = _judged(asked, as_json=as_json)
    outcome = answered.answer.verdict.outcome
    may_write = anyway or outcome is not Outcome.BLOCKED
    who: dict[str, Any] = {"actor": actor, "at": now()}
    text_id = _text_id(workspace, consent_text)
    with progress_bar(_READING.get(lang())) as bar, told_to(lambda progress: bar(progress.share)):
        screened = screen_list(workspace, body, file.name, request, text_id=text_id, **who)
    going = needed_places(request, screened.columns) if needed else {c.place: c.title for c in screened.columns}
    dropped = set(without or ())
    places = [column.place for column in screened.columns if column.place in going and column.title not in dropped]
    list_body = stops_body = None
    if out is not None and may_write:
        list_body = screened_list(
            workspace, body, file.name, screened, places, recipient_id=request.recipient_id, anyway=anyway, **who
        )  # fmt: skip
    if stops_out is not None and may_write:
        stops_body = suppression_file(
            workspace, body, file.name, frozenset(screened.stopped), _how(key_file, plain=plain),
            recipient_id=request.recipient_id, **who,
        )  # fmt: skip
    if release is not None:
        terms = ReleaseTerms(release, persons_how, with_numbers=keep_numbers)
        release_screened(
            workspace, body, file.name, screened, places=places, terms=terms, request=request, **who
        )  # fmt: skip
    for path, written in ((out, list_body), (stops_out, stops_body)):
        if path is not None and written is not None:
            write_file(path, written)
    if as_json:
        print_json(judged_body(answered) | _plain(screened))
    else:
        _say(screened)
        if needed:
            _say_staying(request, screened)
        if release is not None:
            console.print(_NOTED.format(kept=f"{screened.kept:,}").get(lang()), highlight=False)
    if not may_write and (out or stops_out):
        complaints.print(_NOT_WRITTEN.get(lang()))
    raise typer.Exit(_exit_of(outcome, screened))


def _judged(asked: Asked, *, as_json: bool) -> tuple[WordedAnswer, ClearanceRequest]:
    """The clearance of the one hand-over that is meant, said before all else; with several the command ends here."""
    answered = asked.answer()
    if not as_json:
        say_outcome(answered.answer)
        say_candidates(answered.candidates)
    if answered.request is not None:
        return answered, answered.request
    if as_json:
        print_json(judged_body(answered))
    is_barred = answered.answer.verdict.outcome is Outcome.BLOCKED
    raise typer.Exit(Exit.BLOCKED if is_barred else Exit.ASK)


def _exit_of(outcome: Outcome, screened: Screened) -> Exit:
    """The code of the clearance; where that lets the list go, rows at which a person must look come first."""
    is_open = screened.missing or screened.consent.by is CoverageBy.UNKNOWN
    return Exit.LOOK if is_open and outcome in GOOD else OF_OUTCOME[outcome]


def _how(key_file: Path | None, *, plain: bool) -> SuppressionHow:
    heads = tuple(word.get(lang()) for word in (_KIND, _VALUE))
    if plain:
        return SuppressionHow(SuppressionForm.PLAIN, (heads[0], heads[1]))
    if key_file is None:
        return SuppressionHow(SuppressionForm.SHA256, (heads[0], heads[1]))
    key = file_bytes(key_file).decode("utf-8", "replace").strip()
    return SuppressionHow(SuppressionForm.KEYED, (heads[0], heads[1]), key)


def _text_id(workspace: Workspace, written: str) -> str | None:
    """The consent text that somebody names; one that is not on record carries nothing."""
    if not written.strip():
        return None
    wanted = fold(written)
    return next((i for i, words in consent_texts(workspace) if wanted in {fold(i), fold(words)}), written.strip())


def _plain(screened: Screened) -> dict[str, object]:
    """What became of the list, without the words of its cells."""
    found: dict[str, object] = {"kept": 0 if screened.is_barred else screened.kept}
    found |= {name: getattr(screened, name) for name in Screened.__slots__ if name not in {"consent", "answer"}}
    return found | {"consent": screened.consent.by}


def _say_staying(request: ClearanceRequest, screened: Screened) -> None:
    """Each column that was not judged, with the reason for which it does not go."""
    for column in screened.columns:
        why = why_stays(request, column)
        if why is not None:
            line = _STAYS.format(column=column.title or column.letter, why=STAYS_WORDS[why])
            console.print(line.get(lang()), soft_wrap=True, highlight=False, markup=False)


def _say(screened: Screened) -> None:
    language = lang()
    reasons = Counter(channel for channels in screened.stopped.values() for channel in channels)
    rows: list[tuple[object, ...]] = [
        (_STOPPED.format(channel=code_word(channel)).get(language), number) for channel, number in reasons.items()
    ]
    lacks = Counter(screened.lacking.values())
    rows += [(LACK_WORDS[lack].get(language), number) for lack, number in lacks.items()]
    if screened.untold:
        rows.append((_UNTOLD.get(language), len(screened.untold)))
    if rows:
        print_table(_LEFT_OUT.get(language), (_WHY.get(language), _ROWS.get(language)), list(rows))
        numbers = ", ".join(map(str, sorted(screened.left_out)))
        console.print(_NUMBERS.format(numbers=numbers).get(language), soft_wrap=True, highlight=False)
    for kind in screened.missing:
        console.print(_MISSING.format(kind=code_word(kind)).get(language), soft_wrap=True)
    if screened.partly:
        console.print(_PARTLY.format(count=f"{screened.partly:,}").get(language), soft_wrap=True, highlight=False)
    if screened.consent.by is CoverageBy.UNKNOWN:
        console.print(_WHICH.get(language), soft_wrap=True)
    counts = {"read": f"{screened.read:,}", "kept": f"{screened.kept:,}", "left": f"{len(screened.left_out):,}"}
    console.print((_FOUND if screened.is_barred else _KEPT).format(**counts).get(language), highlight=False)
