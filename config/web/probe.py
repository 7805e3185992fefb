"""`python -m config.web.probe` exits with 0 while `/healthz` of this container answers 200."""

import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen

HOST = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]

try:
    # Django answers only to a host it knows.
    urlopen(Request("http://127.0.0.1:8000/healthz", headers={"Host": HOST}), timeout=4)
except URLError as error:
    sys.exit(str(error))
