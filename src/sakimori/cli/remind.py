"""`sakimori remind`: the reminders of a day, told by mail and chat as the environment names them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Final

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.kit import Db, DryRun, Json, On, complaints, console, lang, print_json, print_table, workspace_at
from sakimori.clock import now
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.services.access.address import address_of
from sakimori.services.calendar.reminders.chat import chat_of
from sakimori.services.calendar.reminders.people import OF_DEMO, Ways
from sakimori.services.calendar.reminders.plan import Draft, ReminderPlan, Silence
from sakimori.services.calendar.reminders.run import plan_day, queue_day
from sakimori.services.invitations.outbox import Sending, send_next
from sakimori.services.invitations.post import mail_server_of
from sakimori.services.kernel.demos import is_of_demo
from sakimori.services.kernel.workspace import Workspace

commands = typer.Typer()

_DAY: Final = Text("お知らせの日", "the day of the reminders")
_NOT_YET: Final = Text(
    "先の日は --dry-run でだけ見られます。", "A day to come can only be seen with --dry-run."
)  # fmt: skip
_OF_DEMO: Final = Text(
    "デモからは何も送りません。--dry-run で、だれに何が届くかを見られます。",
    "Of the demo nothing is sent. See with --dry-run who would be told what.",
)
WHY: Final = {
    Silence.NO_ADDRESS: Text("メールアドレスが未登録", "no mail address"),
    Silence.NO_SERVER: Text("メールサーバーが未設定", "no mail server"),
    Silence.MAY_NOT_READ: Text("記録を見る権限がない", "may not see the records"),
}


@commands.command()
def remind(
    *,
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    address: Annotated[
        str, typer.Option("--address", help="Where links lead, unless SAKIMORI_PUBLIC_URL says so.")
    ] = "",
    db: Db = None,
) -> None:
    """Tell our people of what falls due, and send what waits.

    Each deadline is told once ahead, near, on its day and after it, then to the owner's lead and to compliance; what
    a missed run left out is told in the next. On weekends, holidays and from 29 December to 3 January nothing is sent.
    SAKIMORI_SMTP_URL names the mail server; SAKIMORI_CHAT_FILE a file with channels, a line each: `company` or a login,
    = and the address of a channel. A timer may call it daily in place of the server.

    What did not go out waits for the next try.
    """
    today, at = legal_day(now()), now()
    day = on.date() if on else today
    if day > today and not dry_run:
        raise InvalidValueError(field=_DAY, value=day.isoformat(), expected=_NOT_YET)
    server, chat = mail_server_of(), chat_of()
    workspace, ways = workspace_at(db), Ways(server is not None, chat)
    if is_of_demo(workspace):
        if not dry_run:
            raise StateError(why=_OF_DEMO)
        ways = OF_DEMO
    public = address_of().public or address
    if dry_run:
        plan, sent, failed = plan_day(workspace, ways, on=day), 0, 0
    else:
        plan = queue_day(workspace, ways, on=day, at=at)
        sent, failed = _send(workspace, Sending(server, public, chat, public))
    _show(plan, sent, failed, is_dry=dry_run, as_json=as_json)
    if failed:
        raise typer.Exit(Exit.REFUSED)
    if plan.unreached:
        raise typer.Exit(Exit.LOOK)


def _send(workspace: Workspace, sending: Sending) -> tuple[int, int]:
    at, sent, failed = now(), 0, 0
    while (went := send_next(workspace, sending, at=at)) is not None:
        sent, failed = sent + went, failed + (not went)
    return sent, failed


def _show(plan: ReminderPlan, sent: int, failed: int, *, is_dry: bool, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(plan, sent, failed, is_dry=is_dry))
        return
    if plan.is_closed:
        console.print(f"{plan.on}: closed, nothing is sent")
    elif plan.is_quiet:
        console.print(f"{plan.on}: nothing to tell")
    else:
        heads = ("person", "by", "deadlines", "overdue", "not told because")
        print_table(f"{plan.on}", heads, list(_rows(plan)))
    if plan.had_theirs:
        console.print(f"had theirs today, told next time: {len(plan.had_theirs)}")
    for user in plan.without_lead:
        complaints.print(f"no lead: {user.name}", highlight=False)
    if not is_dry:
        console.print(f"sent {sent}, not sent {failed}")


def _rows(plan: ReminderPlan) -> Iterator[tuple[str, ...]]:
    for draft in (*plan.drafts, *plan.unreached):
        yield draft.person.user.name, _ways(draft), str(len(draft.lines)), str(draft.overdue), _why(draft)


def _ways(draft: Draft) -> str:
    given = (("mail", draft.person.has_mail), ("chat", draft.person.has_chat))
    return ", ".join(name for name, is_open in given if is_open and draft.silence is None)


def _why(draft: Draft) -> str:
    return WHY[draft.silence].get(lang()) if draft.silence else ""


def _as_json(plan: ReminderPlan, sent: int, failed: int, *, is_dry: bool) -> dict[str, Any]:
    return {
        "on": plan.on.isoformat(), "closed": plan.is_closed, "dry_run": is_dry, "sent": sent, "not_sent": failed,
        "told": [_draft(one, plan.on) for one in plan.drafts],
        "not_reached": [_draft(one, plan.on) | {"why": one.silence} for one in plan.unreached],
        "next_time": [_draft(one, plan.on) for one in plan.had_theirs],
        "without_lead": [user.id for user in plan.without_lead],
    }  # fmt: skip


def _draft(draft: Draft, on: date) -> dict[str, Any]:
    return {
        "person": draft.person.user.id,
        "deadlines": [
            {
                "id": line.deadline.id, "day": line.deadline.day.isoformat(), "days": (line.deadline.day - on).days,
                "kind": line.deadline.kind.value, "third_party": line.deadline.third_party_id,
                "thresholds": [one.value for one in line.thresholds],
            }
            for line in draft.lines
        ],
    }  # fmt: skip
