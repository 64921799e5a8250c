"""A pack as CSV, Markdown and JSON; the first two may be filled in and sent back, the last is the pack without loss."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import Final

from pydantic import ValidationError

from sakimori.domain.questions.pack import Pack, Question
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.packs.folder import pack_digest, pack_from_json, pack_to_json
from sakimori.exchange.paper.safe_files import encodable, safe_csv
from sakimori.exchange.questionnaires.ours.pack_columns import LABELS, TABLE, Column, cell_of, section_path
from sakimori.exchange.questionnaires.ours.pack_signature import signature_of

FORMAT: Final = "sakimori-pack/1"
_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~&$]|:(?=//))")


def pack_csv(pack: Pack, group: str, language: str) -> bytes:
    """The questions of a group as a CSV that spreadsheets open as text; its last row is the signature."""
    rows = [[LABELS[column].get(language) for column in TABLE]]
    rows += [[cell_of(pack, question, column, language) for column in TABLE] for question in pack.asked_in(group)]
    return safe_csv([*rows, [signature_of(pack, group, language).line]])


def pack_markdown(pack: Pack, group: str, language: str) -> str:
    """The questions of a group as a page with a table for each section; its last line is the signature."""
    title = pack.title.get(language) or pack.id
    lines = [f"# {_inert(title)}", "", f"{pack.id}@{pack.version} · {_inert(pack.source.licence)}", ""]
    for path, questions in groupby(pack.asked_in(group), lambda question: section_path(pack, question, language)):
        lines += [f"## {_inert(' / '.join(path))}", "", *_table(pack, tuple(questions), language), ""]
    return "\n".join((*lines, f"`{signature_of(pack, group, language).line}`", ""))


def _table(pack: Pack, questions: tuple[Question, ...], language: str) -> list[str]:
    columns = [column for column in TABLE if column is not Column.SECTION]
    rows = [[LABELS[column].get(language) for column in columns], ["---"] * len(columns)]
    rows += [[_inert(cell_of(pack, question, column, language)) for column in columns] for question in questions]
    return [f"| {' | '.join(cells)} |" for cells in rows]


def _inert(text: str) -> str:
    """A text in one line of Markdown, in which nothing is a mark."""
    return _MARKS.sub(r"\\\1", " ".join(encodable(text).split()))


def pack_json(pack: Pack) -> str:
    """The whole pack, of every group and in both languages."""
    content = {"format": FORMAT, "digest": pack_digest(pack), "pack": json.loads(pack_to_json(pack))}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def is_pack_json(text: str) -> bool:
    """Whether a text says that it is a pack of ours."""
    start = text.lstrip("\ufeff \t\r\n")
    return start.startswith("{") and f'"{FORMAT}"' in start[:200]


def pack_of_json(text: str) -> Pack:
    """The pack that `pack_json` wrote, equal to it in every field.

    Raises:
        UnreadableFileError: It is none, or somebody changed it.
    """
    try:
        content = json.loads(text.removeprefix("\ufeff"))
        pack = pack_from_json(json.dumps(content["pack"]))
        digest = content["digest"]
    except (ValueError, ValidationError, KeyError, TypeError, RecursionError) as broken:
        raise refuse(
            "質問票のJSONとして読めません。先守から書き出し直してください。",
            "It cannot be read as a pack in JSON. Export it from Sakimori again.",
        ) from broken
    if pack_digest(pack) != digest:
        raise refuse(
            "質問票のJSONが書き換えられています。先守から書き出し直すか、YAMLを直して lint してください。",
            "The pack in this JSON was changed. Export it from Sakimori again, or edit the YAML and lint it.",
        )
    return pack
