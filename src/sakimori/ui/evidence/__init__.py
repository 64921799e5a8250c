"""Evidence 証跡: a document looked at, judged and taken out, wherever it is filed.

May import services, frame.
"""
