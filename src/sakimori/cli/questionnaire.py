"""`sakimori questionnaire read`, `give` and `profile`: forms of others read, packs of our own going out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer
from rich.markup import escape

from sakimori.cli.kit import Db, Json, console, lang, print_json, print_table, workspace_at
from sakimori.clock import now
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.archive import archive_files, is_archive
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.number_search import masked
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.questionnaires.forms.user_profile import is_profile_id, profile_of
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order
from sakimori.exchange.questionnaires.ours.pack_out import give as made
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.exchange.questionnaires.reading.doubts import ANSWERS, NO_ANSWERS
from sakimori.exchange.questionnaires.reading.normal import Meanings, fold_token
from sakimori.exchange.questionnaires.reading.recognise import PROFILES, ArchivedFile, read_archive
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestionnaire, reading_as_dict, warnings
from sakimori.exchange.questionnaires.sheets.tables import layouts_in
from sakimori.services.assessments.files import assessment_results
from sakimori.services.packs.shelf import pack_named
from sakimori.services.questionnaires.reading import read_on_shelf
from sakimori.services.register_files.folder import write_file

UNCLEAR: Final = 3
HELP: Final = """Read a questionnaire in the form in which it was sent, filled or blank; nothing is written.

Of a ZIP file with several questionnaires each is read by itself (--json: "files"); it is refused if none can be read.
Answers that mean one thing in one file and another in the next, such as 不要 or X, are never guessed: say once what
they mean (--answer-means 不要=no). So are answers that their remark takes back, as in はい（一部未実施）, and answers
under a label that does not say plainly that they are given, such as 模範回答: say whether they are (--answers-in
LABEL, --no-answers-in LABEL). Exit codes: 0 read, 1 refused with a message, 2 wrong call, 3 some answers are not clear
yet.
"""
_MEANS: Final = Text("--answer-means", "--answer-means")
_FORM: Final = Text(
    "「語=意味」の形にしてください。意味は次のどれかです：{normals}。",
    "Write it as TOKEN=MEANING; a meaning is one of: {normals}.",
)
_TWICE: Final = Text("同じ語に2つの意味は付けられません。", "One token cannot mean two things.")
_UNCLEAR: Final = Text(
    "意味の決まらない回答があります。--answer-means 語=意味 で1つずつ決めてください：{tokens}",
    "Some answers are not clear. Say what each means with --answer-means TOKEN=MEANING: {tokens}",
)
_UNSAID: Final = Text(
    "回答の欄か決まらない見出しがあります。回答なら --answers-in、違えば --no-answers-in で指定してください：{labels}",
    "Some labels do not say plainly that they head answers. Say --answers-in or --no-answers-in LABEL: {labels}",
)
_BOTH: Final = Text("--answers-in / --no-answers-in", "--answers-in / --no-answers-in")
_EITHER: Final = Text("1つの見出しにはどちらか一方だけを指定してください。", "Say one of both of a label.")
_SAYABLE: Final = tuple(normal for normal in Normal if normal not in {Normal.AMBIGUOUS, Normal.TEXT})
_LONGEST: Final = 60
Language = Literal["ja", "en"]
AnswersIn = Annotated[
    list[str] | None, typer.Option("--answers-in", help="A label below which the given answers stand: 推奨回答.")
]
NoAnswersIn = Annotated[
    list[str] | None, typer.Option("--no-answers-in", help="A label below which no given answers stand: 模範回答.")
]


def read(
    file: Path,
    *,
    profile: Annotated[
        str,
        typer.Option("--profile", help=f"Read it as this form (or .yaml): {', '.join(one.id for one in PROFILES)}."),
    ] = "",
    answer_means: Annotated[
        list[str] | None, typer.Option("--answer-means", help="What a token means in this file: 不要=no.")
    ] = None,
    answers_in: AnswersIn = None,
    no_answers_in: NoAnswersIn = None,
    as_json: Json = False,
) -> None:
    """Read one file; exit code 3 says that tokens or labels wait for somebody to say what they mean."""
    said = words_said(answer_means or (), answers_in or (), no_answers_in or ())
    data = file_bytes(file)
    is_own = profile.endswith((".yaml", ".yml"))
    body = file_bytes(Path(profile)).decode("utf-8", "replace") if is_own else ""
    read_one = partial(read_on_shelf, profile="" if is_own else profile, body=body, said=said)
    if read_apart(is_archive, data):
        _read_archive(read_archive(read_apart(archive_files, data), read_one), as_json=as_json)
        return
    reading = read_one(data, file.name)
    if as_json:
        print_json(reading_as_dict(reading))
    else:
        _print(reading)
    if reading.is_open:
        raise typer.Exit(UNCLEAR)


def give(
    pack: Annotated[str, typer.Argument(help="The id of a pack, or ID@VERSION.")],
    *,
    form: Annotated[Form, typer.Option("--as", help="The form of the file.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write it.")],
    group: Annotated[str, typer.Option("--group", help="How deep to ask: light or full.")] = "full",
    language: Annotated[Language | None, typer.Option("--language", help="Of the questions.")] = None,
    asker: Annotated[str, typer.Option("--from", help="Who asks; printed on the cover.")] = "",
    about: Annotated[str, typer.Option("--about", help="What it is about, such as a service.")] = "",
    due: Annotated[datetime | None, typer.Option("--due", formats=["%Y-%m-%d"], help="The day to answer by.")] = None,
    send_to: Annotated[str, typer.Option("--send-to", help="Where the answers go.")] = "",
) -> None:
    """Write a pack for a vendor (xlsx, html, csv, md) or for other programs (json, oscal); `read` takes it back."""
    letter = Letter(asker, about, due.date() if due else None, send_to)
    order = Order(group, language or lang(), now(), letter)
    write_file(out, made(pack_named(pack), form, order))
    _say(str(out))


def results(
    assessment_id: str,
    *,
    out: Annotated[Path, typer.Option("--out", help="Where to write it.")],
    language: Annotated[Language | None, typer.Option("--language", help="Of the texts.")] = None,
    db: Db = None,
) -> None:
    """Write what an assessment found as OSCAL assessment results, about the controls that `give --as oscal` writes."""
    write_file(out, assessment_results(workspace_at(db), assessment_id, now(), language=language or lang()))
    _say(str(out))


def _read_archive(packed: Sequence[ArchivedFile], *, as_json: bool) -> None:
    if as_json:
        print_json({"files": list(map(_told, packed))})
    else:
        for one in packed:
            _say(f"[{one.name}]")
            if one.reading:
                _print(one.reading)
            elif one.refusal:
                _say(one.refusal.message(lang()))
    if not any(one.reading for one in packed):
        raise typer.Exit(1)
    if any(one.reading and one.reading.is_open for one in packed):
        raise typer.Exit(UNCLEAR)


def _told(one: ArchivedFile) -> dict[str, Any]:
    """One file of an archive: what was read of it, or why it was refused."""
    if one.reading:
        return {"file": masked(one.name), **reading_as_dict(one.reading)}
    return {
        "file": masked(one.name),
        "refused": {tongue: one.refusal and masked(one.refusal.message(tongue)) for tongue in ("ja", "en")},
    }


def token_meanings(given: Iterable[str]) -> dict[str, Normal]:
    """What tokens mean, as given in the form TOKEN=MEANING; a token may itself hold an equals sign.

    Raises:
        InvalidValueError: One has another form, an unknown meaning, or two meanings.
    """
    said: dict[str, Normal] = {}
    names = {normal.value: normal for normal in _SAYABLE}
    for one in given:
        token, _, name = one.rpartition("=")
        normal = names.get(name.strip().casefold())
        if not token.strip() or normal is None:
            listed = ", ".join(names)
            expected = _FORM.format(normals=listed)
            raise InvalidValueError(field=_MEANS, value=one, expected=expected)
        if said.setdefault(fold_token(token), normal) is not normal:
            raise InvalidValueError(field=_MEANS, value=one, expected=_TWICE)
    return said


def words_said(
    answer_means: Iterable[str], answers_in: Iterable[str], no_answers_in: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """What a person says of a file: what tokens mean, and whether answers stand below labels.

    Raises:
        InvalidValueError: A token or a label was given two meanings, or one is not in the form TOKEN=MEANING.
    """
    taken = dict.fromkeys(answers_in, ANSWERS)
    left = dict.fromkeys(no_answers_in, NO_ANSWERS)
    if both := taken.keys() & left.keys():
        raise InvalidValueError(field=_BOTH, value=min(both), expected=_EITHER)
    tokens = ((token, normal.value) for token, normal in token_meanings(answer_means).items())
    return (*tokens, *taken.items(), *left.items())


def _print(reading: ReadQuestionnaire) -> None:
    language = lang()
    lines = [f"{reading.profile}: {reading.why.get(language)}", reading.encoding]
    lines += [f"{sheet.name}: {sheet.why.get(language)}" for sheet in reading.skipped]
    for line in lines:
        _say(line)
    rows: list[tuple[object, ...]] = [
        tuple(map(_shown, (str(q.address), q.id, q.text, q.normal.value, q.raw))) for q in reading.questions
    ]
    print_table(_shown(reading.title), ("address", "id", "question", "answer", "as written"), rows)
    print_table("", ("answer", "questions"), [(normal.value, count) for normal, count in reading.totals.items()])
    print_table("", ("row", "rows"), [(name.value, count) for name, count in reading.by_class.items()])
    for warning in warnings(reading):
        _say(f"{warning['address']} {warning[language]}".strip())
    say_unclear(reading)


def say_unclear(reading: ReadQuestionnaire) -> None:
    """Which tokens and labels wait for somebody to say what they mean, and how."""
    for words, waiting in ((_UNCLEAR, reading.ambiguous), (_UNSAID, reading.unsaid)):
        if waiting:
            listed = ", ".join(f"{one} ({count})" for one, count in waiting.items())
            _say(words.format(tokens=listed, labels=listed).get(lang()))


def _say(line: str) -> None:
    console.print(_inert(line), markup=False, highlight=False, emoji=False, soft_wrap=True)


def _shown(text: str) -> str:
    """A text of a file in one short line, as text: nothing in it is taken for markup or for a command."""
    line = _inert(text)
    return escape(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…")


def _inert(text: str) -> str:
    """A text of a file on one line: without control characters, and without numbers of persons."""
    return masked("".join(sign if sign.isprintable() else " " for sign in " ".join(masked(text).split())))


_NAME: Final = Text("--name", "--name")
_FORM_OF_ID: Final = Text("英小文字、数字、-で書いてください。", "Write lower-case letters, digits and -.")


def profile(
    file: Path,
    *,
    out: Annotated[Path, typer.Option("--out", help="Where to write the profile (YAML).")],
    name: Annotated[str, typer.Option("--name", help="How the profile is called; else as its file.")] = "",
    answer_means: Annotated[
        list[str] | None, typer.Option("--answer-means", help="What a token means in this form: 不要=no.")
    ] = None,
) -> None:
    """Write down how a table of questions was understood, to be mended and given to `read --profile`."""
    named = name or out.stem.casefold()
    if not is_profile_id(named):
        raise InvalidValueError(field=_NAME, value=named, expected=_FORM_OF_ID)
    layouts = read_apart(layouts_in, file_bytes(file), file.name)
    if not layouts:
        raise refuse(
            "質問の並ぶ表が見つかりません。質問と回答の列がある表にしてください。",
            "No table of questions was found. Give it a column of questions and one of answers.",
        )
    meanings = Meanings(said=token_meanings(answer_means or ()))
    write_file(out, profile_of(named, file.stem, layouts, meanings).encode())
    console.print(str(out), markup=False, highlight=False, soft_wrap=True)
