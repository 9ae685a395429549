"""Pictures without what a camera writes into them: place, device, owner. Only what is seen is kept."""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from apps.documents.content import JPEG, PNG, FileType
from apps.geo.errors import DocumentError, gettext_noop

MOST_PIXELS = 80_000_000
IN_MEMORY = 8 << 20
FORMATS = {PNG.media_type: ["PNG"], JPEG.media_type: ["JPEG", "MPO"]}
QUALITY = {"quality": 90}
PLAIN = ("L", "LA", "RGB", "RGBA", "CMYK")
UNREADABLE = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError)


def without_metadata(file: BinaryIO, kind: FileType) -> BinaryIO:
    """Return the picture drawn anew: turned upright, its colour profile kept, nothing else beside its pixels.

    Raises
    ------
    DocumentError
        It cannot be read to its end, has too many pixels, or moves.
    """
    file.seek(0)
    formats = FORMATS.get(kind.media_type, ["WEBP"])
    try:
        with Image.open(file, formats=formats) as picture:
            _check(picture)
            profile = picture.info.get("icc_profile")
            upright = ImageOps.exif_transpose(picture)
            upright.load()
    except UNREADABLE as error:
        message = gettext_noop("The picture cannot be read: it is damaged or not what its name says.")
        raise DocumentError(message, "file") from error
    return _drawn(upright, formats[0], profile)


def _check(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        message = gettext_noop("The picture has more than %(most)s million pixels.")
        raise DocumentError(message, "file", most=MOST_PIXELS // 1_000_000)
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise DocumentError(gettext_noop("A moving picture is not taken."), "file")


def _drawn(picture: Image.Image, made_as: str, profile: bytes | None) -> BinaryIO:
    plain = picture if picture.mode in PLAIN else picture.convert("RGBA" if made_as != "JPEG" else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    drawn = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 whoever keeps it closes it
    bare.save(drawn, made_as, icc_profile=profile, **({} if made_as == "PNG" else QUALITY))
    drawn.seek(0)
    return drawn
