"""The names of all URLs, so that a test can ask for each: a new one is covered, or fails, by itself."""

from collections.abc import Iterator

from django.urls import URLResolver


def urls(resolver: URLResolver, namespace: str = "", *, of_admin: bool = False) -> Iterator[str]:
    """Names of all URLs, in every language; either Django's admin's or all others."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from urls(entry, inner, of_admin=of_admin)
        elif namespace.startswith("admin:") == of_admin:
            yield namespace + (entry.name or str(entry.pattern))
