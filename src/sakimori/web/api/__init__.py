"""The interface for programs, /api/v1: the services of the screens, with their permissions and their trail.

Starlette and pydantic rather than FastAPI: both run in this process already, and one declaration an address
(`endpoint.Endpoint`) says what the framework has no place for: scope, permission, version to match and what is
refused. The OpenAPI document and the test of permissions are read off the same declarations. What a framework would
save is two hundred lines; what it brings is a second way to report a wrong value and a page with foreign scripts.

May import services, exchange, rules, domain, errors, clock.
"""
