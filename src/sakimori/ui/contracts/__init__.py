"""Contracts: the list, the page of one, clauses, and the matrix.

May import services, frame, charts, clearance, evidence.
"""
