"""The tool of an assistant (Model Context Protocol): it reads, says what holds until when, and who must decide.

May import web.api, services, rules, domain, errors, clock.
"""
