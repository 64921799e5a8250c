"""What the fields of alike objects in data hold: which one asks, which answers, which marks an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.exchange.questionnaires.reading.answer_labels import is_plain_answer, names_another_answer
from sakimori.exchange.questionnaires.reading.normal import normalise
from sakimori.exchange.questionnaires.reading.objects import OF_KEY, DataObject, Shape
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.columns import (
    SURE,
    ColumnRole,
    asks_at_end,
    is_id_shaped,
    is_of_others,
    mark_of,
    role_of,
)

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
NO_TOKENS: Final = frozenset({Normal.TEXT, Normal.BLANK, Normal.DEFAULT})
_OF_FORM: Final = frozenset({"mandatory", "optional", "visible", "hidden", "order"})


@dataclass(frozen=True, slots=True)
class DataLayout:
    """What the fields of the objects of one shape hold; `guessed` says that the answers are told by values alone.

    `doubt` is the name of the answers where it says that they are others than those given; `marks` are fields of which
    one is marked, with what a mark there means.
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
    marks: Mapping[str, Normal] = field(default_factory=dict)


def layout_of(shape: Shape, alike: Sequence[DataObject]) -> DataLayout | None:
    """What the fields of alike objects hold; None where they do not ask."""
    names = list(dict.fromkeys(name for one in alike for name in one.fields))
    text = next((name for name in _text_names(names) if _is_asking_text(alike, name)), "")
    if not text:
        return None
    roles = {name: found for name in names if name != text and (found := role_in_data(name))}
    plain = [name for name, role in roles.items() if role is ColumnRole.ANSWER]
    keys = [name for name, role in roles.items() if role is ColumnRole.ID]
    key = next((name for name in (*keys, *_NAMED) if name != text and _tells_apart(alike, name)), "")
    key = key or next((name for name in keys if name != text and _tells_texts_apart(alike, name, text)), "")
    answer = next(iter(sorted(plain, key=lambda name: (-_filled(alike, name), names.index(name)))), "")
    marks = {} if answer or _is_marked(alike) else _marks(alike, names)
    is_marked = bool(marks) or _is_marked(alike)
    guess = "" if answer or is_marked else _guessed(alike, [n for n in names if n not in {text, key}])
    doubt = "" if answer or guess or is_marked else _of_others(alike, names)
    if answer and any(_differs(alike, answer, other) for other in plain if other != answer):
        doubt = answer
    named = role_of(text)
    says_so = named is not None and named.key is ColumnRole.QUESTION and named.confidence >= SURE
    asks = sum(asks_at_end(one.fields.get(text, "")) for one in alike) >= _ASKING * len(alike)
    told = key or guess or doubt
    if not (answer or is_marked or (says_so and (told or asks)) or (asks and told)):
        return None

    def of(role: ColumnRole) -> tuple[str, ...]:
        return tuple(name for name, own in roles.items() if own is role)

    return DataLayout(
        shape, text, answer or guess or doubt, key, of(ColumnRole.COMMENT), of(ColumnRole.GUIDANCE),
        of(ColumnRole.EVIDENCE), of(ColumnRole.SECTION), guessed=bool(guess), doubt=doubt, marks=marks,
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


def _tells_texts_apart(alike: Sequence[DataObject], name: str, text: str) -> bool:
    """Whether each id of a field stands at one text, be it that some questions stand twice."""
    pairs = {(one.fields.get(name, "").strip(), " ".join(one.fields.get(text, "").split())) for one in alike}
    ids = [key for key, said in pairs if key and said]
    return len(ids) >= _HALF * len(pairs) and len(set(ids)) == len(ids)


def _counts(alike: Sequence[DataObject], name: str) -> bool:
    """Whether a field holds numbers that go on, be it that some stand twice."""
    said = [text for one in alike if (text := one.fields.get(name, "").strip())]
    return len(set(said)) > _FEWEST and all(map(is_id_shaped, said))


def _filled(alike: Sequence[DataObject], name: str) -> int:
    return sum(bool(one.fields.get(name, "").strip()) for one in alike)


def _is_marked(alike: Sequence[DataObject]) -> bool:
    """Whether answers are given by marks at choices."""
    return any(one.choices is not None and one.choices.marked is not None for one in alike)


def _differs(alike: Sequence[DataObject], answer: str, other: str) -> bool:
    """Whether another field answers the same questions by tokens, and any of them otherwise."""
    pairs = [(mark_of(one.fields.get(answer, "")), mark_of(one.fields.get(other, ""))) for one in alike]
    both = [pair for pair in pairs if None not in pair]
    return any(own is not others for own, others in both)


def _marks(alike: Sequence[DataObject], names: Iterable[str]) -> dict[str, Normal]:
    """The fields that are named by answers, such as はい and いいえ, of which one is marked; numbers stand under No."""
    found: dict[str, Normal] = {}
    for name in names:
        normal = mark_of(next((own for one in alike if (own := one.name_of(name))), name))
        if normal is not None and not _tells_apart(alike, name) and not _counts(alike, name):
            found[name] = normal
    return found if {Normal.YES, Normal.NO} <= set(found.values()) and len(set(found.values())) == len(found) else {}


def role_in_data(name: str) -> ColumnRole | None:
    """What a field of this name holds, where that is plain."""
    outer, _, inner = name.partition(" ")
    if outer in _ANSWERS and inner:
        within = role_in_data(inner)
        return ColumnRole.ANSWER if inner in _VALUES else within if within is not ColumnRole.ID else None
    if name in _ANSWERS or (name not in _WEAK and is_plain_answer(name)):
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
        meant = [found.normal for text in said if (found := normalise(text)).normal not in NO_TOKENS]
        share = len(meant) / len(said) if said else 0.0
        named = role_of(name)
        may = name.split(" ")[-1] in _WEAK or (named is not None and named.key is ColumnRole.ANSWER)
        if len(said) >= _FEWEST and share >= _MOST and (may or len(set(meant)) > 1) and not _is_about_form(name):
            ranked.append((may, share, name))
    return max(ranked)[2] if ranked else ""


def _is_about_form(name: str) -> bool:
    """Whether a field says how a question is put, as whether it must be answered."""
    found = role_of(name)
    closed = {ColumnRole.REQUIRED, ColumnRole.WEIGHT, ColumnRole.GUIDANCE, ColumnRole.ID, ColumnRole.UNIT}
    return (found is not None and found.key in closed) or name in _OF_FORM or names_another_answer(name)


def _of_others(alike: Sequence[DataObject], names: Iterable[str]) -> str:
    """The field with answers that were hoped for, shown or given before; blank where no object has any.

    Without one it is a field of which nothing is known, and that holds a token.
    """
    own = list(names)
    hoped_for = next((name for name in own if names_another_answer(name) and _filled(alike, name)), "")
    unknown = (name for name in own if _is_unknown(name) and any(_answers(one.fields.get(name, "")) for one in alike))
    return hoped_for or next(unknown, "")


def _is_unknown(name: str) -> bool:
    found = role_of(name)
    may_be_any = found is None or (found.key is ColumnRole.ANSWER and found.confidence < SURE)
    return may_be_any and role_in_data(name) is None and not _is_about_form(name) and name not in _TEXTS


def _answers(text: str) -> bool:
    """Whether a text is a token of people; programs write true and false of anything."""
    return text.strip().casefold() not in {"true", "false"} and mark_of(text) is not None
