"""Measure the search: what real people type, right, misspelled and as numbers, for three readers.

    bin/manage load_demo
    .venv/bin/python benchmarks/searching.py [--runs 9] [--limit 100]

Asks the configured database, changes nothing, and prints the median and the worst of each question beside the limit.
The worst is of this very run: other work on the machine is in it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READERS = ("department-analyst", "provincial-analyst", "planner")
QUESTIONS: dict[str, tuple[str, ...]] = {
    "right": (
        "ก่อสร้างถนน", "ถนน คสล. หมู่ที่ ๑๒", "บ้านหนองบัว", "ถนนหนองบัว", "ศูนย์พัฒนาเด็กเล็ก", "ห้วยทรายงาม", "ทต.หนองบัว",
        "เจริญทวีทรัพย์",
    ),
    "misspelled": (
        "กอสร้างถนน", "ท่อระบายนํ้า", "ก่อร้สางถนน", "ก่อส้างถนน", "ศูนพัฒนาเด็กเล็ก", "บานหนองบว", "เจริญทวทรัพย์",
        "ไม่มีอะไรเลยแบบนี้",
    ),
    "numbers": ("P59-0001", "1/2557", "ฎ.5/2559", "57092236032", "0516486694071", "2559"),
}  # fmt: skip


def main() -> None:
    """Read the arguments, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9, help="times each question is asked (default 9)")
    parser.add_argument("--limit", type=float, default=100, help="milliseconds an answer may take (default 100)")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")
    import django

    django.setup()
    from projects.models import Project

    print(f"{Project.objects.count():,} projects; load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    for reader in READERS:
        _ask_as(reader, arguments.runs, arguments.limit)


def _ask_as(reader: str, runs: int, limit: float) -> None:
    from accounts.models import User
    from projects.searching.asking import search

    user = User.objects.get(username=reader)
    for sort, questions in QUESTIONS.items():
        medians = []
        for text in questions:
            taken, found = [], search(user, text, few=6)
            for _ in range(runs):
                begun = time.perf_counter()
                found = search(user, text, few=6)
                taken.append((time.perf_counter() - begun) * 1000)
            medians.append(statistics.median(taken))
            verdict = "within" if medians[-1] <= limit else "ABOVE"
            what = ", ".join(f"{group.kind} {group.count}{'+' * group.is_more}" for group in found.groups) or "nothing"
            print(
                f"{reader:<19} {sort:<11} {medians[-1]:7.1f} ms  worst {max(taken):7.1f}  {verdict:<6} {limit:.0f}  "
                f"{text}: {'near: ' * found.is_near}{what}"
            )
        print(f"{reader:<19} {sort:<11} {statistics.median(medians):7.1f} ms  median of the questions\n")


if __name__ == "__main__":
    main()
