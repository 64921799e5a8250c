"""One file a page; each reads from top to bottom and draws what services give."""
