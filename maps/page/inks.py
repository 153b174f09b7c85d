"""The inks of the page by light and dark: colors and rules that its scripts read as data."""

from maps.cartography.landmarks import TAIWAN
from maps.cartography.palette import BASE, INK
from maps.overlays.members import ELIGIBLE_COLOR
from maps.overlays.overlay import NO_DATA_COLOR

INKS: dict[str, object] = {
    "light": {
        **{"sea": "#eef3f6", "land": BASE, "around": "#ebebe6", "plain": BASE, "outside": "#ebebe8"},
        **{"county": "rgba(90,96,104,.30)", "prefecture": "rgba(70,76,84,.55)"},
        **{"province": "rgba(40,44,52,.85)", "coast": "#5b6068", "dash": "#3a3f47", "text": INK},
        **{"soft": "#5b6068", "paper": "#fff", "halo": "rgba(255,255,255,.85)", "hover": "#111"},
        "absent": NO_DATA_COLOR,
        **{"under": "rgba(255,255,255,.6)", "seam": "rgba(255,255,255,.8)", "hatch": "rgba(90,96,104,.55)"},
    },
    "dark": {
        **{
            "sea": "#14181d",
            "land": "#2a2f36",
            "around": "#1f242a",
            "plain": "#3a4048",
            "outside": "#343a42",
        },
        **{"county": "rgba(10,12,15,.45)", "prefecture": "rgba(8,10,12,.75)"},
        **{"province": "rgba(235,238,242,.65)", "coast": "#9aa3ad", "dash": "#c7ced6", "text": "#e8eaed"},
        **{"soft": "#a4acb5", "paper": "#1b1f24", "halo": "rgba(10,12,15,.8)", "hover": "#fff"},
        **{"absent": "#767e88", "noData": "#4b5159", "outside": "#343a42"},
        **{"under": "rgba(10,12,15,.6)", "seam": "rgba(20,22,26,.75)", "hatch": "rgba(20,24,29,.6)"},
    },
    # In the dark a line in the color of ink would not show, and paper would glare.
    "darkened": {INK: "#e8eaed", BASE: "#2f353d", ELIGIBLE_COLOR: "#5c584d"},
    "taiwan": TAIWAN,
}
