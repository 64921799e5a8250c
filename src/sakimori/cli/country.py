"""`sakimori country draft`: the information of 規則17条2項 on a country, or what lacks for it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.kit import Db, Json, On, complaints, console, lang, print_json, workspace_at
from sakimori.clock import today
from sakimori.domain.records.country import Principle
from sakimori.domain.values.text import Text, cited
from sakimori.errors import NotFoundError
from sakimori.rules.facts.country_information import RecipientFacts
from sakimori.services.countries.profiles import information_for, profile_codes

_COUNTRY = Text("外国", "a foreign country")
_DESIGNATED = cited("{law:rules-15}の指定国のため、要りません。", "It is designated ({law:rules-15}): none is needed.")

_WHY_UNKNOWN = cited("措置を示せない理由（{law:rules-17-4}）", "Why its measures cannot be told ({art:rules-17-4}).")

countries = typer.Typer(no_args_is_help=True, help="Country profiles: draft the information before consent.")
commands = typer.Typer()
commands.add_typer(countries, name="country")


class Language(StrEnum):
    """The languages of a draft."""

    JA = "ja"
    EN = "en"


@countries.command("draft")
def draft(
    code: Annotated[str, typer.Argument(help="Code of the country or state: US, US-CA.")],
    *,
    language: Annotated[Language, typer.Option("--language", help="Language of the text.")] = Language.JA,
    public: Annotated[bool | None, typer.Option("--public/--private", help="What the recipient is.")] = None,
    lacking: Annotated[list[Principle] | None, typer.Option(help="An OECD principle without measures.")] = None,
    all_taken: Annotated[bool, typer.Option("--all-measures", help="It takes measures for all eight.")] = False,
    why_unknown: Annotated[str, typer.Option(help=_WHY_UNKNOWN.en)] = "",
    on: On = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Print the information for a consent to provision abroad; what lacks is said beside it."""
    workspace, code = workspace_at(db), code.upper()
    if code not in profile_codes():
        raise NotFoundError(what=_COUNTRY, key=code)
    known = frozenset(lacking) if lacking else frozenset[Principle]() if all_taken else None
    with workspace.unit() as unit:
        number = unit.number()
    made = information_for(
        workspace, code, RecipientFacts(public, known, why_unknown), language=language.value,
        on=on.date() if on else today(), number=number,
    )  # fmt: skip
    if as_json:
        print_json(made)
    elif made is None:
        console.print(_DESIGNATED.get(lang()))
    elif made.text:
        console.print(made.text, markup=False, highlight=False, soft_wrap=True, end="")
    for lack in made.lacks if made is not None and not as_json else ():
        complaints.print(f"{lack.field}: {lack.kind.get(lang())}", markup=False, highlight=False, soft_wrap=True)
    if made is not None and made.lacks:
        raise typer.Exit(Exit.REFUSED)
