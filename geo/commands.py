"""What the smaller commands do: match a table, map a column, summarize a raster, list and check layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
import indicators
import maps
from boundaries.errors import LianpianError, OutputError, choose
from boundaries.language import Message, say, written
from boundaries.read import PROVIDERS
from boundaries.writing import refuse_inputs, same_file
from geo.lists.regional import Level
from geo.reporting.export import write_table
from geo.reporting.table import Column, Typed, column, typed
from geo.study.table.asked_column import asked_column
from geo.study.table.classes import in_order
from geo.study.table.config import Config, OutputPart, TablePart, check_config, read_config
from geo.study.table.intake import intake
from geo.study.table.levels import BESIDE
from geo.study.table.match_report import match_report
from geo.study.table.opening import open_table
from geo.study.table.place import place
from geo.study.table.read import Words, table_of

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.study.table.intake import Intake

MAPS = (".html", ".png", ".svg", ".pdf")
TOLERANCE_M = 500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table and what is known of it; the rest is guessed, as in a study.

    Attributes
    ----------
    path : str
        A table, or a study.toml, which says everything.
    files : tuple of str
        Further tables of the same columns.
    sheet, name, province, prefecture, adcode, level, as_of, corrections, numbers : str or None
    header : int or None
    max_mb : float or None
    """

    path: str
    files: tuple[str, ...] = ()
    sheet: str | None = None
    name: str | None = None
    province: str | None = None
    prefecture: str | None = None
    adcode: str | None = None
    level: Level | None = None
    as_of: str | None = None
    corrections: str | None = None
    header: int | None = None
    numbers: Words | None = None
    max_mb: float | None = None

    def config(self) -> tuple[Config, tuple[Message, ...]]:
        """The settings of a study of the table, and what was assumed."""
        said: tuple[Message, ...] = ()
        if Path(self.path).suffix.lower() == ".toml":
            config = read_config(self.path)
        else:
            config, said = open_table(
                Path(self.path),
                files=self.files,
                sheet=self.sheet,
                max_mb=self.max_mb,
                header=self.header,
                numbers=self.numbers or "refuse",
                name=self.name,
                province=self.province,
                prefecture=self.prefecture,
                level=self.level,
                as_of=self.as_of,
            )
        given = {
            key: value
            for key in TablePart.model_fields
            if key in self.__slots__
            and key not in ("path", "files")
            and (value := getattr(self, key)) is not None
        }
        plain = config.model_dump()
        return check_config({**plain, "table": plain["table"] | given}, source=self.path), said


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Matched:
    """A table's names, matched.

    Attributes
    ----------
    shown : Typed
        Every row with what was found.
    records : DataFrame
        The same under names for programs: ``row``, the table's columns, ``match_adcode``, ``match_status``, ...,
        ``match_today`` (the code on the date of the boundaries).
    lost : int
        How many rows have no code; rows of totals, of units above, of zones and of Hong Kong, Macau and Taiwan
        do not count: they are known for what they are.
    notes : tuple of Message
        What was assumed and noticed.
    """

    shown: Typed
    records: pd.DataFrame
    lost: int
    notes: tuple[Message, ...]


def match_table(source: Source, *, lang: str, out: str | None, review: str | None) -> Matched:
    """Match a table's names.

    Parameters
    ----------
    source : Source
    lang : str
        Of the file ``out``.
    out : str, optional
        A .csv or .xlsx file to write the table with codes to.
    review : str, optional
        An .xlsx file to write the unresolved rows to.

    Returns
    -------
    Matched
    """
    config, said = source.config()
    _apart(source, config, out, review)
    found = place(config, whole=True)
    shown = match_report(
        found.frame, found.numbers, found.match, today=found.codes, measures=found.units.to_dict()
    )
    rows = found.match.frame.reset_index(drop=True).add_prefix("match_").assign(match_today=found.codes)
    records = pd.concat([pd.Series(list(found.numbers), name="row"), found.frame, rows], axis=1)
    records.columns = pd.Index(_unique(records.columns))
    if review is not None:
        boundaries.review(found.match, review)
    if out is not None:
        write_table(shown.data(lang), out, sheet=say(lang, "command.sheet.match"))
    frame = found.match.frame
    lost = int((frame["adcode"].isna() & ~frame["status"].isin(BESIDE)).sum())
    return Matched(shown=shown, records=records, lost=lost, notes=(*said, *found.notes))


