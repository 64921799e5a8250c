"""Questionnaires of others: read, taken in, answered in their own file; the library of answers."""
