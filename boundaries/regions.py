"""Regions in official use: plates, city clusters, metropolitan areas, strategies, sub-regions.

The member lists are data (``data/regions.csv``), every official variant with its plan, year and confidence.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries._units import DATE, every_unit, parent_table
from boundaries.errors import LianpianError, choose, listed
from boundaries.language import Message
from boundaries.layer import ALBERS
from boundaries.read import read_layer

SCHEMES: tuple[str, ...] = ("plate", "city_cluster", "metro", "national_strategy", "subregion")
"""The schemes of regions."""

IN_CHINESE: dict[str, str] = {
    "板块": "plate",
    "四大板块": "plate",
    "城市群": "city_cluster",
    "都市圈": "metro",
    "国家战略": "national_strategy",
    "区域战略": "national_strategy",
    "省内片区": "subregion",
}
"""The schemes by the names their readers use."""

FACTS = ["region", "scheme", "plan", "year", "status", "confidence", "confirmed_by", "note"]

STATUSES: tuple[str, ...] = ("plan", "customary", "other", "part", "stand_in")
"""What a variant is, in the order in which it stands for its region: the members that an approved plan of the
region itself lists; common usage without an official list; the range of another plan; a part of a plan; whole
provinces for a range that is smaller."""

REPORTS: tuple[str, ...] = ("t1", "t3", "t5", "c50")
"""Lists whose own counts tell variants apart: tables 1, 3, 5 of the county report, the city report's 50."""


def region_members(scheme: str, *, variant: str | Sequence[str] | None = None) -> pd.DataFrame:
    """List the counties of every region of a scheme, as of 2023-07-31.

    Parameters
    ----------
    scheme : one of `SCHEMES`
    variant : str or list of str, optional
        None: for each region the members that its own newest approved plan lists (see `default_variants`).
        "t1", "t3", "t5", "c50": the variant that reproduces that list. "all": every variant. Else full
        variant names, such as ``"长三角城市群[2019纲要27市中心区]"``, or what stands between the brackets.

    Returns
    -------
    DataFrame, one row per region and county: region, variant, adcode, plan and year (where the list comes
    from), status (one of `STATUSES`), confidence (of the member list: "high", "medium", "low"), default (the
    variant stands for its region).

    Examples
    --------
    >>> members = region_members("city_cluster", variant="c50")
    >>> members.loc[members["adcode"] == "320583", "variant"].tolist()
    ['长三角城市群[2019纲要27市中心区]']

    The middle Yangtze cluster is its plan of 2015, not the three provinces:

    >>> plan = region_members("city_cluster").query("region == '长江中游城市群'")
    >>> plan[["year", "status", "confidence"]].drop_duplicates().values.tolist()
    [[2015, 'plan', 'high']]
    """
    table = _chosen(scheme, variant)
    found = table.merge(_counties(), on="member_code", how="left")[["region", "variant", "adcode"]]
    if found["adcode"].isna().any():
        lost = table.loc[~table["member_code"].isin(_counties()["member_code"]), "member_code"]
        raise LianpianError(
            "boundaries.regions.regions-csv-names-codes-without-counties", value=listed(lost.unique())
        )
    found = pd.concat([found, _managed(found)]).drop_duplicates()
    found = found.sort_values(["region", "variant", "adcode"], ignore_index=True)
    facts = region_variants(scheme).set_index("variant")[["plan", "year", "status", "confidence", "default"]]
    return found.join(facts, on="variant")


