"""`sakimori incident clock`: whether a leak is reported, to whom and by when; reads no database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Final

import typer

from sakimori.cli.kit import Json, console, lang, print_json
from sakimori.domain.codes import DataCategory
from sakimori.domain.incident import Clock, Entruster, Exempting, Happening, IncidentFacts, Report, Reportable
from sakimori.domain.rule import in_one_line
from sakimori.domain.values.text import Text, cited
from sakimori.errors import InvalidValueError
from sakimori.rules.incidents.clocks import clocks_of
from sakimori.rules.incidents.reportable import judge_reportable
from sakimori.services.calendar.open_days import is_closed

_ANSWERS: Final = {
    True: Text("報告の対象です。", "To be reported."),
    False: Text(
        "報告の対象ではありません（任意の報告はできます）。", "Not to be reported (a voluntary report is possible)."
    ),
    None: Text(
        "報告の対象か、まだ言えません。対象とみて進めてください。",
        "Nobody can say yet whether it is reported. Go on as if it is.",
    ),
}  # fmt: skip
_FREE: Final = cited(
    "すべての委託元に速やかに通知したので、委員会への報告と本人への通知を要しません（{law:act-26-1-proviso}・{law:rules-9}）。",
    "Every entruster was told promptly: neither report nor notice to persons is owed ({law:act-26-1-proviso}; "
    "{law:rules-9}).",
)
_REPORTS: Final = {
    Report.PRELIMINARY: Text("速報", "preliminary report"),
    Report.FINAL: Text("確報", "final report"),
    Report.SUPPLEMENT: Text("追加の報告", "supplement"),
    Report.PERSONS: Text("本人への通知", "notice to persons"),
    Report.ENTRUSTER: Text("委託元への通知", "notice to the entruster"),
}
_TARGET: Final = Text("目安 {day}", "aim at {day}")
_DUE: Final = Text("{day}まで", "by {day}")
_OTHER: Final = Text("不正の目的なら {day}まで", "by {day} if the purpose was improper")
_ROLLED: Final = Text("{day}は閉庁日", "{day} is closed")
_TOLD: Final = Text("--told", "--told")
_ONLY_PROCESSORS: Final = Text("--processor といっしょに渡してください。", "Give it with --processor.")
_NOT_BEFORE: Final = Text("知った日以後の日にしてください。", "Give the day of knowing or a later one.")
_FIND_OUT: Final = Text("確かめること：{fact}", "Find out: {fact}")

commands = typer.Typer()


@commands.callback()
def _begin() -> None:
    """What typer asks for where there is one command."""


@commands.command("clock")
def clock(
    known: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day on which the first department knew.")],
    *,
    persons: Annotated[int | None, typer.Option(min=0, help="How many persons, at most.")] = None,
    category: Annotated[list[DataCategory] | None, typer.Option(help="A kind of the data; may be repeated.")] = None,
    improper_purpose: Annotated[
        bool | None, typer.Option(help="Whether the act may have had an improper purpose.")
    ] = None,
    may_cost_money: Annotated[
        bool | None, typer.Option(help="Whether misuse may cost persons money: card numbers, payment logins.")
    ] = None,
    exposed: Annotated[bool | None, typer.Option(help="Whether anybody could see it on a network.")] = None,
    protected: Annotated[bool | None, typer.Option(help="Whether high-level encryption or the like stood.")] = None,
    recovered: Annotated[bool | None, typer.Option(help="Whether all came back before anybody saw it.")] = None,
    processor: Annotated[
        bool | None, typer.Option("--processor/--controller", help="Whether we handle the data for somebody else.")
    ] = None,
    told: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which we told the last of the entrusters.")
    ] = None,
    happened: Annotated[
        list[Happening] | None, typer.Option(help="What happened to the data; may be repeated.")
    ] = None,
    kept_elsewhere: Annotated[bool | None, typer.Option(help="Whether the same data are kept elsewhere.")] = None,
    judged: Annotated[
        list[Exempting] | None,
        typer.Option(help="A claim that a second person judged as well; without it the clocks run. May be repeated."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say whether an incident is reported, why, and by when; what is left out counts as not known."""
    _check_told(known, told, is_processor=processor)
    facts = IncidentFacts(
        known.date(), persons, frozenset(category) if category else None, improper_purpose, may_cost_money, exposed,
        protected, recovered, processor, (Entruster("", told.date()),) if told else (), True if told else None,
        frozenset(happened) if happened else None, kept_elsewhere, frozenset(judged or ()),
    )  # fmt: skip
    reportable, clocks = judge_reportable(facts), clocks_of(facts, is_closed)
    if as_json:
        print_json({"facts": facts, "reportable": reportable, "clocks": clocks})
        return
    for line in _lines(facts, reportable, clocks):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _check_told(known: datetime, told: datetime | None, *, is_processor: bool | None) -> None:
    """Refuse a notice to the entrusters that nobody owed, or that was given before anybody knew."""
    if told is not None and not is_processor:
        raise InvalidValueError(field=_TOLD, value=told.date().isoformat(), expected=_ONLY_PROCESSORS, name="told")
    if told is not None and told < known:
        raise InvalidValueError(field=_TOLD, value=told.date().isoformat(), expected=_NOT_BEFORE, name="told")


def _lines(facts: IncidentFacts, reportable: Reportable, clocks: tuple[Clock, ...]) -> Iterator[str]:
    language = lang()
    yield _ANSWERS[reportable.holds].get(language)
    for why, citation in reportable.exempt:
        yield f"  {why.get(language)} [{citation.text.get(language)}]"
    for case in reportable.cases:
        if case.holds is not False and not reportable.exempt:
            yield f"  {case.case.value}  {case.why.get(language)} [{case.citation.text.get(language)}]"
    if not clocks and reportable.holds is not False:
        yield _FREE.get(language)
    for one in clocks:
        yield f"{_REPORTS[one.report].get(language)}  {_days(one, language)}".rstrip()
        yield f"  {one.counted.get(language)} [{in_one_line(tuple(one.citations)).get(language)}]"
    for fact in reportable.open_facts:
        yield _FIND_OUT.format(fact=fact).get(language)


def _days(one: Clock, language: str) -> str:
    said: list[tuple[Text, date | None]] = [
        (_TARGET, one.target_on), (_DUE, one.due_on), (_ROLLED, one.rolled_from), (_OTHER, one.other_on),
    ]  # fmt: skip
    return "  ".join(words.format(day=day.isoformat()).get(language) for words, day in said if day is not None)
