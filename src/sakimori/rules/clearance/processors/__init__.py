"""Entrustment (法25条, 27条5項1号): supervision, contract, scope, sub-processors, cloud.

May import clearance, gaps and facts.
"""
