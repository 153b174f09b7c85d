"""The page of one list: findings in words, its map, the tests, and who is where."""

from boundaries.language import Message
from geo.lists import findings
from geo.lists.report import list_blocks, method, premises_blocks, title
from geo.lists.survey import Survey
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Text


def _facts(survey: Survey) -> Facts:
    """The key numbers of a list."""
    roster, groups = survey.roster, survey.groups["city_cluster"][survey.pair[0]]
    return Facts(
        [
            (
                f"{len(roster.members)}",
                Message(f"atlas.list.fact.{'members' if roster.ranked else 'register'}"),
            ),
            (f"{len(roster.eligible):,}", Message("atlas.list.fact.eligible")),
            (f"{int(survey.test('province', 'bb')['observed'])}", Message("atlas.list.fact.joins")),
            (f"{survey.patches['province'].largest}", Message("atlas.list.fact.largest")),
            (f"{groups.n_inside}", Message("atlas.list.fact.inside", regions=groups.n_regions)),
        ]
    )


def list_page(survey: Survey, *, file: str, map_html: str, data: str, what_if: str = "") -> Page:
    """The page of a published list.

    Parameters
    ----------
    survey : Survey
    file : str
        The page's file name.
    map_html : str
        The embedded map.
    data : str
        Address of the folder that holds this list's CSV files.
    what_if : str
        The embedded page of premises; "" for none.
    """
    blocks: list[Block] = [
        Text(findings.contiguity(survey)[0], "lead"),
        Markup(map_html, Message("atlas.list.hint"), wide=True),
        *premises_blocks(what_if),
        Text(findings.where(survey)),
        _facts(survey),
        *list_blocks(survey, data=data),
        Section(Message("atlas.method"), "method"),
        Points(method(survey)),
        Text(Message(f"roster.{survey.roster.id}.source"), "note"),
    ]
    short = Message(f"roster.{survey.roster.id}.short")
    return Page(
        file=file,
        title=title(survey),
        short=short,
        answer=findings.headline(survey),
        blocks=tuple(blocks),
    )
