"""`python -m config.web.preloaded_granian …` is granian's own command, with the site loaded before it forks.

What is loaded is shared: a second process costs 40 MB instead of 97, and one that died is back at once. Nothing that
is loaded opens a connection or begins a thread, which would not live on in a fork: a test holds it so.
"""

import gc
import os
import sys
from importlib import import_module

# A page makes thousands of objects that are gone with it: looked for each 700 of them, a tenth of the time was lost.
SELDOM = (5_000, 10, 10)
MOST_WORKERS = 4  # by itself: each has its own threads, connections and memory


def usable_processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> None:
    from granian.cli import entrypoint

    workers = os.environ.get("WEB_WORKERS") or str(min(usable_processors(), MOST_WORKERS))
    os.environ["GRANIAN_WORKERS"] = workers
    gc.set_threshold(*SELDOM)
    if workers != "1":  # alone it would share with a process that only waits
        import_module(sys.argv[-1].partition(":")[0])
        gc.collect()
        gc.freeze()  # or a collection would write to all that is shared
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
