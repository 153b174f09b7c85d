"""Published lists, user tables, scoring frameworks, tiers and raster indicators."""

from typing import TYPE_CHECKING

from boundaries.face import show

if TYPE_CHECKING:
    from indicators.aggregate import Topsis as Topsis
    from indicators.aggregate import aggregate as aggregate
    from indicators.aggregate import topsis as topsis
    from indicators.agreement import Agreement as Agreement
    from indicators.agreement import agreement as agreement
    from indicators.agreement import rank_biased_overlap as rank_biased_overlap
    from indicators.ahp import AhpGroup as AhpGroup
    from indicators.ahp import AhpWeights as AhpWeights
    from indicators.ahp import ahp_group as ahp_group
    from indicators.ahp import ahp_weights as ahp_weights
    from indicators.density import Density as Density
    from indicators.density import density as density
    from indicators.framework import Framework as Framework
    from indicators.framework import Indicator as Indicator
    from indicators.framework import Pillar as Pillar
    from indicators.framework import frameworks as frameworks
    from indicators.impute import Imputed as Imputed
    from indicators.impute import impute as impute
    from indicators.listing import read_roster as read_roster
    from indicators.listing import roster_from_table as roster_from_table
    from indicators.normalize import normalize as normalize
    from indicators.outliers import Treated as Treated
    from indicators.outliers import Winsorized as Winsorized
    from indicators.outliers import box_cox as box_cox
    from indicators.outliers import treat_outliers as treat_outliers
    from indicators.outliers import winsorize as winsorize
    from indicators.panel import GradeWeights as GradeWeights
    from indicators.panel import PanelWeights as PanelWeights
    from indicators.panel import grade_weights as grade_weights
    from indicators.panel import kendall_w as kendall_w
    from indicators.panel import panel_weights as panel_weights
    from indicators.raster import night_lights as night_lights
    from indicators.roster import Roster as Roster
    from indicators.roster import eligible_units as eligible_units
    from indicators.roster import report_table as report_table
    from indicators.roster import report_tables as report_tables
    from indicators.roster import roster as roster
    from indicators.roster import rosters as rosters
    from indicators.score import Scoreboard as Scoreboard
    from indicators.score import score as score
    from indicators.sensitivity import Sensitivity as Sensitivity
    from indicators.sensitivity import sensitivity as sensitivity
    from indicators.sobol import SobolIndices as SobolIndices
    from indicators.sobol import sobol_indices as sobol_indices
    from indicators.table import Table as Table
    from indicators.table import read_table as read_table
    from indicators.tier import Tiers as Tiers
    from indicators.tier import tiers as tiers
    from indicators.weight import DataWeights as DataWeights
    from indicators.weight import critic_weights as critic_weights
    from indicators.weight import entropy_weights as entropy_weights
    from indicators.weight import equal_weights as equal_weights
    from indicators.weight import pca_weights as pca_weights
    from indicators.zonal import zonal as zonal

__all__ = show(
    __name__,
    {
        "read_roster": "indicators.listing",
        "roster_from_table": "indicators.listing",
        "read_table": "indicators.table",
        "Table": "indicators.table",
        "Framework": "indicators.framework",
        "Indicator": "indicators.framework",
        "Pillar": "indicators.framework",
        "frameworks": "indicators.framework",
        "normalize": "indicators.normalize",
        "impute": "indicators.impute",
        "Imputed": "indicators.impute",
        "winsorize": "indicators.outliers",
        "Winsorized": "indicators.outliers",
        "box_cox": "indicators.outliers",
        "treat_outliers": "indicators.outliers",
        "Treated": "indicators.outliers",
        "ahp_weights": "indicators.ahp",
        "ahp_group": "indicators.ahp",
        "AhpWeights": "indicators.ahp",
        "AhpGroup": "indicators.ahp",
        "equal_weights": "indicators.weight",
        "entropy_weights": "indicators.weight",
        "critic_weights": "indicators.weight",
        "pca_weights": "indicators.weight",
        "DataWeights": "indicators.weight",
        "grade_weights": "indicators.panel",
        "GradeWeights": "indicators.panel",
        "panel_weights": "indicators.panel",
        "PanelWeights": "indicators.panel",
        "kendall_w": "indicators.panel",
        "aggregate": "indicators.aggregate",
        "topsis": "indicators.aggregate",
        "Topsis": "indicators.aggregate",
        "score": "indicators.score",
        "Scoreboard": "indicators.score",
        "tiers": "indicators.tier",
        "Tiers": "indicators.tier",
        "agreement": "indicators.agreement",
        "Agreement": "indicators.agreement",
        "rank_biased_overlap": "indicators.agreement",
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
