"""What the server does beside the screens: the guard in front of every answer, the door, addresses for programs.

`api` and `assistant` say themselves what they may import. All else may import services.access, services.evidence,
services.invitations, services.kernel, services.own_company, services.settings, domain, errors, clock.
"""
