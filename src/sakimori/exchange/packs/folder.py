"""Packs in and out: read from YAML, held against earlier versions, frozen as JSON, and found on the shelf."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from sakimori.domain.questions.pack import Pack, Question
from sakimori.domain.values.text import Text
from sakimori.errors import PackInvalidError
from sakimori.exchange.packs.build import build_pack
from sakimori.exchange.packs.check import content_flaws
from sakimori.exchange.packs.file import PackFile
from sakimori.exchange.packs.problems import Flaw, PackProblem, flaw, in_words
from sakimori.exchange.packs.shapes import shape_flaws
from sakimori.exchange.packs.yaml_reading import YamlDocument, read_yaml

SUFFIX = ".yaml"

_FROZEN = TypeAdapter(Pack)
_LEARNED_LATER = {"asked_of", "not_asked"}


def lint_pack(
    content: bytes | str, name: str, *, previous: Pack | None = None
) -> tuple[Pack | None, tuple[PackProblem, ...]]:
    """Read a pack and tell every problem at once, in the order of the file; the pack is given only if there is none.

    Args:
        content: The file; bytes must be UTF-8, with or without a byte order mark.
        name: How the file is called in the problems; where it ends in `.yaml` it must be `<id>@<version>.yaml`.
        previous: The version before, against which ids must keep their meaning.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1 if isinstance(content, bytes) else 1
        return None, (in_words(flaw((), "not_utf8"), file=name, line=line),)
    document = read_yaml(text.removeprefix("\ufeff"))
    pack, flaws = _judge(document, name, previous)
    problems = [in_words(found, file=name, line=found.line or document.line(found.path)) for found in flaws]
    problems.sort(key=lambda problem: problem.line)
    return (None if problems else pack), tuple(problems)


def load_pack(content: bytes | str, name: str, *, previous: Pack | None = None) -> Pack:
    """Read a pack.

    Raises:
        PackInvalidError: The file breaks the format; `problems` in its details lists every place.
    """
    pack, problems = lint_pack(content, name, previous=previous)
    if pack is None:
        raise PackInvalidError(name=name, count=len(problems), problems=problems)
    return pack


@dataclass(frozen=True, slots=True)
class LintedFile:
    """One file of a folder of packs, and what is wrong in it; the pack is given only if nothing is."""

    path: Path
    pack: Pack | None
    problems: tuple[PackProblem, ...]


def lint_pack_folder(folder: Path) -> tuple[LintedFile, ...]:
    """Every file of a folder, by id and version, each checked against the sound version before it."""
    files: list[LintedFile] = []
    previous: Pack | None = None
    for path in sorted(folder.glob(f"*{SUFFIX}"), key=_by_release):
        if previous is not None and not path.name.startswith(f"{previous.id}@"):
            previous = None
        pack, problems = _lint_file(path, previous)
        files.append(LintedFile(path, pack, problems))
        previous = pack or previous
    return tuple(files)


def read_pack_folder(folder: Path) -> tuple[Pack, ...]:
    """Every version of every pack of a folder, by id and version; a file with problems is passed over.

    `lint_pack_folder` tells which those are, and why.
    """
    return tuple(file.pack for file in lint_pack_folder(folder) if file.pack is not None)


def latest_versions(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """The newest version of each pack, by id."""
    newest: dict[str, Pack] = {}
    for pack in packs:
        if pack.id not in newest or pack.release > newest[pack.id].release:
            newest[pack.id] = pack
    return tuple(newest[pack_id] for pack_id in sorted(newest))


def pack_to_json(pack: Pack) -> str:
    """The pack as canonical JSON: the same pack always gives the same text.

    What a pack does not say is left out where the format learned it later, so that what was frozen keeps its digest.
    """
    body = _FROZEN.dump_python(pack, mode="json")
    said = {key: value for key, value in body.items() if value or key not in _LEARNED_LATER}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=64)  # thousands of assessments share a few frozen packs
def pack_from_json(frozen: str) -> Pack:
    """The pack that `pack_to_json` froze, equal to it in every field."""
    return _FROZEN.validate_json(frozen)


def pack_digest(pack: Pack) -> str:
    """What identifies the exact content of a pack: the SHA-256 of its canonical JSON, in hexadecimal."""
    return sha256(pack_to_json(pack).encode()).hexdigest()


def _lint_file(path: Path, previous: Pack | None) -> tuple[Pack | None, tuple[PackProblem, ...]]:
    try:
        content = path.read_bytes()
    except OSError:
        return None, (in_words(flaw((), "not_readable"), file=path.name, line=1),)
    return lint_pack(content, path.name, previous=previous)


