"""The named computations on the reports' own transcribed tables (parks, firms, clusters of cities)."""

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from boundaries._units import DATE
from boundaries.language import Message
from geo.audit import evidence
from geo.audit.comparison import Computed, rounded
from geo.audit.computations import computation, national_share
from geo.audit.wording import NONE, Said, chained, clauses, names, place, tallies, tally


def _of(table: str, of: str) -> pd.DataFrame:
    """The rows of one list in a table of several, by city."""
    frame = evidence.table(table)
    return frame[frame["list"] == of].set_index("city")


def _differ(counted: Message, wrong: Iterable[str]) -> Said:
    """How many were compared, and which differ."""
    return clauses(counted, Message("audit.differ", names=names(wrong) or NONE))


SUMS = {name: Message(f"audit.variant.{name}") for name in ("table", "text")}
"""The amounts that a report gives for one thing: its table's sum, the number in its text."""
CENTRES = {name: Message(f"audit.variant.{name}") for name in ("joint", "alone")}
"""Innovation centres with those built jointly, and without them."""


# ---- parks ----


def parks_in(cell: object) -> list[str]:
    """The parks that a cell of table 5 names.

    >>> parks_in("昆山经开区、常熟经开区"), parks_in("—")
    (['昆山经开区', '常熟经开区'], [])
    """
    if pd.isna(cell):
        return []
    return [park for park in re.split("[、，]", str(cell)) if park not in ("", "—")]


def _parks(list: str, plate: str | None = None, province: str | None = None) -> dict[str, Sequence[str]]:
    rows = evidence.select(list, plate=plate, province=province)
    found: dict[str, Sequence[str]] = {}
    for kind, column in (("etdz", "national_etdz"), ("hidz", "national_hidz")):
        found[kind] = [park for cell in rows[column] for park in parks_in(cell)]
    return found


@computation
def parks(
    list: str, type: str | None = None, plate: str | None = None, province: str | None = None
) -> Computed:
    """How many national parks of table 5 there are; ``type`` is etdz (经开区) or hidz (高新区)."""
    found = _parks(list, plate, province)
    chosen = [park for kind in found for park in found[kind] if type in (None, kind)]
    return Computed(len(chosen), names(chosen, most=80))


@computation
def parks_split(list: str, plate: str | None = None, province: str | None = None) -> Computed:
    """[all parks, 经开区, 高新区] of a plate or province."""
    found = _parks(list, plate, province)
    etdz, hidz = len(found["etdz"]), len(found["hidz"])
    return Computed([etdz + hidz, etdz, hidz], names([*found["etdz"], *found["hidz"]], most=40))


@computation
def parks_named(list: str, parks: Sequence[str]) -> Computed:
    """Whether every named park is in table 5."""
    found = _parks(list)
    every = {park for kind in found for park in found[kind]}
    missing = [park for park in parks if park not in every]
    return Computed(not missing, Message("audit.missing", names=names(missing) or NONE))


# ---- any table ----


@computation
def table_sum(table: str, column: str) -> Computed:
    """The sum of a column."""
    frame = evidence.table(table)
    values = frame[column]
    cells = [tally(name, value) for name, value in zip(frame[frame.columns[0]], values, strict=True)]
    return Computed(int(values.sum()), chained("audit.plus", cells))


@computation
def table_mean(table: str, column: str, n: int) -> Computed:
    """The sum of a column over ``n`` units."""
    total = table_sum(table, column)
    return Computed(
        round(total.value / n, 1), Message("audit.mean", sum=total.basis, total=total.value, units=n)
    )


@computation
def table_share(table: str, row: str, column: str) -> Computed:
    """A row's share of a column's sum, in percent; the first column names the rows."""
    frame = evidence.table(table)
    values = frame.set_index(frame.columns[0])[column]
    return Computed(
        100 * float(values[row]) / float(values.sum()),
        Message("audit.share", part=values[row], whole=values.sum(), cells=tallies(values)),
    )


