"""What a person should know of a pack that came back, as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note

_SHOWN: Final = 10

NOT_HELD: Final = Text(
    "質問票 {pack}@{version} は手元にありません。選択肢と照らさずに読みました。",
    "There is no pack {pack}@{version} here. It was read without its choices.",
)
DIFFERS: Final = Text(
    "照合番号が手元の {pack}@{version} と合いません。書き換えられたか、別の質問票です。選択肢と照らさずに読みました。",
    "The signature is not that of our {pack}@{version}: it was forged, or is another pack. Its choices were not used.",
)
OLDER: Final = Text(
    "以前の版（{version}）への回答です。いまの版は {newest} です。",
    "It answers an earlier version ({version}); the present one is {newest}.",
)
BROKEN: Final = Text(
    "照合番号が壊れています。送った質問票と見比べてください。選択肢と照らさずに読みました。",
    "The signature is damaged. Compare it with what was sent. It was read without its choices.",
)
SEVERAL: Final = Text(
    "照合番号が2つ以上あり、食い違います。送った質問票と見比べてください。選択肢と照らさずに読みました。",
    "It bears signatures that contradict each other. Compare it with what was sent. It was read without its choices.",
)
CHANGED: Final = Text("質問の文が送ったものと違います: {ids}", "The wording differs from what was sent: {ids}")
STRANGE: Final = Text("送っていない番号があります: {ids}", "Some ids were not sent: {ids}")
ABSENT: Final = Text("送った質問が{count}問ありません: {ids}", "Questions that were sent are missing ({count}): {ids}")
UNCLEAR: Final = Text("質問の形に合わない回答があります: {ids}", "Some answers do not fit their questions: {ids}")
UNREASONED: Final = Text("理由の要る回答に理由がありません: {ids}", "Answers that need a reason have none: {ids}")
DOUBLED: Final = Text("同じ番号に違う回答があります: {ids}", "One id has different answers: {ids}")


def note(code: str, message: Text, **values: object) -> Note:
    """A note with its words filled in."""
    return Note(code, message.format(**values))


def listed(ids: Sequence[str]) -> str:
    """The first of some ids."""
    shown = ", ".join(ids[:_SHOWN])
    return shown if len(ids) <= _SHOWN else f"{shown} …"
