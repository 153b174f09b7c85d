"""Microsoft's old container (.xls, .et, .doc): its streams, and what the records of an old workbook say.

References
----------
Microsoft, [MS-CFB] Compound File Binary File Format; [MS-XLS] Excel Binary File Format, 2.4.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from boundaries.errors import TableError

_MAGIC = b"\xd0\xcf\x11\xe0"
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks
_END = 0xFFFFFFFE


def is_compound(head: bytes) -> bool:
    """Whether a file begins as such a container."""
    return head.startswith(_MAGIC)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Compound:
    """A container; ``entries`` is name to (first sector, size)."""

    data: bytes
    sector: int
    fat: tuple[int, ...]
    mini: tuple[int, ...]
    root: bytes
    cutoff: int
    entries: dict[str, tuple[int, int]]

    @classmethod
    def open(cls, path: Path) -> "Compound":
        """Read the directory of a container.

        Raises
        ------
        TableError
            A chain of sectors that leaves the file or runs in a circle.
        """
        data = path.read_bytes()
        try:
            return cls._open(data)
        except (struct.error, ValueError, IndexError) as error:
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise TableError("indicators.reading.ole.is-encrypted-open-it-with-its", path=path) from None
            raise TableError(
                "indicators.reading.ole.is-damaged-or-no-old-xls", path=path, error=error
            ) from None

    @classmethod
    def _open(cls, data: bytes) -> "Compound":
        shift, small = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small != 6:
            raise ValueError("its sectors have an unknown size")
        sector = 1 << shift
        directory, _, cutoff, mini_at, mini_n, more_at, more_n = struct.unpack_from("<IIIIIII", data, 48)
        held = [n for n in struct.unpack_from("<109I", data, 76) if n < _LAST]
        for _ in range(min(more_n, len(data) // sector)):
            if more_at >= _LAST:
                break
            *some, more_at = struct.unpack_from(f"<{sector // 4}I", data, (more_at + 1) * sector)
            held += [n for n in some if n < _LAST]
        fat: list[int] = []
        for n in held:
            part = data[(n + 1) * sector : (n + 2) * sector]
            fat += struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])
        whole = cls(data=data, sector=sector, fat=tuple(fat), mini=(), root=b"", cutoff=cutoff, entries={})
        listing = whole._chain(directory)
        entries: dict[str, tuple[int, int]] = {}
        root = b""
        for at in range(0, len(listing) - 127, 128):
            length, kind = struct.unpack_from("<HB", listing, at + 64)
            if kind not in (1, 2, 5):
                continue
            name = listing[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", listing, at + 116)
            if kind == 5:
                root = whole._chain(start)[:size] if start < _LAST else b""
            else:
                entries.setdefault(name, (start, size))
        table = whole._chain(mini_at) if mini_n and mini_at < _LAST else b""
        mini = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
        return cls(
            data=data, sector=sector, fat=tuple(fat), mini=mini, root=root, cutoff=cutoff, entries=entries
        )

    def names(self) -> list[str]:
        """The streams and folders."""
        return list(self.entries)

    def read(self, name: str) -> bytes:
        """A stream, whole."""
        start, size = self.entries[name]
        if size >= self.cutoff:
            return self._chain(start)[:size]
        parts, seen = [], 0
        while start < _LAST and start < len(self.mini) and seen <= len(self.mini):
            parts.append(self.root[start * 64 : start * 64 + 64])
            start, seen = self.mini[start], seen + 1
        return b"".join(parts)[:size]

    def _chain(self, start: int) -> bytes:
        parts, seen = [], 0
        while start < _LAST:
            if start >= len(self.fat) or seen > len(self.fat):
                raise ValueError("a chain of its sectors leaves the file or runs in a circle")
            at = (start + 1) * self.sector
            parts.append(self.data[at : at + self.sector])
            start, seen = self.fat[start], seen + 1
        return b"".join(parts)


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records of a workbook's stream: where each begins, its kind, its data."""
    at, end = 0, len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
