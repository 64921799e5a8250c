"""Data flows: all of them, one of them, the guided entry, and their hand-overs.

May import services, frame, charts, clearance, evidence, records, requests.
"""
