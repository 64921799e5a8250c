"""The clearance check, its answers, inquiries, slips, and what-if.

May import services, frame, charts, flows, parties, records.
"""
