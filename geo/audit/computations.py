"""The named computations that claims refer to.

Each takes the arguments of a claim record and returns a :class:`geo.audit.comparison.Computed`: the value and the
numbers or names behind it. ``COMPUTATIONS`` is the register; a record that names another one is refused.
"""

import ast
import operator
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from boundaries._units import DATE
from boundaries.adcode import CITIES
from boundaries.errors import TableError, listed
from boundaries.language import Message
from boundaries.placenames import short
from geo.audit import evidence
from geo.audit.comparison import Computed
from geo.audit.wording import NONE, Said, clauses, formula, place, ranked, tallies
from geo.audit.wording import names as names_of

F = TypeVar("F", bound=Callable[..., Computed])
Call = list[Any]  # [name of a computation, its arguments]
COMPUTATIONS: dict[str, Callable[..., Computed]] = {}


def computation(function: F) -> F:
    """Enter a function in the register under its own name."""
    COMPUTATIONS[function.__name__.rstrip("_")] = function
    return function


def run(call: Call) -> Computed:
    """Carry out a nested computation."""
    name, arguments = call
    return COMPUTATIONS[name](**arguments)


def _parts(*parts: Computed) -> Said:
    """The evidence of nested computations, one after the other, each once."""
    return clauses(*dict.fromkeys(part.basis for part in parts))


@computation
def none() -> Computed:
    """Nothing can be computed; the record's note says why."""
    return Computed(None)


# ---- counts and names in a list ----


@computation
def count(list: str, **filters: Any) -> Computed:
    """How many rows of a list pass the filters."""
    rows = evidence.select(list, **filters)
    return Computed(len(rows), ranked(rows))


@computation
def names(list: str, **filters: Any) -> Computed:
    """The names that pass the filters, in order of rank."""
    rows = evidence.select(list, **filters)
    return Computed([*rows["name"]], ranked(rows))


@computation
def all_pass(list: str, names: Sequence[str], **filters: Any) -> Computed:
    """Whether every one of ``names`` is in the list and passes the filters."""
    found = evidence.select(list, names=names, **filters)
    absent = [name for name in names if name not in set(found["name"])]
    return Computed(
        not absent, clauses(ranked(found), Message("audit.not_so", names=names_of(absent)) if absent else "")
    )


@computation
def absent(list: str, names: Sequence[str]) -> Computed:
    """How many of ``names`` are not in the list."""
    present = evidence.select(list, names=names)
    return Computed(len(names) - len(present), Message("audit.in_list", names=ranked(present) or NONE))


@computation
def ranks(list: str, names: Sequence[str]) -> Computed:
    """The rank of each name, in the order given."""
    rows = evidence.select(list, names=names).set_index("name")["rank"]
    missing = [name for name in names if name not in rows.index]
    if missing:
        return Computed([], Message("audit.not_in_list", names=names_of(missing)))
    pairs = [(name, int(rows[name])) for name in names]
    return Computed(
        [rank for _, rank in pairs],
        names_of(Message("audit.ranked", name=name, rank=rank, mark="") for name, rank in pairs),
    )


@computation
def count_by(list: str, by: str, order: Sequence[str] | None = None, **filters: Any) -> Computed:
    """Counts by plate, province (short names) or kind; with ``order`` a list in that order.

    An entry of ``order`` such as "县+自治县" adds its parts.
    """
    rows = evidence.select(list, **filters)
    keys = rows[by].map(short) if by == "province" else rows[by]
    counts = {str(key): int(n) for key, n in keys.value_counts(sort=False).items()}
    basis = tallies(dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))))
    if order is None:
        return Computed(counts, basis)
    return Computed([sum(counts.get(part, 0) for part in key.split("+")) for key in order], basis)


@computation
def distinct(list: str, by: str, counted: bool = False, **filters: Any) -> Computed:
    """The plates or provinces that occur, most frequent first; ``counted`` gives only their number."""
    rows = evidence.select(list, **filters)
    keys = rows[by].map(short) if by == "province" else rows[by]
    counts = keys.value_counts()
    return Computed(len(counts) if counted else [*counts.index], tallies(counts))


