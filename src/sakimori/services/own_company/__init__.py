"""Our own company: registers, certificates, what we do and do not say; a workspace of its own."""
