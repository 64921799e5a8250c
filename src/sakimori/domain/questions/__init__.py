"""Packs, assessments and their answers."""
