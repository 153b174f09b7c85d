"""What the smaller commands do: match a table, map a column, summarize a raster, list and check layers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

import boundaries
import indicators
import maps
from boundaries.errors import LianpianError, choose, listed
from boundaries.writing import write_whole
from geo.guess import guess
from geo.phrases import language
from geo.workbook import write_workbook

TABLES = (".csv", ".xlsx")
LAYERS = (".gpkg", ".geojson", ".fgb", ".parquet", ".shp")
MAPS = (".html", ".png", ".svg", ".pdf")


def write_table(frame: pd.DataFrame, path: str) -> Path:
    """Write a table as .csv (UTF-8 with BOM, which Excel reads) or .xlsx, whole or not at all."""
    target = Path(path)
    if choose(target.suffix.lower(), TABLES, what="kind of table", error=LianpianError) == ".xlsx":
        return write_workbook(target, {"table": frame})
    return write_whole(target, frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))


def _column(frame: pd.DataFrame, column: str, path: str) -> str:
    return choose(
        column, [str(name) for name in frame.columns], what=f"column of {path}", error=LianpianError
    )


def match_table(
    path: str,
    *,
    name: str | None,
    prefecture: str | None,
    province: str | None,
    as_of: str,
    sheet: str | None,
    out: str | None,
    review: str | None,
) -> tuple[pd.DataFrame, int]:
    """Match a table's names; the table with codes, and how many rows have none."""
    frame = indicators.read_table(path, sheet=sheet).frame
    if name is None:
        found = guess(frame, source=path)
        name, prefecture, province = found.name, prefecture or found.prefecture, province or found.province
    for column in (name, prefecture, province):
        if column is not None:
            _column(frame, column, path)
    result = boundaries.match(frame, name=name, prefecture=prefecture, province=province, as_of=as_of)
    if review is not None:
        boundaries.review(result, review)
    rows = result.frame.add_prefix("match_").rename(columns={"match_adcode": "adcode"})
    joined = pd.concat([frame.reset_index(drop=True), rows.reset_index(drop=True)], axis=1)
    joined.insert(0, "row", list(frame.index))
    if out is not None:
        write_table(joined, out)
    return joined, int(joined["adcode"].isna().sum())


def map_table(
    path: str,
    *,
    column: str | None,
    out: str | None,
    scheme: Literal["quantiles", "equal_interval", "fisher_jenks", "head_tail"],
    classes: int,
    title: str | None,
    sheet: str | None,
    lang: str,
) -> Path:
    """Draw one column of a table as a page or a figure."""
    words = language(lang)
    target = Path(out or f"{Path(path).stem}.html")
    kind = choose(target.suffix.lower(), MAPS, what="kind of map", error=LianpianError)
    frame = indicators.read_table(path, sheet=sheet).frame
    found = guess(frame, source=path)
    if column is None:
        if not found.columns:
            raise LianpianError(
                f"{path} has no column of numbers; its columns are {listed(frame.columns, most=40)}"
            )
        column = found.columns[0]
    column = _column(frame, column, path)
    if not pd.api.types.is_numeric_dtype(frame[column]):
        raise LianpianError(
            f"{path}: column {column!r} holds text, not numbers; valid: {listed(found.columns, most=40)}"
        )
    codes = boundaries.match(
        frame,
        name=found.name,
        prefecture=found.prefecture,
        province=found.province,
        as_of=found.as_of,
        level=found.level,
    ).frame["adcode"]
    values = frame[column].groupby(codes.to_numpy()).mean()
    layer = boundaries.read_layer(found.level, tolerance_m=500)
    themed = layer.assign(**{column: values.reindex(layer.index)})
    overlay = maps.choropleth(themed, column, scheme=scheme, k=classes, name=column, lang=words)
    heading = title or f"{Path(path).stem}：{column}"
    if kind == ".html":
        return Path(maps.Sheet(heading, lang=words).add(overlay).save(target))
    return Path(maps.figure(overlay, target, title=heading))


def zonal_table(raster: str | None, *, level: str, stats: Sequence[str]) -> pd.DataFrame:
    """Zonal statistics by unit, with names."""
    layer = boundaries.read_layer(level)
    source = indicators.night_lights() if raster is None else raster
    found = indicators.zonal(layer, source, stats=stats)
    return layer[["name", "province", "prefecture"]].join(found).reset_index()


def layer_table(*, lang: str) -> pd.DataFrame:
    """The layers that can be read: level, units, official ones, date, datum, source."""
    rows = []
    for level in ("county", "prefecture", "province"):
        layer = boundaries.read_layer(level, tolerance_m=500)
        rows.append(
            {
                "level": level,
                "provider": layer.attrs["provider"],
                "units": len(layer),
                "official": int(boundaries.official(layer).sum()) if level == "county" else len(layer),
                "date": layer.attrs["date"],
                "datum": layer.attrs["datum"],
                "source": layer.attrs["licence"],
                "version": layer.attrs["version"],
            }
        )
    return pd.DataFrame(rows)


def export_layer(level: str, path: str, *, tolerance_m: float | None) -> Path:
    """Write a layer to a file of the usual kinds, whole or not at all."""
    target = Path(path)
    kind = choose(target.suffix.lower(), LAYERS, what="kind of layer file", error=LianpianError)
    layer = boundaries.read_layer(level, tolerance_m=tolerance_m)
    partial = target.with_name(f".{target.stem}.partial{kind}") if kind != ".shp" else target
    try:
        if kind == ".parquet":
            layer.to_parquet(partial)
        else:
            drivers = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}
            options = {"encoding": "UTF-8"} if kind == ".shp" else {}
            layer.reset_index().to_file(partial, driver=drivers[kind], engine="pyogrio", **options)
        if partial != target:
            partial.replace(target)
    except OSError as error:
        raise LianpianError(f"{target} cannot be written: {error}") from None
    finally:
        if partial != target:
            partial.unlink(missing_ok=True)
    return target


def check_own_layer(path: str, *, adcode: str, datum: str) -> pd.DataFrame:
    """Read a layer of the user's own; what is in it, or one error that lists every breach."""
    layer = boundaries.read_file(path, adcode=adcode, datum=datum)
    found = boundaries.detect_datum(layer)
    return pd.DataFrame(
        [
            {
                "file": path,
                "units": len(layer),
                "official": int(boundaries.official(layer).sum()),
                "declared_datum": datum,
                "detected_datum": str(getattr(found, "datum", found)),
                "area_km2": round(float(boundaries.area_km2(layer).sum())),
            }
        ]
    )
