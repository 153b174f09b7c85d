"""Tables that are kept by columns: parquet, feather, Stata (.dta), SPSS (.sav)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from boundaries.errors import TableError
from boundaries.language import Message
from indicators.grid import MAX_CELLS, MAX_COLUMNS, PACKED, Column, Grid, packed
from indicators.reading.limits import MAX_TEXT_MB, too_wide


def read_columnar(path: Path, kind: str) -> Grid:
    """Read a file of columns; the names of the columns are its first row.

    Raises
    ------
    TableError
        A damaged file; one that swells past what is read; SPSS without the reader for it.
    """
    try:
        if kind == "parquet":
            frame = _parquet(path)
        elif kind == "feather":
            frame = _feather(path)
        elif kind == "dta":
            frame = _stata(path)
        else:
            frame = _spss(path)
    except (MemoryError, TableError):
        raise
    except Exception as error:  # the readers raise whatever a damaged part makes them stumble over
        said = " ".join(str(error).split())[:200]
        raise TableError(
            "indicators.reading.columnar.is-damaged-or-no",
            path=path,
            NAMES=Message(f"indicators.reading.kind-{kind}"),
            said=said,
        ) from None
    for name in frame.columns:
        size = _characters(frame[name]) if frame.columns.is_unique else 0
        if size > MAX_TEXT_MB * 1e6:
            raise TableError(
                "indicators.reading.columnar.the-texts-of-its-column-unpack",
                path=path,
                name=name,
                value=size / 1e6,
                MAX_TEXT_MB=MAX_TEXT_MB,
            )
    return grid_of(frame, kind)


def _characters(series: pd.Series) -> int:
    """How long the texts of a column are when each cell has its own."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        lengths = np.array([len(str(word)) for word in series.cat.categories], dtype=np.int64)
        codes = series.cat.codes.to_numpy()
        return int(lengths[codes[codes >= 0]].sum()) if len(lengths) else 0
    return 0


def grid_of(frame: pd.DataFrame, kind: str, *, encoding: str = "", sheet: str = "") -> Grid:
    """A frame as cells; geometry and other bytes are no cells."""
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    held = [(str(name), _values(frame.iloc[:, j])) for j, name in enumerate(frame.columns)]
    kept = [(name, column) for name, column in held if column is not None]
    return Grid(
        columns=[column for _, column in kept],
        names=tuple(name for name, _ in kept),
        format=kind,
        encoding=encoding,
        sheet=sheet,
    )


def _values(series: pd.Series) -> Column | None:
    """The cells of a column, None where missing."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(object)
    missing = series.isna()
    first = series.loc[~missing].head(1).tolist()
    if first and isinstance(first[0], bytes):
        return None
    if pd.api.types.is_float_dtype(series) or (
        pd.api.types.is_integer_dtype(series) and not bool((series.abs() > 2**53).any())
    ):
        return series.to_numpy(dtype="float64", na_value=np.nan)
    values = series.astype(object).where(~missing, None).tolist()
    return packed(values) if len(values) > PACKED else list(values)


def _size(path: Path, rows: int, columns: int, bytes_: int, kind: str) -> None:
    if rows * columns > MAX_CELLS or columns > MAX_COLUMNS:
        raise too_wide(path, rows, columns)
    if bytes_ > 2e9:
        raise TableError(
            "indicators.reading.columnar.its-unpacks-to-mb-at-most",
            path=path,
            NAMES=Message(f"indicators.reading.kind-{kind}"),
            value=bytes_ / 1e6,
        )


def _parquet(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        held = file.metadata
        size = sum(held.row_group(k).total_byte_size for k in range(held.num_row_groups))
        names = [field.name for field in file.schema_arrow if not _is_binary(field.type)]
        words = [field.name for field in file.schema_arrow if _is_text(field.type)]
        _size(path, held.num_rows, len(names), size, "parquet")
    with pq.ParquetFile(path, read_dictionary=words) as file:  # a text that stands often is held once
        return file.read(columns=names).to_pandas()


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_binary(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    )


def _feather(path: Path) -> pd.DataFrame:
    import pyarrow.feather as feather

    with path.open("rb") as stream:
        old = stream.read(4) == b"FEA1"
    if not old:
        with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as reader:
            rows = columns = 0
            columns = len(reader.schema)
            for k in range(reader.num_record_batches):
                rows += reader.get_batch(k).num_rows
                _size(path, rows, columns, 0, "feather")
    table = feather.read_table(path)
    names = [field.name for field in table.schema if not _is_binary(field.type)]
    return table.select(names).to_pandas()


def _stata(path: Path) -> pd.DataFrame:
    with pd.io.stata.StataReader(path, convert_categoricals=False) as reader:
        labels = reader.value_labels()
        first = reader.read(1)
        rows = int(getattr(reader, "_nobs", 0))
        _size(path, rows, len(first.columns), 0, "dta")
        said = reader.variable_labels()
    with pd.io.stata.StataReader(path, convert_categoricals=False) as reader:
        frame = reader.read()
        sets = dict(zip(frame.columns, getattr(reader, "_lbllist", []), strict=False))
    return _labeled(frame, {name: labels.get(word, {}) for name, word in sets.items()}, said)


def _labeled(
    frame: pd.DataFrame, labels: Mapping[str, Mapping[Any, str]], said: dict[str, str]
) -> pd.DataFrame:
    """Coded answers as their words where every value has one; the variable's label where its name is a
    stub."""
    for name, words in labels.items():
        if words and name in frame and frame[name].dropna().isin(list(words)).all():
            frame[name] = frame[name].map(words)
    stubs: Sequence[str] = [n for n in frame.columns if len(str(n)) <= 4 and said.get(n)]
    return frame.rename(columns={n: said[n] for n in stubs if _has_han(said[n])})


def _has_han(text: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" for c in text)


def _spss(path: Path) -> pd.DataFrame:
    try:
        import pyreadstat
    except ImportError:
        raise TableError("indicators.reading.columnar.is-an-spss-table-install-the", path=path) from None
    _, held = pyreadstat.read_sav(str(path), metadataonly=True)
    _size(path, int(held.number_rows or 0), int(held.number_columns or 0), 0, "sav")
    frame, held = pyreadstat.read_sav(str(path), dates_as_pandas_datetime=True)
    labels = {name: dict(words) for name, words in held.variable_value_labels.items()}
    said = {name: word or "" for name, word in held.column_names_to_labels.items()}
    return _labeled(frame, labels, said)
