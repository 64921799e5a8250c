"""Clearance 提供可否判定: questions, answers, slips and the records of what was handed over."""
