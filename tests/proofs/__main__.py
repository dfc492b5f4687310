"""``python -m tests.proofs [--whole]``: try every seeded fault, and list those that are not told.

Each in the part of the set that it needs; with ``--whole`` in the whole set, which takes many minutes.
"""

import sys

from tests.proofs.missed import missed
from tests.proofs.seeded import KINDS, every


def main() -> int:
    """Print what is missed, and how many faults of each kind are told; 1 where something is missed."""
    alone = "--whole" not in sys.argv[1:]
    told = planted = 0
    for kind in KINDS:
        found = [one for fault in every(kind) for one in missed(fault, alone=alone)]
        print("".join(f"{one}\n" for one in found), end="")  # noqa: T201  (a tool for a person)
        count = len(every(kind))
        print(f"{count - len(found):5} / {count:<5}{every(kind)[0].kind}")  # noqa: T201
        told, planted = told + count - len(found), planted + count
    print(f"{told:5} / {planted}")  # noqa: T201
    return 0 if told == planted else 1


if __name__ == "__main__":
    sys.exit(main())
