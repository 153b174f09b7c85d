"""Files of the cache: what was written is read, or nothing is."""

import hashlib
from contextlib import suppress
from pathlib import Path

from boundaries.errors import OutputError
from boundaries.writing import write_whole

SEAL = hashlib.sha256().digest_size


def read_sealed(path: Path) -> bytes | None:
    """The content of a sealed file.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    bytes or None
        None where there is none, or it is not what was written: half of it, with a bit flipped, edited.

    Examples
    --------
    >>> read_sealed(Path("there-is-none"))
    """
    try:
        held = path.read_bytes()
    except OSError:
        return None
    content = held[SEAL:]
    return content if hashlib.sha256(content).digest() == held[:SEAL] else None


def write_sealed(path: Path, content: bytes) -> None:
    """Write a sealed file, whole; a folder that cannot be written is passed over, as caches are.

    Parameters
    ----------
    path : pathlib.Path
        Its folder is made where there is none.
    content : bytes
    """
    with suppress(OSError, OutputError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, hashlib.sha256(content).digest() + content)
