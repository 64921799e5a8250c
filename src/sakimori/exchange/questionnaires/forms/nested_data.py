"""Data that no known form describes: the objects in JSON, YAML or a script that ask, wherever they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.answer_labels import names_another_answer
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings, Normalised, fold_token, normalise, with_comment
from sakimori.exchange.questionnaires.reading.objects import OF_KEY, DataObject, Shape, objects_in
from sakimori.exchange.questionnaires.reading.result import Address, Normal, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.reading.tree import Place, Tree, mapping, tree_of
from sakimori.exchange.questionnaires.sheets.columns import SURE, ColumnRole, asks_at_end, is_of_others, role_of

_TEXTS: Final = (
    "question", "question text", "prompt", "requirement", "statement", "control", "text", "description", "title",
    "name", "label", "item", "q", "質問", "設問", "確認事項", "要求事項", "項目", "内容",
)  # fmt: skip
_ANSWERS: Final = frozenset(
    {"answer", "answers", "response", "reply", "selected", "回答", "応答", "selected option", "a"}
)
_WEAK: Final = frozenset({"status", "state", "value", "result", "compliance", "判定", "状態", "結果"})
"""Names under which answers stand as well as other things: a person says once what their tokens mean."""
_VALUES: Final = frozenset({"value", "answer", "status", "selected", "choice", "text", "result", "label"})
_IDS: Final = frozenset(
    {"id", "code", "ref", "ref id", "key", "uid", "question id", "control id", "no", "number", "番号", "項番"}
)
_NAMED: Final = ("name", "slug")
"""Under these names stands an id where nothing else does and the text stands elsewhere."""
_COMMENTS: Final = frozenset(
    {"comment", "comments", "note", "notes", "remark", "remarks", "detail", "details", "explanation", "justification",
     "備考", "コメント", "理由", "補足"}
)  # fmt: skip
_MOST: Final = 0.8
_HALF: Final = 0.5
_ASKING: Final = 0.3
_FEWEST: Final = 2
_FLAT: Final = 2
_NESTED, _LISTED = 0.3, 0.15
"""One flat list is a table as well, which is read as one where it has a column of answers."""
_WHY: Final = Text("質問の並ぶデータです（{count}問）。", "It is data that hold questions ({count}).")
_NO_QUESTION: Final = Text("質問の文がありません。", "It holds no question.")
_GUESSED: Final = Text(
    "「{name}」を回答とみなしました。名前からは分からないため、それぞれの意味を確かめてください。",
    "“{name}” was taken for the answers. Its name does not say so: say what each of them means.",
)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the fields of the objects of one shape hold; `guessed` says that the answers are told by values alone.

    `doubt` is the name of the answers where it says that they are others than those given.
    """

    shape: Shape
    text: str
    answer: str = ""
    key: str = ""
    comments: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    guessed: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Data:
    """The objects of a file that ask, by their layouts, and answers that stand elsewhere by the ids of questions."""

    tree: Tree
    objects: tuple[DataObject, ...]
    layouts: Mapping[Shape, _Layout]
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
    reader = _Reader(data, meanings)
    for one in data.objects:
        reader.take(one)
    notes = tuple(
        Note("unnamed_answers", _GUESSED.format(name=layout.answer))
        for layout in data.layouts.values()
        if layout.guessed
    )
    root = mapping(data.tree.data)
    title = next((str(root[name]) for name in ("title", "name") if isinstance(root.get(name), str)), "")
    return Body(tuple(reader.questions), tuple(reader.rows), title=title, notes=notes)


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
    layouts = {shape: found for shape, alike in by_shape.items() if (found := _layout(shape, alike)) is not None}
    sure = [shape for shape, layout in layouts.items() if layout.answer and not layout.guessed]
    for shape in [one for one, layout in layouts.items() if layout.guessed]:
        # A section with a state of its own is not one of the questions in it.
        if any(other[: len(shape)] == shape and other != shape for other in sure):
            del layouts[shape]
    asked = [one for one in objects if one.shape in layouts]
    return _Data(tree, objects, layouts, _answers_apart(objects, layouts, asked)) if asked else None


def _layout(shape: Shape, alike: Sequence[DataObject]) -> _Layout | None:
    """What the fields of alike objects hold; None where they do not ask."""
    names = list(dict.fromkeys(name for one in alike for name in one.fields))
    text = next((name for name in _text_names(names) if _is_asking_text(alike, name)), "")
    if not text:
        return None
    roles = {name: found for name in names if name != text and (found := _role(name))}
    plain = [name for name, role in roles.items() if role is ColumnRole.ANSWER]
    keys = [name for name, role in roles.items() if role is ColumnRole.ID]
    key = next((name for name in (*keys, *_NAMED) if name != text and _tells_apart(alike, name)), "")
    answer = next(iter(sorted(plain, key=lambda name: (-_filled(alike, name), names.index(name)))), "")
    guess = "" if answer or _is_marked(alike) else _guessed(alike, [n for n in names if n not in {text, key}])
    doubt = "" if answer or guess or _is_marked(alike) else _of_others(alike, names)
    named = role_of(text)
    says_so = named is not None and named.key is ColumnRole.QUESTION and named.confidence >= SURE
    asks = sum(asks_at_end(one.fields.get(text, "")) for one in alike) >= _ASKING * len(alike)
    told = key or guess or doubt
    if not (answer or _is_marked(alike) or (says_so and (told or asks)) or (asks and told)):
        return None

    def of(role: ColumnRole) -> tuple[str, ...]:
        return tuple(name for name, own in roles.items() if own is role)

    return _Layout(
        shape, text, answer or guess or doubt, key, of(ColumnRole.COMMENT), of(ColumnRole.GUIDANCE),
        of(ColumnRole.EVIDENCE), of(ColumnRole.SECTION), guessed=bool(guess), doubt=doubt,
    )  # fmt: skip


