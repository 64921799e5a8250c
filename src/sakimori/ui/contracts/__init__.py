"""Contracts: the list, the page of one, clauses, and the matrix."""
