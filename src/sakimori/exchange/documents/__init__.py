"""Contracts, certificates and reports, read for the person who decides; may import evidence and lists."""
