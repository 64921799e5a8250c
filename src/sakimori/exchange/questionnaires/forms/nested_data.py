"""Data that no known form describes: the objects in JSON, YAML or a script that ask, wherever they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import (
    Meanings,
    Normalised,
    by_mark,
    fold_token,
    normalise,
    with_comment,
)
from sakimori.exchange.questionnaires.reading.object_fields import NO_TOKENS, DataLayout, layout_of, role_in_data
from sakimori.exchange.questionnaires.reading.objects import OF_KEY, DataObject, Shape, objects_in
from sakimori.exchange.questionnaires.reading.result import Address, Normal, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.reading.tree import Place, Tree, mapping, tree_of
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole
from sakimori.exchange.questionnaires.sheets.few_tokens import words_to_ask
from sakimori.exchange.questionnaires.sheets.footnotes import with_footnotes
from sakimori.exchange.questionnaires.sheets.legends import legend_of_lines, pair_in_cells
from sakimori.exchange.questionnaires.sheets.row_words import EXAMPLE, why_aside

_FLAT: Final = 2
_NESTED, _LISTED = 0.3, 0.15
"""One flat list is a table as well, which is read as one where it has a column of answers."""
_WHY: Final = Text("質問の並ぶデータです（{count}問）。", "It is data that hold questions ({count}).")
_NOT_CHOSEN: Final = frozenset({"false", "0", "null", "none"})
_BESIDE: Final = " | "
_NO_QUESTION: Final = Text("質問の文がありません。", "It holds no question.")
_GUESSED: Final = Text(
    "「{name}」を回答とみなしました。名前からは分からないため、それぞれの意味を確かめてください。",
    "“{name}” was taken for the answers. Its name does not say so: say what each of them means.",
)


@dataclass(frozen=True, slots=True)
class _Data:
    """The objects of a file that ask, by their layouts, and answers that stand elsewhere by the ids of questions."""

    tree: Tree
    objects: tuple[DataObject, ...]
    layouts: Mapping[Shape, DataLayout]
    apart: Mapping[str, DataObject] = field(default_factory=dict)


def _recognise(document: Document) -> Recognised | None:
    data = document.once(_data)
    if data is None:
        return None
    count = sum(one.shape in data.layouts for one in data.objects)
    is_nested = any(shape.count("[]") != 1 or len(shape) > _FLAT for shape in data.layouts)
    return Recognised(_NESTED if is_nested else _LISTED, _WHY.format(count=count))


def _read(document: Document, meanings: Meanings) -> Body:
    data = document.once(_data)
    if data is None:
        return Body((), ())
    reader = _Reader(data, _own_meanings(data, meanings))
    for one in data.objects:
        reader.take(one)
    notes = tuple(
        Note("unnamed_answers", _GUESSED.format(name=layout.answer))
        for layout in data.layouts.values()
        if layout.guessed
    )
    root = mapping(data.tree.data)
    title = next((str(root[name]) for name in ("title", "name") if isinstance(root.get(name), str)), "")
    lines = (list(filter(None, one.fields.values())) for one in data.objects)
    return Body(tuple(with_footnotes(reader.questions, lines)), tuple(reader.rows), title=title, notes=notes)


def _own_meanings(data: _Data, meanings: Meanings) -> Meanings:
    """The meanings of a file and those that its objects explain; its own words wait for a person."""
    asked = [(one, layout) for one in data.objects if (layout := data.layouts.get(one.shape))]
    silent = [
        list(one.fields.values())
        for one, layout in asked
        if not one.fields.get(layout.text, "").strip() or _explains(one, layout)
    ]
    known = replace(meanings, legend={**legend_of_lines(silent), **meanings.legend})
    given = [
        (raw, tuple(one.choices.words.values()) if one.choices else ())
        for one, layout in asked
        if one.fields.get(layout.text, "").strip()
        and not _explains(one, layout)
        and (raw := one.fields.get(layout.answer, ""))
    ]
    return replace(known, legend={**words_to_ask(given, known), **known.legend})


PROFILE: Final = Profile(
    "data", Text("質問のデータ（JSONなど）", "Data of questions (JSON and the like)"), _recognise, _read
)


def _data(document: Document) -> _Data | None:
    """What a file of data holds; None where it is no data, or nothing in it asks."""
    tree = tree_of(document)
    if tree is None:
        return None
    objects = tuple(objects_in(tree.data))
    by_shape: defaultdict[Shape, list[DataObject]] = defaultdict(list)
    for one in objects:
        by_shape[one.shape].append(one)
    layouts = {shape: found for shape, alike in by_shape.items() if (found := layout_of(shape, alike)) is not None}
    sure = [shape for shape, layout in layouts.items() if layout.answer and not layout.guessed]
    for shape in [one for one, layout in layouts.items() if layout.guessed]:
        # A section with a state of its own is not one of the questions in it.
        if any(other[: len(shape)] == shape and other != shape for other in sure):
            del layouts[shape]
    asked = [one for one in objects if one.shape in layouts]
    return _Data(tree, objects, layouts, _answers_apart(objects, layouts, asked)) if asked else None


def _answers_apart(
    objects: Sequence[DataObject], layouts: Mapping[Shape, DataLayout], asked: Sequence[DataObject]
) -> Mapping[str, DataObject]:
    """Answers that stand apart from what asks, by the ids of the questions; none where ids are not unique."""
    ids = [one.fields.get(layouts[one.shape].key, "") for one in asked]
    wanted = {fold_token(one) for one in ids if one}
    if not wanted or len(wanted) != len(ids):
        return {}
    found: dict[str, DataObject] = {}
    for one in objects:
        if one.shape in layouts:
            continue
        named = next((text for name, text in one.fields.items() if role_in_data(name) is ColumnRole.ID), "")
        if fold_token(named) in wanted and any(role_in_data(name) is ColumnRole.ANSWER for name in one.fields):
            found.setdefault(fold_token(named), one)
            continue
        # A plain object may have the ids for names: {"Q1": "yes"}.
        keyed = {fold_token(last): (name, text) for name, text in one.fields.items() if (last := one.name_of(name))}
        if len(keyed.keys() & wanted) * 2 > len(keyed):
            for key in keyed.keys() & wanted:
                name, text = keyed[key]
                place = (one.field_names or {}).get(name, one.place)
                found.setdefault(
                    key, DataObject(place, (*one.shape, "?"), {"answer": text}, field_names={"answer": place})
                )
    return found


@dataclass(slots=True)
class _Reader:
    """Takes the objects in the order in which they stand."""

    data: _Data
    meanings: Meanings
    questions: list[ReadQuestion] = field(default_factory=list)
    rows: list[SeenRow] = field(default_factory=list)
    _headed: set[Place] = field(default_factory=set)
    _asking: frozenset[Place] = field(init=False)

    def __post_init__(self) -> None:
        self._asking = frozenset(one.place for one in self.data.objects if one.shape in self.data.layouts)

    def take(self, one: DataObject) -> None:
        """Take one object: a question, or nothing."""
        layout = self.data.layouts.get(one.shape)
        if layout is None:
            return
        for place, _ in one.above:
            if place not in self._headed:
                self._headed.add(place)
                if place not in self._asking:
                    self.rows.append(SeenRow(self._at(place), RowClass.SECTION))
        if not one.fields.get(layout.text, "").strip():
            told = _BESIDE.join(filter(None, one.fields.values()))
            answers = any(one.fields.get(name, "").strip() for name in (layout.answer, *layout.marks))
            self.rows.append(SeenRow(self._at(one.place), RowClass.NOTE, _NO_QUESTION, told, answers))
            return
        text, key = one.fields[layout.text].strip(), one.fields.get(layout.key, "").strip()
        why = why_aside((key or text, *_said(one, layout.sections)), text)
        # Where ids stand twice they are no key, and an example may still stand in the place of one.
        if (
            why is None
            and why_aside(_said(one, takewhile(lambda name: name != layout.text, one.fields)), text) is EXAMPLE
        ):
            why = EXAMPLE
        if why is not None:
            self.rows.append(SeenRow(self._at(one.place), RowClass.NOTE, why, text))
            return
        if _explains(one, layout):
            self.rows.append(SeenRow(self._at(one.place), RowClass.LEGEND, text=_BESIDE.join(one.fields.values())))
            return
        if all(one.name_of(name) == text for name, text in one.fields.items() if text):
            # A table that repeats its header was turned into data with it.
            self.rows.append(SeenRow(self._at(one.place), RowClass.HEADER))
            return
        self.rows.append(SeenRow(self._at(one.place), RowClass.QUESTION))
        self.questions.append(self._question(one, layout))

    def _at(self, place: Place) -> Address:
        return Address("", self.data.tree.line(place))

    def _question(self, one: DataObject, layout: DataLayout) -> ReadQuestion:
        given, names = one, (layout.answer, *layout.comments)
        raw = self._raw(one, layout.answer)
        if not raw and (apart := self.data.apart.get(fold_token(one.fields.get(layout.key, "")))) is not None:
            given = apart
            names = tuple(
                n for role in (ColumnRole.ANSWER, ColumnRole.COMMENT) for n in apart.fields if role_in_data(n) is role
            )
            raw = apart.fields.get(names[0], "") if names else ""
        comment = "\n".join(filter(None, (given.fields.get(name, "").strip() for name in names[1:])))
        found = self._understood(raw, guessed=layout.guessed and given is one)
        if layout.marks and not raw:
            cells = {normal: _mark(one.fields.get(name, "")) for name, normal in layout.marks.items()}
            raw, found = " ".join(filter(None, cells.values())), by_mark(cells, self.meanings)
        found = with_comment(found, comment) if raw.strip() or comment else found
        place = (given.field_names or {}).get(names[0] if names else "", given.place)
        told = {layout.text, layout.key, layout.answer, *layout.comments, *layout.guidance, *layout.evidence}
        told |= layout.marks.keys()
        return ReadQuestion(
            id=one.fields.get(layout.key, ""),
            text=one.fields[layout.text].strip(),
            address=self._at(place),
            raw=raw,
            normal=found.normal,
            sections=tuple(dict.fromkeys((*(title for _, title in one.above), *_said(one, layout.sections)))),
            comment=found.comment,
            token=found.token,
            guidance="\n".join(_said(one, layout.guidance)),
            evidence="\n".join(_said(one, layout.evidence)),
            choices=tuple(one.choices.words.values()) if one.choices else (),
            flags=found.flags,
            question_at=self._at(one.place),
            answer_label=layout.doubt if given is one else "",
            more={n: text for n, text in one.fields.items() if text and n not in told | {*layout.sections, OF_KEY}},
        )

    def _raw(self, one: DataObject, name: str) -> str:
        """The answer of an object in the words of the choice that it names."""
        if one.choices is not None and one.choices.marked is not None:
            return "\n".join(one.choices.marked)
        raw = one.fields.get(name, "") if name else ""
        return one.choices.words.get(raw.strip(), raw) if one.choices else raw

    def _understood(self, raw: str, *, guessed: bool) -> Normalised:
        """What an answer means; a token of a field that does not say that it answers waits for a person."""
        found = normalise(raw, self.meanings)
        is_said = fold_token(found.token) in {fold_token(word) for word in self.meanings.said}
        if not guessed or found.normal in NO_TOKENS or is_said:
            return found
        return replace(found, normal=Normal.AMBIGUOUS, flags=frozenset())


def _explains(one: DataObject, layout: DataLayout) -> bool:
    """Whether an object is a line of a legend: a sign, and what it means."""
    key = one.fields.get(layout.key, "").strip()
    return not key.isdecimal() and bool(pair_in_cells(list(filter(None, one.fields.values()))))


def _mark(text: str) -> str:
    """What stands under the name of an answer; programs write false where it was not chosen."""
    return "" if text.strip().casefold() in _NOT_CHOSEN else text


def _said(one: DataObject, names: Iterable[str]) -> Iterator[str]:
    yield from (text for name in names if (text := one.fields.get(name, "").strip()))
