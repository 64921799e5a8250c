"""The fifteen points: how each stands, and what each means for a salesperson; may import services, frame, gaps."""
