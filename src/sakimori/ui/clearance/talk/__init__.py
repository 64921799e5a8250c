"""Talk inside the work: an inquiry sent, what was said over it, and what waits for whoever came in.

May import services, frame, and the words of the clearance check.
"""