def _apart(source: Source, config: Config, *outs: str | None) -> None:
    """Refuse outputs that are inputs, or one another."""
    for at, out in enumerate(outs):
        refuse_inputs(out, [source.path, config.table.path, *config.table.files, config.table.corrections])
        for other in outs[:at]:
            if out is not None and other is not None and same_file(out, other):
                raise OutputError("geo.commands.two-outputs-of-one-name", out=out)


def _unique(names: pd.Index) -> list[str]:
    """Column names, a second one of a name numbered: records of a program hold each name once."""
    held: list[str] = []
    for name in map(str, names):
        n, own = 2, name
        while own in held:
            own, n = f"{name}_{n}", n + 1
        held.append(own)
    return held


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Drawn:
    """A map of a table.

    Attributes
    ----------
    path : pathlib.Path
    column : str or None
        The column that was mapped; None for a map of the listed units.
    units, left_out : int
        Units with a value, and rows that are not on the map.
    notes : tuple of Message
        What was assumed and noticed.
    """

    path: Path
    column: str | None
    units: int
    left_out: int
    notes: tuple[Message, ...]


def map_table(
    source: Source,
    *,
    column: str | None,
    out: str | None,
    scheme: str,
    classes: int,
    title: str | None,
    lang: str,
) -> Drawn:
    """Draw one column of a table as a page or a figure; a table without numbers as a map of its units.

    Parameters
    ----------
    source : Source
    column : str, optional
        A column of numbers; the first by default.
    out : str, optional
        An .html, .png, .svg or .pdf file.
    scheme : {"quantiles", "equal_interval", "fisher_jenks", "head_tail"}
    classes : int
    title : str, optional
    lang : {"zh", "en"}

    Returns
    -------
    Drawn
    """
    target = Path(out or f"{Path(source.path).stem}.html")
    kind = choose(target.suffix.lower(), MAPS, what=Message("errors.what.map-file"), error=LianpianError)
    output = check_config(
        {"table": {"path": "-", "name": "-"}, "output": {"scheme": scheme, "classes": classes}},
        source="lianpian map",
    ).output
    config, said = source.config()
    _apart(source, config, str(target))
    chosen: list[Message] = []
    if column is not None:
        config, chosen = asked_column(config, table_of(config.table), column)
    taken = intake(config)
    overlay, shown = _overlay(taken, column, output, lang)
    stem = Path(source.path).stem
    heading = title or (say(lang, "study.titled", title=stem, name=overlay.name) if shown else stem)
    if kind == ".html":
        path = Path(maps.Sheet(heading, lang=lang).add(overlay).save(target))
    else:
        path = Path(maps.figure(overlay, target, title=heading, lang=lang))
    return Drawn(
        path=path,
        column=shown,
        units=len(taken.values.index.get_level_values(0).unique()),
        left_out=len(taken.left_out),
        notes=(*said, *chosen, *taken.notes),
    )


def _overlay(
    taken: "Intake", column: str | None, output: OutputPart, lang: str
) -> "tuple[maps.Overlay, str | None]":
    """The theme of a map, and the column it shows."""
    values = taken.values
    if taken.years:  # the last year, as a study's maps do
        values = values.xs(taken.years[-1], level=1)
    if not len(values.columns) and len(taken.classes.columns):
        shown = str(taken.classes.columns[0])
        labels = taken.classes[shown].reindex(taken.layer.index)
        return maps.categorical(taken.layer, labels, order=in_order(set(labels.dropna())), lang=lang), shown
    if not len(values.columns):
        units = pd.Index(values.index, name="adcode")
        return maps.members(taken.layer, units, lang=lang), None
    shown = str(values.columns[0]) if column is None or column not in values.columns else column
    label = written(taken.measured(shown), lang)
    themed = taken.layer.assign(**{shown: values[shown].reindex(taken.layer.index)})
    drawn = maps.choropleth(themed, shown, scheme=output.scheme, k=output.classes, name=label, lang=lang)
    return drawn, shown


