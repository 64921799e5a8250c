"""Assessments held against each other, and against the controls of a framework."""
