"""Rules that find gaps in a dossier, a folder a subject.

May import facts and domain; `provision_records` alone asks clearance.
"""
