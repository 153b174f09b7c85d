"""The report of a list: its tables, its sections and how it was made, without a map."""

import pandas as pd

from boundaries.language import Message
from geo.lists import findings
from geo.lists.charts import list_charts
from geo.lists.survey import Survey
from geo.reporting.page import Block, Charts, Markup, Points, Section, Table
from geo.reporting.table import Column, Kind, Typed, column, typed

STEMS = {
    "city_cluster": "city_clusters",
    "metro": "metros",
    "plate": "plate_groups",
    "national_strategy": "strategies",
    "subregion": "subregions",
}
"""Of each scheme of regions: what its table and file are called."""
MEMBERS = (
    *("rank", "name", "first_in_province_star", "province", "prefecture", "tier", "change"),
    *("national_etdz", "national_hidz", "patch_size", "adcode"),
)
NEAR = Message("lists.near")
"""Who borders whom in the atlas."""


def title(survey: Survey) -> Message | str:
    """The list's title: of a published one in the reader's language, of a study the user's own."""
    roster = survey.roster
    return Message(f"roster.{roster.id}.title") if survey.published else roster.title


def members_table(survey: Survey) -> Typed:
    """The list itself, in its own order, with codes and patches."""
    roster = survey.roster
    frame = roster.frame.assign(
        patch_size=survey.patches["province"].frame["size"].reindex(roster.frame.index)
    ).reset_index()
    if "first_in_province_star" in frame:
        frame["first_in_province_star"] = (
            frame["first_in_province_star"].astype(bool).map({True: "★", False: ""})
        )
    if "change" in frame:
        frame["change"] = [Message(f"change.{change}") for change in frame["change"]]
    hidden = {"rank"} if not roster.ranked else set()
    if roster.level == "prefecture":  # a city's prefecture is itself
        hidden.add("prefecture")
    return typed(frame, [name for name in MEMBERS if name in frame and name not in hidden])


def patches_table(survey: Survey) -> Typed:
    """Patches of two units or more: the region each is, size, area, members, p."""
    found = survey.patches["province"]
    rows = found.table[found.table["size"] >= 2]
    named = findings.belt_names(survey, least=2)
    frame = pd.DataFrame(
        {
            "patch": rows.index,
            "belt": [findings.belt_name(survey, named.loc[patch]) for patch in rows.index],
            "cover_pct": 100 * named["cover"].reindex(rows.index).to_numpy(),
            "fill_pct": 100 * named["fill"].reindex(rows.index).to_numpy(),
            "size": rows["size"].to_numpy(),
            "area_km2": rows["area_km2"].to_numpy(),
            "area_share_pct": 100 * rows["area_share"].to_numpy(),
            "units": [findings.unit_names(survey, codes) for codes in rows["members"]],
            "p": rows["p_size"].to_numpy(),
        }
    )
    by_region = (named["named_by"] == "region").reindex(rows.index).to_numpy()
    for key in (
        "cover_pct",
        "fill_pct",
    ):  # the rule is of regions: a patch named after prefectures has neither
        frame[key] = frame[key].where(by_region)
    return typed(
        frame,
        [
            *("patch", "belt", column("cover_pct", digits=0), column("fill_pct", digits=0), "size"),
            *(column("area_km2", digits=0), column("area_share_pct", digits=2), "units", "p"),
        ],
        p=found.permutations,
    )


def critical_table(survey: Survey, *, least: int = 3) -> Typed:
    """The joins that patches of ``least`` units or more hang on: borders, water on them, the parts left."""
    found = survey.patches["province"]
    rows = found.critical[found.critical["patch"].map(found.table["size"]) >= least]
    return critical_joins_table(survey.units, rows)