def _text_names(names: Sequence[str]) -> list[str]:
    """The fields that may hold what is asked, the likeliest first."""
    named = [name for name in names if (found := role_of(name)) and found.key is ColumnRole.QUESTION]
    named.sort(key=lambda name: _TEXTS.index(name) if name in _TEXTS else len(_TEXTS))
    return [*dict.fromkeys([*(n for n in named if n not in {"text", "item"}), *(n for n in _TEXTS if n in names)])]


def _is_asking_text(alike: Sequence[DataObject], name: str) -> bool:
    """Whether most objects have a text of this name, and each another one."""
    said = [text for one in alike if (text := one.fields.get(name, "").strip())]
    return len(said) >= _HALF * len(alike) and len(set(said)) >= _MOST * len(said) and bool(said)


def _tells_apart(alike: Sequence[DataObject], name: str) -> bool:
    said = [text for one in alike if (text := one.fields.get(name, "").strip())]
    return len(said) >= _HALF * len(alike) and len(set(said)) == len(said)


def _filled(alike: Sequence[DataObject], name: str) -> int:
    return sum(bool(one.fields.get(name, "").strip()) for one in alike)


def _is_marked(alike: Sequence[DataObject]) -> bool:
    """Whether answers are given by marks at choices."""
    return any(one.choices is not None and one.choices.marked is not None for one in alike)


def _role(name: str) -> ColumnRole | None:
    """What a field of this name holds, where that is plain."""
    outer, _, inner = name.partition(" ")
    if outer in _ANSWERS and inner:
        within = _role(inner)
        return ColumnRole.ANSWER if inner in _VALUES else within if within is not ColumnRole.ID else None
    if name in _ANSWERS:
        return ColumnRole.ANSWER
    if name in _IDS or name == OF_KEY:
        return ColumnRole.ID
    if name in _COMMENTS:
        return ColumnRole.COMMENT
    found = role_of(name)
    if found is None or found.confidence < SURE or name in _WEAK or is_of_others(name):
        return None
    return None if found.key is ColumnRole.QUESTION else found.key


def _guessed(alike: Sequence[DataObject], names: Iterable[str]) -> str:
    """A field that may hold the answers although it does not say so: by a name that may, else by its tokens."""
    ranked: list[tuple[bool, float, str]] = []
    for name in names:
        said = [text for one in alike if (text := one.fields.get(name, "").strip())]
        meant = [found.normal for text in said if (found := normalise(text)).normal not in _NO_TOKENS]
        share = len(meant) / len(said) if said else 0.0
        named = role_of(name)
        may = name.split(" ")[-1] in _WEAK or (named is not None and named.key is ColumnRole.ANSWER)
        if len(said) >= _FEWEST and share >= _MOST and (may or len(set(meant)) > 1) and not _is_about_form(name):
            ranked.append((may, share, name))
    return max(ranked)[2] if ranked else ""


_NO_TOKENS: Final = frozenset({Normal.TEXT, Normal.BLANK, Normal.DEFAULT})
_OF_FORM: Final = frozenset({"mandatory", "optional", "visible", "hidden", "order"})


def _is_about_form(name: str) -> bool:
    """Whether a field says how a question is put, as whether it must be answered."""
    found = role_of(name)
    closed = {ColumnRole.REQUIRED, ColumnRole.WEIGHT, ColumnRole.GUIDANCE, ColumnRole.ID, ColumnRole.UNIT}
    return (found is not None and found.key in closed) or name in _OF_FORM or names_another_answer(name)


def _of_others(alike: Sequence[DataObject], names: Iterable[str]) -> str:
    """The field with answers that were hoped for, shown or given before; blank where no object has any."""
    return next((name for name in names if names_another_answer(name) and _filled(alike, name)), "")


def _answers_apart(
    objects: Sequence[DataObject], layouts: Mapping[Shape, _Layout], asked: Sequence[DataObject]
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
        named = next((text for name, text in one.fields.items() if _role(name) is ColumnRole.ID), "")
        if fold_token(named) in wanted and any(_role(name) is ColumnRole.ANSWER for name in one.fields):
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
            self.rows.append(SeenRow(self._at(one.place), RowClass.NOTE, _NO_QUESTION))
            return
        self.rows.append(SeenRow(self._at(one.place), RowClass.QUESTION))
        self.questions.append(self._question(one, layout))

    def _at(self, place: Place) -> Address:
        return Address("", self.data.tree.line(place))

    def _question(self, one: DataObject, layout: _Layout) -> ReadQuestion:
        given, names = one, (layout.answer, *layout.comments)
        raw = self._raw(one, layout.answer)
        if not raw and (apart := self.data.apart.get(fold_token(one.fields.get(layout.key, "")))) is not None:
            given = apart
            names = tuple(
                n for role in (ColumnRole.ANSWER, ColumnRole.COMMENT) for n in apart.fields if _role(n) is role
            )
            raw = apart.fields.get(names[0], "") if names else ""
        comment = "\n".join(filter(None, (given.fields.get(name, "").strip() for name in names[1:])))
        found = self._understood(raw, guessed=layout.guessed and given is one)
        found = with_comment(found, comment) if raw.strip() or comment else found
        place = (given.field_names or {}).get(names[0] if names else "", given.place)
        told = {layout.text, layout.key, layout.answer, *layout.comments, *layout.guidance, *layout.evidence}
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
        if not guessed or found.normal in _NO_TOKENS or is_said:
            return found
        return replace(found, normal=Normal.AMBIGUOUS, flags=frozenset())


def _said(one: DataObject, names: Iterable[str]) -> Iterator[str]:
    yield from (text for name in names if (text := one.fields.get(name, "").strip()))
