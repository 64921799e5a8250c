"""The pages on which a vendor answers: opened by the link of an invitation, without an account.

May import services.invitations, services.assessments, services.access, services.kernel, exchange.reference, domain,
errors.
"""
