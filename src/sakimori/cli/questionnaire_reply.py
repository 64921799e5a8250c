"""`sakimori questionnaire reply`: the answers of an assessment in the workbook in which its questions came."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.markup import escape

from sakimori.cli.kit import As, Db, acting, console, print_table, spoken, workspace_at
from sakimori.clock import now
from sakimori.domain.values.text import Text
from sakimori.services.questionnaires.reply import reply
from sakimori.services.register_files.folder import write_file

_DONE: Final = Text(
    "{answered}件の回答を書きました。{open}件は書いていません。",
    "Answers written: {answered}. Questions that go back unanswered: {open}.",
)
_LONGEST: Final = 60


def reply_to(
    assessment_id: str,
    *,
    out: Annotated[Path, typer.Option("--out", help="Where to write the workbook.")],
    db: Db = None,
    as_user: As = None,
) -> None:
    """Fill the sender's own workbook with our answers; what could not be answered is listed."""
    workspace = workspace_at(db)
    made = reply(workspace, assessment_id, actor=acting(workspace, as_user), at=now())
    write_file(out, made.data)
    language = spoken()
    rows: list[tuple[object, ...]] = [
        (one.at, escape(one.id), escape(one.text[:_LONGEST]), one.why.get(language))
        for one in (*made.unanswered, *made.unplaced)
    ]
    if rows:
        print_table("", ("address", "id", "question", "why"), rows)
    done = _DONE.format(answered=made.answered, open=len(made.unanswered))
    console.print(done.get(language), markup=False, highlight=False)
    console.print(str(out), markup=False, highlight=False, soft_wrap=True)
