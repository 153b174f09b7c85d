"""Tables within a .zip or a folder: a shapefile, a workbook, a text table; Chinese names in GBK are read."""

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from boundaries.errors import TableError, listed
from boundaries.language import Message
from indicators.grid import Grid, SheetsError

SUFFIXES = (
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".et",
    ".ods",
    ".csv",
    ".tsv",
    ".txt",
    ".parquet",
    ".feather",
    ".dta",
    ".sav",
    ".dbf",
    ".shp",
    ".gpkg",
    ".geojson",
    ".json",
    ".fgb",
    ".xml",
    ".htm",
    ".html",
)
BESIDE = (".cpg",)
Read = Callable[[Path], Grid]


def read_zip(path: Path, *, sheet: str | int | None, max_mb: float, read: Read) -> Grid:
    """Read the table of a .zip; where it holds several, ``sheet`` is the name of one.

    Raises
    ------
    TableError
        An archive without a table, with a password, damaged, or that unpacks to more than is read.
    SheetsError
        Several tables and none named.
    """
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="lianpian-") as folder:
            names = {_name(item): item for item in archive.infolist() if not item.is_dir()}
            chosen = choose_file(path, list(names), sheet)
            stem = PurePosixPath(chosen).with_suffix("")
            target = Path(folder) / f"table{PurePosixPath(chosen).suffix}"
            for name, item in names.items():
                part = PurePosixPath(name)
                own = name == chosen
                if own or (part.with_suffix("") == stem and part.suffix.lower() in (*BESIDE, ".dbf")):
                    if item.flag_bits & 1:
                        raise TableError(
                            "indicators.reading.archive.is-encrypted-unpack-it-with-its", path=path
                        )
                    if item.file_size > max_mb * 1e6:
                        raise TableError(
                            "indicators.reading.archive.unpacks-to-mb-at-most-mb",
                            path=path,
                            name=name,
                            value=item.file_size / 1e6,
                            max_mb=max_mb,
                        )
                    to = target if own else Path(folder) / f"table{part.suffix.lower()}"
                    with archive.open(item) as source, to.open("wb") as out:
                        shutil.copyfileobj(source, out)
            try:
                grid = read(target)
            except SheetsError as several:
                raise TableError(
                    "indicators.reading.archive.has-several-filled-sheets-unpack-it",
                    path=path,
                    chosen=chosen,
                    sheets=listed(several.sheets),
                ) from None
            except TableError as error:
                here = f"{path}, {chosen}"
                told = {key: here if str(v) == str(target) else v for key, v in error.values.items()}
                raise TableError(error.id, **told) from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise TableError("indicators.reading.archive.is-damaged-or-no-zip", path=path, error=error) from None
    return replace(grid, sheet=grid.sheet or chosen)


def read_folder(path: Path, *, sheet: str | int | None, read: Read) -> Grid:
    """Read the only table of a folder, or the one that ``sheet`` names."""
    names = sorted(p.name for p in path.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    if not any(name.lower().endswith(SUFFIXES) for name in names):
        raise TableError("indicators.reading.archive.is-a-folder-not-a-table", path=path)
    chosen = choose_file(path, names, sheet)
    return replace(read(path / chosen), sheet=chosen)


def choose_file(path: Path, names: list[str], sheet: str | int | None) -> str:
    """The table among files: a shapefile is one table, whatever lies beside it."""
    tables = [
        n
        for n in names
        if n.lower().endswith(SUFFIXES) and not PurePosixPath(n).name.startswith(("._", "~$"))
    ]
    shapes = {str(PurePosixPath(n).with_suffix("")) for n in tables if n.lower().endswith(".shp")}
    tables = [
        n
        for n in tables
        if not (str(PurePosixPath(n).with_suffix("")) in shapes and not n.lower().endswith(".shp"))
        and not n.lower().endswith(".shp.xml")
    ]
    if sheet is not None:
        if isinstance(sheet, int) and 0 <= sheet < len(tables):
            return tables[sheet]
        if sheet in tables:
            return str(sheet)
        raise TableError(
            "indicators.reading.archive.holds-no-table-it-holds",
            path=path,
            sheet=sheet,
            tables=listed(tables),
        )
    if not tables:
        raise TableError("indicators.reading.archive.is-a-zip-archive-but-no", path=path, names=listed(names))
    if len(tables) > 1:
        said = Message(
            "indicators.reading.archive.several-tables", path=path, number=len(tables), tables=listed(tables)
        )
        raise SheetsError(said, tables)
    return tables[0]


def _name(item: zipfile.ZipInfo) -> str:
    """The name of a file in an archive; without the mark of UTF-8 it was written in the machine's own
    code."""
    if item.flag_bits & 0x800:
        return item.filename
    try:
        raw = item.filename.encode("cp437")
    except UnicodeEncodeError:
        return item.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return item.filename
