"""Gaps of certificates: what they cover, their validity; may import gaps, facts and domain."""
