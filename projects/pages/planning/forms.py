"""The forms of a plan: what a person typed, before a service is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.fields import DayField, DrawnForm
from projects.enums import Fund, PlanLength, RevisionKind
from projects.models import (
    Approach,
    DevelopmentPlan,
    PlanRevision,
    Programme,
    Project,
    Strategy,
    UrgentPolicy,
    Vision,
)
from projects.pages.planning.desk import revisions_of, strategies_of
from projects.pages.planning.fields import BahtField, WholeField, written
from projects.services.planned_years import NOTHING

NONE = gettext_lazy("None")


class RecordForm(DrawnForm, forms.Form):
    """A form of one record; it knows which version of the record the person saw."""

    fields: dict[str, Any]
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def said(self) -> dict[str, Any]:
        """What the person said, by the names the services use."""
        return {name: value for name, value in self.cleaned_data.items() if name != "expected_version"}

    @staticmethod
    def initial_of(record: Any) -> dict[str, Any]:
        """The values of a record as they stand, with its version."""
        raise TypeError("each form says what it shows of its record")

    def comparison(self, current: Any) -> list[tuple[str, str, str]]:
        """For two versions side by side: the field's name, what was typed here, and what stands in the system."""
        theirs = type(self).initial_of(current)
        rows = []
        for name, field in self.fields.items():
            if name != "expected_version":
                mine = self.cleaned_data.get(name)
                rows.append((str(field.label), _shown(field, mine), _shown(field, theirs.get(name))))
        return rows


def _shown(field: Any, value: Any) -> str:
    """A value as the form shows it."""
    if value in (None, ""):
        return "-"
    choices = getattr(field, "choices", None)
    if choices is not None:
        key = str(getattr(value, "pk", value))
        return next((str(label) for known, label in choices if str(known) == key), str(value))
    return str(field.prepare_value(value)) or "-"


class PlanForm(RecordForm):
    """The years a plan covers."""

    first_year = WholeField(label=gettext_lazy("First fiscal year"), help_text=gettext_lazy("For example 2560"))
    length = forms.TypedChoiceField(
        label=gettext_lazy("Length of the plan"), choices=PlanLength.choices, coerce=int, initial=PlanLength.THREE
    )

    @staticmethod
    def initial_of(record: DevelopmentPlan) -> dict[str, Any]:
        return {"first_year": record.first_year, "length": record.length, "expected_version": record.version}


