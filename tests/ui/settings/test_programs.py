"""設定・トークン and Webhook: made, shown once, listed, changed, revoked; not shown to anybody without the right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.domain.webhook import Delivery, Webhook, WebhookEvent
from sakimori.errors import StateError
from sakimori.services.access.accounts import Accounts
from sakimori.services.access.bearer import who_bears
from sakimori.services.access.rows import TokenFilter, token_page
from sakimori.services.access.service_tokens import make_service_token
from sakimori.services.access.sessions import Sessions
from sakimori.services.access.tokens import make_token
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.webhooks.rows import deliveries, webhooks
from sakimori.services.webhooks.sending import secret_of
from sakimori.services.webhooks.write import end_webhook, make_webhook
from sakimori.store.programs.webhooks import Deliveries
from sakimori.ui.frame.components import OPEN_DIALOG
from sakimori.ui.frame.text import TEXTS
from ui.conftest import Show

ADMIN, COMPLIANCE = "us05", "us01"
WHO = Actor(ADMIN, "渡辺 淳", frozenset({UserRole.ADMIN}))
URL = "https://crm.example.co.jp/in"


@pytest.fixture
def workspace(demo_home: Path) -> Workspace:
    return Workspace(demo_home / "demo.db")


def on_tab(show: Show, tab: str, *, language: str = "ja", person: str = ADMIN, **query: str) -> AppTest:
    return show("settings", person=person, language=language, tab=tab, **query)


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def opened(at: AppTest, dialog: str, **facts: Any) -> AppTest:
    at.session_state[OPEN_DIALOG] = (dialog, facts)
    at.run()
    assert not at.exception, at.exception
    return at


def a_webhook(workspace: Workspace) -> Webhook:
    events = frozenset({WebhookEvent.VERDICT_CHANGED})
    return make_webhook(workspace, name="CRM", url=URL, events=events, actor=WHO, at=now())


def column(at: AppTest, name: str, table: int = 0) -> list[Any]:
    return list(tables(at)[table].value[name])


def test_a_token_for_a_program_is_shown_once_and_opens_what_was_chosen(workspace: Workspace, show: Show) -> None:
    at = on_tab(show, "tokens", language="en")
    assert not tables(at)
    press(at, "next_key_0")
    at.text_input(key="token_name").set_value("CRM連携").run()
    at.pills(key="token_roles").set_value([UserRole.SALES]).run()
    press(at, "token_make_do")
    secret = at.code[0].value
    found = who_bears(workspace, secret, at=now())
    assert found is not None
    assert (found.actor.name, set(found.actor.roles)) == ("CRM連携", {UserRole.SALES})
    assert set(found.token.scopes) == {TokenScope.CLEARANCE}
    assert found.token.expires_on == today() + timedelta(days=365)
    opened(at, "")
    assert not at.code, "it is shown once"
    assert column(at, "who") == ["CRM連携"]


def test_a_program_is_refused_in_words_until_it_has_a_name_and_a_role(show: Show, demo_home: Path) -> None:
    assert demo_home.exists()
    at = opened(on_tab(show, "tokens"), "token_make")
    press(at, "token_make_do")
    assert any("名前" in one.value or "役割" in one.value for one in at.warning)


def test_an_administrator_sees_whose_tokens_stand_and_revokes_one(workspace: Workspace, show: Show) -> None:
    their, scopes = Actor("us03", "井上 透", frozenset({UserRole.SALES})), frozenset({TokenScope.GAPS})
    made = make_token(workspace, name="表計算", scopes=scopes, expires_on=today(), actor=their, at=now())
    at = on_tab(show, "tokens")
    assert column(at, "who") == ["井上 透"]
    (row,), _ = token_page(workspace, TokenFilter(), first=0, limit=9, actor=WHO)
    press(opened(at, "token", row=row), "token_revoke")
    assert who_bears(workspace, made.secret, at=now()) is None
    assert not tables(at), "what is over is not listed until it is asked for"
    at.toggle(key="tokens_over").set_value(True).run()
    assert at.query_params["over"] == "1"
    assert column(at, "state") == [["取消"]]


def test_a_program_gets_one_more_token_with_the_same_scopes(workspace: Workspace, show: Show) -> None:
    make_service_token(
        workspace, name="夜間", roles=frozenset({UserRole.SALES}), scopes=frozenset({TokenScope.GAPS}),
        expires_on=None, actor=WHO, at=now(),
    )  # fmt: skip
    (row,), _ = token_page(workspace, TokenFilter(), first=0, limit=9, actor=WHO)
    at = press(opened(on_tab(show, "tokens"), "token", row=row), "token_renew_do")
    found = who_bears(workspace, at.code[0].value, at=now())
    assert found is not None
    assert (found.user.id, set(found.token.scopes)) == (row.user.id, {TokenScope.GAPS})


def test_a_webhook_is_made_with_a_secret_that_signs_what_is_sent_to_it(workspace: Workspace, show: Show) -> None:
    at = press(on_tab(show, "webhooks", language="en"), "next_webhook_0")
    at.text_input(key="webhook_name").set_value("CRM").run()
    at.text_input(key="webhook_url").set_value("https://127.0.0.1/in").run()
    at.pills(key="webhook_events").set_value([WebhookEvent.VERDICT_CHANGED]).run()
    press(at, "webhook_make_do")
    assert any("private addresses" in one.value for one in at.warning)
    at.text_input(key="webhook_url").set_value(URL).run()
    press(at, "webhook_make_do")
    (made,) = webhooks(workspace, actor=WHO)
    assert at.code[0].value == secret_of(workspace, made.id, at=now())
    opened(at, "")
    assert column(at, "url") == [URL]
    assert not at.code


def test_a_chosen_webhook_is_changed_ended_resumed_and_removed(workspace: Workspace, show: Show) -> None:
    hook = a_webhook(workspace)
    at = on_tab(show, "webhooks", hook=hook.id)
    press(at, "webhooks_change")
    at.text_input(key="webhook_name").set_value("新CRM").run()
    press(at, "webhook_change_do")
    assert column(at, "name") == ["新CRM"]
    (hook,) = webhooks(workspace, actor=WHO)
    at = press(on_tab(show, "webhooks", hook=hook.id), "webhooks_end")
    press(at, "webhook_end_do")
    assert not tables(at)
    (hook,) = webhooks(workspace, actor=WHO)
    assert hook.ended_at is not None
    at = press(on_tab(show, "webhooks", hook=hook.id, ended="1"), "webhooks_resume")
    press(at, "webhook_resume_do")
    (hook,) = webhooks(workspace, actor=WHO)
    assert hook.ended_at is None
    ended = end_webhook(workspace, hook.id, actor=WHO, at=now())
    at = press(on_tab(show, "webhooks", hook=ended.id, ended="1"), "webhooks_remove")
    press(at, "webhook_remove_do")
    assert webhooks(workspace, actor=WHO) == []


def test_the_log_says_what_became_of_each_event_and_sends_one_again(workspace: Workspace, show: Show) -> None:
    hook = a_webhook(workspace)
    gone = Delivery("ev_1", hook.id, WebhookEvent.GAP_OPENED, "{}", now(), tries=9, last_error="HTTP 500")
    came = Delivery("ev_2", hook.id, WebhookEvent.GAP_CLOSED, "{}", now(), tries=1, sent_at=now(), last_status=204)
    with workspace.writing() as unit:
        Deliveries(unit.engine).put([gone, came])
    at = on_tab(show, "webhooks", hook=hook.id)
    assert sorted(column(at, "state", 1)) == [["届いた"], ["届かなかった"]]
    assert (column(at, "given_up"), column(at, "waiting")) == ([1], [0])
    at = on_tab(show, "webhooks", hook=hook.id, state="given_up")
    assert column(at, "error", 1) == ["HTTP 500"]
    press(opened(at, "delivery", delivery=gone), "delivery_again")
    found = {one.id: one for one in deliveries(workspace, hook.id, first=0, limit=9, actor=WHO)[0]}
    assert (found["ev_1"].tries, found["ev_1"].next_at is None) == (0, False)


def test_on_a_past_day_nothing_can_be_made_or_changed(workspace: Workspace, show: Show) -> None:
    hook = a_webhook(workspace)
    past = (today() - timedelta(days=30)).isoformat()
    tokens = on_tab(show, "tokens", on=past)
    assert not any(str(button.key).startswith("next_key") for button in tokens.button)
    hooks = on_tab(show, "webhooks", on=past, hook=hook.id)
    assert hooks.button(key="webhooks_make").disabled
    assert not {"webhooks_change", "webhooks_end"} & {str(button.key) for button in hooks.button}


def test_who_lacks_the_right_sees_nothing_of_it(workspace: Workspace, show: Show) -> None:
    a_webhook(workspace)
    at = on_tab(show, "tokens", person=COMPLIANCE)
    labels = [tab.label for tab in at.tabs]
    assert TEXTS["settings.tab_tokens"].ja not in labels
    assert TEXTS["settings.tab_webhooks"].ja in labels, "compliance sets the policy"
    assert not any(str(button.key).startswith("tokens") for button in at.button)


def test_a_program_stands_among_the_people_and_gets_no_way_in(workspace: Workspace) -> None:
    made = make_service_token(
        workspace, name="夜間", roles=frozenset({UserRole.SALES}), scopes=frozenset({TokenScope.GAPS}),
        expires_on=None, actor=WHO, at=now(),
    )  # fmt: skip
    with pytest.raises(StateError):
        Accounts(workspace, Sessions()).give(made.token.user_id, login="yakan", actor=WHO, at=now())