@computation
def provinces_without(list: str, counted: bool = False) -> Computed:
    """The provinces, municipalities aside, that have no row in the list (short names)."""
    every = set(evidence.divisions(DATE)["province"]) - set(CITIES)
    rest = sorted(short(name) for name in every - set(evidence.members(list)["province"]))
    return Computed(len(rest) if counted else rest, names_of((place(name) for name in rest), most=40))


@computation
def first_by_province(list: str) -> Computed:
    """The first of every province: [name, rank] in order of rank."""
    rows = evidence.members(list).drop_duplicates("province")
    pairs = [[name, int(rank)] for name, rank in zip(rows["name"], rows["rank"], strict=True)]
    return Computed(pairs, ranked(rows))


@computation
def stars(list: str) -> Computed:
    """How many ★ stand at the first of their province; -1 when one stands elsewhere or is missing."""
    rows = evidence.members(list)
    firsts = set(rows.drop_duplicates("province").index)
    starred = set(rows.index[rows["first_in_province_star"].astype(bool)])
    wrong = rows.loc[sorted(firsts ^ starred), "name"]
    return Computed(
        -1 if len(wrong) else len(starred),
        clauses(
            Message("audit.starred", stars=len(starred)),
            Message("audit.not_so", names=names_of(wrong)) if len(wrong) else "",
        ),
    )


def _over(part: Computed, whole: Computed) -> Said:
    """One computed number over another, and the evidence for both."""
    return clauses(Message("audit.quotient", top=part.value, bottom=whole.value), _parts(part, whole))


@computation
def percent(top: Call, bottom: Call) -> Computed:
    """One computed number as a percentage of another."""
    part, whole = run(top), run(bottom)
    return Computed(100 * part.value / whole.value, _over(part, whole))


@computation
def ratio(top: Call, bottom: Call) -> Computed:
    """One computed number divided by another."""
    part, whole = run(top), run(bottom)
    return Computed(part.value / whole.value, _over(part, whole))


@computation
def difference(a: Call, b: Call) -> Computed:
    """One computed number less another."""
    first, second = run(a), run(b)
    return Computed(
        first.value - second.value,
        clauses(Message("audit.less", first=first.value, second=second.value), _parts(first, second)),
    )


@computation
def each(calls: Sequence[Call]) -> Computed:
    """Several computed values, in order."""
    results = [run(call) for call in calls]
    return Computed([result.value for result in results], clauses(*(result.basis for result in results)))


@computation
def figure14_row(list: str, band: str, ranks: Sequence[int]) -> Computed:
    """Cells of a printed row of figure 14 that the table contradicts.

    The figure prints 17 cells for 18 provinces; where cell k stands for a province is given by the labels
    (辽宁 and 贵州 share the sixteenth).
    """
    printed = evidence.table("caict_fig14_as_printed").set_index("band").loc[band].astype(int)
    labels = [*evidence.table("caict_fig14_labels")["province_short"]]
    columns = [*labels[:15], "+".join(labels[15:17]), *labels[17:]]
    counted = count_by(list=list, by="province", order=columns, ranks=ranks).value
    wrong = [
        Message("audit.cell_differs", name=name, printed=int(a), table=b)
        for name, a, b in zip(columns, printed, counted, strict=True)
        if a != b
    ]
    return Computed(
        wrong,
        clauses(
            Message("audit.row_sums", printed=int(printed.sum()), table=sum(counted)),
            names_of(wrong) or Message("audit.cells_agree"),
        ),
    )


@computation
def figure14_columns() -> Computed:
    """How many columns figure 14 prints, against its labels."""
    printed = evidence.table("caict_fig14_as_printed")
    labels = evidence.table("caict_fig14_labels")["province_short"]
    return Computed(
        len(printed.columns) - 1,
        Message(
            "audit.columns_printed",
            columns=len(printed.columns) - 1,
            labels=len(labels),
            names=names_of((place(label) for label in labels), most=20),
        ),
    )


