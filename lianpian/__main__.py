"""The command ``lianpian``, also as ``python -m lianpian``."""

import sys

from lianpian import ForeignPackageError, floors


def main() -> None:
    """Run the command on the five floors beside this file, or say in one line what stands in their place."""
    try:
        floors()
    except ForeignPackageError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    from geo.cli import main as command

    command(prog_name="lianpian")


if __name__ == "__main__":
    main()
