"""Programs are told what happens: addresses, what happened since then, and the way out; may import services."""
