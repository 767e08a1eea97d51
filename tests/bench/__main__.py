"""`./run bench [formats] [costs] [serving] [audience]`: measures in one run, to be compared."""

from __future__ import annotations

import os
import sys

PARTS = ("formats", "costs", "serving", "audience")


def main(chosen: list[str]) -> int:
    unknown = [part for part in chosen if part not in PARTS]
    if unknown:
        print(f"There is nothing {unknown[0]!r} to measure; there are: {', '.join(PARTS)}.")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from tests.bench import audience, costs, formats, serving

    runs = {
        "formats": formats.run,
        "costs": costs.run,
        "serving": serving.run,
        "audience": audience.run,
    }
    for part in chosen or PARTS:
        for line in runs[part]():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