class VisionForm(RecordForm):
    """The words of a vision."""

    text = forms.CharField(
        label=pgettext_lazy("stage", "Vision"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    @staticmethod
    def initial_of(record: Vision) -> dict[str, Any]:
        return {"text": record.text, "expected_version": record.version}


class NumberedForm(RecordForm):
    """A strategy or an approach: its number and its name."""

    number = WholeField(label=gettext_lazy("Number"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)

    @staticmethod
    def initial_of(record: Strategy | Approach) -> dict[str, Any]:
        return {"number": record.number, "name": record.name, "expected_version": record.version}


class RevisionForm(RecordForm):
    """An addition, change or correction."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of revision"), choices=RevisionKind.choices)
    number = WholeField(
        label=gettext_lazy("Number"),
        required=False,
        help_text=gettext_lazy("Left empty, the next number of its kind is given."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    @staticmethod
    def initial_of(record: PlanRevision) -> dict[str, Any]:
        return {
            "kind": record.kind,
            "number": record.number,
            "reason": record.reason,
            "expected_version": record.version,
        }


class RevisionApprovalForm(RecordForm):
    """The day and the paper of a revision's approval."""

    approved_on = DayField(label=gettext_lazy("Day of approval"), help_text=gettext_lazy("For example 28 Sep 2559"))
    paper = forms.CharField(label=gettext_lazy("Number of the announcement"), max_length=200)
    with_projects = forms.BooleanField(
        label=gettext_lazy("Also approve in the plan the projects that came by it"), required=False
    )

    @staticmethod
    def initial_of(record: PlanRevision) -> dict[str, Any]:
        return {"approved_on": record.approved_on, "paper": record.paper, "expected_version": record.version}


class ReasonForm(forms.Form):
    """Why a record is set aside."""

    reason = forms.CharField(required=False, max_length=300)
    expected_version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class ProjectForm(RecordForm):
    """Everything the plan says of a project, with one amount for each year of the plan."""

    name = forms.CharField(label=gettext_lazy("Name of the project"), max_length=300)
    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)
    fiscal_year = forms.TypedChoiceField(label=gettext_lazy("Fiscal year of the project"), coerce=int)
    programme = forms.ModelChoiceField(Programme.objects.all(), label=gettext_lazy("Programme"))
    village = forms.CharField(label=pgettext_lazy("of a project", "Place"), max_length=120, required=False)
    line = forms.ChoiceField(label=gettext_lazy("Strategy and approach"), required=False)
    fund = forms.ChoiceField(label=gettext_lazy("Fund"), choices=Fund.choices, initial=Fund.ORDINANCE)
    urgent_policy = forms.ModelChoiceField(
        UrgentPolicy.objects.all(), label=gettext_lazy("Urgent policy"), required=False, empty_label=NONE
    )
    revision = forms.ModelChoiceField(
        PlanRevision.objects.none(), label=gettext_lazy("Came by revision"), required=False, empty_label=NONE
    )
    objective = forms.CharField(
        label=gettext_lazy("Objective"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    target = forms.CharField(
        label=gettext_lazy("Target"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, plan: DevelopmentPlan, **options: Any) -> None:
        self.plan = plan
        years = range(plan.first_year, plan.last_year + 1)
        super().__init__(*args, **options)
        self.fields["fiscal_year"].choices = [(year, str(year)) for year in years]
        self.fields["line"].choices = [("", NONE), *_lines(plan)]
        self.fields["revision"].queryset = PlanRevision.objects.live().filter(
            authority_id=plan.authority_id, pk__in=[one.pk for one in revisions_of(plan)]
        )
        for year in years:
            self.fields[f"year_{year}"] = BahtField(
                label=_("Budget of %(year)d (baht)") % {"year": year}, required=False
            )
            self.fields[f"year_{year}"].widget.attrs["class"] = "in num"

    @property
    def years(self) -> list[Any]:
        """The fields of the plan's years, for the template."""
        return [self[name] for name in self.fields if name.startswith("year_")]

    def clean(self) -> dict[str, Any]:
        """The project's own year needs an amount: zero is said by typing it, not by leaving it out."""
        given = super().clean() or self.cleaned_data
        own = f"year_{given.get('fiscal_year')}"
        if own in self.fields and own not in self.errors and given.get(own) is None:
            self.add_error(
                own, ValidationError(_("Enter the budget of the project's own year; 0 when there is none."), "missing")
            )
        return given

    def said(self) -> dict[str, Any]:
        """For `enter_project` and `change_project`."""
        given = super().said()
        years = {int(name.removeprefix("year_")): given.pop(name) for name in list(given) if name.startswith("year_")}
        own = given["fiscal_year"]
        strategy, approach = _line_parts(self.plan, given.pop("line"))
        return {
            **given,
            "strategy": strategy,
            "approach": approach,
            "planned_budget": years.pop(own),
            "planned_years": {year: amount or NOTHING for year, amount in years.items()},
        }

    @staticmethod
    def initial_of(record: Project) -> dict[str, Any]:
        amounts = {row.fiscal_year: row.amount for row in record.planned_budgets.live()}
        line = f"a{record.approach_id}" if record.approach_id else f"s{record.strategy_id}"
        return {
            "name": record.name,
            "code": record.code,
            "fiscal_year": record.fiscal_year,
            "programme": record.programme_id,
            "village": record.village,
            "line": line if record.strategy_id else "",
            "fund": record.fund,
            "urgent_policy": record.urgent_policy_id,
            "revision": record.revision_id,
            "objective": record.objective,
            "target": record.target,
            "expected_version": record.version,
            **{f"year_{year}": written(amount) for year, amount in amounts.items()},
            f"year_{record.fiscal_year}": written(record.planned_budget) or "0",
        }


def _lines(plan: DevelopmentPlan) -> list[tuple[str, str]]:
    """Strategies and approaches to choose from: `1 Roads`, `1.1 Bridges`."""
    found = []
    for strategy in strategies_of(plan):
        found.append((f"s{strategy.pk}", f"{strategy.number} {strategy.name}"))
        found += [(f"a{way.pk}", f"{strategy.number}.{way.number} {way.name}") for way in strategy.ways]  # type: ignore[attr-defined]  # of strategies_of
    return found


def _line_parts(plan: DevelopmentPlan, line: str) -> tuple[Strategy | None, Approach | None]:
    for strategy in strategies_of(plan) if line else []:
        if line == f"s{strategy.pk}":
            return strategy, None
        for way in strategy.ways:  # type: ignore[attr-defined]  # of strategies_of
            if line == f"a{way.pk}":
                return strategy, way
    return None, None
