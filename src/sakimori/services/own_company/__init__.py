"""Our own company: its registers, certificates and notices, and its workspace; may import services and below."""
