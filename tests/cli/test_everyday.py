"""The answers to everyday questions, pinned in full: what is read, and every reason with its rule."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Final

import pytest
from typer.testing import CliRunner

from kit.demos import DemoIn, compare, standing_clock
from sakimori import clock
from sakimori.cli.app import app

PUT_ON: Final = date(2026, 12, 3)
"""The day on which the reading put them to the demo."""

_QUESTIONS: Final = """
q01 | 会員へのはがきの宛名を印刷会社に | あさぎり印刷株式会社 | 会員 | 商品と催しの案内
q02 | 会員のメールアドレスで秋の案内 | 株式会社カササギ広告 | 会員 | 商品と催しの案内 | --marketing
q03 | 購入の履歴で推奨広告 | 株式会社カササギ広告 | 会員 | 購買分析による推奨
q04 | 同意した会員を保険代理店へ | あかつき保険代理株式会社 | 会員 | 提携先による案内
q05 | 会員の連絡先を不動産会社へ | 株式会社こみち不動産 | 会員 | 提携先による案内 | --route CONSENT
q06 | 催しの参加者を共催会社へ | みなと青葉ロジ株式会社 | 催しの参加者 | グループでの共同利用
q07 | 配送の状況をグループ会社と | みなと青葉ロジ株式会社 | 受注 | グループでの共同利用
q08 | 買った名簿にメールで案内 | 株式会社カササギ広告 | 購入した名簿 | 商品と催しの案内 | --route ENTRUST --marketing
q09 | 名刺を国外の会議サービスに | Orchid Meet Pte. Ltd. | 取引先の担当者 | 商品の販売と配送
q10 | 市役所からの照会に答える | みどり野市 | 受注 | 商品の販売と配送 | --route EXC_LAW
q11 | 給与と個人番号を社会保険労務士へ | 社会保険労務士法人ことり | 従業者 | 従業者の雇用管理
q12 | 注文の履歴を米国のクラウドに | Nimbus Harbor Inc. | 受注 | 商品の販売と配送
q13 | 社内チャット | Slatework Corporation | 従業者 | 従業者の雇用管理
q14 | 国内のクラウドでの保管 | くもベース株式会社 | 受注 | 商品の販売と配送
q15 | 通話録音をベトナムで書き起こし | Saigon Data Works JSC | 会員 | 商品の販売と配送
q16 | 韓国で夜間の問合せ | Hanbit Support Co. | 受注 | 商品の販売と配送
q17 | 健診の結果を健康管理会社へ | みのり健康管理株式会社 | 従業者 | 従業者の雇用管理
q18 | 名簿業者から買ってよいか | なぎさ名簿株式会社 | 購入した名簿 | 商品と催しの案内 | --route OPTOUT
q19 | 閲覧の履歴を可視化ツールへ | Luna Metrics | 会員 | 商品と催しの案内
q20 | 問合せの文を生成AIに入れる | ことのは文章支援 | 受注 | 商品の販売と配送
q21 | 問合せの文を入力から学習するAIに入れる | Brightquill Draft | 受注 | 商品の販売と配送
q22 | どの生成AIかを言わずに尋ねる | 生成AI | 受注 | 商品の販売と配送
"""


def _of(line: str) -> tuple[str, tuple[str, ...]]:
    key, _, recipient, data, purpose, *more = (cell.strip() for cell in line.split("|"))
    words = ("--recipient", recipient, "--data", data, "--purpose", purpose)
    return key, (*words, *(word for cell in more for word in cell.split()))


EVERYDAY: Final[Mapping[str, tuple[str, ...]]] = dict(_of(line) for line in _QUESTIONS.strip().splitlines())
"""The words of each question, by its number."""
PINNED = Path(__file__).parent / "pinned" / "everyday"


@pytest.fixture(scope="module", autouse=True)
def _put_on_the_day(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", standing_clock(PUT_ON))
        folder = tmp_path_factory.mktemp("everyday")
        demo_in(folder, PUT_ON)
        patch.setenv("SAKIMORI_HOME", str(folder))
        patch.delenv("SAKIMORI_DB", raising=False)
        patch.setenv("LC_ALL", "ja_JP.UTF-8")
        yield


def read(number: str) -> tuple[int, list[str]]:
    """The exit code and the lines that people read."""
    done = CliRunner().invoke(app, ["clear", *EVERYDAY[number]], terminal_width=160)
    return done.exit_code, [line.rstrip() for line in done.output.splitlines()]


def body(number: str) -> dict[str, Any]:
    """What programs read; nothing where the question was refused."""
    done = CliRunner().invoke(app, ["clear", *EVERYDAY[number], "--json"])
    found: dict[str, Any] = json.loads(done.stdout) if done.stdout else {"open": [], "later": []}
    return found


@pytest.mark.parametrize("number", EVERYDAY)
def test_an_everyday_question_is_answered_as_pinned(number: str) -> None:
    code, lines = read(number)
    found = body(number)
    points = [
        f"{place}: {one['kind']} {' '.join(one['rules'])} {one['line']['ja']}"
        for place in ("open", "later")
        for one in found[place]
    ]
    compare(PINNED / f"{number}.txt", [" ".join(EVERYDAY[number]), f"exit {code}", *lines, "---", *points])


def test_an_everyday_answer_is_short() -> None:
    counts = sorted(len(body(number)["open"]) for number in EVERYDAY)
    assert counts[-1] <= MOST
    assert median(counts) <= MIDDLE


MIDDLE, MOST = 3, 7
"""So many points are open in an answer of the middle, and in the longest one."""
