"""Third parties: the list, registration, and the dossier.

May import services, frame, charts, certificates, clearance, contracts, countries, evidence, flows, incidents,
records.
"""
