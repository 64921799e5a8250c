"""What stands in files and in the program: the packs with their mistakes, and the rules with their sources."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import streamlit as st

from sakimori.domain.policy import Policy
from sakimori.domain.rule import Rule, versions_of
from sakimori.exchange.law_changes import law_changes, named_shortly
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.rule_kit import ClearanceRule
from sakimori.services.assessments.packs.shelf import list_packs, skipped_files
from sakimori.services.settings.policy import policy_known
from sakimori.ui.clearance.what_if_button import About, open_what_if
from sakimori.ui.clearance.what_if_dialog import what_if_dialogs
from sakimori.ui.frame.components import empty_state, link_to, section
from sakimori.ui.frame.dialogs import fresh_key, show_dialog
from sakimori.ui.frame.formats import dated, day, not_applicable, plain, unknown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t


class Tab(StrEnum):
    """The parts of the settings."""

    POLICY = "policy"
    USERS = "users"
    PERMISSIONS = "permissions"
    COUNTRIES = "countries"
    PACKS = "packs"
    RULES = "rules"
    TOKENS = "tokens"
    WEBHOOKS = "webhooks"


def show_packs(page: Page) -> None:
    """The newest version of each pack, and every mistake by file and line."""
    folder = page.workspace.pack_folder
    problems = skipped_files(folder=folder)
    packs = list_packs(folder=folder)
    if problems:
        st.warning(t("settings.packs_wrong", count=len(problems)), icon=":material/rule:")
        columns = {
            "file": text_column(t("settings.file"), width=170),
            "line": number_column(t("settings.line"), width=60),
            "key": text_column(t("settings.key"), width=190),
            "problem": text_column(t("settings.problem"), width=280),
            "fix": text_column(t("settings.fix"), width=300),
        }
        rows: list[list[Cell]] = [
            [p.file, p.line, p.key, p.message.get(language()), p.fix.get(language())] for p in problems
        ]
        table(rows, columns, key="settings_problems", alt=t("settings.problems_alt"))
    elif packs:
        st.caption(t("settings.packs_fine", count=len(packs)))
    if not packs:
        if not problems:
            empty_state("quiz", t("settings.packs_empty"))
        return
    table(
        [[p.title.get(language()), p.id, p.version, p.questions, p.light] for p in packs],
        {
            "title": text_column(t("settings.pack"), width=360),
            "id": text_column("ID", width=150),
            "version": text_column(t("settings.version"), width=70),
            "questions": number_column(t("settings.questions"), width=80),
            "light": number_column(t("settings.light"), width=80),
        },
        key="settings_packs",
        alt=t("settings.packs_alt"),
    )


def show_rules(page: Page) -> None:
    """Changes of law and whether they were read; every rule with its source, kind, days, version and last check."""
    _law_changes()
    st.caption(t("settings.rules_lead"))
    link_to("law", t("settings.to_law"), icon="gavel")
    table(
        [
            [
                rule.id,
                rule.title.get(language()),
                rule.citation.get(language()),
                label(rule.basis),
                in_force(rule, page.on),
                version_read(rule),
                day(rule.checked_on, language()),
            ]
            for rule in RULES
        ],
        {
            "id": text_column(t("settings.rule"), width=80),
            "title": text_column(t("settings.rule_title"), width=235),
            "cites": text_column(t("settings.cites"), width=180),
            "basis": text_column(t("settings.basis"), width=95),
            "in_force": text_column(t("settings.in_force"), width=112),
            "version": text_column(t("settings.version_read"), width=180),
            "checked": text_column(t("settings.checked_on"), width=90),
        },
        key="settings_rules",
        alt=t("settings.rules_alt"),
    )
    _clearance_rules(page)


def _law_changes() -> None:
    """What has changed since the versions on which the rules rest; what nobody has read is unknown."""
    found, lang = law_changes(), language()
    section(t("settings.law_changes"))
    unread = found.unread()
    notice = t("settings.law_unread", changes=named_shortly(unread)) if unread else t("settings.law_all_read")
    dated_notice = t("settings.law_looked", notice=notice, day=day(found.looked_for_on, lang))
    st.caption(plain(dated(dated_notice, lang)))
    rows: list[list[Cell]] = [
        [day(one.since, lang), one.words.get(lang), day(one.read_on, lang) if one.read_on else unknown(lang)]
        for one in found.changes
    ]
    columns = {
        "since": text_column(t("settings.law_since"), width=105),
        "change": text_column(t("settings.law_change"), width=640),
        "read": text_column(t("settings.law_read"), width=105),
    }
    table(rows, columns, key="settings_law", alt=t("settings.law_changes"))


def _clearance_rules(page: Page) -> None:
    """The rules of clearance in the order of its steps; a row leads to what would turn."""
    section(t("settings.clearance_rules"))
    st.caption(t("settings.clearance_rules_lead"))
    policy = policy_known(page.workspace, number=page.known)
    chosen = table(
        [
            [
                t(f"step.{rule.step.name.lower()}"),
                rule.id,
                rule.title.get(language()),
                rule.citation.get(language()),
                label(rule.basis),
                begins_by_policy(rule, policy) or in_force(rule, page.on),
                version_read(rule),
                day(rule.checked_on, language()),
            ]
            for rule in CLEARANCE_RULES
        ],
        {
            "step": text_column(t("settings.step"), width=88),
            "id": text_column(t("settings.rule"), width=80),
            "title": text_column(t("settings.rule_title"), width=210),
            "cites": text_column(t("settings.cites"), width=150),
            "basis": text_column(t("settings.basis"), width=92),
            "in_force": text_column(t("settings.in_force"), width=112),
            "version": text_column(t("settings.version_read"), width=120),
            "checked": text_column(t("settings.checked_on"), width=90),
        },
        key=fresh_key("settings_clearance"),
        alt=t("settings.clearance_rules"),
        select="one" if page.is_editable else "none",
    )
    if chosen:
        open_what_if(About.RULE, CLEARANCE_RULES[chosen[0]].id)
    show_dialog(what_if_dialogs(page))


def begins_by_policy(rule: ClearanceRule, policy: Policy) -> str:
    """The day that our policy sets for a rule of which the law leaves it open; empty for any other."""
    return t("settings.begins_by", day=day(rule.first_day(policy), language())) if rule.begins_by else ""


def version_read(rule: Rule | ClearanceRule) -> str:
    """The version in which each text behind a rule was read; 対象外 where it cites none."""
    versions = dict.fromkeys(version.get(language()) for _, version in versions_of(rule.cites))
    return dotted(versions) or not_applicable(language())


def in_force(rule: Rule | ClearanceRule, on: date) -> str:
    """From when until when a rule holds, and whether it does on a day."""
    start = day(rule.in_force_from, language())
    if on < rule.in_force_from:
        return t("settings.not_yet", day=start)
    if rule.in_force_until is None:
        return t("settings.in_force_from", day=start)
    end = day(rule.in_force_until, language())
    if on > rule.in_force_until:
        return t("settings.no_longer", day=end)
    return t("settings.in_force_span", start=start, end=end)