def _columns(frame: pd.DataFrame, room: str) -> list[Column]:
    """Columns headed by the command's own words: in English the keys themselves."""
    return [column(key, "value", heading=Message(f"command.{room}.{key}")) for key in map(str, frame.columns)]


def roster_table() -> Typed:
    """The published lists: id, title, publisher, year, level, rows, eligible units."""
    rows = []
    for name in indicators.rosters():
        item = indicators.roster(name)
        rows.append(
            {
                "id": item.id,
                "title": Message(f"roster.{item.id}.title"),
                "publisher": item.publisher,
                "year": item.year,
                "level": item.level,
                "rows": len(item.frame),
                "eligible": len(item.eligible),
            }
        )
    return _levelled(pd.DataFrame(rows), "roster")


def _levelled(frame: pd.DataFrame, room: str) -> Typed:
    """A table whose levels are named in the reader's language; programs read their keys."""
    said = frame.assign(level_said=[Message(f"command.level.{level}") for level in frame["level"]])
    columns = [
        Column("level_said", "value", one.heading) if one.key == "level" else one
        for one in _columns(frame, room)
    ]
    return Typed(said, tuple(columns))


def roster_members(id: str) -> Typed:
    """A published list as it is."""
    frame = indicators.roster(id).frame.reset_index()
    columns = _columns(frame, "member")
    if "change" in frame:
        frame = frame.assign(change_said=[Message(f"change.{change}") for change in frame["change"]])
        columns = [
            Column("change_said", "value", one.heading) if one.key == "change" else one for one in columns
        ]
    return Typed(frame, tuple(columns))


def zonal_table(raster: str | None, *, level: str, stats: Sequence[str]) -> Typed:
    """Zonal statistics by unit, with names."""
    layer = boundaries.read_layer(level)
    source = indicators.night_lights() if raster is None else raster
    found = indicators.zonal(layer, source, stats=stats)
    frame = layer[["name", "province", "prefecture"]].join(found).reset_index()
    return typed(frame, _columns(frame, "zonal"))


def layer_table() -> Typed:
    """The layers that can be read: level, units, official ones, date, datum, source."""
    rows = []
    for level in ("county", "prefecture", "province"):
        layer = boundaries.read_layer(level, tolerance_m=TOLERANCE_M)
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
    return _levelled(pd.DataFrame(rows), "layer")


def doctor_table() -> Typed:
    """What the boundaries are read from: provider, way, place, state, hash and licence."""
    frame = pd.DataFrame([provider.SOURCE.account() for provider in PROVIDERS.values()])
    said = frame.assign(
        way_said=[Message(f"command.doctor.way.{way}") for way in frame["way"]],
        state_said=[Message(f"command.doctor.state.{state}") for state in frame["state"]],
    )
    columns = [
        Column(f"{one.key}_said", "value", one.heading) if one.key in ("way", "state") else one
        for one in _columns(frame, "doctor")
    ]
    return Typed(said, tuple(columns))


def read_level(level: str, *, tolerance_m: float | None) -> "gpd.GeoDataFrame":
    """A layer of the provider's, as `boundaries.read_layer` reads it."""
    return boundaries.read_layer(level, tolerance_m=tolerance_m)


def own_layer(path: str, *, adcode: str, datum: str, tolerance_m: float | None) -> "gpd.GeoDataFrame":
    """Read a layer of the user's own, or raise one error that lists every breach."""
    return boundaries.read_file(path, adcode=adcode, datum=datum, tolerance_m=tolerance_m)


def own_layer_table(layer: "gpd.GeoDataFrame", path: str, *, datum: str) -> Typed:
    """What is in a layer of the user's own."""
    frame = pd.DataFrame(
        [
            {
                "file": path,
                "units": len(layer),
                "official": int(boundaries.official(layer).sum()),
                "declared_datum": datum,
                "detected_datum": layer.attrs["detected"],
                "area_km2": round(float(boundaries.area_km2(layer).sum())),
            }
        ]
    )
    return typed(frame, _columns(frame, "own_layer"))
