"""A made-up company whose eighteen months of history are service calls at past instants.

May import services and below.
"""

from sakimori.demo.company import DEMO_KIND, make_demo

__all__ = ["DEMO_KIND", "make_demo"]
