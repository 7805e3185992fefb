"""Pictures as phones and attackers send them."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image


def as_file(picture: Image.Image, kind: str = "JPEG", **options: object) -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    file.seek(0)
    return file


def opened(encoded: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(encoded))
    picture.load()
    return picture


def halves(width: int, height: int) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    return picture


def noise(width: int, height: int) -> Image.Image:
    """What compresses worst of all."""
    return Image.effect_noise((width, height), 120).convert("RGB")


def from_phone(picture: Image.Image, orientation: int = 1) -> io.BytesIO:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = MAKER
    exif[ExifTags.Base.DateTime] = "2026:03:02 12:00:00"
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "S",
        ExifTags.GPS.GPSLatitude: (12.0, 2.0, 36.0),
        ExifTags.GPS.GPSLongitudeRef: "W",
        ExifTags.GPS.GPSLongitude: (77.0, 1.0, 42.0),
    }
    return as_file(picture, exif=exif, comment=b"in the house of Rosa", icc_profile=b"a profile that is none")


def bomb(width: int, height: int) -> io.BytesIO:
    """A PNG of a few hundred bytes that says it is that large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000), 9)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def sent(content: bytes | None = None, name: str = "IMG_0001.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, from_phone(halves(640, 480)).getvalue() if content is None else content, kind)


PLACE, MAKER = b"12/1", "Fono de Rosa"
