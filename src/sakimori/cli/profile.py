"""`sakimori questionnaire profile`: how a form was understood, as a file that a person mends and keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from sakimori.cli.kit import console
from sakimori.cli.questionnaire import meant
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.questionnaires.forms.user_profile import is_profile_id, profile_of
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.sheets.tables import layouts_of
from sakimori.services.register_files.folder import write_file

_NAME: Final = Text("--name", "--name")
_FORM: Final = Text("英小文字、数字、-で書いてください。", "Write lower-case letters, digits and -.")


def profile(
    file: Path,
    *,
    out: Annotated[Path, typer.Option("--out", help="Where to write the profile (YAML).")],
    name: Annotated[str, typer.Option("--name", help="How the profile is called; else as its file.")] = "",
    answer_means: Annotated[
        list[str] | None, typer.Option("--answer-means", help="What a token means in this form: 不要=no.")
    ] = None,
) -> None:
    """Write down how a table of questions was understood, to be mended and given to `read --profile`."""
    named = name or out.stem.casefold()
    if not is_profile_id(named):
        raise InvalidValueError(field=_NAME, value=named, expected=_FORM)
    layouts = list(layouts_of(open_document(file_bytes(file), file.name)).values())
    if not layouts:
        raise refuse(
            "質問の並ぶ表が見つかりません。質問と回答の列がある表にしてください。",
            "No table of questions was found. Give it a column of questions and one of answers.",
        )
    meanings = Meanings(said=meant(answer_means or ()))
    write_file(out, profile_of(named, file.stem, layouts, meanings).encode())
    console.print(str(out), markup=False, highlight=False, soft_wrap=True)
