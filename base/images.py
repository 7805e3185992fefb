"""A photograph from a phone becomes the two small pictures that a lesson keeps."""

import io
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MEGABYTE = 1024 * 1024
MOST_BYTES = 12 * MEGABYTE
MOST_PIXELS = 50_000_000  # what the largest common phones take: to decode it takes 200 MB for a moment
FORMATS = ("JPEG", "PNG", "WEBP")
REDRAWN_SIDE, REDRAWN_BYTES = 2560, 1_500_000  # a page of minutes can be read on it
SMALL_SIDE, SMALL_BYTES = 480, 9_000
LARGE_SIDE, LARGE_BYTES = 1280, 120_000
QUALITIES = (78, 68, 58, 48, 38, 28)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # Pillow's own guard, for whatever decodes without asking here


@dataclass(frozen=True)
class Photograph:
    """Holds both pictures as WebP; `width` and `height` are those of the large one."""

    small: bytes
    large: bytes
    width: int
    height: int


def develop(file: BinaryIO) -> Photograph:
    """Turn a photograph upright, shrink it, and encode it anew: nothing but its pixels is kept.

    Raises ValidationError if it is no photograph, whatever its name says, or more than a server should decode.
    """
    picture = _decode(file)
    large, (width, height) = _fit(picture, LARGE_SIDE, LARGE_BYTES)
    small, _size = _fit(picture, SMALL_SIDE, SMALL_BYTES)
    return Photograph(small, large, width, height)


def redraw(file: BinaryIO) -> Photograph:
    """Do as `develop` does, but larger, for a picture that is looked at closely: a scanned page, a poster, a map."""
    picture = _decode(file, REDRAWN_SIDE)
    large, (width, height) = _fit(picture, REDRAWN_SIDE, REDRAWN_BYTES)
    small, _size = _fit(picture, SMALL_SIDE, SMALL_BYTES)
    return Photograph(small, large, width, height)


def _decode(file: BinaryIO, side: int = LARGE_SIDE) -> Image.Image:
    try:
        opened = Image.open(file, formats=FORMATS)  # reads the header only
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:  # a broken or hostile file may raise anything
        raise _unreadable() from None
    if opened.width * opened.height > MOST_PIXELS:
        raise _too_many_pixels()
    try:
        opened.draft("RGB", (side, side))  # a JPEG need not be decoded larger than it is used
        # What has a palette has nothing between its colours to shrink to.
        picture = opened.convert("RGBA") if opened.mode in {"1", "P"} else _with_8_bits(opened)
        picture.thumbnail((side, side))
        made = _on_white(ImageOps.exif_transpose(picture))
    except Exception:
        raise _unreadable() from None
    if _is_of_one_colour(made) and not _is_of_one_colour(picture):
        raise _unreadable()  # the original is not kept: better none than an empty one
    return made


def _with_8_bits(picture: Image.Image) -> Image.Image:
    """Scale the 65,536 grays of scanners and measuring devices to 256: Pillow would take all above 255 for white."""
    if not picture.mode.startswith("I"):
        return picture
    picture.load()
    return picture.point(lambda gray: gray * (1 / 257)).convert("L")


def _is_of_one_colour(picture: Image.Image) -> bool:
    extrema: Any = picture.getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else [extrema]
    return all(darkest == lightest for darkest, lightest in bands)


def _on_white(picture: Image.Image) -> Image.Image:
    """Copy the picture onto a new white one, so that nothing that came with the old one clings to it."""
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer)
    return paper


def _fit(picture: Image.Image, side: int, most_bytes: int) -> tuple[bytes, tuple[int, int]]:
    """Return it as WebP, and its size: at the best quality that fits `most_bytes`, shrunk if none does."""
    scaled = picture.copy()
    scaled.thumbnail((side, side))
    for quality in QUALITIES:
        encoded = io.BytesIO()
        scaled.save(encoded, "WEBP", quality=quality)
        if encoded.tell() <= most_bytes:
            return encoded.getvalue(), scaled.size
    return _fit(picture, side * 3 // 4, most_bytes)


def _unreadable() -> ValidationError:
    return ValidationError(
        _(
            "This file is not a photograph that we can read. Choose a JPEG, PNG or WebP: an iPhone makes them with"
            " Settings, Camera, Formats, Most compatible."
        )
    )


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("This photograph has too many pixels: at most %(limit)s megapixels. Send a smaller copy.")
        % {"limit": MOST_PIXELS // 1_000_000}
    )


def too_heavy() -> ValidationError:
    return ValidationError(
        _("This photograph is too large: at most %(limit)s MB. Send a smaller copy.")
        % {"limit": MOST_BYTES // MEGABYTE}
    )
