"""The statements of law as they stand in `data/law/`, read once and checked whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from sakimori.domain.codes import Basis
from sakimori.domain.law.entries import Entry, Law, Place, Rests, Source, in_english
from sakimori.domain.values.bilingual import Text
from sakimori.errors import SakimoriError

FOLDER: Final = Path(__file__).resolve().parents[4] / "data" / "law"
SOURCES: Final = "sources.toml"
PRINTED: Final = "printed.toml"
VERSIONS: Final = "versions.txt"
_SOURCE_KEYS: Final = frozenset({"ja", "en", "cite", "version", "read", "rests", "basis"})
_SOURCE_MAY: Final = frozenset({"short"})
_ENTRY_KEYS: Final = frozenset({"place", "ja", "en"})
_ENTRY_MAY: Final = frozenset({"place_en", "source", "rests", "basis", "again"})
_PRINTED_KEYS: Final = frozenset({"of", "print"})
_ID: Final = re.compile(r"[a-z0-9_-]+")


class LawFileError(SakimoriError):
    """A file of statements of law, or one entry of it, cannot be read as such."""

    code = "law_file"
    ja = "法令の記述 {file}の「{entry}」が正しくありません：{why}。ファイルを直してから起動し直してください。"
    en = "Statement of law “{entry}” in {file} is wrong: {why}. Mend the file and start again."


@cache
def law() -> Law:
    """The statements of law that come with the program."""
    return read_law(FOLDER)


def read_law(folder: Path) -> Law:
    """The statements of law of a folder.

    Raises:
        LawFileError: A file cannot be read, or an entry breaks the form.
    """
    sources = {row.id: _source(row) for row in _rows(folder / SOURCES, _SOURCE_KEYS, _SOURCE_MAY)}
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name in {SOURCES, PRINTED}:
            continue
        for row in _rows(path, _ENTRY_KEYS, _ENTRY_MAY):
            if row.id in entries:
                raise row.wrong(Text("同じidが二つある", "two entries have this id"))
            entries[row.id] = _entry(row, sources)
    places = {entry.id: Place(id=entry.id, printed=entry.printed, entries=(entry,)) for entry in entries.values()}
    for row in _rows(folder / PRINTED, _PRINTED_KEYS):
        if row.id in places:
            raise row.wrong(Text("同じidが二つある", "two entries have this id"))
        places[row.id] = _place(row, entries)
    _refuse_twice(places.values())
    return Law(sources, entries, places, _versions(folder / VERSIONS))


T = TypeVar("T")
C = TypeVar("C", Rests, Basis)


class _Row(NamedTuple):
    """One table of a file, whose mistakes name the file and the table."""

    file: str
    id: str
    values: Mapping[str, Any]

    def wrong(self, why: Text) -> LawFileError:
        return LawFileError(file=self.file, entry=self.id, why=why)

    def words(self, key: str) -> str:
        return self._checked(key, lambda value: isinstance(value, str), str)

    def pair(self, key: str) -> Text:
        return self._checked(key, _is_pair, lambda value: Text(*value))

    def list_of(self, key: str) -> tuple[str, ...]:
        return self._checked(key, _is_list, tuple)

    def day(self, key: str) -> date:
        return self._checked(key, lambda value: type(value) is date, _as_day)

    def code(self, key: str, codes: type[C]) -> C:
        return self._checked(key, lambda value: value in set(codes), codes)

    def _checked(self, key: str, fits: Callable[[Any], bool], made: Callable[[Any], T]) -> T:
        if key not in self.values or not fits(self.values[key]):
            raise self.wrong(Text("{key}の書き方が違う", "{key} is not written as it should be").format(key=key))
        return made(self.values[key])


def _as_day(value: date) -> date:
    return value


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and _is_list(value)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _rows(path: Path, keys: frozenset[str], may: frozenset[str] = frozenset()) -> Iterable[_Row]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = Text("ファイルが読めない（{error}）", "the file cannot be read ({error})").format(error=error)
        raise LawFileError(file=path.name, entry="-", why=why) from error
    for name, values in tables.items():
        row = _Row(path.name, name, values if isinstance(values, dict) else {})
        if not _ID.fullmatch(name):
            raise row.wrong(Text("idは小文字・数字・「-」「_」で書く", "an id is small letters, digits, - and _"))
        if missing := keys - set(row.values):
            words = ", ".join(sorted(missing))
            raise row.wrong(Text("{words}がない", "{words} is missing").format(words=words))
        if unknown := set(row.values) - keys - may:
            words = ", ".join(sorted(unknown))
            raise row.wrong(Text("{words}は知られていない", "{words} is not known").format(words=words))
        yield row


def _source(row: _Row) -> Source:
    return Source(
        id=row.id,
        name=Text(row.words("ja"), row.words("en")),
        cite=row.pair("cite"),
        short=row.pair("short") if "short" in row.values else row.pair("cite"),
        version=row.pair("version"),
        read=row.day("read"),
        rests=row.code("rests", Rests),
        basis=row.code("basis", Basis),
    )


def _entry(row: _Row, sources: Mapping[str, Source]) -> Entry:
    named = row.words("source") if "source" in row.values else _source_of(row.id, sources)
    if named not in sources:
        raise row.wrong(Text("出典{named}がない", "source {named} is unknown").format(named=named))
    source, place, says = sources[named], row.words("place"), Text(row.words("ja"), row.words("en"))
    if not says.ja or not says.en:
        raise row.wrong(Text("jaかenが空である", "ja or en is empty"))
    try:
        english = row.words("place_en") if "place_en" in row.values else in_english(place)
    except (ValueError, IndexError):
        raise row.wrong(Text("placeの書き方が違う", "place is not written as it should be")) from None
    rests = row.code("rests", Rests) if "rests" in row.values else source.rests
    basis = row.code("basis", Basis) if "basis" in row.values else source.basis
    if rests is Rests.UNREAD and basis is not Basis.POLICY:
        raise row.wrong(Text("読んでいないものは法にできない", "what was not read is no law"))
    return Entry(
        id=row.id,
        source=source,
        printed=Text(f"{source.cite.ja}{place}", f"{source.cite.en}{english}"),
        short=Text(f"{source.short.ja}{place}", f"{source.short.en}{english}"),
        says=says,
        rests=rests,
        basis=basis,
        again=row.day("again") if "again" in row.values else None,
    )


def _source_of(entry_id: str, sources: Mapping[str, Source]) -> str:
    """The source by which an id begins, the longest name first."""
    fitting = [name for name in sources if entry_id == name or entry_id.startswith(f"{name}-")]
    return max(fitting, key=len, default="")


def _place(row: _Row, entries: Mapping[str, Entry]) -> Place:
    of = row.list_of("of")
    if missing := [one for one in of if one not in entries]:
        words = ", ".join(missing)
        raise row.wrong(Text("{words}という記述がない", "there is no entry {words}").format(words=words))
    return Place(id=row.id, printed=row.pair("print"), entries=tuple(entries[one] for one in of))


def _refuse_twice(places: Iterable[Place]) -> None:
    seen: dict[str, str] = {}
    for place in places:
        for words in {place.printed.ja, place.printed.en}:
            if seen.setdefault(words, place.id) != place.id:
                why = Text("「{words}」は{other}と同じ", "“{words}” is that of {other}")
                raise LawFileError(file="data/law", entry=place.id, why=why.format(words=words, other=seen[words]))


def _versions(path: Path) -> Mapping[str, tuple[str, ...]]:
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    noted = (line.split() for line in lines if line and not line.startswith("#"))
    return {name: tuple(digests) for name, *digests in noted}
