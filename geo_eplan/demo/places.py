"""Where projects are, and how far the work has come: positions near the villages, with the drift found in life."""

from __future__ import annotations

from random import Random

import shapely

from geo.measure import move
from geo_eplan.demo.moments import END, MINUTES, day_text, in_office_hours, moment_text
from geo_eplan.demo.registry import Authority
from geo_eplan.demo.shapes import Place
from geo_eplan.demo.sheets import NULL, Sheets, point_text
from geo_eplan.demo.stories import Days, Moments
from geo_eplan.demo.works import Idea
from projects.enums import Capture, Inside, PositionKind, Stage


class Pins:
    """Writes an authority's positions and progress reports into the sheets."""

    def __init__(self, authority: Authority, sheets: Sheets, engineer: str, chance: Random) -> None:
        self.authority = authority
        self.sheets = sheets
        self.engineer = engineer
        self.chance = chance
        self.placed_share = chance.uniform(0.7, 0.93)
        self.cell = authority.cell
        shapely.prepare(self.cell)
        self.corners = shapely.get_coordinates(self.cell).tolist()

    def place(self, project: int, idea: Idea, moments: Moments, *, placed: bool | None, latest: int) -> None:
        """Positions of a project, recorded by `latest`; `placed` None leaves to chance whether there are any."""
        chance = self.chance
        if placed is False or (placed is None and chance.random() > self.placed_share):
            return
        at = self._near(idea.village.at)
        entered = moments[Stage.PLAN]
        first = in_office_hours(chance, entered + int(chance.expovariate(1 / 45) * MINUTES), entered, latest)
        self._add(project, PositionKind.PLANNED, at, first)
        if Stage.CONTRACT_SIGNED in moments and chance.random() < 0.5:
            moved = chance.uniform(60, 160) if chance.random() < 0.06 else abs(chance.gauss(0, 14))
            self._add(project, PositionKind.CONTRACT, self._moved(at, moved), moments[Stage.CONTRACT_SIGNED] + 30)
        if Stage.COMPLETED in moments and chance.random() < 0.62:
            built = self._moved(at, abs(chance.gauss(0, 11)))
            self._add(project, PositionKind.AS_BUILT, built, moments[Stage.COMPLETED] + 20)

    def report_progress(self, project: int, moments: Moments, days: Days) -> None:
        """Progress reports: half way now and then, and 100 % when the project is finished."""
        chance = self.chance
        if Stage.CONTRACT_SIGNED in moments and (Stage.COMPLETED not in moments or chance.random() < 0.15):
            begun = moments[Stage.CONTRACT_SIGNED]
            day = min(days[Stage.CONTRACT_SIGNED] + 12, days[Stage.COMPLETED] - 2)
            self._report(project, day, chance.randrange(10, 90, 5), max(begun, day * MINUTES + 900))
        if Stage.COMPLETED in moments:
            self._report(project, days[Stage.COMPLETED], 100, moments[Stage.COMPLETED])

    def _report(self, project: int, day: int, percent: int, moment: int) -> None:
        fields = f"{project}\t{day_text(day)}\t{percent}\t\t{self.chance.getrandbits(128):032x}"
        self.sheets.add("progress", self.authority.id, moment_text(min(moment, END)), self.engineer, fields)

    def _near(self, village: Place) -> Place:
        """A place in or about a village, inside the authority."""
        chance = self.chance
        corner = chance.choice(self.corners)
        share = 0.02 if self.authority.kind == "PAO" else 0.3
        share *= chance.random()
        return self._inside(
            (village[0] + share * (corner[0] - village[0]), village[1] + share * (corner[1] - village[1])), village
        )

    def _moved(self, place: Place, metres: float) -> Place:
        return self._inside(move(place, self.chance.uniform(0, 360), metres), place)

    def _inside(self, place: Place, otherwise: Place) -> Place:
        return place if shapely.contains_xy(self.cell, *place) else otherwise

    def _add(self, project: int, kind: PositionKind, place: Place, moment: int) -> None:
        chance = self.chance
        longitude, latitude = round(place[0], 6), round(place[1], 6)
        accuracy, zoom, text = NULL, NULL, ""
        if kind == PositionKind.AS_BUILT or chance.random() < 0.3:
            capture, accuracy = Capture.GPS, f"{chance.uniform(2.5, 12):.1f}"
        elif chance.random() < 0.3:
            capture, text = Capture.TYPED, f"{latitude:.6f}, {longitude:.6f}"
        else:
            capture, zoom = Capture.MAP_CLICK, str(chance.randint(15, 18))
        at = moment_text(min(moment, END))
        fields = (
            f"{project}\t{kind.value}\t1\tt\t{point_text(longitude, latitude)}\t{text}\twgs84\t{capture.value}\t"
            f"{accuracy}\t{at}\t{zoom}\t{Inside.INSIDE.value}\t{NULL}\t\t{chance.getrandbits(128):032x}"
        )
        self.sheets.add("position", self.authority.id, at, self.engineer, fields)
