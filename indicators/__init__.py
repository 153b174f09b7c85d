"""Published lists, user tables, scoring frameworks, tiers and raster indicators."""

from typing import TYPE_CHECKING

from boundaries.face import show

if TYPE_CHECKING:
    from indicators.density import Density as Density
    from indicators.density import density as density
    from indicators.raster import night_lights as night_lights
    from indicators.roster import Roster as Roster
    from indicators.roster import eligible_units as eligible_units
    from indicators.roster import report_table as report_table
    from indicators.roster import report_tables as report_tables
    from indicators.roster import roster as roster
    from indicators.roster import rosters as rosters
    from indicators.sensitivity import Sensitivity as Sensitivity
    from indicators.sensitivity import sensitivity as sensitivity
    from indicators.sobol import SobolIndices as SobolIndices
    from indicators.sobol import sobol_indices as sobol_indices
    from indicators.zonal import zonal as zonal

__all__ = show(
    __name__,
    {
        "Roster": "indicators.roster",
        "eligible_units": "indicators.roster",
        "report_table": "indicators.roster",
        "report_tables": "indicators.roster",
        "roster": "indicators.roster",
        "rosters": "indicators.roster",
        "night_lights": "indicators.raster",
        "zonal": "indicators.zonal",
        "Sensitivity": "indicators.sensitivity",
        "sensitivity": "indicators.sensitivity",
        "SobolIndices": "indicators.sobol",
        "sobol_indices": "indicators.sobol",
        "density": "indicators.density",
        "Density": "indicators.density",
    },
)