def _judge(document: YamlDocument, name: str, previous: Pack | None) -> tuple[Pack | None, list[Flaw]]:
    """Check form, shape, content and history, as far as the one lets the next be seen."""
    flaws = list(document.flaws)
    if any(found.path == () for found in flaws):
        return None, flaws
    try:
        file = PackFile.model_validate(document.data)
    except ValidationError as error:
        return None, [*flaws, *shape_flaws(error)]
    expected = f"{file.id}@{file.version}{SUFFIX}"
    if name.endswith(SUFFIX) and name != expected:
        flaws.append(flaw(("id",), "file_name", expected=expected))
    content = list(content_flaws(file))
    flaws.extend(content)
    if content:
        return None, flaws
    pack = build_pack(file)
    if previous is not None:
        flaws.extend(history_flaws(pack, previous))
    return pack, flaws


def _by_release(path: Path) -> tuple[str, list[int]]:
    """Sort 1.10 after 1.9; a name without a version comes first and is refused later for its name."""
    pack_id, _, version = path.name.removesuffix(SUFFIX).partition("@")
    return pack_id, [int(part) for part in version.split(".") if part.isdecimal()]


_SAME_WORDING = 0.4
"""Two wordings of one question share at least this much; a rewording does, another question does not."""


def history_flaws(pack: Pack, previous: Pack) -> Iterator[Flaw]:
    """What a pack breaks of the version before it."""
    if pack.id != previous.id:
        yield flaw(("id",), "other_pack", id=previous.id)
        return
    if pack.release <= previous.release:
        yield flaw(("version",), "version_not_later", version=pack.version, previous=previous.version)
    if previous.asked_of is not None and pack.asked_of is not previous.asked_of:
        yield flaw(("asked_of",), "asked_of_changed", role=previous.asked_of.value)
    now = {question.id: (index, question) for index, question in enumerate(pack.questions)}
    for old in previous.questions:
        if old.id not in now:
            yield flaw(("questions",), "question_removed", id=old.id)
            continue
        index, new = now[old.id]
        meaning = _changed_meaning(old, new)
        if meaning is not None:
            yield flaw(("questions", index, "id"), "id_reused", id=new.id, what=meaning)
        elif pack.release[0] == previous.release[0]:
            scoring = _changed_scoring(old, new)
            if scoring is not None:
                yield flaw(("questions", index), "needs_major", id=new.id, what=scoring)


def _changed_meaning(old: Question, new: Question) -> Text | None:
    """Why two questions of one id are not the same question."""
    if old.type is not new.type:
        return Text("形式が違う", "the type differs")
    if SequenceMatcher(None, old.text.ja, new.text.ja, autojunk=False).ratio() < _SAME_WORDING:
        return Text("文言が大きく違う", "the wording has little in common")
    return None


def _changed_scoring(old: Question, new: Question) -> Text | None:
    """What of a question counts differently from before."""
    for changed, what in (
        (_points(old) != _points(new), Text("選択肢か点数", "choices or points")),
        (old.expect != new.expect or old.bound != new.bound, Text("期待する回答", "the expected answer")),
        (old.weight != new.weight, Text("重み", "the weight")),
        (old.critical != new.critical, Text("重要の指定", "whether it is critical")),
    ):
        if changed:
            return what
    return None


def _points(question: Question) -> list[tuple[str, object, bool]]:
    """The choices as the score sees them."""
    return [(choice.id, choice.points, choice.excluded) for choice in question.choices]


SHELF: Final = Path(__file__).resolve().parents[4] / "questionnaires"


def shelf_pack(pack_id: str, version: str, *, folder: Path = SHELF) -> Pack | None:
    """One version of a pack; None where it is not on the shelf, or is not sound."""
    path = folder / f"{pack_id}@{version}{SUFFIX}"
    # A name from a file that somebody sent must not lead out of the folder.
    if path.parent != folder or not path.is_file():
        return None
    pack, _problems = lint_pack(path.read_bytes(), path.name)
    return pack


def shelf_versions(pack_id: str, *, folder: Path = SHELF) -> tuple[str, ...]:
    """The versions of a pack on the shelf, oldest first."""
    stems = (path.name.removesuffix(SUFFIX).partition("@") for path in folder.glob(f"*@*{SUFFIX}"))
    versions = (version for name, _, version in stems if name == pack_id)
    return tuple(sorted(versions, key=lambda version: [int(part) for part in version.split(".") if part.isdecimal()]))
