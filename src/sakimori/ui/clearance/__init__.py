"""The clearance check, its answers, inquiries, slips, and what-if."""
