"""What a study is: the settings of ``study.toml``, checked all at once.

Every key has a default except the table's path and its name column; ``lianpian study --init`` writes the file
with what it found in the table.
"""

import tomllib
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic
from pydantic import ConfigDict, Field

from boundaries.errors import LianpianError

NullName = Literal["nation", "plate", "province", "prefecture"]
Statistic = Literal["list", "scan", "moran", "geary", "getis_ord", "local_moran", "hotspots"]
Scheme = Literal["plate", "city_cluster", "metro", "national_strategy", "subregion"]
Draws = Annotated[int, Field(ge=99, le=999_999)]


class StudyError(LianpianError):
    """A study cannot be carried out as it is asked for."""


class _Part(pydantic.BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class TablePart(_Part):
    """[table]: the user's file and its columns."""

    path: Annotated[str, Field(pattern=r"^[^\x00]+$")]
    name: str
    sheet: str | None = None
    sheets: list[str] = []
    province: str | None = None
    prefecture: str | None = None
    rank: str | None = None
    year: str | None = None
    category: str | None = None
    count: bool = False
    wide: bool = False
    adcode: str | None = None
    corrections: str | None = None
    columns: list[str] = []
    level: Literal["county", "prefecture"] = "county"
    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = "2023-07-31"
    top: Annotated[int, Field(ge=1)] | None = None
    header: Annotated[int, Field(ge=1)] | None = None
    numbers: Literal["refuse", "missing"] = "refuse"
    max_mb: Annotated[float, Field(gt=0, le=100_000)] = 256.0


class BoundariesPart(_Part):
    """[boundaries]: the layer the table is laid on."""

    provider: Literal["tianditu", "amap"] = "tianditu"
    tolerance_m: Annotated[float, Field(ge=0, le=5000)] = 500.0


class EligiblePart(_Part):
    """[eligible]: the units that the list could have drawn from."""

    units: Literal["counties", "districts", "all", "cities", "listed"] = "counties"
    municipalities: bool = False
    provinces: list[str] = []
    prefectures: list[str] = []


class NeighborsPart(_Part):
    """[neighbors]: who borders whom."""

    contiguity: Literal["queen", "rook"] = "queen"
    isolates: Literal["nearest", "keep"] = "nearest"
    max_km: Annotated[float, Field(ge=0, le=500)] = 50.0


class TestsPart(_Part):
    """[tests]: nulls, statistics, draws, seed and false discovery rate.

    "list" stands for join counts, patches, groups and local join counts of the chosen units.
    ``panel_permutations`` are the draws of every test of a table of several years.
    """

    nulls: list[NullName] = ["nation", "plate", "province", "prefecture"]
    statistics: list[Statistic] = ["list", "scan", "moran", "local_moran", "hotspots"]
    permutations: Draws = 9_999
    local_permutations: Draws = 99_999
    scan_permutations: Draws = 999
    panel_permutations: Draws = 9_999
    seed: Annotated[int, Field(ge=0)] = 20231231
    fdr: Annotated[float, Field(gt=0, lt=1)] = 0.05


class RegionsPart(_Part):
    """[regions]: the designated regions that members may gather in."""

    schemes: list[Scheme] = ["plate", "city_cluster", "metro"]


class OutputPart(_Part):
    """[output]: what is written."""

    maps: bool = True
    figures: list[Literal["png", "svg", "pdf"]] = ["png", "svg"]
    classes: Annotated[int, Field(ge=2, le=9)] = 5
    scheme: Literal["quantiles", "equal_interval", "fisher_jenks", "head_tail"] = "quantiles"


class Config(_Part):
    """The whole of ``study.toml``."""

    title: str = ""
    lang: Literal["zh", "en"] = "zh"
    table: TablePart
    boundaries: BoundariesPart = BoundariesPart()
    eligible: EligiblePart = EligiblePart()
    neighbors: NeighborsPart = NeighborsPart()
    tests: TestsPart = TestsPart()
    regions: RegionsPart = RegionsPart()
    output: OutputPart = OutputPart()


def _fault(error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        part: Any = Config
        for step in error["loc"][:-1]:
            part = part.model_fields[str(step)].annotation
        valid = ", ".join(part.model_fields)
        return f"{key}: no such key; valid: {valid}"
    if error["type"] == "missing":
        return f"{key}: needed"
    message = str(error["msg"]).removeprefix("Input should be ")
    return f"{key} = {error['input']!r}: should be {message}"


def check_config(values: dict[str, object], *, source: str) -> Config:
    """Check settings; one error lists every fault with its key and the valid values."""
    try:
        return Config.model_validate(values)
    except pydantic.ValidationError as error:
        faults = [_fault(detail) for detail in error.errors()]
        raise StudyError(
            "geo.study.table.config.fault",
            source=source,
            n_faults=len(faults),
            value="s" if len(faults) > 1 else "",
            faults="; ".join(faults),
        ) from None


def read_config(path: str | PathLike[str]) -> Config:
    """Read ``study.toml``; the table's path is taken from the folder of the file.

    Raises
    ------
    StudyError
        The file cannot be read, is no TOML, or has faults: all of them, by key, with the valid values.
    """
    source = Path(path)
    try:
        values = tomllib.loads(source.read_text("utf-8-sig"))
    except OSError as error:
        raise StudyError(
            "geo.study.table.config.cannot-be-read", source=source, strerror=error.strerror
        ) from None
    except UnicodeDecodeError:
        raise StudyError("geo.study.table.config.is-not-utf-text-save-it", source=source) from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError("geo.study.table.config.is-not-toml", source=source, error=error) from None
    config = check_config(values, source=str(source))
    table = Path(config.table.path).expanduser()
    if not table.is_absolute():
        table = source.resolve().parent / table
    found = {"path": str(table)}
    if config.table.corrections is not None:
        found["corrections"] = str(source.resolve().parent / Path(config.table.corrections).expanduser())
    return config.model_copy(update={"table": config.table.model_copy(update=found)})
