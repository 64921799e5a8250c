"""`sakimori questionnaire …`: its group, and its commands in modules that are read when they are called.

May import kit, printing, later; services and below.
"""
