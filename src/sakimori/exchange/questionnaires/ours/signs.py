"""By what a file of ours is known before any pack is looked at: readers of every form ask for it."""

from __future__ import annotations

from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import refuse

NAMESPACE: Final = "sakimori://pack"
REFERENCE: Final = "control-reference"
"""The property of ours that names a control which a question is about."""

FORMAT: Final = "sakimori-answers/1"
ANY_FORMAT: Final = FORMAT.rpartition("/")[0] + "/"
DAMAGED: Final = Text("保存された回答が途中で切れているか、壊れています。", "The saved answers are cut off or damaged.")
_AGAIN: Final = Text(
    "回答用ページで保存し直したファイルを受け取ってください。", "Ask for the file to be saved from the form again."
)


def object_start(text: str) -> str:
    """The first characters of a text that begins as an object of JSON; empty for any other."""
    start = text[:400].lstrip("\ufeff \t\r\n")
    return start if start.startswith("{") else ""


def begins_as_saved(text: str) -> bool:
    """Whether the first characters of a text say that it holds saved answers."""
    return f'"{ANY_FORMAT}' in object_start(text)[:200]


def refuse_saved(why: Text) -> UnreadableFileError:
    """The refusal of saved answers, which only who answered can save again."""
    return refuse(why.ja + _AGAIN.ja, f"{why.en} {_AGAIN.en}")