@computation
def table_national_share(table: str, column: str, total: str, year: int, printed: str = "") -> Computed:
    """A column's sum (100 million yuan) as a percentage of a national total of one year.

    ``printed`` is the same amount, in trillion yuan, as other numbers of the text give it.
    """
    amount = table_sum(table, column).value / 10_000
    whole = evidence.national(total)[year]
    share = Computed(
        100 * amount / whole, Message("audit.national_table", amount=amount, whole=whole, year=year)
    )
    if not printed:
        return share
    shares = {"table": share, "text": national_share(printed, total, year)}
    return Computed(
        {name: round(found.value, 2) for name, found in shares.items()},
        clauses(
            *(Message("audit.entry", key=SUMS[name], value=found.basis) for name, found in shares.items())
        ),
        variants=shares,
        labels=SUMS,
    )


@computation
def table_shares_are(table: str, values: str, shares: str) -> Computed:
    """What a printed share column is: a share of the column's own total, or of each region."""
    frame = evidence.table(table)
    own = 100 * frame[values] / frame[values].sum()
    same = all(abs(rounded(float(a), 1) - b) < 0.051 for a, b in zip(own, frame[shares], strict=True))
    cells = zip(frame[frame.columns[0]], frame[values], frame[shares], strict=True)
    return Computed(
        Message(f"audit.shares.{'total' if same else 'region'}"),
        clauses(
            names(
                Message("audit.cell_share", name=place(name), number=value, share=share)
                for name, value, share in cells
            ),
            Message("audit.shares_sum", sum=float(frame[shares].sum())),
        ),
    )


@computation
def table_row(table: str, row: str, columns: Sequence[str]) -> Computed:
    """Some cells of a row; the first column names the rows."""
    frame = evidence.table(table)
    cells = frame.set_index(frame.columns[0]).loc[row, [*columns]]
    return Computed([float(cell) for cell in cells], names(cells))


@computation
def table_max(table: str, rows: Sequence[str], columns: Sequence[str]) -> Computed:
    """The largest of some cells; the first column names the rows."""
    frame = evidence.table(table)
    cells = frame.set_index(frame.columns[0]).loc[[*rows], [*columns]]
    return Computed(float(cells.to_numpy().max()), names(cells.to_numpy().ravel()))


@computation
def table_distinct(table: str, column: str) -> Computed:
    """How many different entries a column has."""
    found = evidence.table(table)[column].unique()
    return Computed(len(found), names(found, most=30))


@computation
def centres(table: str, region: Sequence[str]) -> Computed:
    """The innovation centres of table 5 in a region, with and without those built jointly (共建)."""
    codes = frozenset().union(*evidence.variants(*region).values())
    frame = evidence.table(table)
    inside = frame[frame["adcode"].isin(codes)].drop_duplicates("centre")
    alone = inside[inside["joint"].astype(int) == 0]
    counts = {"joint": len(inside), "alone": len(alone)}
    return Computed(
        counts,
        names(inside["centre"]),
        variants={name: Computed(n) for name, n in counts.items()},
        labels=CENTRES,
    )


@computation
def table_count(
    table: str,
    where: dict[str, object] | None = None,
    column: str | None = None,
    above: float | None = None,
) -> Computed:
    """How many rows have the given entries and, in ``column``, a number above a limit."""
    frame = evidence.table(table)
    for name, wanted in (where or {}).items():
        frame = frame[frame[name].isin(wanted if isinstance(wanted, list) else [wanted])]
    if column is not None and above is not None:
        frame = frame[frame[column] > above]
    return Computed(len(frame), names(frame["city"], most=30))


@computation
def table_count_by(
    table: str, by: str, distinct: str | None = None, rest: Sequence[str] | None = None, least: int = 1
) -> Computed:
    """Rows (or different entries of ``distinct``) by a column, those with at least ``least``.

    With ``rest``, the counts of these and, as "others", the different counts of all others.
    """
    frame = evidence.table(table)
    grouped = frame.groupby(by, sort=False)
    counts = grouped.size() if distinct is None else grouped[distinct].nunique()
    counts = counts[counts >= least].sort_values(ascending=False, kind="stable")
    value: dict[str, object] = {str(name): int(n) for name, n in counts.items()}
    if rest is not None:
        value = {name: value.get(name, 0) for name in rest}
        value["others"] = sorted({int(n) for name, n in counts.items() if name not in rest})
    return Computed(value, tallies(counts), labels={"others": Message("audit.others")})


