"""The catalog: every wording of the interface, in the language of the person who looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum, StrEnum
from pathlib import Path
from typing import Final

from sakimori.domain import codes
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.text import Text, table_of
from sakimori.exchange.paper.words import DOTS, WORDS, WORDS_OF, filled, form_of
from sakimori.exchange.registers.words import code_word
from sakimori.services.audit.rows import REGISTER_WORDS

__all__ = [
    "COMMAS", "DOTS", "LABELS", "SEMICOLONS", "SENTENCES", "TEXTS", "dotted", "label", "label_key", "language",
    "listed", "point_label", "say", "say_count", "speaking", "t", "t_count", "tier_label",
]  # fmt: skip

CATALOG: Final = Path(__file__).parents[1]
"""Each capability of the screens keeps its wordings in `texts.txt`, a line each; so does a folder within one."""

COMMAS: Final = Text("、", ", ")
SEMICOLONS: Final = Text("、", "; ")
SENTENCES: Final = Text("", " ")
"""What stands between words, between short words of one kind, between phrases, between sentences."""

_RECORDED: Final = Text("{kind}を登録", "{kind} recorded")
_EDITED: Final = Text("{kind}を変更", "{kind} edited")

LABELS: dict[type[Enum], str] = {
    **WORDS_OF,
    codes.Severity: "severity",
    codes.GapKind: "gap_kind",
    codes.Basis: "basis",
    codes.Role: "role",
    codes.Lifecycle: "lifecycle",
    codes.KindOfBody: "kind_of_body",
    codes.Criticality: "criticality",
    Foreign: "foreign",
    codes.ContactKind: "contact_kind",
    codes.ControlArea: "area",
    codes.AssessmentState: "assessment_state",
    codes.AssessmentKind: "assessment_kind",
    codes.Decision: "decision",
}
"""The first half of the catalog key of each closed list; the second half is the code, or its value in lower case."""


def _merged() -> dict[str, Text]:
    """The tables of all capabilities in one; a key that two tables define is a mistake of ours."""
    return table_of("\n".join(path.read_text(encoding="utf-8") for path in sorted(CATALOG.rglob("texts.txt"))))


def _of_register() -> Iterator[tuple[str, Text]]:
    """What the trail says of each kind of record: what one is called, that it was recorded, that it was edited."""
    for kind, words in REGISTER_WORDS.items():
        yield f"audit.kind.{kind}", words
        yield f"action.{kind}.recorded", _RECORDED.format(kind=words)
        yield f"action.{kind}.edited", _EDITED.format(kind=words)


TEXTS = dict(_of_register()) | WORDS | _merged()


def say(key: str, language: str, **values: object) -> str:
    """The wording of a key in a named language, placeholders filled; a `Text` value gives each language its own."""
    return filled(TEXTS[key], language, **values)


def say_count(key: str, count: int, language: str, **values: object) -> str:
    """The wording of `key.one` or `key.other`, whichever the number takes; `{count}` is written with separators."""
    return say(form_of(key, count, language), language, count=f"{count:,}", **values)


def t(key: str, **values: object) -> str:
    """The wording of a key in the language of this session."""
    return say(key, language(), **values)


def t_count(key: str, count: int, **values: object) -> str:
    """The wording of a counted thing in the language of this session."""
    return say_count(key, count, language(), **values)


def listed(parts: Iterable[str], between: Text = COMMAS, *, most: int | None = None) -> str:
    """Words in one line in the language of this session: 甲、乙; `…` stands for those beyond the first `most`."""
    every = list(parts)
    return between.get(language()).join(every[:most]) + ("…" if most is not None and len(every) > most else "")


def dotted(parts: Iterable[str]) -> str:
    """Short words of one kind in one line: 甲・乙."""
    return listed(parts, DOTS)


def label_key(member: Enum) -> str:
    """The catalog key of one code."""
    return f"{LABELS[type(member)]}.{member.value}"


def label(member: Enum) -> str:
    """The word for one code in the language of this session; codes without a text of ours have theirs from files."""
    if isinstance(member, StrEnum) and type(member) not in LABELS:
        return code_word(member).get(language())
    return t(label_key(member))


def point_label(point: str) -> str:
    """The name of one of the fifteen points: A1 同意の確保."""
    return f"{point} {t(f'point.{point}.name')}"


def tier_label(tier: int | None) -> str:
    """The word for a tier; nobody having answered is 未評価, never the lowest tier."""
    return t("tier.unknown" if tier is None else f"tier.{tier}")


_SPOKEN: Final[ContextVar[str]] = ContextVar("spoken", default="")


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Say everything in a language, whatever that of the session is: of a paper, or at a terminal."""
    token = _SPOKEN.set(wanted)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def language() -> str:
    """The language of this session, or the one that is spoken for a while."""
    if spoken := _SPOKEN.get():
        return spoken
    from sakimori.ui.frame.session_language import session_language  # noqa: PLC0415 - streamlit, which no terminal has

    return session_language()
