"""What the finance officer says on the page of a contract or of a project: one form for each verb."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.enums import ProcurementMethod
from projects.models import Instalment, Project
from projects.pages.finance.fields import BahtField, DayField, FinanceForm, PercentField, YearField, sender_field

AREA = {"rows": 2}


class OfProject(FinanceForm):
    """A form about one of several projects; with one project there is nothing to choose."""

    def _let_choose(self, projects: list[Project]) -> None:
        field = self.fields["project"]
        self._projects = {str(project.pk): project for project in projects}
        field.choices = [(str(one.pk), f"{one.code} {one.name}") for one in projects]
        if len(projects) == 1:
            field.widget = forms.HiddenInput()
            field.initial = str(projects[0].pk)
        else:
            field.choices = [("", _("Choose a project")), *field.choices]

    def clean_project(self) -> Project | None:
        """The project that was chosen."""
        return self._projects.get(self.cleaned_data["project"])


class PayForm(OfProject):
    """A payment under a contract."""

    project = forms.ChoiceField(label=gettext_lazy("Project"))
    instalment = forms.ChoiceField(label=gettext_lazy("Instalment"), required=False)
    voucher_number = forms.CharField(label=gettext_lazy("Voucher number"), max_length=60)
    paid_on = DayField(label=gettext_lazy("Paid on"), help_text=gettext_lazy("Day, month, year, such as 30 Sep 2559"))
    amount = BahtField(label=gettext_lazy("Amount (baht)"))
    retention = BahtField(label=gettext_lazy("Retention held back (baht)"), required=False)
    fiscal_year = YearField(
        label=gettext_lazy("Fiscal year of the money"),
        help_text=gettext_lazy("Carried-over money counts in the year it was carried over from"),
    )
    client_id = sender_field()

    def __init__(self, *args: Any, projects: list[Project], instalments: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._let_choose(projects)
        self._instalments: dict[str, Instalment] = {str(line.instalment.pk): line.instalment for line in instalments}
        self.fields["instalment"].choices = [
            ("", _("No instalment")),
            *(
                (
                    str(line.instalment.pk),
                    _("Instalment %(number)d, %(left)s baht left")
                    % {"number": line.instalment.number, "left": f"{line.left:,.2f}"},
                )
                for line in instalments
            ),
        ]
        if not instalments:
            self.fields["instalment"].widget = forms.HiddenInput()

    def clean_instalment(self) -> Instalment | None:
        """The instalment that was chosen."""
        return self._instalments.get(self.cleaned_data["instalment"])

    def clean_retention(self) -> Decimal:
        """Nothing when left empty."""
        return self.cleaned_data["retention"] or Decimal(0)


class PayDirectForm(FinanceForm):
    """A payment for a project without a contract."""

    voucher_number = forms.CharField(label=gettext_lazy("Voucher number"), max_length=60)
    paid_on = DayField(label=gettext_lazy("Paid on"), help_text=gettext_lazy("Day, month, year, such as 30 Sep 2559"))
    amount = BahtField(label=gettext_lazy("Amount (baht)"))
    fiscal_year = YearField(
        label=gettext_lazy("Fiscal year of the money"),
        help_text=gettext_lazy("Carried-over money counts in the year it was carried over from"),
    )
    client_id = sender_field()


class AmendForm(OfProject):
    """An amendment of the sum or of the time."""

    project = forms.ChoiceField(label=gettext_lazy("Project whose sum changes"), required=False)
    signed_on = DayField(label=gettext_lazy("Amendment signed on"))
    amount_change = BahtField(
        label=gettext_lazy("Change of the sum (baht)"),
        help_text=gettext_lazy("With a minus when the contract gets cheaper; empty when it stays"),
        required=False,
    )
    new_due_on = DayField(label=gettext_lazy("New last day of the work"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs=AREA), max_length=5000)
    client_id = sender_field()

    def __init__(self, *args: Any, projects: list[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._let_choose(projects)

    def clean_amount_change(self) -> Decimal:
        """Nothing when left empty."""
        return self.cleaned_data["amount_change"] or Decimal(0)


class CarryForm(OfProject):
    """Money carried over to a later fiscal year."""

    project = forms.ChoiceField(label=gettext_lazy("Project"))
    amount = BahtField(label=gettext_lazy("Amount carried over (baht)"))
    from_year = YearField(label=gettext_lazy("From fiscal year"))
    to_year = YearField(label=gettext_lazy("Payable until the end of fiscal year"))
    approved_on = DayField(label=gettext_lazy("Carry-over approved on"))
    paper = forms.CharField(label=gettext_lazy("Paper of the approval"), max_length=200, required=False)
    client_id = sender_field()

    def __init__(self, *args: Any, projects: list[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._let_choose(projects)


class ReleaseForm(FinanceForm):
    """Retention given back to the contractor."""

    released_on = DayField(label=gettext_lazy("Given back on"))
    amount = BahtField(label=gettext_lazy("Amount (baht)"))
    paper = forms.CharField(label=gettext_lazy("Voucher or paper"), max_length=200, required=False)
    client_id = sender_field()


class CloseForm(FinanceForm):
    """The closing of a contract."""

    closed_on = DayField(label=gettext_lazy("Closed on"))
    note = forms.CharField(
        label=gettext_lazy("Why something is left unpaid"),
        help_text=gettext_lazy("Needed only when the contract is not paid off"),
        widget=forms.Textarea(attrs=AREA),
        max_length=300,
        required=False,
    )
    retention_until = DayField(
        label=gettext_lazy("Last day of the guarantee"),
        help_text=gettext_lazy("Needed only while retention is held"),
        required=False,
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ReopenForm(FinanceForm):
    """A closed contract is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Why the contract is opened again"), widget=forms.Textarea(attrs=AREA), max_length=300
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class HandoverForm(OfProject):
    """The acceptance of the work."""

    project = forms.ChoiceField(label=gettext_lazy("Project"))
    accepted_on = DayField(label=gettext_lazy("Work accepted on"))
    paper = forms.CharField(label=gettext_lazy("Paper of the acceptance"), max_length=200, required=False)

    def __init__(self, *args: Any, projects: list[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._let_choose(projects)


class TermsForm(FinanceForm):
    """What a contract says, without its shares."""

    number = forms.CharField(label=gettext_lazy("Contract number"), max_length=60)
    signed_on = DayField(
        label=gettext_lazy("Signed on"), help_text=gettext_lazy("Day, month, year, such as 30 Sep 2559")
    )
    contractor_name = forms.CharField(label=pgettext_lazy("party of a contract", "Contractor"), max_length=200)
    contractor_tax_id = forms.CharField(
        label=gettext_lazy("Tax id of the contractor"),
        help_text=gettext_lazy("Thirteen digits, of a juristic or a natural person; the last one is checked"),
        max_length=30,
        required=False,
    )
    method = forms.ChoiceField(label=gettext_lazy("Method of procurement"))
    egp_number = forms.CharField(
        label=gettext_lazy("e-GP number"),
        help_text=gettext_lazy("11 digits of the project or 12 of the contract"),
        max_length=40,
        required=False,
    )
    starts_on = DayField(label=gettext_lazy("Work begins on"), required=False)
    due_on = DayField(label=gettext_lazy("Last day of the work"), required=False)
    amount = BahtField(label=gettext_lazy("Contract sum (baht)"))
    retention_percent = PercentField(label=gettext_lazy("Retention (%)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        self.fields["method"].choices = [("", _("Choose the method")), *ProcurementMethod.choices]

    def clean_retention_percent(self) -> Decimal:
        """Nothing when left empty."""
        return self.cleaned_data["retention_percent"] or Decimal(0)
