"""The tables of questionnaires of others: private packs, kept profiles, and the files that filled assessments."""

from __future__ import annotations

QUESTIONNAIRES = """
CREATE TABLE private_pack (
  id TEXT PRIMARY KEY, pack_id TEXT NOT NULL, release TEXT NOT NULL, digest TEXT NOT NULL REFERENCES
  pack_snapshot(digest), title TEXT NOT NULL, sender TEXT NOT NULL, licence TEXT NOT NULL, language TEXT NOT NULL,
  profile TEXT NOT NULL, filename TEXT NOT NULL, sha256 TEXT NOT NULL, made_on DATE NOT NULL, made_by TEXT NOT NULL,
  derived_from TEXT NOT NULL, withdrawn_on DATE, version INTEGER NOT NULL, UNIQUE (pack_id, release));

CREATE TABLE kept_profile (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, made_on DATE NOT NULL,
  made_by TEXT NOT NULL, withdrawn_on DATE, version INTEGER NOT NULL);

CREATE TABLE questionnaire_import (
  id TEXT PRIMARY KEY, assessment_id TEXT NOT NULL REFERENCES assessment(id), filename TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES stored_file(sha256), profile TEXT NOT NULL, profile_body TEXT NOT NULL,
  said TEXT NOT NULL, matched TEXT NOT NULL, answers INTEGER NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL,
  version INTEGER NOT NULL);
CREATE INDEX questionnaire_import_assessment ON questionnaire_import(assessment_id);
CREATE INDEX questionnaire_import_sha256 ON questionnaire_import(sha256)
"""
