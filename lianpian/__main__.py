"""The command ``lianpian``, also as ``python -m lianpian``."""

import sys

from lianpian import ForeignPackageError, floors


def main() -> None:
    """Run the command on the five floors beside this file, or say in one line what stands in their place.

    A run that is interrupted before it can speak ends without words, with the code of the signal.
    """
    try:
        floors()
        from geo.command.ended import Ended, heed
    except ForeignPackageError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    try:
        heed()
        from geo.cli import main as command

        command(prog_name="lianpian")
    except Ended as end:
        raise SystemExit(end.code) from None


if __name__ == "__main__":
    main()
