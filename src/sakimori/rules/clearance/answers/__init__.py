"""Answers as they are read: points that decide, ways out of bars, what to leave out; may import clearance and facts."""
