"""Contracts: whom they cover, what their clauses say, when their renewal is decided."""
