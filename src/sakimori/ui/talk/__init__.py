"""Talk inside the work: what was said over an inquiry, and what waits for whoever came in.

May import services and frame.
"""