@computation
def table_rows_in(table: str, list: str) -> Computed:
    """How many rows of a table are in a list."""
    frame = evidence.table(table)
    inside = frame[frame["adcode"].isin(evidence.members(list).index)]
    return Computed(len(inside), Message("audit.of_rows", part=len(inside), n=len(frame)))


@computation
def table_ranks_agree(table: str, list: str) -> Computed:
    """How many ranks that a table repeats are those of the list, nationwide and in the province."""
    frame = evidence.table(table).set_index("adcode")
    own = evidence.members(list)
    within = own.groupby("province").cumcount() + 1
    same = (frame["national_rank"] == own["rank"].reindex(frame.index)) & (
        frame["rank_in_province"] == within.reindex(frame.index)
    )
    return Computed(int(same.sum()), _differ(Message("audit.rows", n=len(frame)), frame.loc[~same, "city"]))


# ---- tables that hold several lists of cities ----


@computation
def table_top(table: str, of: str, n: int, counts: bool = False) -> Computed:
    """The first ``n`` cities (or their counts) of one of a table's lists."""
    rows = _of(table, of).sort_values("count", ascending=False, kind="stable").head(n)
    return Computed([int(c) for c in rows["count"]] if counts else [*rows.index], tallies(rows["count"]))


@computation
def table_cells(table: str, of: str, cities: Sequence[str]) -> Computed:
    """The counts of some cities in one of a table's lists; 0 when a city is not in it."""
    rows = _of(table, of)["count"].reindex([*cities], fill_value=0)
    return Computed([int(c) for c in rows], tallies(rows))


@computation
def table_in_province(table: str, of: str, province: str) -> Computed:
    """How many cities of one of a table's lists lie in a province."""
    rows = _of(table, of)
    codes = evidence.divisions(DATE)
    prefix = codes.loc[codes["province"] == province].index[0][:2]
    inside = rows[rows["adcode"].str[:2] == prefix]
    return Computed(len(inside), tallies(inside["count"]))


@computation
def table_leaders(table: str) -> Computed:
    """The cities that lead every list of a table."""
    frame = evidence.table(table)
    leaders = [
        set(rows.loc[rows["count"] == rows["count"].max(), "city"]) for _, rows in frame.groupby("list")
    ]
    return Computed(sorted(set.intersection(*leaders)), clauses(*(names(sorted(found)) for found in leaders)))


@computation
def table_above(table: str, of: str, limit: int, besides: Sequence[str] = ()) -> Computed:
    """The cities of one of a table's lists with a count above a limit, some left out."""
    rows = _of(table, of)["count"]
    chosen = rows[(rows > limit) & ~rows.index.isin([*besides])]
    return Computed([*chosen.index], tallies(chosen))


@computation
def table_rank(table: str, of: str, city: str, capitals: bool = False) -> Computed:
    """The rank of a city in one of a table's lists, among provincial capitals if asked."""
    rows = _of(table, of)
    if capitals:
        rows = rows[rows["adcode"].str[2:] == "0100"]
    ranks = rows["count"].rank(ascending=False, method="min").astype(int)
    return Computed(int(ranks[city]) if city in ranks.index else None, tallies(rows["count"]))


# ---- clusters ----


@computation
def clusters_agree(table: str) -> Computed:
    """How many cities of table 10 have as many rows as the number printed for them."""
    frame = evidence.table(table)
    grouped = frame.groupby("city", sort=False)
    same = grouped.size() == grouped["stated_number"].first().astype(int)
    return Computed(int(same.sum()), _differ(Message("audit.cities", n=len(same)), same[~same].index))


@computation
def clusters_cities(table: str, list: str) -> Computed:
    """How many cities of a list are named in the clusters of table 10, by row or in a cluster's own name."""
    frame = evidence.table(table)
    text = "".join(frame["cluster"])
    rows = evidence.members(list)
    inside = rows[
        rows["name"].isin(set(frame["city"])) | rows["name"].map(lambda n: n in text or n[:-1] in text)
    ]
    return Computed(len(inside), names(inside["name"], most=60))


@computation
def clusters_named(table: str, city: str, words: Sequence[str]) -> Computed:
    """How many of some words occur in the clusters of a city."""
    frame = evidence.table(table)
    clusters = frame.loc[frame["city"] == city, "cluster"]
    found = [word for word in words if clusters.str.contains(word, regex=False).any()]
    return Computed(len(found), names(clusters))
