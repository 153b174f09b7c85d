"""Pictures as PNG bytes, the same for the same picture: an imaging library writes what suits its version."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np


def png_bytes(bands: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    """Write bands (3 or 4, rows, columns) as a PNG, the same bytes for the same picture."""
    count, high, wide = bands.shape
    rows = np.zeros((high, wide * count + 1), np.uint8)
    rows[:, 1:] = np.moveaxis(bands, 0, 2).reshape(high, -1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, {3: 2, 4: 6}[count], 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
