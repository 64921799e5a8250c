"""Third parties: the list, registration, and the dossier.

May import services, frame, charts, assessments, certificates, clearance, contracts, countries, evidence, flows,
incidents, records, requests.
"""
