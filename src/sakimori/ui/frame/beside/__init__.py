"""What runs beside the pages: the demo being made, what is read ahead, the queue, how long pages took.

May import what `ui.frame` may.
"""
