"""A QR code is drawn as one path: a square of modules, in the colour of the text around it."""

from dataclasses import dataclass
from itertools import groupby

import qrcode

QUIET = 4  # modules of empty paper around it: without them cameras find nothing


@dataclass(frozen=True)
class Code:
    """Describes a code, `size` modules wide and high; `path` draws the dark ones, each run of a row as one bar."""

    size: int
    path: str


def qr_code(text: str) -> Code:
    code = qrcode.QRCode(border=QUIET, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    bars = "".join(_bars(row, y) for y, row in enumerate(rows))
    return Code(len(rows), bars)


def _bars(row: list[bool], y: int) -> str:
    x, drawn = 0, ""
    for dark, run in groupby(row):
        length = len(list(run))
        drawn += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
        x += length
    return drawn
