"""Questionnaires of others on their way in, and the library of answers.

May import services, frame, charts, assessments.
"""
