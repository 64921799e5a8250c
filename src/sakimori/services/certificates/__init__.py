"""Certificates: how they stand, and which answers they propose."""
