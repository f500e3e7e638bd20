"""What is said of a cell: a code and its facts, so that each reader gets the sentence in his own language."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.errors import GeoError
from geo.thai import format_date_en, format_date_th
from projects.importing.fields import BY_KEY

# Kept in the database as {"f": field, "l": level, "c": code, "p": facts}.
Remark = dict[str, Any]
BAD: Final = "bad"
LOOK: Final = "look"

# Code → the sentence: what is wrong, and how to mend it.
SENTENCES: Final[dict[str, Any]] = {
    "formula": _("The cell holds the formula %(text)s and the file does not hold its value. Type the value itself."),
    "missing": _("This is empty. Fill it in."),
    "too_long": _("The text is longer than %(most)s characters. Shorten it."),
    "year_unreadable": _("“%(text)s” is no fiscal year. Write it with four digits in the Buddhist era, such as 2559."),
    "year_is_ce": _(
        "A common-era year in the column of the fiscal year. If it is a Thai fiscal year, it is %(meant)s."
    ),
    "year_short": _("The year has two digits. Say on the page of columns what two digits mean, or write four."),
    "year_out_of_range": _("%(text)s is not a fiscal year of this system (2500–2700)."),
    "day_short": _(
        "The year has two digits: Buddhist or common era? Say on the page of columns, or write four digits."
    ),
    "day_era": _(
        "The day is in the year %(year)s: a Buddhist year in a common-era calendar. If %(meant)s BE is "
        "meant, mend the cell."
    ),
    "day_future": _("The day has not come yet."),
    "day_early": _("The day lies before 2500 BE; was the era changed twice?"),
    "day_number": _("A number stands where a day was expected. Write it like 29/9/2559."),
    "read_as": _("read as %(text)s"),
    "amount_negative": _("The amount is less than zero."),
    "amount_zero": _("The amount must be more than zero."),
    "amount_fine": _("The amount has more than two decimals."),
    "amount_large": _("The amount is too large to be true."),
    "percent_range": _("A percentage lies between 0 and 100."),
    "programme_unknown": _(
        "“%(text)s” is none of the twelve programmes. Write its name, its number 1–12 or its budget code."
    ),
    "fund_unknown": _(
        "“%(text)s” is no source of money known here: budget ordinance, supplementary ordinance, reserves, "
        "budget transfer, general subsidy, specific-purpose subsidy, loan."
    ),
    "method_unknown": _(
        "“%(text)s” is no method of procurement known here: e-bidding, e-market, selection, specific method, "
        "price check, price enquiry, auction, other."
    ),
    "tax_id_wrong": _("The tax id does not have thirteen digits with a right check digit."),
    "system_unknown": _(
        "“%(text)s” is no reference system known here: wgs84, utm47-wgs84, utm48-wgs84, utm47-indian1975, "
        "utm48-indian1975, geographic-indian1975."
    ),
    "place_ambiguous": _(
        "The coordinates can be read in %(count)s ways. Choose the reference system on the page of columns."
    ),
    "place_half": _("Only one of latitude and longitude is filled in."),
    "place_outside": _(
        "The point lies %(metres)s m beyond the boundary of the local authority. Correct it, or pin it in "
        "the pin editor and say why."
    ),
    "other_authority": _("The row belongs to the local authority %(text)s, not to this one."),
    "code_missing": _("There is no project code. Give each project its code."),
    "code_missing_named": _(
        "There is no project code, and the name is that of %(count)s projects here: %(codes)s. Write the code."
    ),
    "code_twice": _("The same code and year stand in row %(line)s as well. Keep one of them."),
    "needed_of_new": _("A project that is not here yet needs this."),
    "needed_with": _("This is needed as well when %(other)s is filled in."),
    "project_unknown": _(
        "No project %(code)s of %(year)s is here, and you may not enter new projects. Ask the planner."
    ),
    "no_plan": _("No development plan covers %(year)s. Enter the plan first, then import again."),
    "part_unknown": _("The plan of %(year)s has no such part. Enter it in the plan first, or write its number."),
    "perhaps_twice": _("Perhaps the same as project %(code)s, which has this name in the same year."),
    "approved_already": _(
        "The plan approval is entered already, with the day %(day)s. Correct it on the page of the project."
    ),
    "budget_already": _(
        "An approval of that day and paper is entered with %(amount)s baht. Correct it on the page of the project."
    ),
    "contract_already": _(
        "Contract %(number)s of that day is entered already, with other figures. Correct it on the page of the project."
    ),
    "contract_in_rows": _(
        "Contract %(number)s stands in several rows. Enter a contract for several projects on the page of contracts."
    ),
    "voucher_already": _("Voucher %(number)s is entered already with %(amount)s baht."),
    "changed_meanwhile": _("Somebody changed this project after the check. Check the file again."),
    "entered_meanwhile": _("Somebody entered this meanwhile. Check the file again."),
}


def remark(field: str, level: str, code: str, **facts: object) -> Remark:
    """A remark on the cell of a field; empty `field` for the whole row."""
    return {"f": field, "l": level, "c": code, "p": {name: str(fact) for name, fact in facts.items()}}


def remark_of(field: str, error: GeoError) -> Remark:
    """A refusal of the shelf of readers, which brings its own words."""
    return {
        "f": field,
        "l": BAD,
        "c": "given",
        "p": {"en": f"{error.message_en} {error.hint_en}".strip(), "th": f"{error.message_th} {error.hint_th}".strip()},
    }


def in_words(one: Remark) -> str:
    """The sentence of a remark, in the reader's language."""
    facts = dict(one["p"])
    english = (get_language() or "th").startswith("en")
    if one["c"] == "given":
        return str(facts["en" if english else "th"])
    if "day" in facts:
        day = dt.date.fromisoformat(facts["day"])
        facts["day"] = facts["text"] = format_date_en(day) if english else format_date_th(day)
    if "other" in facts:
        facts["other"] = str(BY_KEY[facts["other"]].label)
    return str(SENTENCES[one["c"]]) % facts
