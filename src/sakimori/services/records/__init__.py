"""The book of records of 法29条 and 30条: hand-overs, receipts, corrections, papers; may import services and below."""
