"""Profiles that people keep: how the sheets of one customer's form are laid out, and what its tokens mean, as YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import yaml

from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import decode, refuse
from sakimori.exchange.lists.grid import Header, column_letter, header_of
from sakimori.exchange.packs.problems import in_words
from sakimori.exchange.packs.yaml_reading import Node, Path, read_yaml
from sakimori.exchange.packs.yaml_reading import YamlDocument as Yaml
from sakimori.exchange.questionnaires.forms.profile import Body
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.doubts import ANSWERS, NO_ANSWERS
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.tables import read_tables

MAX_BYTES: Final = 200_000
_SHOWN: Final = 5
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,6}")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SAYABLE: Final = frozenset(Normal) - {Normal.AMBIGUOUS, Normal.TEXT}
_ROOT: Final = ("profile", "title", "form", "sheets", "answers", "default", "ends", "headings")
_HEADING: Final = ("label", "holds", "by", "on")
_SHEET: Final = ("name", "header", "rows", "labels", "columns", "marks", "fill_down")


def is_profile_id(text: str) -> bool:
    """Whether a profile may be called so."""
    return bool(_ID.fullmatch(text))


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How one sheet is laid out; its name and its folded labels are the fingerprint by which its file is known."""

    name: str
    layout: Layout

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels as they are compared."""
        return tuple(map(fold, self.layout.header.labels))


@dataclass(frozen=True, slots=True)
class LabelSaid:
    """Whether answers stand below a label that does not say so plainly, who said it, and on which day."""

    label: str
    is_answer: bool
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class UserProfile:
    """A form that somebody has confirmed: its sheets, or the built-in form that it is, and what tokens mean in it."""

    id: str
    title: str
    sheets: tuple[SheetPlan, ...] = ()
    meanings: Meanings = field(default_factory=Meanings)
    ends: tuple[str, ...] = ()
    form: str = ""
    labels: tuple[LabelSaid, ...] = ()

    def meant(self, meanings: Meanings) -> Meanings:
        """What tokens mean: what is said of one file goes before what the profile says."""
        own = self.meanings
        said, legend = {**own.said, **meanings.said}, {**own.legend, **meanings.legend}
        labels = {fold(one.label): one.is_answer for one in self.labels}
        labels |= {fold(label): is_answer for label, is_answer in meanings.labels.items()}
        return Meanings(said, legend, meanings.default or own.default, labels)

    def fits(self, document: Document) -> bool:
        """Whether a file has the sheets of this form, with the labels in the same row; one without any is not told."""
        return any(map(any, (plan.labels for plan in self.sheets))) and not list(_differences(self, document))


def profile_of(
    profile_id: str,
    title: str,
    layouts: Sequence[Layout],
    meanings: Meanings,
    ends: Sequence[str] = (),
    *,
    labels: Sequence[LabelSaid] = (),
) -> str:
    """What was confirmed of a file as YAML, in which every value is a text."""
    sheets = [
        {
            "name": layout.sheet,
            "header": str(layout.header.row),
            "rows": str(layout.header.depth),
            "labels": list(layout.header.labels),
            "columns": {column_letter(column): role.value for column, role in sorted(layout.roles.items())},
            "marks": {column_letter(column): normal.value for column, normal in sorted(layout.marks.items())},
            "fill_down": [column_letter(column) for column in sorted(layout.fill_down)],
        }
        for layout in layouts
    ]
    return _dumped(profile_id, title, {"sheets": sheets}, meanings, {"ends": list(ends), **_headings(labels)})


def profile_of_form(
    profile_id: str, title: str, form: str, meanings: Meanings, labels: Sequence[LabelSaid] = ()
) -> str:
    """What tokens mean in a built-in form as somebody fills it, as YAML."""
    return _dumped(profile_id, title, {"form": form}, meanings, _headings(labels))


def _headings(labels: Sequence[LabelSaid]) -> dict[str, object]:
    said = [
        {"label": one.label, "holds": ANSWERS if one.is_answer else NO_ANSWERS, "by": one.by, "on": one.on}
        for one in labels
    ]
    return {"headings": said} if said else {}


def _dumped(
    profile_id: str, title: str, before: Mapping[str, object], meanings: Meanings, after: Mapping[str, object]
) -> str:
    said = {token: normal.value for token, normal in meanings.said.items()}
    whole = {"profile": profile_id, "title": title, **before, "answers": said, "default": meanings.default, **after}
    return str(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, default_style='"', width=1_000))


def read_profile(data: bytes) -> UserProfile:
    """A profile from its YAML.

    Raises:
        UnreadableFileError: It is none; the first problems are told with their lines.
    """
    if len(data) > MAX_BYTES:
        raise refuse("様式ファイルが大きすぎます。", "The profile is too large.")
    reader = _Reader(read_yaml(decode(data).text))
    made = reader.profile()
    if reader.problems or made is None:
        first = sorted(set(reader.problems))[:_SHOWN]
        ja = " ".join(f"{line}行目 {key}：{ja}" for line, key, ja, _ in first)
        en = " ".join(f"Line {line}, {key}: {en}" for line, key, _, en in first)
        raise refuse(f"様式ファイルを直してください。{ja}", f"Mend the profile. {en}")
    return made


def read_with(profile: UserProfile, document: Document, meanings: Meanings) -> Body:
    """A file by a profile; what is said of this file goes before what the profile says.

    Raises:
        UnreadableFileError: Its sheets or labels are not those of the profile.
    """
    if found := list(_differences(profile, document)):
        raise refuse(*(" ".join(side) for side in zip(*((one.ja, one.en) for one in found[:_SHOWN]), strict=True)))
    said = profile.meant(meanings)
    return read_tables(document, said, {plan.name: plan.layout for plan in profile.sheets}, sentinels=profile.ends)


def _differences(profile: UserProfile, document: Document) -> Iterator[Text]:
    for plan in profile.sheets:
        sheet = document.sheet(plan.name)
        if sheet is None:
            yield Text(f"シート「{plan.name}」がありません。", f"It has no sheet “{plan.name}”.")
            continue
        labels = _labels(sheet, plan.layout.header)
        for column, label in enumerate(plan.labels):
            if label and (column >= len(labels) or labels[column] != label):
                at = f"{plan.name}!{column_letter(column)}{plan.layout.header.row}"
                named = plan.layout.header.labels[column]
                yield Text(
                    f"{at}の見出しが「{named}」ではありません。様式を作り直してください。",
                    f"The label at {at} is not “{named}”. Make the profile anew.",
                )


def _labels(sheet: Sheet, header: Header) -> tuple[str, ...]:
    rows = [row for row in sheet.grid.rows if header.row - header.depth < row.number <= header.row]
    return tuple(map(fold, header_of(*rows).labels)) if rows else ()


def _listed(node: Node | None) -> list[Node]:
    return node if isinstance(node, list) else []


@dataclass(slots=True)
class _Reader:
    """Takes a tree of texts apart, and gathers what is wrong with it."""

    tree: Yaml
    problems: list[tuple[int, str, str, str]] = field(default_factory=list)

    def profile(self) -> UserProfile | None:
        for flaw in self.tree.flaws:
            told = in_words(flaw, file="", line=flaw.line or self.tree.line(flaw.path))
            self.problems.append((told.line, told.key, f"{told.message.ja}{told.fix.ja}", told.message.en))
        root = self.mapping(self.tree.data, (), _ROOT)
        profile_id = self.text(root, (), "profile")
        if not is_profile_id(profile_id):
            self.wrong(
                ("profile",), "英小文字、数字、「-」で書いてください。", "Write lower-case letters, digits and -."
            )
        sheets = [
            plan
            for number, one in enumerate(_listed(root.get("sheets")))
            if (plan := self.sheet(one, ("sheets", number))) is not None
        ]
        form = self.text(root, (), "form")
        if bool(sheets) is bool(form):
            self.wrong(
                ("sheets",),
                "シート（sheets）を1つ以上書くか、組込みの様式（form）を1つ書いてください。両方は書けません。",
                "Name at least one sheet (sheets) or one built-in form (form), not both.",
            )
        if len({plan.name for plan in sheets}) < len(sheets):
            self.wrong(("sheets",), "同じ名前のシートが2つあります。", "Two sheets have one name.")
        said = self.meanings(root.get("answers", {}), ("answers",))
        meanings = Meanings(said, default=self.text(root, (), "default"))
        ends = tuple(self.texts(root.get("ends", []), ("ends",)))
        headings = root.get("headings", [])
        labels = tuple(self.heading(one, ("headings", number)) for number, one in enumerate(_listed(headings)))
        return UserProfile(profile_id, self.text(root, (), "title"), tuple(sheets), meanings, ends, form, labels)

    def heading(self, node: Node, at: Path) -> LabelSaid:
        told = self.mapping(node, at, _HEADING)
        holds = self.text(told, at, "holds")
        if holds not in {ANSWERS, NO_ANSWERS}:
            known = f"{ANSWERS}, {NO_ANSWERS}"
            self.wrong((*at, "holds"), f"次のどちらかです：{known}", f"It is one of: {known}.")
        label, by, on = (self.text(told, at, key) for key in ("label", "by", "on"))
        return LabelSaid(label, holds == ANSWERS, by, on)

    def sheet(self, node: Node, at: Path) -> SheetPlan | None:
        told = self.mapping(node, at, _SHEET)
        row, depth = self.number(told, at, "header"), self.number(told, at, "rows", default="1")
        labels = self.texts(told.get("labels", []), (*at, "labels"))
        columns = self.mapping(told.get("columns", {}), (*at, "columns"))
        roles: dict[int, ColumnRole] = {}
        for key in columns:
            place, name = (*at, "columns", key), self.text(columns, (*at, "columns"), key)
            column = self.column(key, labels, place)
            if name not in set(ColumnRole):
                known = ", ".join(ColumnRole)
                self.wrong(place, f"列の意味は次のどれかです：{known}", f"A column is one of: {known}.")
            elif column is not None:
                roles[column] = ColumnRole(name)
        marks = {
            column: normal
            for key, normal in self.meanings(told.get("marks", {}), (*at, "marks")).items()
            if (column := self.column(key, labels, (*at, "marks", key))) is not None
        }
        if ColumnRole.QUESTION not in roles.values():
            self.wrong(
                (*at, "columns"), "質問の列（question）がありません。", "It names no column of questions (question)."
            )
        down = [self.column(key, labels, (*at, "fill_down")) for key in self.texts(told.get("fill_down", []), at)]
        name = self.text(told, at, "name")
        header = Header(row, min(depth, row), tuple(labels))
        return SheetPlan(name, Layout(name, header, roles, marks, frozenset(one for one in down if one is not None)))

    def column(self, key: str, labels: Sequence[str], at: Path) -> int | None:
        """A column by its label, else by its letters."""
        folded = [fold(label) for label in labels]
        if key and fold(key) in folded:
            return folded.index(fold(key))
        if _LETTERS.fullmatch(key):
            number = 0
            for letter in key:
                number = number * 26 + ord(letter) - ord("A") + 1
            return number - 1
        self.wrong(
            at, "列は見出しか列記号（A、B…）で書いてください。", "Name a column by its label or its letter (A, B …)."
        )
        return None

    def meanings(self, node: Node, at: Path) -> dict[str, Normal]:
        told = self.mapping(node, at)
        found: dict[str, Normal] = {}
        for token in told:
            name = self.text(told, at, token)
            if name in _SAYABLE:
                found[token] = Normal(name)
            else:
                known = ", ".join(normal for normal in Normal if normal in _SAYABLE)
                self.wrong((*at, token), f"意味は次のどれかです：{known}", f"A meaning is one of: {known}.")
        return found

    def mapping(self, node: Node, at: Path, known: Sequence[str] = ()) -> Mapping[str, Node]:
        if not isinstance(node, dict):
            self.wrong(at, "「名前: 値」の形にしてください。", "Write it as names with values.")
            return {}
        for key in node:
            if known and key not in known:
                listed = ", ".join(known)
                self.wrong((*at, key), f"知らない項目です。使えるのは：{listed}", f"Unknown key; known are: {listed}.")
        return node

    def text(self, told: Mapping[str, Node], at: Path, key: str) -> str:
        value = told.get(key, "")
        if not isinstance(value, str):
            self.wrong((*at, key), "文字で書いてください。", "Write one text.")
            return ""
        return value.strip()

    def texts(self, node: Node, at: Path) -> list[str]:
        if not isinstance(node, list) or not all(isinstance(one, str) for one in node):
            self.wrong(at, "文字の並びにしてください。", "Write a list of texts.")
            return []
        return [one for one in node if isinstance(one, str)]

    def number(self, told: Mapping[str, Node], at: Path, key: str, *, default: str = "") -> int:
        value = self.text(told, at, key) or default
        if not _NUMBER.fullmatch(value):
            self.wrong(
                (*at, key), "行の番号にしてください（見出しがなければ0）。", "Write the number of a row, 0 for none."
            )
            return 1
        return int(value)

    def wrong(self, at: Path, ja: str, en: str) -> None:
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at).removeprefix(".") or "(file)"
        self.problems.append((self.tree.line(at), key, ja, en))
