"""The audit trail: read, and proved."""
