"""Questionnaires of others: read, taken in, answered in place, and the answer library.

May import services and below.
"""
