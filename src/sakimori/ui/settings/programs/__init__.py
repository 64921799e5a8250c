"""設定・トークン and Webhook: who holds tokens, who is told, and the log of it; may import ui.frame and services."""
