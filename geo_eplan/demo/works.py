"""What a project is: its name, place, programme and a planned budget that fits the size of the work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from geo_eplan.demo.recipe import Work, works
from geo_eplan.demo.registry import Authority, Village

OBJECTIVES = {
    1: "เพื่อเพิ่มประสิทธิภาพการปฏิบัติงานและการให้บริการประชาชน",
    2: "เพื่อความปลอดภัยในชีวิตและทรัพย์สินของประชาชน",
    3: "เพื่อให้เด็กและเยาวชนได้รับการศึกษาที่มีคุณภาพ",
    4: "เพื่อป้องกันและควบคุมโรคในชุมชน",
    5: "เพื่อยกระดับคุณภาพชีวิตผู้สูงอายุ ผู้พิการ และผู้ด้อยโอกาส",
    6: "เพื่อให้ประชาชนมีน้ำ ไฟฟ้า และสิ่งแวดล้อมที่ดี",
    7: "เพื่อส่งเสริมอาชีพและการมีส่วนร่วมของประชาชน",
    8: "เพื่อสืบสานประเพณีและส่งเสริมการออกกำลังกาย",
    9: "เพื่อให้ประชาชนสัญจรไปมาได้สะดวกและปลอดภัย",
    10: "เพื่อให้เกษตรกรมีน้ำใช้และลดต้นทุนการผลิต",
    11: "เพื่อส่งเสริมการค้าในท้องถิ่น",
    12: "เพื่อสมทบกองทุนตามกฎหมาย",
}


@dataclass(frozen=True, slots=True)
class Idea:
    """A project before it is entered; money in baht."""

    programme: int
    name: str
    village: Village
    budget: int

    @property
    def place(self) -> str:
        """The place as it is written in the plan."""
        return f"{self.village.name} หมู่ที่ {self.village.number}"

    @property
    def fights_drugs(self) -> bool:
        """True where the urgent policy on drugs applies."""
        return "ยาเสพติด" in self.name

    @property
    def is_grant(self) -> bool:
        """True for money given to a school, a temple or a village."""
        return self.name.startswith("อุดหนุน")


@cache
def _choice(owner: str) -> tuple[tuple[Work, ...], tuple[float, ...]]:
    """Works an owner does, with their weights summed up from the first."""
    chosen = tuple(work for work in works() if work.owner in ("any", owner))
    sums, total = [], 0.0
    for work in chosen:
        total += work.weight
        sums.append(total)
    return chosen, tuple(sums)


def think_of(authority: Authority, chance: Random) -> Idea:
    """One project that such an authority might plan."""
    kinds, sums = _choice("large" if authority.kind in ("PAO", "CITY") else "small")
    work = chance.choices(kinds, cum_weights=sums)[0]
    village = chance.choice(authority.villages)
    other = chance.choice(authority.villages)
    if other is village:
        other = authority.villages[village.number % len(authority.villages)]
    width, size = 0, 0
    if work.measure == "area":
        width, size = chance.choice(work.widths), _round(chance.uniform(work.low, work.high), 5)
        cost = float(width * size * work.price)
    elif work.measure == "length":
        size = _round(chance.uniform(work.low, work.high), 5 if work.high > 30 else 1)
        cost = float(size * work.price)
    elif work.measure == "count":
        size = chance.randint(work.low, work.high)
        cost = float(size * work.price)
    else:
        cost = work.low * (work.high / work.low) ** chance.random()
    name = work.name.format(
        moo=village.number, village=village.name, other=other.name, width=width, length=f"{size:,}", number=size
    )
    return Idea(
        work.programme, name, village, _round(cost * chance.uniform(0.94, 1.06), 1000 if cost > 60_000 else 500)
    )


def _round(amount: float, step: int) -> int:
    return max(step, int(amount / step + 0.5) * step)
