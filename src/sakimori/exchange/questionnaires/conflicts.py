"""Ids that stand at several questions of one file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sakimori.domain.text import Text
from sakimori.exchange.grid import Note
from sakimori.exchange.questionnaires.reading import ReadQuestion

_SHOWN: Final = 5


def notes_on_ids(questions: Iterable[ReadQuestion]) -> tuple[Note, ...]:
    """A note on ids whose questions are answered differently, with where they stand."""
    by_id: dict[str, list[ReadQuestion]] = {}
    for question in questions:
        if question.id:
            by_id.setdefault(question.id, []).append(question)
    differing = {
        key: " / ".join(dict.fromkeys(str(question.address) for question in group))
        for key, group in by_id.items()
        if len({question.raw.strip() for question in group}) > 1
    }
    if not differing:
        return ()
    listed = [f"{key} ({places})" for key, places in list(differing.items())[:_SHOWN]]
    rest = len(differing) - len(listed)
    message = Text(
        f"同じ番号に違う回答があります：{'、'.join(listed)}{f'、ほか{rest}件' if rest else ''}。",
        f"The same id has different answers: {'; '.join(listed)}{f'; and {rest} more' if rest else ''}.",
    )
    return (Note("same_id", message),)
