"""Records: JSON (an array of objects or of rows, one object a line, GeoJSON), attribute tables, pasted
text."""

import json
import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from boundaries.errors import TableError, listed
from boundaries.language import Message
from indicators.grid import MAX_CELLS, MAX_COLUMNS, Column, Grid, SheetsError, columns_of, packed
from indicators.reading.encoding import encoding_of
from indicators.reading.limits import too_wide

JSON_MB = 120  # parsed JSON takes about ten times as much memory


def read_json(path: Path) -> Grid:
    """Read records from JSON.

    Raises
    ------
    TableError
        Text that is no JSON, with its line; JSON that holds no records.
    """
    size = path.stat().st_size
    if size > JSON_MB * 1e6:
        raise TableError(
            "indicators.reading.records.is-mb-of-json-at-most", path=path, value=size / 1e6, JSON_MB=JSON_MB
        )
    encoding = encoding_of(path)
    text = path.read_text(encoding=encoding).lstrip("\ufeff")
    try:
        held = json.loads(text)
    except RecursionError:
        raise TableError("indicators.reading.records.is-json-nested-too-deep-for", path=path) from None
    except ValueError as error:
        held = _lines(path, text, error)
    kind = "json"
    if isinstance(held, dict) and isinstance(held.get("features"), list):
        held, kind = [_properties(f) for f in held["features"]], "geojson"
    rows = _rows(path, held)
    return _grid(path, rows, kind, encoding)


def _properties(feature: object) -> dict[str, object]:
    held = feature.get("properties") if isinstance(feature, dict) else None
    own = dict(held) if isinstance(held, dict) else {}
    if isinstance(feature, dict) and "id" in feature and "id" not in own:
        own["id"] = feature["id"]
    return own


def _lines(path: Path, text: str, error: ValueError) -> list[object]:
    """One record a line."""
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise TableError(
            "indicators.reading.records.is-no-json-save-the-table", path=path, error=error
        ) from None


def _rows(path: Path, held: object) -> list[dict[str, object]]:
    """The records in what was parsed: a list of objects, of rows, an object of columns, or such within one
    key."""
    if isinstance(held, dict):
        columns = [v for v in held.values() if isinstance(v, list)]
        if columns and len(columns) == len(held) and len({len(c) for c in columns}) == 1:
            return [dict(zip(held, row, strict=True)) for row in zip(*columns, strict=True)]
        nested = [v for v in held.values() if isinstance(v, list) and v and isinstance(v[0], dict | list)]
        if len(nested) == 1:
            return _rows(path, nested[0])
        if held and all(isinstance(v, dict) for v in held.values()):
            inner = {k for v in held.values() for k in v}
            alike = all(isinstance(v, dict) and set(v) == inner for v in held.values())
            if alike and inner and all(str(k).isdigit() for k in inner):  # pandas' columns of an index
                return [{c: held[c].get(k) for c in held} for k in sorted(inner, key=int)]
            return [{"id": k, **v} for k, v in held.items()]
        scalar = all(isinstance(v, str | int | float | bool) or v is None for v in held.values())
        if scalar and held:
            return [{"name": k, "value": v} for k, v in held.items()] if len(held) > 1 else [held]
    if isinstance(held, list) and held:
        if all(isinstance(row, dict) for row in held):
            return [_flat(row) for row in held]
        if all(isinstance(row, list) for row in held):
            first, *rest = held
            wide = max(map(len, held))
            names = [str(v) if v is not None else "" for v in first] + [""] * (wide - len(first))
            if len(set(names)) == len(names) and rest:
                return [dict(zip(names, row, strict=False)) for row in rest]
    raise TableError("indicators.reading.records.is-json-that-holds-no-records", path=path)


def _flat(row: dict[str, object], before: str = "") -> dict[str, object]:
    """Objects within a record as columns of their own (a/b); lists as text."""
    out: dict[str, object] = {}
    for key, value in row.items():
        if isinstance(value, dict) and not before.count("/") > 2:
            out |= _flat(value, f"{before}{key}/")
        else:
            out[f"{before}{key}"] = (
                json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
            )
    return out


def _grid(path: Path, rows: list[dict[str, object]], kind: str, encoding: str) -> Grid:
    names = list(dict.fromkeys(str(key) for row in rows for key in row))
    if not names:
        raise TableError("indicators.reading.records.holds-records-without-a-field", path=path)
    if len(names) > MAX_COLUMNS or len(rows) * len(names) > MAX_CELLS:
        raise too_wide(path, len(rows), len(names))
    columns: list[Column] = []
    for name in names:
        values = [row.get(name) for row in rows]
        columns.append(packed([None if v == "" else v for v in values]) if len(rows) > 20_000 else values)
    return Grid(columns=columns, names=tuple(names), format=kind, encoding=encoding)


