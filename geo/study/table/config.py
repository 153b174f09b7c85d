"""What a study is: the settings of ``study.toml``, checked all at once.

Every key has a default except the table's path and its name column; ``lianpian study --init`` writes the file
with what it found in the table.
"""

import re
import tomllib
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from boundaries._units import DATE
from boundaries.errors import LianpianError
from boundaries.language import CHINESE, Message, languages

NullName = Literal["nation", "plate", "province", "prefecture"]
Statistic = Literal["list", "scan", "moran", "geary", "getis_ord", "local_moran", "hotspots", "dynamics"]
Scheme = Literal["plate", "city_cluster", "metro", "national_strategy", "subregion"]
RegressionModel = Literal["ols", "lag", "error", "durbin", "probit", "poisson"]
Draws = Annotated[int, Field(ge=99, le=999_999)]


class StudyError(LianpianError):
    """A study cannot be carried out as it is asked for."""


def _spoken(lang: str) -> str:
    """``lang`` if there is a catalog of it."""
    known = sorted(languages(), key=lambda one: (one != CHINESE, one))
    if lang not in known:
        raise PydanticCustomError("literal_error", "", {"choices": known})
    return lang


class _Part(pydantic.BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class TablePart(_Part):
    """[table]: the user's file and its columns."""

    path: Annotated[str, Field(pattern=r"^[^\x00]+$")] = Field(description="study.comment.table.path")
    name: str = Field(description="study.comment.table.name")
    sheet: str | None = Field(default=None, description="study.comment.table.sheet")
    sheets: list[str] = Field(default=[], description="study.comment.table.sheets")
    files: list[str] = Field(default=[], description="study.comment.table.files")
    province: str | None = None
    prefecture: str | None = None
    rank: str | None = None
    year: str | None = Field(default=None, description="study.comment.table.year")
    category: str | None = Field(default=None, description="study.comment.table.category")
    count: bool = Field(default=False, description="study.comment.table.count")
    wide: bool = Field(default=False, description="study.comment.table.wide")
    adcode: str | None = Field(default=None, description="study.comment.table.adcode")
    corrections: str | None = Field(default=None, description="study.comment.table.corrections")
    longitude: str | None = Field(default=None, description="study.comment.table.longitude")
    latitude: str | None = None
    datum: Literal["wgs84", "gcj02", "bd09"] | None = Field(
        default=None, description="study.comment.table.datum"
    )
    by: Literal["name", "point"] = Field(default="name", description="study.comment.table.by")
    columns: list[str] = Field(default=[], description="study.comment.table.columns")
    repeats: Literal["refuse", "sum", "mean", "weighted", "first"] = Field(
        default="refuse", description="study.comment.table.repeats"
    )
    weight: str | None = Field(default=None, description="study.comment.table.weight")
    part: Literal["whole", "counties", "districts"] = Field(
        default="whole", description="study.comment.table.part"
    )
    level: Literal["county", "prefecture", "province"] = Field(
        default="county", description="study.comment.table.level"
    )
    classes: list[str] = Field(default=[], description="study.comment.table.classes")
    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = Field(
        default=DATE, description="study.comment.table.as_of"
    )
    top: Annotated[int, Field(ge=1)] | None = Field(default=None, description="study.comment.table.top")
    header: Annotated[int, Field(ge=0)] | None = Field(default=None, description="study.comment.table.header")
    numbers: Literal["refuse", "missing"] = Field(default="refuse", description="study.comment.table.numbers")
    max_mb: Annotated[float, Field(gt=0, le=100_000)] = Field(
        default=256.0, description="study.comment.table.max_mb"
    )


Way = Annotated[str, Field(pattern=r"^(own|last|(19|20)\d{2})$")]
Year = Annotated[str, Field(pattern=r"^(19|20)\d{2}$")]


class PanelPart(_Part):
    """[panel]: how figures of several years, or of another day than the boundaries', are made comparable.

    ``names`` and ``codes`` say by which year's list a row is read: its own, the table's last, or one that is
    named; for all years alike, or year by year. Where ``totals`` and ``rates`` are not given, headings and
    units of measure decide. The value of a rate is the total that weights it, "" for none.
    """

    units: Literal["constant", "merge"] = Field(default="constant", description="study.comment.panel.units")
    names: Way | dict[Year, Way] = Field(default="own", description="study.comment.panel.names")
    codes: Way | dict[Year, Way] = Field(default="own", description="study.comment.panel.codes")
    totals: list[str] | None = Field(default=None, description="study.comment.panel.totals")
    rates: dict[str, str] | None = Field(default=None, description="study.comment.panel.rates")


class BoundariesPart(_Part):
    """[boundaries]: the layer the table is laid on."""

    provider: Literal["tianditu", "amap"] = Field(
        default="tianditu", description="study.comment.boundaries.provider"
    )
    tolerance_m: Annotated[float, Field(ge=0, le=5000)] = Field(
        default=500.0, description="study.comment.boundaries.tolerance_m"
    )


class EligiblePart(_Part):
    """[eligible]: the units that the list could have drawn from."""

    units: Literal["counties", "districts", "all", "cities", "provinces", "listed"] = Field(
        default="counties", description="study.comment.eligible.units"
    )
    municipalities: bool = Field(default=False, description="study.comment.eligible.municipalities")
    provinces: list[str] = Field(default=[], description="study.comment.eligible.provinces")
    prefectures: list[str] = Field(default=[], description="study.comment.eligible.prefectures")


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
    statistics: list[Statistic] = ["list", "scan", "moran", "local_moran", "hotspots", "dynamics"]
    permutations: Draws = 9_999
    local_permutations: Draws = 99_999
    scan_permutations: Draws = 999
    panel_permutations: Draws = Field(default=9_999, description="study.comment.tests.panel_permutations")
    population: Literal["census-2020"] | None = Field(
        default=None, description="study.comment.tests.population"
    )
    seed: Annotated[int, Field(ge=0)] = 20231231
    fdr: Annotated[float, Field(gt=0, lt=1)] = 0.05


class RegionsPart(_Part):
    """[regions]: the designated regions that members may gather in."""

    schemes: list[Scheme] = ["plate", "city_cluster", "metro"]


class DriversPart(_Part):
    """[drivers]: why there. ``response`` is a column of numbers, or "list" for the chosen units; "" asks
    nothing.

    Without ``factors`` the distances of `indicators.access` are the factors.
    """

    response: str = Field(default="", description="study.comment.drivers.response")
    factors: list[str] = Field(default=[], description="study.comment.drivers.factors")
    models: list[RegressionModel] = Field(
        default=["ols", "error"], description="study.comment.drivers.models"
    )
    strata: Literal["province", "nation"] = Field(
        default="province", description="study.comment.drivers.strata"
    )
    permutations: Draws = 999


class OutputPart(_Part):
    """[output]: what is written."""

    maps: bool = True
    figures: list[Literal["png", "svg", "pdf"]] = ["png", "svg"]
    office: list[Literal["docx", "pptx"]] = ["docx", "pptx"]
    classes: Annotated[int, Field(ge=2, le=9)] = 5
    scheme: Literal["quantiles", "equal_interval", "fisher_jenks", "head_tail"] = "quantiles"


class Config(_Part):
    """The whole of ``study.toml``."""

    title: str = Field(default="", description="study.comment.title")
    lang: Annotated[str, AfterValidator(_spoken)] = Field(default=CHINESE, description="study.comment.lang")
    table: TablePart = Field(description="study.comment.table")
    panel: PanelPart = Field(default=PanelPart(), description="study.comment.panel")
    boundaries: BoundariesPart = Field(default=BoundariesPart(), description="study.comment.boundaries")
    eligible: EligiblePart = Field(default=EligiblePart(), description="study.comment.eligible")
    neighbors: NeighborsPart = Field(default=NeighborsPart(), description="study.comment.neighbors")
    tests: TestsPart = Field(default=TestsPart(), description="study.comment.tests")
    regions: RegionsPart = Field(default=RegionsPart(), description="study.comment.regions")
    drivers: DriversPart = Field(default=DriversPart(), description="study.comment.drivers")
    output: OutputPart = Field(default=OutputPart(), description="study.comment.output")


FAULTS = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
    "string_pattern_mismatch": "pattern",
}
"""Faults that name a limit, and what pydantic calls it."""
KINDS = {
    **dict.fromkeys(("string_type",), "string"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "int"),
    **dict.fromkeys(("float_type", "float_parsing"), "float"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "bool"),
    **dict.fromkeys(("list_type",), "list"),
    **dict.fromkeys(("model_type", "model_attributes_type"), "part"),
}
"""Faults of a value of another kind."""


