"""Real pictures, made here as a phone, or somebody hostile, would send them."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import ExifTags, Image

from base.images import LARGE_BYTES, SMALL_BYTES, develop
from tests.support.files.pictures import MAKER, as_file, bomb, from_phone, halves, noise, opened


class TestSizes:
    def test_a_large_one_is_shrunk_to_both(self):
        photograph = develop(as_file(halves(4000, 3000)))
        assert (photograph.width, photograph.height) == opened(photograph.large).size == (1280, 960)
        assert opened(photograph.small).size == (480, 360)

    def test_an_upright_one_is_no_higher(self):
        photograph = develop(as_file(halves(3000, 4000)))
        assert opened(photograph.large).size == (960, 1280)
        assert opened(photograph.small).size == (360, 480)

    def test_one_of_65536_grays_keeps_them(self):
        wide = Image.linear_gradient("L").convert("I").point(lambda gray: gray * 257).convert("I;16")
        made = opened(develop(as_file(wide, "PNG")).large).convert("L")
        [dark, middle, light] = [made.getpixel((128, height)) for height in (2, 128, 253)]
        assert dark < 12
        assert 116 < middle < 140
        assert light > 243

    def test_one_that_would_become_empty_is_refused(self):
        seen_by_nobody = halves(60, 40)
        seen_by_nobody.putalpha(0)
        with pytest.raises(ValidationError):
            develop(as_file(seen_by_nobody, "PNG"))
        assert develop(as_file(Image.new("RGB", (60, 40), "white"), "PNG")).width == 60

    def test_a_little_one_is_not_blown_up(self):
        photograph = develop(as_file(halves(100, 50)))
        assert opened(photograph.large).size == opened(photograph.small).size == (100, 50)

    def test_even_the_worst_fits(self):
        photograph = develop(as_file(noise(1600, 1200)))
        assert len(photograph.large) <= LARGE_BYTES
        assert len(photograph.small) <= SMALL_BYTES
        assert opened(photograph.large).size == (photograph.width, photograph.height)


class TestWhatIsKept:
    def test_nothing_of_the_phone_is_left(self):
        sent = from_phone(halves(640, 480))
        assert Image.open(sent).getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert MAKER.encode() in sent.getvalue()
        photograph = develop(sent)
        for encoded in (photograph.small, photograph.large):
            assert opened(encoded).format == "WEBP"
            assert dict(opened(encoded).getexif()) == {}
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(opened(encoded).info)
            for trace in (b"EXIF", b"XMP ", b"ICCP", MAKER.encode(), b"Rosa", b"2026:03"):
                assert trace not in encoded

    def test_it_is_turned_upright(self):
        photograph = develop(from_phone(halves(640, 480), orientation=6))  # held a quarter to the left
        turned = opened(photograph.large)
        assert turned.size == (photograph.width, photograph.height) == (480, 640)
        red, _, blue = turned.getpixel((240, 100))
        assert red > 200 > 60 > blue
        red, _, blue = turned.getpixel((240, 540))
        assert blue > 200 > 60 > red

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_what_was_transparent_is_white(self, kind):
        photograph = develop(as_file(Image.new("RGBA", (60, 60), (0, 0, 0, 0)), kind, lossless=True))
        assert min(opened(photograph.large).convert("RGB").getpixel((30, 30))) > 250

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_of_a_moving_one_the_first_picture(self, kind):
        first, second = Image.new("RGB", (60, 60), "red"), Image.new("RGB", (60, 60), "blue")
        photograph = develop(as_file(first, kind, save_all=True, append_images=[second], lossless=True))
        assert getattr(opened(photograph.large), "n_frames", 1) == 1
        red, _, blue = opened(photograph.large).convert("RGB").getpixel((30, 30))
        assert red > 200 > 60 > blue

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
    def test_whatever_the_colours_are_kept_as(self, mode):
        kind = "JPEG" if mode == "CMYK" else "PNG"
        assert develop(as_file(Image.new("L", (40, 30), 200).convert(mode), kind)).width == 40

    def test_a_palette_is_shrunk_smoothly(self):
        dots = Image.frombytes("1", (2560, 2560), (bytes([0b10101010] * 320) + bytes([0b01010101] * 320)) * 1280)
        greys = opened(develop(as_file(dots, "PNG")).large).convert("L").getextrema()
        assert 100 < greys[0] <= greys[1] < 155  # black and white dots become grey, not one or the other


class TestRefused:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"Hola",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<html><script>alert(1)</script></html>",
            b"%PDF-1.7",
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
            b"\xff\xd8\xff\xe0",
            b"\x89PNG\r\n\x1a\n",
            as_file(halves(300, 300)).getvalue()[:600],
            as_file(halves(90, 90), "GIF").getvalue(),
            as_file(halves(90, 90), "TIFF").getvalue(),
        ],
        ids=["empty", "text", "svg", "html", "pdf", "heic", "jpeg-head", "png-head", "cut-off", "gif", "tiff"],
    )
    def test_what_is_no_photograph(self, content):
        with pytest.raises(ValidationError, match="JPEG, PNG"):
            develop(io.BytesIO(content))

    @pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
    @pytest.mark.parametrize("size", [(10_000, 10_000), (8_000, 6_251), (60_000, 60_000)])
    def test_more_pixels_than_a_server_should_decode(self, size):
        with pytest.raises(ValidationError, match="50 mega"):
            develop(bomb(*size))
