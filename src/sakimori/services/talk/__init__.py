"""Talk inside the work: questions back and replies, what waits for a person, and the mails that say so.

May import services and below.
"""
