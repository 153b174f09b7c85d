"""The scan of a study: the windows in which the chosen units gather most, granted each province its number."""

import math
from typing import TYPE_CHECKING

import analysis
from boundaries.language import Message
from geo.lists.findings import verdict
from geo.reporting.table import Typed, column, typed
from indicators.census import census_population

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._scan import Scan
    from geo.study.table.intake import Intake


def scan(taken: "Intake", *, permutations: int, seed: int) -> "Scan":
    """Look for the windows with most chosen units; random sets keep the number of every province.

    Parameters
    ----------
    taken : Intake
    permutations, seed : int

    Returns
    -------
    Scan
    """
    units = taken.layer.loc[taken.eligible]
    return analysis.scan(
        taken.members,
        units,
        eligible=taken.eligible,
        strata=units["province"],
        permutations=permutations,
        seed=seed,
    )


def scan_of_counts(taken: "Intake", *, permutations: int, seed: int) -> "tuple[Scan, tuple[str, ...]]":
    """Look for the windows with most rows of a table of counts for the people who live there.

    Random counts are dealt out by population within provinces, so that each province keeps its number.

    Parameters
    ----------
    taken : Intake
        Of a table whose rows are counted by county.
    permutations, seed : int

    Returns
    -------
    Scan
    tuple of str
        Eligible units whose population is not known; they are left out with what was counted in them.
    """
    people = census_population().persons
    counted = taken.values.iloc[:, 0].reindex(taken.eligible).fillna(0).astype("int64")
    known = taken.eligible.intersection(people.index).sort_values()
    found = analysis.scan_counts(
        counted[known],
        people[known].astype(float),
        taken.layer.loc[known],
        strata=taken.layer.loc[known, "province"],
        permutations=permutations,
        seed=seed,
    )
    return found, tuple(taken.layer.loc[taken.eligible.difference(known), "name"])


def _null(found: "Scan") -> Message:
    """What the null is called: within provinces, over the eligible units of the only one, or by population."""
    if found.model == "poisson":
        return Message("study.scan.null.counts")
    return Message(f"lists.null.{'region' if found.n_strata == 1 else 'province'}")


def _heading(key: str, found: "Scan") -> Message:
    """What stands above a column: windows of a list hold chosen units, of a table of counts rows."""
    own = found.model == "poisson" and key in ("count", "n_eligible", "units")
    return Message(f"study.scan.column.{key}{'.counts' if own else ''}")


def _risk(value: float) -> Message:
    """The relative risk; without a chosen unit outside the window there is none."""
    return Message("study.scan.no_risk") if math.isinf(value) else Message("study.scan.risk", risk=value)


def sentence(found: "Scan", layer: "gpd.GeoDataFrame") -> Message:
    """The most likely window, with its p-value and null.

    Parameters
    ----------
    found : Scan
    layer : GeoDataFrame

    Returns
    -------
    Message
    """
    if not len(found.clusters):
        return Message("study.scan.nowhere")
    first = found.clusters.iloc[0]
    center, province = (str(layer.loc[first["center"], key]) for key in ("name", "province"))
    spot = "study.scan.province" if center == province else "study.scan.spot"
    p = float(first["p_sim"])
    poisson = found.model == "poisson"
    return Message(
        "study.scan.first.counts" if poisson else "study.scan.first",
        spot=Message(spot, center=center, province=province),
        radius=float(first["radius_km"]),
        eligible=int(first["n_eligible"]),
        chosen=int(first["count"]),
        expected=float(first["expected"]),
        risk=_risk(float(first["relative_risk"])),
        p=(p, found.permutations),
        verdict=verdict(p),
        null=Message(f"lists.meaning.{'nation' if found.n_strata == 1 else 'province'}"),
        draws=found.permutations,
    )


def windows_table(found: "Scan", layer: "gpd.GeoDataFrame") -> Typed:
    """One row a window: center, radius, counts, relative risk, p, null and draws.

    Parameters
    ----------
    found : Scan
    layer : GeoDataFrame

    Returns
    -------
    Typed
    """
    frame = found.clusters.rename_axis("window").reset_index()
    frame = frame.assign(
        center=layer["name"].reindex(frame["center"]).to_numpy(),
        null=_null(found),
        draws=found.permutations,
        units=[list(layer["name"].reindex(list(codes))) for codes in frame["members"]],
    )
    digits = {"radius_km": 1, "expected": 2, "relative_risk": 2}
    columns = [
        column(key, heading=_heading(key, found), digits=digits.get(key))
        for key in ("window", "center", "radius_km", "count", "n_eligible", "expected", "relative_risk")
    ]
    return typed(
        frame,
        [
            *columns,
            column("p_sim", "p", heading="p", draws="draws"),
            column("null"),
            column("draws", heading=Message("study.tests.draws")),
            column("units", heading=_heading("units", found)),
        ],
    )