def read_gpkg(path: Path, *, sheet: str | int | None) -> Grid:
    """Read the attributes of a GeoPackage layer; its geometry is left aside.

    Raises
    ------
    TableError
        A database without layers, a layer that is not there, damaged pages.
    SheetsError
        Several layers and none named.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            tables = {r[0] for r in database.execute("SELECT name FROM sqlite_master WHERE type='table'")}
            if "gpkg_contents" in tables:
                layers = [r[0] for r in database.execute("SELECT table_name FROM gpkg_contents ORDER BY 1")]
                geometry = (
                    {
                        r[0]: r[1]
                        for r in database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
                    }
                    if "gpkg_geometry_columns" in tables
                    else {}
                )
            else:
                layers, geometry = sorted(t for t in tables if not t.startswith("sqlite_")), {}
            name = _layer(path, [layer for layer in layers if layer in tables], sheet)
            quoted = '"' + name.replace('"', '""') + '"'
            fields = [r[1] for r in database.execute(f"PRAGMA table_info({quoted})")]
            kept = [f for f in fields if f != geometry.get(name)]
            count = database.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0]
            if count * len(kept) > MAX_CELLS or len(kept) > MAX_COLUMNS:
                raise too_wide(path, count, len(kept))
            chosen = ", ".join('"' + f.replace('"', '""') + '"' for f in kept)
            found = database.execute(f"SELECT {chosen} FROM {quoted}")
            columns = columns_of(
                ([None if isinstance(v, bytes) else v for v in row] for row in found),
                refuse=lambda height, width: too_wide(path, height, width),
            )
    except sqlite3.Error as error:
        raise TableError(
            "indicators.reading.records.is-damaged-or-no-geopackage", path=path, error=error
        ) from None
    return Grid(columns=columns or [[] for _ in kept], names=tuple(kept), format="gpkg", sheet=name)


def _layer(path: Path, layers: list[str], sheet: str | int | None) -> str:
    if not layers:
        raise TableError("indicators.reading.records.is-a-database-that-holds-no", path=path)
    if isinstance(sheet, int) and 0 <= sheet < len(layers):
        return layers[sheet]
    if isinstance(sheet, str) and sheet in layers:
        return sheet
    if sheet is not None:
        raise TableError(
            "indicators.reading.records.has-no-layer-it-has", path=path, sheet=sheet, layers=listed(layers)
        )
    if len(layers) > 1:
        said = Message(
            "indicators.reading.records.several-layers", path=path, number=len(layers), layers=listed(layers)
        )
        raise SheetsError(said, layers)
    return layers[0]


_PAGES = {
    0x01: "cp437",
    0x03: "cp1252",
    0x4D: "gb18030",
    0x7A: "gb18030",
    0x4F: "big5",
    0x78: "big5",
    0x57: "cp1252",
}


def read_dbf(path: Path) -> Grid:
    """Read a dBase table, as beside a shapefile; its encoding by the .cpg, the header, or its bytes.

    References
    ----------
    dBase III file structure; ESRI shapefile technical description, 1998.
    """
    data = path.read_bytes()
    try:
        count, length, width = struct.unpack_from("<IHH", data, 4)
        fields: list[tuple[str, str, int, int]] = []
        at, offset = 32, 1
        names: list[bytes] = []
        while at + 32 <= length and data[at : at + 1] not in (b"\r", b"\x00"):
            size, decimals = data[at + 16], data[at + 17]
            kind = chr(data[at + 11])
            if kind == "C":
                size += decimals << 8
            names.append(data[at : at + 11].split(b"\x00")[0])
            fields.append(("", kind, offset, size))
            offset, at = offset + size, at + 32
    except (struct.error, IndexError) as error:
        raise TableError(
            "indicators.reading.records.is-damaged-or-no-dbase-table-2", path=path, error=error
        ) from None
    rows = min(count, (len(data) - length) // width) if width else 0
    if not fields or offset > width:
        raise TableError("indicators.reading.records.is-damaged-or-no-dbase-table", path=path)
    if rows * len(fields) > MAX_CELLS:
        raise too_wide(path, rows, len(fields))
    encoding = _dbf_encoding(path, data, length)

    def cells() -> Iterator[list[object]]:
        for k in range(rows):
            record = data[length + k * width : length + (k + 1) * width]
            if record[:1] != b"*":  # deleted
                yield [
                    _field(record[start : start + size], kind, encoding) for _, kind, start, size in fields
                ]

    columns = columns_of(cells(), refuse=lambda height, width: too_wide(path, height, width))
    return Grid(
        columns=columns or [[] for _ in fields],
        names=tuple(name.decode(encoding, "replace").strip() for name in names),
        format="dbf",
        encoding=encoding,
    )


def _dbf_encoding(path: Path, data: bytes, length: int) -> str:
    for suffix in (".cpg", ".CPG"):
        beside = path.with_suffix(suffix)
        if beside.is_file():
            word = beside.read_bytes()[:64].decode("ascii", "ignore").strip().lower()
            word = {
                "gbk": "gb18030",
                "gb2312": "gb18030",
                "936": "gb18030",
                "oem 936": "gb18030",
                "ansi 936": "gb18030",
                "utf8": "utf-8",
                "65001": "utf-8",
                "950": "big5",
                "ansi 950": "big5",
            }.get(word, word)
            try:
                "".encode(word)
                return word
            except LookupError:
                break
    for name in ("utf-8",) if data[29] in (0, 0x57, 0x4D) else ():
        try:
            data[length:].decode(name)
            return name
        except UnicodeDecodeError:
            pass
    return _PAGES.get(data[29], "gb18030") if data[29] not in (0, 0x57) else "gb18030"


def _field(raw: bytes, kind: str, encoding: str) -> object:
    text = raw.decode(encoding, "replace").strip("\x00 ").strip()
    if not text:
        return None
    if kind in "NF":
        if re.fullmatch(r"[+-]?\d{1,15}", text):
            return int(text)
        try:
            value = float(text)
        except ValueError:
            return None if set(text) == {"*"} else text
        return value if np.isfinite(value) else None
    if kind == "D" and re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if kind == "L":
        return {"t": True, "y": True, "f": False, "n": False}.get(text.lower())
    if kind in "IBO@+" and len(raw) in (4, 8):
        return struct.unpack("<i" if len(raw) == 4 else "<d", raw)[0]
    return text
