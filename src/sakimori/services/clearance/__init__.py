"""Clearance 提供可否判定: questions, answers, inquiries, slips, and what-if; may import services and below."""