def critical_joins_table(units: pd.DataFrame, rows: pd.DataFrame) -> Typed:
    """Critical joins with the names of their units, those that split most evenly first."""
    lesser = rows["sizes"].map(lambda sizes: sizes[1])
    rows = rows.assign(lesser=lesser).sort_values(
        ["patch", "lesser"], ascending=[True, False], kind="stable", ignore_index=True
    )
    names = units["name"]
    return typed(
        pd.DataFrame(
            {
                "patch": rows["patch"],
                "one": names.reindex(rows["a"]).to_numpy(),
                "other": names.reindex(rows["b"]).to_numpy(),
                "border_km": rows["border_km"].to_numpy(),
                "water_share_pct": 100 * rows["water_share"].to_numpy(dtype=float),
                "larger": [sizes[0] for sizes in rows["sizes"]],
                "smaller": [sizes[1] for sizes in rows["sizes"]],
            }
        ),
        [
            *("patch", "one", "other", column("border_km", digits=1)),
            *(column("water_share_pct", digits=0), "larger", "smaller"),
        ],
    )


def tests_table(survey: Survey) -> Typed:
    """Every test of the list with its null, eligible set and draws beside the p-value."""
    names = {null.name: null.called for null in survey.nulls}
    frame = survey.tests.loc[list(names)].reset_index()
    found = survey.patches["province"]
    frame = frame.assign(
        statistic=[Message(f"lists.statistic.{key}") for key in frame["statistic"]],
        null=[names[name] for name in frame["null"]],
        significant=[Message(f"lists.yes.{findings.decided(bool(sure))}") for sure in frame["significant"]],
        n_members=found.n_members,
        n_eligible=found.n_eligible,
        permutations=survey.permutations,
    )
    return typed(
        frame,
        [
            *("statistic", "null", "observed", column("expected", "mixed", digits=3)),
            *(column("mean", "mixed", digits=3), "p", "p_fdr", "mid_p", "significant"),
            *("n_members", "n_eligible", "permutations"),
        ],
        p="permutations",
        p_fdr="permutations",
        mid_p="permutations",
    )


def under(
    key: str, survey: Survey, null: str, *, kind: Kind | None = None, digits: int | None = None
) -> Column:
    """The column of a value under one null: 期望（省内）."""
    named = Message(f"lists.short.{findings.null_key(survey, null)}")
    return column(f"{key}_{null}", kind, heading=Message(f"lists.heading.{key}", null=named), digits=digits)


def groups_table(survey: Survey, scheme: str) -> Typed:
    """Regions of a scheme: plan and year, eligible, chosen, and expected, quotient, p under each null."""
    made = survey.groups[scheme]
    first = made[survey.pair[0]]
    frame = pd.DataFrame(
        {
            "region": first.frame.index,
            "variant": first.definitions["variant"].to_numpy(),
            "year": first.definitions["year"].to_numpy(),
            "chosen": first.frame["count"].astype(int).to_numpy(),
            "eligible": first.frame["n_eligible"].astype(int).to_numpy(),
            **{
                f"{key}_{null}": made[null].frame[name].to_numpy()
                for null in survey.pair
                for key, name in (
                    ("expected", "expected"),
                    ("quotient", "location_quotient"),
                    ("p", "p_exact"),
                    ("p_fdr", "p_fdr"),
                )
            },
        }
    ).sort_values(
        ["chosen", f"expected_{survey.pair[0]}"], ascending=[False, True], kind="stable", ignore_index=True
    )
    return typed(
        frame,
        [
            *("region", "variant", "year", "chosen", "eligible"),
            *(
                item
                for null in survey.pair
                for item in (
                    under("expected", survey, null, digits=2),
                    under("quotient", survey, null, digits=2),
                    under("p", survey, null, kind="p"),
                    under("p_fdr", survey, null, kind="p"),
                )
            ),
        ],
    )


def counts_table(survey: Survey, key: str) -> Typed:
    """Members and eligible units by plate, province or prefecture; of the last two those that have a member."""
    frame = {
        "plate": survey.plates,
        "province": survey.provinces,
        "prefecture": survey.prefectures,
    }[key]
    if key != "plate":
        frame = frame[frame["chosen"] > 0]
    return typed(frame, [key, "chosen", "eligible", column("share_pct", digits=1)])


