"""Sheets of questions: their columns, rows, choices and cells."""
