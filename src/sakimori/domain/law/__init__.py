"""Statements of law: entries of `data/law/`, each with its place, source, and what was read of it.

May import errors and the standard library; the folder is the only file that the core reads.
"""
