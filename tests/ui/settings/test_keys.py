"""設定: keys that are lost, told to administrators and compliance in their language, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimori.clock import now
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.webhooks.sending import secret_of
from sakimori.store.key_files import WEBHOOKS, key_file
from ui.conftest import Show


def warnings(show: Show, person: str, language: str = "ja") -> str:
    return " ".join(str(one.value) for one in show("settings", person=person, language=language).warning)


@pytest.mark.parametrize(("language", "words"), [("ja", "Webhook の鍵が、監査記録の連番"), ("en", "key of webhooks")])
def test_a_lost_key_and_its_successor_are_told_to_whoever_can_see_to_it(
    demo_home: Path, show: Show, language: str, words: str
) -> None:
    workspace = Workspace(demo_home / "demo.db")
    secret_of(workspace, "wh_1", at=now())
    assert "key" not in warnings(show, "us05", language)
    key_file(workspace.target, WEBHOOKS).unlink()
    assert "webhook.key" in warnings(show, "us05", language)
    assert "webhook.key" in warnings(show, "us01", language)
    assert "webhook.key" not in warnings(show, "us03", language)
    secret_of(workspace, "wh_1", at=now())
    shown = warnings(show, "us05", language)
    assert "webhook.key" not in shown
    assert words in shown