def read_regions(
    scheme: str,
    variant: str | Sequence[str] | None = None,
    *,
    as_of: str = DATE,
    tolerance_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Read the regions of a scheme as unions of counties.

    Parameters
    ----------
    scheme : str
        One of `SCHEMES`, or its Chinese name: 板块, 城市群, 都市圈, 区域战略, 省内片区.
    variant : str or sequence of str, optional
        Variants by name, or "all"; None means the one that stands for its region, the newest approved
        plan (see `default_variants`).
    as_of : str
        Day of the county layer that the members come from.
    tolerance_m : float, optional
        Simplify the counties first, as `read_layer` does.

    Returns
    -------
    GeoDataFrame by region, regions may overlap: scheme, variant, plan, year, status (one of `STATUSES`),
    confidence, confirmed_by, note (what the member list simplifies), members (tuple of county adcodes), holes
    (how many the union has: lakes, units left out) and holes_km2, geometry. With several variants of one
    region the index is the variant's name.

    Raises
    ------
    LianpianError
        An unknown scheme or variant; the valid ones are named.
    """
    table = _chosen(scheme, variant)
    layer = read_layer("county", as_of=as_of, tolerance_m=tolerance_m)
    members = region_members(scheme, variant=variant).groupby("variant", sort=False)["adcode"].agg(tuple)
    gone = sorted({code for codes in members for code in codes} - set(layer.index))
    if gone:
        raise LianpianError(
            "boundaries.regions.the-members-of-scheme-are-counties",
            scheme=scheme,
            DATE=DATE,
            as_of=as_of,
            gone=listed(gone),
        )
    rows = table.drop_duplicates("variant").set_index("variant")[FACTS].assign(members=members)
    rows["year"] = rows["year"].astype(int)
    shapes = [
        shapely.coverage_union_all(np.asarray(layer.geometry.loc[list(codes)].array)) for codes in members
    ]
    shapes = gpd.GeoSeries(shapes, index=members.index, crs="EPSG:4326").loc[rows.index]
    frame = gpd.GeoDataFrame(rows, geometry=shapes).reset_index()
    holes = _holes(frame.geometry)
    frame["holes"] = holes.groupby(level=0).size().reindex(frame.index, fill_value=0)
    frame["holes_km2"] = (holes.area / 1e6).groupby(level=0).sum().reindex(frame.index, fill_value=0.0)
    key = "region" if frame["region"].is_unique else "variant"
    frame.index = pd.Index(frame[key], name="region")
    frame.attrs = dict(layer.attrs)
    return frame[["scheme", "variant", *FACTS[2:], "members", "holes", "holes_km2", "geometry"]]


def _holes(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Every hole of every region, indexed by the region's position, in the equal-area projection."""
    rings = [
        (k, shapely.Polygon(ring))
        for k, shape in enumerate(shapes.to_crs(ALBERS))
        for part in shapely.get_parts(shape)
        for ring in part.interiors
    ]
    return gpd.GeoSeries([ring for _, ring in rings], index=[k for k, _ in rings], crs=ALBERS)


def _scheme(scheme: str) -> str:
    known = IN_CHINESE.get(scheme, scheme) if isinstance(scheme, str) else scheme
    return choose(known, SCHEMES, what="scheme")


@cache
def _regions() -> pd.DataFrame:
    path = files("boundaries") / "data" / "regions.csv"
    with path.open(encoding="utf-8") as file:
        table = pd.read_csv(file, dtype=str, keep_default_na=False, comment="#")
    return table.rename(
        columns={"region": "variant", "base_region": "region", "adcode": "member_code", "source_plan": "plan"}
    )


@cache
def _counties() -> pd.DataFrame:
    """Every county under each code a region may list: its own, its prefecture's, its municipality's."""
    table = every_unit()
    own = pd.Series(table.index, index=table.index)
    prefecture = parent_table(table, "prefecture")["adcode"]
    both = pd.concat([own, prefecture]).rename("member_code").rename_axis("adcode").reset_index()
    return both.drop_duplicates()


def _managed(found: pd.DataFrame) -> pd.DataFrame:
    """Managed areas that no prefecture governs go with their province where a region takes all of it."""
    table = every_unit()
    counties = table[table["kind"] != "管理区"]
    whole = counties.groupby("province_code").size()
    apart = table[(table["kind"] == "管理区") & (table["prefecture"] == "省直辖")]
    rows = []
    for (region, variant), codes in found.groupby(["region", "variant"])["adcode"]:
        taken = counties.loc[counties.index.intersection(codes), "province_code"].value_counts()
        for code, province in apart["province_code"].items():
            if taken.get(province, 0) == whole[province]:
                rows.append((region, variant, code))
    return pd.DataFrame(rows, columns=["region", "variant", "adcode"])


def default_variants(scheme: str, *, report: str | None = None) -> pd.Series:
    """The variant that stands for each region of a scheme.

    Without ``report`` by `STATUSES` (an approved plan of the region itself before everything else), then the
    newest, then the most confident. With ``report`` (one of `REPORTS`) a variant that reproduces its counts,
    where there is one; among these, or else among all, the most confident, then the first.
    """
    table = _regions()
    table = table[table["scheme"] == _scheme(scheme)].drop_duplicates("variant")
    doubt = table["confidence"].map({"high": 0, "medium": 1, "low": 2})
    if report is None:
        order = [table["status"].map(STATUSES.index), -table["year"].astype(int), doubt]
    else:
        fails = pd.Series([f"{report}:yes" not in text.split(";") for text in table["reproduces"]])
        order = [fails.set_axis(table.index), doubt]
    place = np.lexsort([np.arange(len(table)), *(keys.to_numpy() for keys in reversed(order))])
    best = table.index[place]
    chosen = table.loc[best].drop_duplicates("region").sort_index()
    return chosen.set_index("region")["variant"]


def region_variants(scheme: str) -> pd.DataFrame:
    """List every variant of every region of a scheme.

    Parameters
    ----------
    scheme : str
        As for `read_regions`.

    Returns
    -------
    DataFrame, one row per variant: region, variant, plan, year, status (one of `STATUSES`), confidence,
    confirmed_by, note, reproduces (whose counts it gives: see `REPORTS`), default (it stands for its region
    when no variant is asked for).

    Examples
    --------
    >>> table = region_variants("city_cluster")
    >>> table.loc[table["region"] == "长江三角洲城市群", "default"].tolist()
    [True, False, False, False]
    """
    table = _regions()
    table = table[table["scheme"] == _scheme(scheme)].drop_duplicates("variant")
    facts = table[["variant", *FACTS, "reproduces"]].drop(columns="scheme").reset_index(drop=True)
    facts["year"] = facts["year"].astype(int)
    return facts.assign(default=facts["variant"].isin(default_variants(scheme)))


def _chosen(scheme: str, variant: str | Sequence[str] | None) -> pd.DataFrame:
    table = _regions()
    table = table[table["scheme"] == _scheme(scheme)]
    if variant == "all":
        return table
    if variant is None or variant in REPORTS:
        return table[table["variant"].isin(default_variants(scheme, report=variant))]
    if not isinstance(variant, str | Sequence):
        raise LianpianError("boundaries.regions.variant-wanted-a-name-or-names", name=type(variant).__name__)
    valid = list(dict.fromkeys(table["variant"]))
    short = {name.partition("[")[2].removesuffix("]"): name for name in valid}
    names = [short.get(name, name) for name in ([variant] if isinstance(variant, str) else variant)]
    unknown = [name for name in names if name not in valid]
    if unknown or not names:
        raise LianpianError(
            "boundaries.regions.unknown-variant-of-scheme-valid-none",
            value=listed(map(repr, unknown)) or Message("boundaries.regions.none-named"),
            scheme=scheme,
            value_2=listed(map(repr, REPORTS)),
            valid=listed(valid, most=60),
        )
    return table[table["variant"].isin(names)]
