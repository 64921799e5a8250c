"""Gaps of assessments: the check at selection, answers, evidence, reviews; may import gaps, facts and domain."""
