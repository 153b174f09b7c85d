"""The report of a list: its tables, its sections and how it was made, without a map."""

import pandas as pd

from boundaries.language import Message
from geo.lists import findings
from geo.lists.survey import Survey
from geo.reporting.page import Block, Points, Section, Table, Text
from geo.reporting.table import Typed, column, typed

STEMS = {
    "city_cluster": "city_clusters",
    "metro": "metros",
    "plate": "plate_groups",
    "national_strategy": "strategies",
    "subregion": "subregions",
}
"""Of each scheme of regions: what its table and file are called."""
STATISTICS = ("bb", "largest", "share_2", "share_3", "n_patches", "aggregation")
MEMBERS = (
    *("rank", "name", "province", "prefecture", "tier", "change"),
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
        frame["name"] += frame["first_in_province_star"].astype(bool).map({True: " ★", False: ""})
    if "change" in frame:
        frame["change"] = [Message(f"change.{change}") for change in frame["change"]]
    hidden = {"rank"} if not roster.ranked else set()
    if roster.level == "prefecture":  # a city's prefecture is itself
        hidden.add("prefecture")
    return typed(frame, [name for name in MEMBERS if name in frame and name not in hidden])


def patches_table(survey: Survey) -> Typed:
    """Patches of two units or more: size, members, p."""
    found = survey.patches["province"]
    rows = found.table[found.table["size"] >= 2].reset_index()
    rows = rows.assign(
        units=[findings.unit_names(survey, codes) for codes in rows["members"]], p=rows["p_size"]
    )
    return typed(rows, ["patch", "size", "units", "p"], p=found.permutations)


def tests_table(survey: Survey) -> Typed:
    """Every test of the list with its null, eligible set and draws beside the p-value."""
    rows = []
    for null in survey.nulls:
        found = survey.patches[null.name]
        for key in STATISTICS:
            row = found.statistics.loc[key]
            rows.append(
                {
                    "statistic": Message(f"lists.statistic.{key}"),
                    "null": null.called,
                    "observed": float(row["observed"]),
                    "expected": float(row["mean_sim"]),
                    "p": float(row["p_sim"]),
                    "mid_p": float(row["mid_p"]),
                    "n_members": found.n_members,
                    "n_eligible": found.n_eligible,
                    "permutations": found.permutations,
                }
            )
    return typed(pd.DataFrame(rows), p="permutations", mid_p="permutations")


def groups_table(survey: Survey, scheme: str) -> Typed:
    """Regions of a scheme: eligible, chosen, expected, quotient, p."""
    frame = survey.groups[scheme].frame.reset_index()
    frame = frame.sort_values(
        ["count", "expected"], ascending=[False, True], kind="stable", ignore_index=True
    )
    frame = frame.rename(
        columns={
            "count": "chosen",
            "n_eligible": "eligible",
            "location_quotient": "quotient",
            "p_exact": "p",
        }
    ).astype({"chosen": int, "eligible": int})
    return typed(
        frame,
        [
            *("region", "chosen", "eligible"),
            column("expected", digits=2),
            column("quotient", digits=2),
            *("p", "p_fdr"),
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
    """Every variant of every region that holds a member."""
    frame = survey.variants[survey.variants["members"] > 0]
    frame = frame.assign(
        scheme=[Message(f"scheme.{scheme}") for scheme in frame["scheme"]],
        confidence=[Message(f"confidence.{level}") for level in frame["confidence"]],
        members=frame["members"].astype(int),
    )
    return typed(frame, ["scheme", "region", "variant", "members", "plan", "year", "confidence"])


def tables(survey: Survey) -> dict[str, Typed]:
    """Every table of the report by file stem."""
    counted = ("prefecture",) if survey.of_one_province else ("plate", "province")
    return {
        "members": members_table(survey),
        "patches": patches_table(survey),
        "tests": tests_table(survey),
        **{f"{key}s": counts_table(survey, key) for key in counted},
        **{
            STEMS[scheme]: groups_table(survey, scheme)
            for scheme in survey.groups
            if scheme != "plate"
            or len(survey.groups[scheme].frame) > 1  # all units in one plate: nothing to say
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
        Message("lists.method.regions"),
        Message("lists.method.limits", date=roster.divisions_date),
    )


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

    def table(stem: str, *, open_: bool = True, note: Message | str = "") -> Table:
        address = f"{data}/{stem}.csv" if data else ""
        return Table(made[stem], Message(f"lists.caption.{stem}"), note=note, download=address, open=open_)

    return [
        Section(Message("lists.section.contiguity"), "contiguity"),
        Points(findings.contiguity(survey)),
        Points([*findings.belts(survey), findings.local(survey)]),
        table("patches", open_=False),
        table("tests", note=Message("lists.tests.note", near=near)),
        Section(Message("lists.section.groups"), "groups"),
        Text(findings.gathering(survey)),
        *([table("city_clusters")] if "city_clusters" in made else []),
        *(
            table(STEMS[scheme], open_=False)
            for scheme in survey.groups
            if scheme not in ("city_cluster", "plate")
        ),
        table(
            "variants",
            open_=False,
            note=Message("lists.variants.published" if survey.published else "lists.variants.study"),
        ),
        Section(Message("lists.section.where"), "where"),
        *(table(stem) for stem in ("prefectures", "plates", "provinces") if stem in made),
        Section(Message("lists.caption.members"), "list"),
        table("members", open_=False),
    ]
