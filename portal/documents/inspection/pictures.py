"""Pictures, drawn anew from their pixels: place, camera, thumbnail and whatever else was hidden stay behind."""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.core.errors import PortalError

MOST_PIXELS = 40_000_000
QUALITY = 90
MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"), "WEBP": ("RGB", "RGBA")}

UNREADABLE = "This picture cannot be read: it is damaged, or something else than its name says."
TOO_LARGE = f"This picture has more than {MOST_PIXELS // 1_000_000} million points. Make it smaller and send it again."


def redraw(file: BinaryIO, signature: str) -> BinaryIO:
    """The picture as its pixels show it, the right way up, in the same format and without any data beside them.

    `signature` is `JPEG`, `PNG` or `WEBP`. Raises `PortalError` for anything that is not one, or too large to draw.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=[signature]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PortalError(TOO_LARGE, field="file")
            upright = ImageOps.exif_transpose(picture)
            return _saved(upright, signature)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PortalError(TOO_LARGE, field="file") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error):
        raise PortalError(UNREADABLE, field="file") from None


def _saved(picture: Image.Image, signature: str) -> BinaryIO:
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
    return into


def _nearest(picture: Image.Image, signature: str) -> str:
    return "RGBA" if signature != "JPEG" and picture.has_transparency_data else "RGB"
