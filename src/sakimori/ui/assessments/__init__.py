"""Assessments: the list, the page of one, and all that is done there.

May import services, frame, charts, clearance, evidence, questionnaires.
"""
