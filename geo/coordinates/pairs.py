"""From tokens to the two values of a position, each with what is known of its axis."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.coordinates import words
from geo.coordinates.messages import refusal
from geo.coordinates.stated import BANDS, Stated, set_zone
from geo.coordinates.tokens import JOIN, NUMBER, SEPARATOR, Pieces, Token

_AXIS = {
    words.NORTH: words.LATITUDE,
    words.SOUTH: words.LATITUDE,
    words.EAST: words.LONGITUDE,
    words.WEST: words.LONGITUDE,
}
_NAMES = frozenset((*_AXIS, words.LATITUDE, words.LONGITUDE))
_MARKS = (words.DEGREES, words.MINUTES, words.SECONDS)
# Below this a value is an angle, from _METRES up it is a distance, and between the two it is neither.
_ANGLE, _METRES = 360.0, 1000.0


@dataclass(slots=True)
class Group:
    """The tokens of one value: its numbers with their marks, its label and its direction."""

    numbers: list[Token] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    label: str = ""
    direction: str = ""
    joined: bool = False

    def add(self, number: Token) -> None:
        """Take one more number, without a mark so far."""
        self.numbers.append(number)
        self.marks.append("")

    @property
    def is_bare(self) -> bool:
        """True while no number carries a degree, minute or second mark."""
        return not any(self.marks)

    @property
    def is_several(self) -> bool:
        """True for a row of bare numbers that nothing joins into one angle."""
        return self.is_bare and not self.joined and len(self.numbers) > 1


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a pair: degrees when `is_angle`, else metres. `step` is the last digit's worth."""

    amount: float
    axis: str
    is_angle: bool
    step: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two values, the east-west one as `x`, the north-south one as `y`, in degrees or in metres."""

    x: float
    y: float
    is_angle: bool
    step: float
    axes_stated: bool


def read_pair(pieces: Pieces, stated: Stated) -> Pair:
    """The one pair of values in the tokens. Raises UnreadableCoordinates."""
    tokens = _take_bare_zone(pieces.tokens, stated)
    count = sum(token.kind == NUMBER for token in tokens)
    if count == 0:
        raise refusal("no_numbers")
    axes, tokens = _take_leading_axes(tokens)
    groups = _Grouping(tokens).groups()
    if len(groups) == 1:
        groups = _halves(groups[0])
    if axes and len(groups) == 2:
        groups[0].label, groups[1].label = axes
    if len(groups) == 1 and groups[0].is_several:
        raise refusal("too_many_numbers", count=count)
    if len(groups) == 1:
        raise refusal("one_number", found=" ".join(number.text for number in groups[0].numbers)[:40])
    if len(groups) != 2:
        raise refusal("too_many_numbers", count=count)
    first, second = (_value(group) for group in groups)
    return _arranged(first, second)


def _take_bare_zone(tokens: list[Token], stated: Stated) -> list[Token]:
    """`47P 720936 1610740`: of three numbers, a whole one below 61 beside two in metres is a zone."""
    places = [index for index, token in enumerate(tokens) if token.kind == NUMBER]
    if len(places) != 3:
        return tokens
    for zone, others in ((places[0], places[1:]), (places[2], places[:2])):
        number = tokens[zone]
        in_metres = all(tokens[place].value >= _METRES for place in others)
        if not (in_metres and number.text.isdigit() and number.value <= 60 and not number.sign):
            continue
        last = zone
        letter = tokens[zone + 1] if zone + 1 < len(tokens) else None
        if letter is not None and letter.glued and letter.text in BANDS:
            last = zone + 1
        elif letter is not None and letter.kind == words.NORTH:
            norths = sum(token.kind == words.NORTH for token in tokens)
            easts = sum(token.kind == words.EAST for token in tokens)
            last = zone + 1 if norths > easts else zone
        elif letter is not None and letter.glued and letter.kind in (words.SOUTH, words.WEST):
            raise refusal("other_zone", zone=f"{number.text}{letter.text.upper()}")
        set_zone(stated, int(number.value))
        return tokens[:zone] + tokens[last + 1 :]
    return tokens


def _take_leading_axes(tokens: list[Token]) -> tuple[tuple[str, str] | None, list[Token]]:
    """`Lat, Long: 13.75 100.5`: two names before the first number give the order of the values."""
    first_number = next(index for index, token in enumerate(tokens) if token.kind == NUMBER)
    leading, rest = tokens[:first_number], tokens[first_number:]
    named = [_AXIS.get(token.kind, token.kind) for token in leading if token.kind in _NAMES]
    if len(named) != 2 or named[0] == named[1] or any(token.kind in _NAMES for token in rest):
        return None, tokens
    return (named[0], named[1]), rest


class _Grouping:
    """Finds where one value ends and the next begins."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.done: list[Group] = []
        self.current = Group()
        self.after_separator = False
        self.after_join = False
        kinds = [token.kind for token in tokens]
        first_number = kinds.index(NUMBER)
        directions = [index for index, kind in enumerate(kinds) if kind in _AXIS]
        self.directions_lead = bool(directions) and directions[0] < first_number

    def groups(self) -> list[Group]:
        for index, token in enumerate(self.tokens):
            following = self.tokens[index + 1].kind if index + 1 < len(self.tokens) else ""
            self._take(token, following)
        self._close()
        return self.done

    def _take(self, token: Token, following: str) -> None:
        kind = token.kind
        if kind == NUMBER:
            self._take_number(token, following)
        elif kind == JOIN:
            self.after_join = True
        elif kind == SEPARATOR:
            self.after_separator = True
        elif kind in (words.LATITUDE, words.LONGITUDE):
            self._close()
            if self.current.label not in ("", kind):
                raise refusal("mixed_hemispheres")
            self.current.label = kind
        elif kind in _MARKS:
            self._mark(kind)
        elif kind == words.MINUTES_OR_METRES and words.DEGREES in self.current.marks:
            self._mark(words.MINUTES)
        elif kind == words.SOUTH and words.MINUTES in self.current.marks and token.text == "s":
            # "13d45m32s": after minutes an unmarked number is seconds, a marked one looks south.
            if self.current.marks[-1] == "":
                self._mark(words.SECONDS)
            else:
                self._direct(kind)
        elif kind in _AXIS:
            self._direct(kind)

    def _take_number(self, token: Token, following: str) -> None:
        current = self.current
        if current.numbers and not self.after_join:
            last_mark = current.marks[-1]
            continues = following in (words.MINUTES, words.SECONDS) or (
                following == words.MINUTES_OR_METRES and words.DEGREES in current.marks
            )
            bare_after_separator = self.after_separator and not (last_mark and continues)
            if (
                following == words.DEGREES
                or bare_after_separator
                or last_mark == words.SECONDS
                or current.joined
                or token.sign
                or following == JOIN
            ):
                self._close()
        if self.after_join:
            self.current.joined = True
        self.current.add(token)
        self.after_join = self.after_separator = False

    def _mark(self, mark: str) -> None:
        if not self.current.numbers or self.current.marks[-1]:
            if mark == words.MINUTES:
                return  # A quotation mark around the text.
            raise refusal("broken_degrees", found=mark)
        self.current.marks[-1] = mark

    def _direct(self, direction: str) -> None:
        if self.directions_lead:
            self._close()
        elif not self.current.numbers:
            raise refusal("mixed_hemispheres")
        if self.current.direction:
            raise refusal("mixed_hemispheres")
        self.current.direction = direction
        if not self.directions_lead:
            self._close()

    def _close(self) -> None:
        """End the current value; a label or direction without a number stays for the next one."""
        if self.current.numbers:
            self.done.append(self.current)
            self.current = Group()
        self.after_separator = False