@computation
def named(list: str, claim: str, counted: bool = False) -> Computed:
    """The names a sentence lists: whether all are in the list, or how many there are and all are in it."""
    table = evidence.table("text_named_lists")
    listed_names = table[table["claim_id"] == claim]
    outside = listed_names[~listed_names["adcode"].isin(evidence.members(list).index)]
    basis = clauses(
        Message("audit.named", n=len(listed_names)),
        Message("audit.not_in_list", names=names_of(outside["name"]) or NONE),
    )
    if counted:
        return Computed(len(listed_names) if outside.empty else -len(outside), basis)
    return Computed(outside.empty, basis)


@computation
def named_plates(list: str, claim: str) -> Computed:
    """The plates of the names that a sentence lists."""
    table = evidence.table("text_named_lists")
    codes = frozenset(table.loc[table["claim_id"] == claim, "adcode"])
    return distinct(list=list, by="plate", codes=codes)


@computation
def named_capitals(claim: str) -> Computed:
    """How many of the cities that a sentence lists are provincial capitals (sub-provincial cities aside)."""
    table = evidence.table("text_named_lists")
    rows = table[table["claim_id"] == claim]
    capitals = rows[rows["adcode"].str[2:] == "0100"]
    return Computed(len(capitals), names_of(capitals["name"]))


# ---- sums in the text ----

_OPERATIONS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def _interval(node: ast.expr, source: str) -> tuple[float, float, float]:
    """(lowest, value, highest) of printed numbers.

    A literal with decimals may be off by half its last digit; ``over(820)``, printed 820余, lies between
    820 and 830.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        text = ast.get_source_segment(source, node) or str(node.value)
        half = 0.5 * 10.0 ** -len(text.partition(".")[2]) if "." in text else 0.0
        return node.value - half, float(node.value), node.value + half
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        low, value, high = _interval(node.operand, source)
        return -high, -value, -low
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "over"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, int)
    ):
        value = node.args[0].value
        text = str(value)
        step = 10 ** (len(text) - len(text.rstrip("0")))
        return float(value), float(value), float(value + step)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        act = _OPERATIONS[type(node.op)]
        left, right = _interval(node.left, source), _interval(node.right, source)
        corners = [act(a, b) for a in left for b in right]
        return min(corners), act(left[1], right[1]), max(corners)
    raise TableError("geo.audit.computations.is-not-plain-arithmetic-of-printed", source=source)


@computation
def arithmetic(expression: str) -> Computed:
    """Arithmetic on numbers the report prints.

    A number with decimals may be off by half its last digit; ``over(820)`` stands for 820余, 820 to 830.
    """
    low, value, high = _interval(ast.parse(expression, mode="eval").body, expression)
    return Computed(value if value % 1 else int(value), formula(expression), span=(low, high))


def _national(year: int, part: str, whole: float) -> Message:
    return Message("audit.national", year=year, part=part, whole=whole)


@computation
def national_share(part: str, total: str, year: int | None = None) -> Computed:
    """A printed amount as a percentage of a national total: of a year, or of each whose total is known."""
    rows = evidence.national(total)
    if year is not None:
        if year not in rows:
            raise TableError(
                "geo.audit.computations.no-national-total-of-valid", total=total, year=year, rows=listed(rows)
            )
        share = arithmetic(f"({part})/{rows[year]}*100")
        return Computed(share.value, _national(year, part, rows[year]), span=share.span)
    shares = {str(year): arithmetic(f"({part})/{value}*100") for year, value in rows.items()}
    basis = names_of(
        Message("audit.national_percent", year=year, part=part, whole=rows[int(year)], percent=share.value)
        for year, share in shares.items()
    )
    return Computed(
        {year: round(share.value, 2) for year, share in shares.items()},
        basis,
        variants=shares,
    )


@computation
def other_report(report: str, line: int, value: float, of: Call | None = None) -> Computed:
    """What another report prints for the same thing; ``of`` is what can be computed of this one."""
    own = run(of) if of is not None else Computed(value)
    there = Message(
        "audit.printed_there", report=Message(f"audit.short.{report}"), line=str(line), number=value
    )
    return Computed(own.value, clauses(own.basis, there), answer=value)


@computation
def enumerated(text: str, separator: str) -> Computed:
    """How many items a phrase of the text enumerates."""
    parts = text.split(separator)
    return Computed(len(parts), names_of(parts))
