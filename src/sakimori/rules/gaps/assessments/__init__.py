"""Gaps of assessments: the check at selection, answers, evidence, reviews."""
