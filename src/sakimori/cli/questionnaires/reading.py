"""`sakimori questionnaire read`: forms of others, as they were sent; it asks for no database and loads no service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.markup import escape

from sakimori.cli.exits import Exit
from sakimori.cli.output.printing import Json, console, lang, print_json, print_table, progress_bar
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.archive import Unpacked, archive_files, is_archive
from sakimori.exchange.lists.number_search import ARCHIVE, masked
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.questionnaires.reading.apart import read_on_shelf
from sakimori.exchange.questionnaires.reading.archives import ArchivedFile, read_archive
from sakimori.exchange.questionnaires.reading.doubts import ANSWERS, NO_ANSWERS
from sakimori.exchange.questionnaires.reading.form import FORM_IDS
from sakimori.exchange.questionnaires.reading.normal import fold_token
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestionnaire, reading_as_dict, warnings

HELP: Final = """Read a questionnaire in the form in which it was sent, filled or blank; nothing is written.

Of a ZIP file with several questionnaires each is read by itself (--json: "files"); it is refused if none can be read.
Answers that mean one thing in one file and another in the next, such as 不要 or X, are never guessed: say once what
they mean (--answer-means 不要=no). So are answers that their remark takes back, as in はい（一部未実施）, and answers
under a label that does not say plainly that they are given, such as 模範回答: say whether they are (--answers-in
LABEL, --no-answers-in LABEL). Rows that are no question are printed; where one may be a question after all, or holds
an answer, look at it and say so (--seen).
"""
Seen = Annotated[bool, typer.Option("--seen", help="The rows that were left out have been looked at.")]

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
_LEFT_OUT: Final = Text(
    "質問にしなかった行のうち、「!」の行は質問か回答かもしれません。ファイルで確かめてから --seen を付けてください。",
    "Of what was left out, rows marked ! may be questions or hold answers. Look at them in the file, then add --seen.",
)
_LEFT_TITLE: Final = Text("質問にしなかった行", "Left out")
_SAYABLE: Final = tuple(normal for normal in Normal if normal is not Normal.AMBIGUOUS)
_LONGEST: Final = 60
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
        typer.Option("--profile", help=f"Read it as this form (or .yaml): {', '.join(FORM_IDS)}."),
    ] = "",
    answer_means: Annotated[
        list[str] | None, typer.Option("--answer-means", help="What a token means in this file: 不要=no.")
    ] = None,
    answers_in: AnswersIn = None,
    no_answers_in: NoAnswersIn = None,
    is_seen: Seen = False,
    as_json: Json = False,
) -> None:
    """Read one file; exit code 3 says that something waits for a person."""
    said = words_said(answer_means or (), answers_in or (), no_answers_in or ())
    data = file_bytes(file)
    is_own = profile.endswith((".yaml", ".yml"))
    body = file_bytes(Path(profile)).decode("utf-8", "replace") if is_own else ""
    read_one = partial(read_on_shelf, profile="" if is_own else profile, body=body, said=said)
    if data.startswith(ARCHIVE) and read_apart(is_archive, data):
        _read_archive(read_apart(archive_files, data), read_one, as_json=as_json, is_seen=is_seen)
        return
    reading = read_one(data, file.name)
    if as_json:
        print_json(reading_as_dict(reading))
    else:
        _print(reading)
    if waits(reading, is_seen=is_seen):
        raise typer.Exit(Exit.LOOK)


def waits(reading: ReadQuestionnaire, *, is_seen: bool) -> bool:
    """Whether a person must say what a token or a label means, or see what was left out."""
    return reading.is_open or (reading.must_be_seen and not is_seen)


def _read_archive(
    packed: Unpacked, read_one: Callable[[bytes, str], ReadQuestionnaire], *, as_json: bool, is_seen: bool
) -> None:
    """Each file as it is read, with how far it is; for programs all of them at the end."""
    told: list[dict[str, Any]] = []
    is_any = is_waiting = False
    total = len(packed.files) + len(packed.beyond)
    with progress_bar("read") as bar:
        for number, one in enumerate(read_archive(packed, read_one), 1):
            bar(number / total)
            is_any |= one.reading is not None
            is_waiting |= one.reading is not None and waits(one.reading, is_seen=is_seen)
            if as_json:
                told.append(_told(one))
            else:
                _say(f"[{one.name}] {number}/{total}")
                _print_one(one)
    if as_json:
        print_json({"files": told})
    if not is_any:
        raise typer.Exit(Exit.REFUSED)
    if is_waiting:
        raise typer.Exit(Exit.LOOK)


def _print_one(one: ArchivedFile) -> None:
    if one.reading:
        _print(one.reading)
    elif one.refusal:
        _say(one.refusal.message(lang()))


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
    lines += [f"{'! ' if one.is_doubtful else ''}{one.name}: {one.why.get(language)}" for one in reading.skipped]
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
    say_left_out(reading)
    say_unclear(reading)


def say_left_out(reading: ReadQuestionnaire) -> None:
    """Each row that is no question with what stands in it; those that somebody must see bear a mark."""
    language = lang()
    rows: list[tuple[object, ...]] = [
        tuple(map(_shown, ("!" if row.is_doubtful else "", str(row.at), row.row_class.value, row.text,
                           row.why.get(language) if row.why else "")))
        for row in reading.left_out
    ]  # fmt: skip
    if rows:
        print_table(_LEFT_TITLE.get(language), ("", "address", "row", "text", "why"), rows)
    if reading.must_be_seen:
        _say(_LEFT_OUT.get(language))


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


commands = typer.Typer()
commands.command("read", help=HELP)(read)