def _fault(error: Any) -> Message:
    """One fault of the settings: the key, the value, and what it should be."""
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        part: Any = Config
        for step in error["loc"][:-1]:
            part = part.model_fields[str(step)].annotation
        return Message("study.fault.unknown", key=key, valid=list(part.model_fields))
    if error["type"] == "missing":
        return Message("study.fault.missing", key=key)
    return Message("study.fault.value", key=key, value=error["input"], wanted=_wanted(error))


def _wanted(error: Any) -> Message | str:
    """What a value should be."""
    fault, told = str(error["type"]), error.get("ctx", {})
    if fault == "literal_error":
        choices = told.get("choices") or re.findall(r"'([^']*)'", str(told["expected"]))
        return Message("study.fault.choice", choices=[repr(choice) for choice in choices])
    if fault in FAULTS:
        return Message(f"study.fault.{fault}", limit=told[FAULTS[fault]])
    if fault in KINDS:
        return Message(f"study.fault.kind.{KINDS[fault]}")
    return str(error["msg"]).removeprefix("Input should be ")


def check_config(values: dict[str, object], *, source: str) -> Config:
    """Check settings; one error lists every fault with its key and the valid values."""
    try:
        return Config.model_validate(values)
    except pydantic.ValidationError as error:
        faults = [_fault(detail) for detail in error.errors()]
        raise StudyError(
            "geo.study.table.config.fault", source=source, n=len(faults), faults=faults
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
    except (ValueError, RecursionError) as error:  # no TOML, a number of thousands of digits
        raise StudyError("geo.study.table.config.is-not-toml", source=source, error=error) from None
    config = check_config(values, source=str(source))
    table = Path(config.table.path).expanduser()
    if not table.is_absolute():
        table = source.resolve().parent / table
    beside = source.resolve().parent
    found: dict[str, object] = {"path": str(table)}
    found["files"] = [str(beside / Path(file).expanduser()) for file in config.table.files]
    if config.table.corrections is not None:
        found["corrections"] = str(source.resolve().parent / Path(config.table.corrections).expanduser())
    return config.model_copy(update={"table": config.table.model_copy(update=found)})
