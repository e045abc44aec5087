"""Pictures, drawn anew from their pixels: place, camera, thumbnail and whatever else was hidden stay behind."""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.core.confinement import ConfinedError, Limits, confinable, confined
from portal.core.errors import PortalError
from portal.core.log import log

MOST_PIXELS = 40_000_000
QUALITY = 90
MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"), "WEBP": ("RGB", "RGBA")}

DRAW = confinable(__name__, "draw")
PICTURE = Limits(seconds=20, megabytes=640)

TOO_MUCH = (
    "This picture takes too much time or memory to look at, so it was not kept. Make it smaller and send it again."
)
UNREADABLE = "This picture cannot be read: it is damaged, or something else than its name says."
TOO_LARGE = f"This picture has more than {MOST_PIXELS // 1_000_000} million points. Make it smaller and send it again."


def redraw(file: BinaryIO, signature: str) -> BinaryIO:
    """The picture as its pixels show it, the right way up, in the same format and without any data beside them.

    `signature` is `JPEG`, `PNG` or `WEBP`. It is drawn in a process of its own. Raises `PortalError` for anything that
    is not a picture of this kind, or too much to draw.
    """
    file.seek(0)
    try:
        return io.BytesIO(confined(DRAW, file.read(), {"signature": signature}, PICTURE))
    except ConfinedError as error:
        log.warning("picture refused", error=error.cause or "ended")
        raise PortalError(TOO_MUCH, field="file") from error


def draw(sent: bytes, *, signature: str) -> bytes:
    """The drawing itself, wherever it is done. Raises `PortalError`."""
    try:
        with Image.open(io.BytesIO(sent), formats=[signature]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PortalError(TOO_LARGE, field="file")
            upright = ImageOps.exif_transpose(picture)
            return _saved(upright, signature)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PortalError(TOO_LARGE, field="file") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error):
        raise PortalError(UNREADABLE, field="file") from None


def _saved(picture: Image.Image, signature: str) -> bytes:
    drawn = picture if picture.mode in MODES[signature] else picture.convert(_nearest(picture, signature))
    bare = Image.new(drawn.mode, drawn.size)
    if drawn.mode == "P" and drawn.palette:
        bare.putpalette(drawn.palette)
    bare.paste(drawn)
    into = io.BytesIO()
    if signature == "PNG":
        bare.save(into, signature)
    else:
        bare.save(into, signature, quality=QUALITY)
    return into.getvalue()


def _nearest(picture: Image.Image, signature: str) -> str:
    return "RGBA" if signature != "JPEG" and picture.has_transparency_data else "RGB"
