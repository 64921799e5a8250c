"""Every part of the kit on one page, with invented figures: `streamlit run tests/nightly/gallery.py`."""

from datetime import date
from pathlib import Path

import streamlit as st

from sakimori.domain.codes import ControlArea, Outcome, Severity
from sakimori.domain.values.days import add_months
from sakimori.errors import StateError
from sakimori.ui.charts import (
    Contribution,
    Deadline,
    ForecastMonth,
    HeatRow,
    MonthDay,
    PartyTile,
    contribution_bars,
    draw,
    forecast_bars,
    heat_bars,
    month_calendar,
    timeline,
    treemap_parties,
)
from sakimori.ui.frame.components import (
    Export,
    NextStep,
    empty_state,
    failure,
    page_header,
    refusal,
    section,
    tag,
    tile,
)
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session_language import settle_language
from sakimori.ui.frame.states import Mark, Theme, badge, chip, mark, show_badge, theme
from sakimori.ui.frame.tables import (
    button_column,
    chip_column,
    number_column,
    outcome_column,
    severity_column,
    table,
    text_column,
)
from sakimori.ui.frame.text import label, language, tier_label

ON = date(2026, 11, 24)
HOSTILE = (
    "![x](http://127.0.0.1:9/x.png) <img src=http://127.0.0.1:9/y.png> [l](http://127.0.0.1:9/z) "
    ":material/home: :smile: :red[r] $x^2$ `c` http://127.0.0.1:9 www.example.com a@example.com -> :streamlit:"
)

st.set_page_config(page_title="Gallery", page_icon="🛡️", layout="wide", initial_sidebar_state=228)
lang = settle_language()
assets = Path("src/sakimori/ui/assets").resolve()
st.logo(assets / ("logo-dark.svg" if theme() is Theme.DARK else "logo.svg"), size="large")


def about_demo() -> None:
    """What the badge of the demo says."""
    st.caption("架空の会社です。")


def pressed(row: int) -> None:
    st.toast(f"row {row}")


def risk() -> None:
    page_header(
        "リスク・ダッシュボード",
        on=st.session_state.get("as_of", ON),
        today=ON,
        demo=about_demo,
        user_label="佐藤（法務）",
        exports=[Export("CSV", "gaps.csv", "text/csv", lambda: b"1")],
    )
    with st.grid(5, min_column_width=150):
        tile("提供できない取引先", "3社", change=-2, change_note="先月比", history=[6, 6, 5, 7, 5, 3])
        tile("期限を過ぎたもの", "7件", change=3, change_note="先月比", history=[2, 3, 5, 3, 4, 7])
        tile("30日以内の期限", "19件", change=7, change_note="先月比", history=[9, 14, 11, 8, 12, 19])
        tile("事実が未確認の取引先", "24社", change=-7, change_note="先月比", history=[52, 47, 44, 38, 31, 24])
        tile(
            "有効な審査",
            "216件",
            change=11,
            change_note="先月比",
            history=[150, 171, 180, 192, 205, 216],
            more="neutral",
        )
    left, right = st.columns([56, 44], gap="medium")
    with left:
        section("不備のある取引先", "数字は社数、色は区分内の割合")
        counts = [
            (1, 2, 1, 0, 5, 4, 6, 3, 4, 2, 3, 1),
            (2, 5, 4, 1, 9, 3, 8, 11, 14, 3, 5, 0),
            (3, 2, 6, 2, 7, 1, 4, 9, 18, 1, 0, 2),
            (None, None, None, None, None, None, None, 6, None, None, None, None),
        ]
        rows = [
            HeatRow(str(tier), tier_label(tier).split("（")[0].split(" (")[0], total, line)
            for tier, total, line in zip((1, 2, 3, None), (18, 46, 72, 12), counts, strict=True)
        ]
        areas = [(area.value, label(area)) for area in ControlArea]
        chosen = draw(heat_bars(rows, areas, theme=theme(), language=lang), "heat", select=True)
        if chosen:
            st.caption(f"chosen {chosen}")
    with right:
        section("これから生じる不備", "何もしなければ、その月に始まる件数")
        figures = [
            (0, 1, 2, 1),
            (1, 4, 6, 3),
            (2, 3, 5, 6),
            (0, 2, 4, 2),
            (4, 9, 12, 5),
            (1, 5, 8, 4),
            (0, 1, 3, 2),
            (1, 3, 6, 3),
        ]
        months = [
            ForecastMonth(add_months(date(2026, 11, 1), ahead), dict(zip(Severity, four, strict=True)))
            for ahead, four in enumerate(figures)
        ]
        month = draw(forecast_bars(months, theme=theme(), language=lang), "forecast", select=True)
        if month:
            st.caption(f"chosen {month}")
    section("先に手を打つ取引先")
    table(
        [
            (
                [chip(Mark.BLOCK, lang)],
                "株式会社つむぎコールセンター",
                "再委託先（ベトナム）に法28条の根拠がない",
                "発生中 22日",
                12480,
                "開く",
            ),
            (
                [chip(Mark.HIGH, lang)],
                "Hanbit Support Co.",
                "基準適合体制の年次確認が90日を超えて遅れ",
                "発生中 8日",
                None,
                "開く",
            ),
            ([chip(Mark.UNKNOWN, lang)], HOSTILE, "再委託の許諾が未確認", "2026/12/01 から", 812, "開く"),
        ],
        {
            "severity": severity_column("最も重い不備"),
            "name": text_column("取引先", width=200),
            "reason": text_column("理由", width=300),
            "since": text_column("いつから"),
            "persons": number_column("人数", width=70),
            "fix": button_column("直す場所", on_row=pressed),
        },
        key="top",
        alt="先に手を打つ取引先",
        select="one",
    )


