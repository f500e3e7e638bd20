"""The records of one authority: four plans with their projects, from the vision to the last payment."""

from __future__ import annotations

from random import Random

from geo_eplan.demo.annex import YEARS
from geo_eplan.demo.chance import stream
from geo_eplan.demo.moments import DAY_END, END, in_office_hours, moment_text
from geo_eplan.demo.money import Purse
from geo_eplan.demo.places import Pins
from geo_eplan.demo.recipe import DEMO, rows_of
from geo_eplan.demo.registry import Authority
from geo_eplan.demo.sheets import NULL, Sheets
from geo_eplan.demo.stories import Moments, days_of, first_moments, following_moments, with_gap
from geo_eplan.demo.works import OBJECTIVES, Idea, think_of
from projects.enums import Fund, Stage

# Projects a year, by kind of authority: 3.2 on average over the country.
PROJECTS_A_YEAR = {"PAO": 14.0, "CITY": 11.0, "TOWN": 6.0, "SPECIAL": 12.0, "SUBDISTRICT": 3.8, "SAO": 2.75}
OUR_PROJECTS = {2557: 24, 2558: 27, 2559: 128, 2560: 22}
OUR_HIGHEST_NUMBER = 168
# Share of projects that lose a stage others stand on; about one in 33 of all projects shows it.
GAPS = 0.055

VISIONS = (
    "{name}น่าอยู่ คมนาคมสะดวก เกษตรก้าวหน้า ชุมชนเข้มแข็ง",
    "เมืองน่าอยู่ ผู้คนมีสุข ก้าวหน้าด้วยการมีส่วนร่วม บริหารโปร่งใส",
    "{name}พัฒนา การศึกษาก้าวไกล ใส่ใจสิ่งแวดล้อม พร้อมคุณธรรม",
    "ชุมชนเข้มแข็ง เศรษฐกิจพอเพียง โครงสร้างพื้นฐานทั่วถึง",
    "แหล่งเกษตรปลอดภัย น้ำไหลไฟสว่าง ทางดี มีการศึกษา",
    "มุ่งพัฒนาคุณภาพชีวิต เศรษฐกิจดี สังคมสงบสุข บนหลักธรรมาภิบาล",
)
STRATEGIES = (
    ("ด้านโครงสร้างพื้นฐาน", "ก่อสร้างและบำรุงรักษาถนน สะพาน และทางระบายน้ำ"),
    ("ด้านคุณภาพชีวิตและสังคม", "ส่งเสริมการศึกษา สาธารณสุข และสวัสดิการ"),
    ("ด้านเศรษฐกิจและการเกษตร", "พัฒนาแหล่งน้ำและส่งเสริมอาชีพ"),
    ("ด้านการบริหารจัดการที่ดี", "พัฒนาบุคลากรและการให้บริการประชาชน"),
    ("ด้านสิ่งแวดล้อมและวัฒนธรรม", "อนุรักษ์ทรัพยากรธรรมชาติและสืบสานประเพณี"),
)
STRATEGY_OF_PROGRAMME = {9: 0, 6: 0, 10: 2, 11: 2, 1: 3, 12: 3, 8: 4}


