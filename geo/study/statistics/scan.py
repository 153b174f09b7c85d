"""The scan of a study: the windows in which the chosen units gather most, granted each province its number."""

import math
from typing import TYPE_CHECKING

import analysis
from boundaries.language import Message
from geo.lists.findings import verdict
from geo.reporting.table import Typed, column, typed

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


def _null(found: "Scan") -> Message:
    """What the null is called: within provinces, or over the eligible units of the only one."""
    return Message(f"lists.null.{'region' if found.n_strata == 1 else 'province'}")


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
    return Message(
        "study.scan.first",
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
        column(key, heading=Message(f"study.scan.column.{key}"), digits=digits.get(key))
        for key in ("window", "center", "radius_km", "count", "n_eligible", "expected", "relative_risk")
    ]
    return typed(
        frame,
        [
            *columns,
            column("p_sim", "p", heading="p", draws="draws"),
            column("null"),
            column("draws", heading=Message("study.tests.draws")),
            column("units", heading=Message("study.scan.column.units")),
        ],
    )