def dossier() -> None:
    page_header(
        "株式会社つむぎコールセンター", on=date(2026, 3, 31), today=ON, demo=about_demo, user_label="佐藤（法務）"
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for state in Mark:
            show_badge(state)
    st.markdown(" ".join(badge(state, lang) for state in Mark))
    with st.grid(4, min_column_width=150):
        tile("いまの不備", "4件", note="停止1・高1・中2")
        tile("リスク値", "738", note="未確認も不備なら 752", help_text="回答率 92%")
        tile("審査の期限", "あと26日", note="2026/12/20（日）")
        tile("契約の通知期限", "あと37日", note="2026/12/31（木）自動更新")
    lanes = [("contract", "契約"), ("assessment", "審査"), ("certificate", "認証"), ("annual", "年次確認")]
    points = [
        Deadline(date(2026, 12, 20), "assessment", "審査の期限", Mark.MEDIUM, "a"),
        Deadline(date(2026, 12, 31), "contract", "自動更新の通知期限", Mark.MEDIUM, "b"),
        Deadline(date(2027, 1, 14), "certificate", "プライバシーマーク満了", Mark.LOW, "c"),
        Deadline(date(2027, 3, 31), "contract", "契約の満了", Mark.HIGH, "d"),
        Deadline(date(2027, 6, 30), "annual", "ベトナムの再委託先", Mark.BLOCK, "e"),
        Deadline(date(2027, 11, 10), "assessment", "実地の監査", Mark.LOW, "f"),
    ]
    draw(timeline(lanes, points, on=ON, months=12, theme=theme(), language=lang), "dates", select=True)
    left, right = st.columns(2)
    with left:
        draw(
            treemap_parties(
                [PartyTile(f"取引先{n}", 40000 // n, list(Mark)[n % 5]) for n in range(1, 100)]
                + [PartyTile("未確認の会社", None, Mark.UNKNOWN)],
                theme=theme(),
                language=lang,
            ),
            "parties",
        )
    with right:
        items = [
            Contribution("T-11", "管理者用IDと端末に、多要素認証を使っていますか。", 6.2),
            Contribution("T-12", "アクセスログを1年以上保存していますか。", 4.1),
            Contribution("S-02", "再委託先の一覧に国がありますか。", 3.0, unanswered=True),
        ]
        draw(contribution_bars(items, total=38, theme=theme(), language=lang), "score")
    table(
        [([chip(mark(outcome), lang)], "x") for outcome in Outcome],
        {"outcome": outcome_column("判定"), "name": text_column("名称")},
        key="outcomes",
        alt="判定",
    )


def month() -> None:
    page_header("期限カレンダー", on=date(2027, 6, 1), today=ON, demo=about_demo, user_label="Sato (Compliance)")
    days = {
        date(2026, 11, 20): MonthDay(2, Mark.HIGH),
        date(2026, 11, 23): MonthDay(1, Mark.BLOCK),
        date(2026, 11, 30): MonthDay(12, Mark.LOW),
    }
    left, right = st.columns([60, 40])
    with left:
        day = draw(month_calendar(date(2026, 11, 1), days, on=ON, theme=theme(), language=lang), "month", select=True)
        if day:
            st.caption(f"chosen {day}")
    with right:
        empty_state(
            "domain",
            "まだ取引先がありません。",
            NextStep("取引先を登録"),
            NextStep("台帳を取り込む"),
            NextStep("デモを見る"),
        )
        refusal(StateError(why="判定は済んでいます。"))
        failure("1a2b3c4d")


def hostile() -> None:
    inert = plain(HOSTILE)
    page_header(HOSTILE, on=ON, today=ON, demo=None, user_label=HOSTILE)
    st.markdown(inert)
    st.caption(inert, help=inert)
    st.metric(inert, inert, inert)
    st.button(inert, help=inert)
    st.radio(inert, [inert])
    st.pills(inert, [inert])
    st.segmented_control(inert, [inert])
    st.tabs([inert])
    st.expander(inert)
    st.popover(inert)
    st.menu_button(inert, [inert])
    st.progress(0.5, inert)
    st.toast(inert)
    st.error(inert)
    st.info(inert)
    st.status(inert)
    st.checkbox(inert)
    st.text_input(inert, placeholder=HOSTILE)
    st.file_uploader(inert)
    st.table([[inert]])
    tag(HOSTILE)
    tag(HOSTILE, icon="domain", help_text=inert)
    st.text(HOSTILE)
    st.selectbox(inert, [HOSTILE])
    st.multiselect(inert, [HOSTILE], default=[HOSTILE])
    table(
        [[HOSTILE, [HOSTILE]]],
        {"a": text_column(HOSTILE), "b": chip_column("", {HOSTILE: "red"})},
        key="hostile_table",
        alt=HOSTILE,
    )
    tile(HOSTILE, HOSTILE, note=HOSTILE)
    section(HOSTILE, HOSTILE)
    empty_state("domain", HOSTILE, NextStep(HOSTILE))
    refusal(StateError(why=HOSTILE))
    lanes = [("a", "契約")]
    draw(
        timeline(
            lanes, [Deadline(ON, "a", HOSTILE, Mark.HIGH, "a")], on=ON, months=12, theme=theme(), language=language()
        ),
        "hostile_dates",
    )
    draw(treemap_parties([PartyTile(HOSTILE, 5, Mark.HIGH)], theme=theme(), language=language()), "hostile_parties")


st.navigation(
    [
        st.Page(risk, title="risk", icon=":material/monitoring:", default=True),
        st.Page(dossier, title="dossier", icon=":material/folder_shared:"),
        st.Page(month, title="month", icon=":material/calendar_month:"),
        st.Page(hostile, title="hostile", icon=":material/emergency:"),
    ],
    expanded=True,
).run()