class LifeCycle:
    """Writes the records of one authority into the sheets.

    `missing` says what had not been entered on the annex's day; `people` are the ids of those who record (planner,
    finance, engineer), as text, empty where nobody is named.
    """

    def __init__(
        self, authority: Authority, missing: dict[int, frozenset[Stage]], sheets: Sheets, people: dict[str, str]
    ) -> None:
        self.authority = authority
        self.missing = missing
        self.sheets = sheets
        self.planner = people.get("planner", NULL)
        self.engineer = people.get("engineer", NULL)
        self.chance: Random = authority.chance("life")
        self.ours = authority.is_the_demonstration_municipality
        late = sum(len(stages) for year, stages in missing.items() if year < 2560)
        self.delay = 8.0 if self.ours else 12 + 60 * self.chance.random() ** 1.5 + 12 * min(late, 5)
        self.purse = Purse(authority, sheets, people.get("finance", NULL), self.chance)
        self.pins = Pins(authority, sheets, self.engineer, self.chance)

    def write(self) -> None:
        """Write all four years."""
        for year in YEARS:
            self._year(year)

    def _year(self, year: int) -> None:
        days = days_of(year, self.chance)
        first = first_moments(year, self.missing[year], days, self.delay, self.chance)
        begun = [first[stage] for stage in (Stage.VISION, Stage.STRATEGY, Stage.PLAN) if stage in first]
        if not begun:
            return
        plan = self._add("developmentplan", min(begun), f"3\t{year}")
        if Stage.VISION in first:
            vision = self.chance.choice(VISIONS).format(name=self.authority.name[0])
            if self.ours:
                vision = "ห้วยทรายงามน่าอยู่ คมนาคมสะดวก เกษตรปลอดภัย ชุมชนเข้มแข็ง บริหารด้วยความโปร่งใส"
            self._add("vision", first[Stage.VISION], f"{plan}\t{vision}")
        strategies = self._strategies(plan, first[Stage.STRATEGY]) if Stage.STRATEGY in first else []
        if Stage.PLAN in first:
            self._projects(year, plan, strategies, first, days)

    def _strategies(self, plan: int, moment: int) -> list[tuple[int, int, str]]:
        """Strategies, as (moment, strategy, approach); small authorities outside Saraburi do without approaches."""
        count = 5 if self.ours else 2 if self.authority.kind == "SAO" else 3
        found = []
        for number, (name, way) in enumerate(STRATEGIES[:count], start=1):
            at = moment + number - 1
            strategy = self._add("strategy", at, f"{plan}\t{number}\t{name}")
            approach = NULL
            if self.authority.kind != "SAO" or self.authority.province.code == "19":
                approach = str(self._add("approach", at, f"{strategy}\t1\t{way}"))
            found.append((at, strategy, approach))
        return found

    def _projects(
        self, year: int, plan: int, strategies: list[tuple[int, int, str]], first: Moments, lead_days: dict[Stage, int]
    ) -> None:
        chance = self.chance
        ideas = our_ideas(self.authority) if self.ours and year == 2559 else {}
        for index, number in enumerate(self._numbers(year, set(ideas))):
            idea, deepest, placed = ideas.get(number) or (think_of(self.authority, chance), None, None)
            if index == 0:
                days, moments = lead_days, {stage: at for stage, at in first.items() if stage >= Stage.PLAN}
            else:
                days = days_of(year, chance)
                if chance.random() < 0.75:
                    entered = first[Stage.PLAN] + index * chance.randint(3, 9)
                else:
                    entered = first[Stage.PLAN] + int(chance.expovariate(1 / 40) * 1440)
                    entered = in_office_hours(chance, entered, first[Stage.PLAN], END)
                moments = following_moments(
                    year, first, entered, days, delay=self.delay, deepest=deepest, chance=chance
                )
                if deepest is None and chance.random() < (0.03 if self.ours else GAPS):
                    moments = with_gap(moments, chance)
            project = self._project(year, plan, number, idea, strategies, moments[Stage.PLAN])
            self._steps(project, year, idea, moments, days)
            if placed is None and self.ours and year == 2559:
                placed = True
            self.pins.place(project, idea, moments, placed=placed, latest=DAY_END if self.ours and placed else END)

    def _numbers(self, year: int, wanted: set[int]) -> list[int]:
        """Numbers of the year's projects."""
        if self.ours and year == 2559:
            others = [number for number in range(1, OUR_HIGHEST_NUMBER + 1) if number not in wanted]
            return sorted([*self.chance.sample(others, OUR_PROJECTS[year] - len(wanted)), *wanted])
        if self.ours:
            return list(range(1, OUR_PROJECTS[year] + 1))
        mean = PROJECTS_A_YEAR[self.authority.kind] * (1.5 if self.authority.province.code == "19" else 1)
        return list(range(1, 1 + max(1, round(mean * (0.45 + 1.1 * self.chance.random())))))

    def _project(
        self, year: int, plan: int, number: int, idea: Idea, strategies: list[tuple[int, int, str]], moment: int
    ) -> int:
        strategy, approach = NULL, NULL
        if strategies:
            at, of_strategy, of_approach = strategies[STRATEGY_OF_PROGRAMME.get(idea.programme, 1) % len(strategies)]
            if at <= moment:
                strategy, approach = str(of_strategy), of_approach
        policy = "drugs" if idea.fights_drugs else NULL
        fund = Fund.GENERAL_SUBSIDY if idea.programme == 3 and self.chance.random() < 0.4 else Fund.ORDINANCE
        return self._add(
            "project",
            moment,
            f"{plan}\t{strategy}\t{approach}\t{idea.programme}\t{policy}\t{year}\tP{year - 2500}-{number:04d}\t"
            f"{idea.name}\t{idea.place}\t{OBJECTIVES[idea.programme]}\t{idea.place}\t{fund.value}\t{idea.budget}",
        )

    def _steps(self, project: int, year: int, idea: Idea, moments: Moments, days: dict[Stage, int]) -> None:
        if Stage.PLAN_APPROVED in moments:
            self.purse.approve_plan(project, year, days, moments[Stage.PLAN_APPROVED], self.planner)
        self.purse.follow(project, year, idea, moments, days, self.planner)
        self.pins.report_progress(project, moments, days)

    def _add(self, table: str, moment: int, fields: str) -> int:
        return self.sheets.add(table, self.authority.id, moment_text(moment), self.planner, fields)


def our_ideas(authority: Authority) -> dict[int, tuple[Idea, Stage, bool]]:
    """The projects of 2559 written down for the demonstration municipality: idea, deepest stage, placed or not."""
    return {
        int(row["code"].split("-")[1]): (
            Idea(int(row["programme"]), row["name"], authority.villages[int(row["moo"]) - 1], int(row["budget"])),
            Stage(int(row["stage"])),
            row["placed"] == "1",
        )
        for row in rows_of(DEMO / "huai_sai_ngam.tsv")
    }


def write_province(
    authorities: list[Authority],
    missing: list[dict[int, frozenset[Stage]]],
    sheets: Sheets,
    people: dict[str, str],
) -> None:
    """Write the records of all authorities of a province; the province's own works stand in villages all over it."""
    pao = next(authority for authority in authorities if authority.kind == "PAO")
    chance = stream("province's works", pao.province.code)
    everywhere = [village for authority in authorities if authority is not pao for village in authority.villages]
    pao.villages = chance.sample(everywhere, min(40, len(everywhere)))
    for authority, of_authority in zip(authorities, missing, strict=True):
        ours = authority.is_the_demonstration_municipality
        LifeCycle(authority, of_authority, sheets, people if ours else {}).write()
