"""Names of fields in layer files: a user's own columns stand apart from what a study adds."""

from collections.abc import Iterable

RESERVED = ("fid", "ogc_fid", "geom", "geometry", "adcode", "year")
"""What drivers and indexes call their own fields."""


def own_fields(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Names under which columns of a user's stand in a layer file, which tells no capitals from small letters.

    Parameters
    ----------
    names : iterable of str
        The columns as the user calls them.
    taken : iterable of str
        Names of other fields of the file.

    Returns
    -------
    dict of str to str
        The name of each column: its own, or numbered where another field has that name.

    Examples
    --------
    >>> own_fields(["得分", "GDP", "gdp", "eligible", "fid"], ["name", "eligible"])
    {'得分': '得分', 'GDP': 'GDP', 'gdp': 'gdp_2', 'eligible': 'eligible_2', 'fid': 'fid_2'}
    """
    used = {name.casefold() for name in (*RESERVED, *taken)}
    found: dict[str, str] = {}
    for name in names:
        field, n = name, 2
        while not field or field.casefold() in used:
            field, n = f"{name}_{n}", n + 1
        used.add(field.casefold())
        found[name] = field
    return found
