"""The settings of the site, and before all else the floor. Only the bench starts with these."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as OURS

MIDDLEWARE = ["bench.http.floor.FloorMiddleware", *OURS]
