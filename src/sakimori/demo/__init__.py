"""A made-up company whose eighteen months of history are service calls at past instants.

May import services and below.
"""
