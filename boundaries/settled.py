"""Office files with one date throughout: the same bytes for the same parts, whenever they were written."""

import io
import re
import zipfile

STAMP = (2000, 1, 1, 0, 0, 0)
DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def settled(blob: bytes) -> bytes:
    """An office file with one date throughout, also in the workbooks within it.

    Parameters
    ----------
    blob : bytes
        A zip archive of parts.

    Returns
    -------
    bytes
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith(".xlsx"):
                data = settled(data)
            elif part.filename == "docProps/core.xml":
                data = DATED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", data)
            entry = zipfile.ZipInfo(part.filename, date_time=STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, data)
    return out.getvalue()
