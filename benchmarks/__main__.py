"""Run every benchmark, or those named: ``python -m benchmarks [NAME ...]``.

Ratios side by side with the peers in one run; nothing here is a test.
"""

import importlib
import pkgutil
import sys
import time

import benchmarks


def main() -> None:
    """Run the benchmarks in turn; one that fails is named and the others go on."""
    names = [item.name for item in pkgutil.iter_modules(benchmarks.__path__) if item.name != "__main__"]
    chosen = sys.argv[1:] or names
    if unknown := [name for name in chosen if name not in names]:
        sys.exit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(names)}")
    failed = []
    for name in chosen:
        print(f"\n== {name} ==", flush=True)
        start = time.perf_counter()
        sys.argv = [f"benchmarks.{name}"]
        try:
            importlib.import_module(f"benchmarks.{name}").main()
        except Exception as error:
            failed.append(name)
            print(f"{name} failed: {type(error).__name__}: {error}", flush=True)
        print(f"-- {name}: {time.perf_counter() - start:.0f} s", flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