def variants_table(survey: Survey) -> Typed:
    """Every variant of every region that holds a member; one a region is tested, the others are sensitivity."""
    frame = survey.variants[survey.variants["members"] > 0]
    frame = frame.assign(
        scheme=[Message(f"scheme.{scheme}") for scheme in frame["scheme"]],
        role=[Message(f"lists.role.{'tested' if stands else 'sensitivity'}") for stands in frame["default"]],
        status=[Message(f"lists.status.{status}") for status in frame["status"]],
        confidence=[Message(f"confidence.{level}") for level in frame["confidence"]],
        members=frame["members"].astype(int),
    )
    return typed(
        frame,
        ["scheme", "region", "variant", "role", "members", "status", "plan", "year", "confidence"],
    )


def tables(survey: Survey) -> dict[str, Typed]:
    """Every table of the report by file stem."""
    counted = ("prefecture",) if survey.of_one_province else ("plate", "province")
    return {
        "members": members_table(survey),
        "patches": patches_table(survey),
        "critical": critical_table(survey),
        "tests": tests_table(survey),
        **{f"{key}s": counts_table(survey, key) for key in counted},
        **{
            STEMS[scheme]: groups_table(survey, scheme)
            for scheme in survey.groups
            if scheme != "plate"
            or len(survey.groups[scheme][survey.pair[0]].frame) > 1  # all units in one plate: nothing to say
        },
        "variants": variants_table(survey),
    }


def method(survey: Survey) -> tuple[Message | str, ...]:
    """How the report of a published list was made, and what it cannot say."""
    roster, found = survey.roster, survey.patches["province"]
    return (
        Message(f"roster.{roster.id}.eligible", count=len(roster.eligible)),
        Message(
            "lists.method.nulls",
            nulls=[
                Message("lists.method.null", null=null.called, meaning=null.meaning) for null in survey.nulls
            ],
        ),
        Message(
            "lists.method.neighbors",
            links=len(survey.links),
            mean=found.mean_neighbors,
            isolates=len(found.isolates),
        ),
        Message("lists.method.draws", permutations=found.permutations, seed=survey.seed),
        Message(
            "lists.method.regions", nulls=[null.called for null in survey.nulls if null.name in survey.pair]
        ),
        Message("lists.method.families"),
        Message("lists.method.limits", date=roster.divisions_date),
    )


def premises_blocks(html: str) -> list[Block]:
    """The page of premises under its heading; nothing where there is none."""
    if not html:
        return []
    return [
        Section(Message("lists.section.what_if"), "what-if"),
        Markup(html, Message("lists.what_if.caption"), wide=True),
    ]


def list_blocks(survey: Survey, *, data: str = "", near: Message = NEAR) -> list[Block]:
    """What is said of a list, without its map: contiguous, in groups, where, and who is on it.

    Parameters
    ----------
    survey : Survey
    data : str
        The address of the folder with the CSV files; without it no table offers a download.
    near : Message
        Who borders whom, if not as in the atlas.
    """
    made = tables(survey)
    regions = Message("lists.regions.note")

    def table(stem: str, *, open_: bool = True, note: Message | str = "") -> Table:
        address = f"{data}/{stem}.csv" if data else ""
        return Table(made[stem], Message(f"lists.caption.{stem}"), note=note, download=address, open=open_)

    return [
        Section(Message("lists.section.charts"), "charts"),
        Charts(list_charts(survey, near)),
        Section(Message("lists.section.contiguity"), "contiguity"),
        Points(findings.contiguity(survey)),
        Points([*findings.belts(survey), findings.local(survey)]),
        table("patches", open_=False, note=Message("lists.patches.note", null=findings.held(survey))),
        *(
            [table("critical", open_=False, note=Message("lists.critical.note"))]
            if len(made["critical"].frame)
            else []
        ),
        table("tests", note=Message("lists.tests.note", near=near)),
        Section(Message("lists.section.groups"), "groups"),
        Points(findings.gathering(survey)),
        *([table("city_clusters", note=regions)] if "city_clusters" in made else []),
        *(
            table(STEMS[scheme], open_=False, note=regions)
            for scheme in survey.groups
            if scheme not in ("city_cluster", "plate")
        ),
        table(
            "variants",
            open_=False,
            note=Message("lists.variants.note"),
        ),
        Section(Message("lists.section.where"), "where"),
        *(table(stem) for stem in ("prefectures", "plates", "provinces") if stem in made),
        Section(Message("lists.caption.members"), "list"),
        table("members", open_=False),
    ]
