"""What would be unsafe, or fail in silence, stops the start: one line for each, with what to do.

It is asked at the end of the settings, so that web, worker and every command refuse alike. A site for this machine
alone (its address is plain http on localhost or on a name without a dot) is let off what only matters to others.
"""

import ipaddress
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Given = Mapping[str, Any]  # the settings
SHORTEST_KEY = 32
EXAMPLES = {"", "changeme", "change-me", "secret", "password", "postgres", "memoria", "admin", "example"}
KEEPS_MAIL = {"console", "dummy", "filebased", "locmem"}


def stop_if_unsafe(given: Given) -> None:
    problems = unsafe(given)
    if problems:
        raise SystemExit("\n".join(problems))  # not an exception: whatever starts ends with these lines


def unsafe(given: Given) -> list[str]:
    if given["EMBEDDED"]:
        return []
    problems = [problem for rule in ALWAYS if (problem := rule(given))]
    if problems or _is_for_this_machine(given["SITE_URL"]):
        return problems
    return [problem for rule in FOR_OTHERS if (problem := rule(given))]


def _is_for_this_machine(site_url: str) -> bool:
    parts = urlsplit(site_url)
    return parts.scheme == "http" and _is_near(parts.hostname or "")


def _is_near(host: str) -> bool:
    """Return whether it is this machine, or a name that only its own network knows, as that of another container."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return "." not in host


# --- always --------------------------------------------------------------------


def _key(given: Given) -> str:
    key = given["SECRET_KEY"]
    if len(key) < SHORTEST_KEY or len(set(key)) < 10 or any(word in key.lower() for word in ("changeme", "insecure")):
        make = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        return f"SECRET_KEY is short or well known: make one with {make}"
    return ""


def _address(given: Given) -> str:
    parts = urlsplit(given["SITE_URL"])
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        return (
            f"SITE_URL must be an address without a path, such as https://memoria.example.org, not {given['SITE_URL']}"
        )
    return ""


# --- where others come --------------------------------------------------------------


def _tls(given: Given) -> str:
    if given["HTTPS"]:
        return ""
    return "SITE_URL begins with http://: passwords would travel in clear. Set it to the https:// address of the proxy"


def _hosts(given: Given) -> str:
    hosts, ours = given["ALLOWED_HOSTS"], urlsplit(given["SITE_URL"]).hostname
    if "*" in hosts:
        return "ALLOWED_HOSTS is *: whoever asks would write the address into our mails. Name the hosts"
    if ours not in hosts and not any(host.startswith(".") and f".{ours}".endswith(host) for host in hosts):
        return f"ALLOWED_HOSTS lacks {ours}, the host of SITE_URL: add it"
    return ""


def _debug(given: Given) -> str:
    return "DEBUG is true: errors would show settings and data to visitors. Remove it" if given["DEBUG"] else ""


def _proxy(given: Given) -> str:
    if os.environ.get("BEHIND_PROXY"):
        return ""
    return (
        "BEHIND_PROXY is not set: true if one proxy sets X-Forwarded-Proto and adds to X-Forwarded-For, otherwise false"
    )


def _mail(given: Given) -> str:
    backend = given["EMAIL_BACKEND"].removesuffix(".EmailBackend").rpartition(".")[2]
    if backend in KEEPS_MAIL:
        return "EMAIL_URL sends mail to nobody: set it to smtp+tls://user:password@host:587"
    plain = not (given["EMAIL_USE_TLS"] or given["EMAIL_USE_SSL"])
    if plain and (given["EMAIL_HOST_PASSWORD"] or not _is_near(given["EMAIL_HOST"] or "")):
        return "EMAIL_URL sends mail and password in clear: begin it with smtp+tls:// or smtp+ssl://"
    return ""


def _sender(given: Given) -> str:
    if not given["DEFAULT_FROM_EMAIL"] or given["DEFAULT_FROM_EMAIL"].rstrip(">").endswith("@localhost"):
        return "DEFAULT_FROM_EMAIL is not set: the sender of all mail, such as Memoria <boletin@memoria.example.org>"
    return ""


def _database(given: Given) -> str:
    database = given["DATABASES"]["default"]
    host, password = str(database.get("HOST") or ""), str(database.get("PASSWORD") or "")
    if host and not host.startswith("/") and password.lower() in EXAMPLES | {str(database.get("USER")).lower()}:
        return "DATABASE_URL has no password, or that of an example: set one of its own"
    if not host.startswith("/") and not _is_near(host) and not _asks_for_tls(database):
        return "DATABASE_URL leads to another machine without TLS: add ?sslmode=verify-full, or require"
    return ""


def _asks_for_tls(database: Given) -> bool:
    return database.get("OPTIONS", {}).get("sslmode") in {"require", "verify-ca", "verify-full"}


def _broker(given: Given) -> str:
    parts = urlsplit(given["REDIS_URL"])
    if parts.scheme == "redis" and not _is_near(parts.hostname or ""):
        return "REDIS_URL leads to another machine without TLS: begin it with rediss://"
    if parts.scheme == "rediss" and "none" in str(parse_qs(parts.query).get("ssl_cert_reqs", "")).lower():
        return "REDIS_URL does not check whom it speaks to: remove ssl_cert_reqs=none"
    return ""


def _files(given: Given) -> str:
    if not os.environ.get("FILES_DIR"):
        return "FILES_DIR is not set: the folder of the files of lessons, which web and worker share"
    folder = Path(given["MEDIA_ROOT"])
    if not folder.is_dir():
        return f"FILES_DIR {folder} is not there: make it, for the user that runs the site alone"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"FILES_DIR {folder} cannot be written to: give it to the user that runs the site"
    return ""


def _contact(given: Given) -> str:
    if os.environ.get("SECURITY_CONTACT"):
        return ""
    return "SECURITY_CONTACT is not set: where to tell of a hole, as mailto:seguridad@example.org, or the word none"


def _operator(given: Given) -> str:
    """Nobody has to be named for the site to start: the admins' desk says that it is missing."""
    name, contact = given["OPERATOR_NAME"], given["OPERATOR_CONTACT"]
    if bool(name) != bool(contact):
        return "OPERATOR_NAME and OPERATOR_CONTACT go together, who runs this site and where to write to them: set both"
    if contact and not contact.startswith(("mailto:", "https://")):
        return f"OPERATOR_CONTACT must begin with mailto: or https://, as mailto:datos@example.org, not {contact}"
    return ""


ALWAYS: list[Callable[[Given], str]] = [_key, _address, _operator]
FOR_OTHERS = [_tls, _hosts, _debug, _proxy, _mail, _sender, _database, _broker, _files, _contact]