def _halves(group: Group) -> list[Group]:
    """Two, four or six bare numbers in a row are two values of one, two or three numbers."""
    count = len(group.numbers)
    if not group.is_bare or group.joined or count not in (2, 4, 6):
        return [group]
    half = count // 2
    first = Group(group.numbers[:half], group.marks[:half], label=group.label)
    second = Group(group.numbers[half:], group.marks[half:])
    # The direction stood before the first number or after the last one; which, tells only its axis.
    if group.direction in (words.NORTH, words.SOUTH) or group.label:
        first.direction = group.direction
    else:
        second.direction = group.direction
    return [first, second]


def _value(group: Group) -> Value:
    axis = _axis(group)
    numbers = group.numbers
    if len(numbers) > 3:
        raise refusal("too_many_numbers", count=len(numbers))
    shown = " ".join(number.text + mark for number, mark in zip(numbers, group.marks, strict=True))
    _check_marks(group, shown)
    last = numbers[-1]
    decimals = len(last.text.partition(".")[2])
    step = 10.0**-decimals
    if len(numbers) > 1:
        for number in numbers[1:]:
            if number.value >= 60:
                raise refusal("minutes_over_59", found=number.text)
        if any("." in number.text for number in numbers[:-1]) or any(n.sign for n in numbers[1:]):
            raise refusal("broken_degrees", found=shown)
    amount = sum(number.value / 60**place for place, number in enumerate(numbers))
    step /= 60 ** (len(numbers) - 1)
    negative = numbers[0].sign == "-" or group.direction in (words.SOUTH, words.WEST)
    is_angle = bool(group.marks[0]) or len(numbers) > 1 or amount < _METRES
    return Value(-amount if negative else amount, axis, is_angle, step)


def _check_marks(group: Group, shown: str) -> None:
    """Marks, where they stand, run degrees, minutes, seconds; only the last number may lack one."""
    for mark, expected in zip(group.marks, _MARKS, strict=False):
        if mark not in ("", expected):
            raise refusal("broken_degrees", found=shown)


def _axis(group: Group) -> str:
    axis = _AXIS.get(group.direction, "")
    if axis and group.label and axis != group.label:
        raise refusal("mixed_hemispheres")
    if group.direction and group.numbers[0].sign:
        raise refusal("mixed_hemispheres")
    return axis or group.label


def _arranged(first: Value, second: Value) -> Pair:
    if first.is_angle != second.is_angle:
        raise refusal("zero_zero" if first.amount == second.amount == 0 else "mixed_units")
    if first.axis and first.axis == second.axis:
        raise refusal("mixed_hemispheres")
    leads = words.LATITUDE if first.is_angle else words.LONGITUDE
    axis = first.axis or _other(second.axis) or leads
    x, y = (first, second) if axis == words.LONGITUDE else (second, first)
    return Pair(
        x=x.amount,
        y=y.amount,
        is_angle=first.is_angle,
        step=max(first.step, second.step),
        axes_stated=bool(first.axis or second.axis),
    )


def _other(axis: str) -> str:
    return {words.LATITUDE: words.LONGITUDE, words.LONGITUDE: words.LATITUDE}.get(axis, "")
