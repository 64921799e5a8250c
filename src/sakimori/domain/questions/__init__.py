"""Packs of questions, assessments and their answers; may import domain and errors."""
