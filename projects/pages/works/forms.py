"""The forms on the works: what a person typed, before anything is asked of the records."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import DayField, DrawnForm
from geo.thai import UnreadableNumber, parse_decimal
from projects.checks import Check
from projects.enums import CommentAbout, DocumentKind
from projects.models import Contract, ProgressPhoto
from projects.remarks import about_check
from projects.services.checking import language


class PercentField(forms.CharField):
    """A percentage as people type it: Thai digits and a sign of percent are as good as none."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """The number. What cannot be read is answered with what would work."""
        text = str(super().to_python(value) or "").strip().removesuffix("%").strip()
        if not text:
            return None
        try:
            return parse_decimal(text)
        except UnreadableNumber as wrong:
            raise ValidationError(wrong.text(language()), code=wrong.code) from wrong


class ReportForm(DrawnForm, forms.Form):
    """A progress report. The photos are files, which a form cannot give back: the page reads them beside it."""

    fields: dict[str, Any]
    percent = PercentField(label=_("Progress of the works (%)"), help_text=_("Of all the work, from 0 to 100."))
    reported_on = DayField(label=_("As seen on"), help_text=_("For example 29/9/2559"))
    note = forms.CharField(
        label=_("What was seen"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    phase = forms.ChoiceField(
        label=_("The photos show the place"),
        choices=ProgressPhoto.Phase,
        required=False,
        initial=ProgressPhoto.Phase.DURING,
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reported_on"].initial = timezone.localdate
        self.fields["note"].widget.attrs.pop("maxlength", None)

    def clean_percent(self) -> Decimal:
        """A number; whether it is one of the hundred is the service's to say."""
        percent = self.cleaned_data["percent"]
        if not isinstance(percent, Decimal):
            raise ValidationError(self.fields["percent"].error_messages["required"], code="required")
        return percent


class PhotosForm(DrawnForm, forms.Form):
    """Photos of the project outside any report."""

    phase = forms.ChoiceField(label=_("The photos show the place"), choices=ProgressPhoto.Phase)
    caption = forms.CharField(label=_("Caption"), required=False, max_length=200)


class HandoverForm(DrawnForm, forms.Form):
    """The acceptance of the work."""

    fields: dict[str, Any]
    accepted_on = DayField(label=_("Accepted on"), help_text=_("For example 29/9/2559"))
    paper = forms.CharField(label=_("Acceptance paper"), required=False, max_length=200)
    contract = forms.ModelChoiceField(
        Contract.objects.none(), label=pgettext_lazy("record", "Contract"), required=False, empty_label="-"
    )

    def __init__(self, *args: Any, contracts: list[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = {contract.authority_id for contract in contracts}
        self.fields["contract"].queryset = Contract.objects.live().filter(
            authority_id__in=authorities, pk__in=[contract.pk for contract in contracts]
        )
        if len(contracts) == 1:
            self.fields["contract"].initial = contracts[0].pk


class TakeBackForm(forms.Form):
    """Which record is set aside, and why."""

    record = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    expected_version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    reason = forms.CharField(required=False)


class DocumentForm(DrawnForm, forms.Form):
    """A paper of the project."""

    title = forms.CharField(label=_("What the paper is called"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=DocumentKind, initial=DocumentKind.OTHER)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class CommentForm(DrawnForm, forms.Form):
    """A comment on the project. `checks` can be commented on beside the parts of the project."""

    fields: dict[str, Any]
    text = forms.CharField(label=pgettext_lazy("form", "Comment"), widget=forms.Textarea(attrs={"rows": 3}))
    about = forms.ChoiceField(
        label=pgettext_lazy("form", "About"),
        required=False,
        choices=[("", _("the whole project")), *CommentAbout.choices],
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, checks: Iterable[Check] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(about_check(check), check.title) for check in checks]
        if named:
            self.fields["about"].choices = [*self.fields["about"].choices, (_("To be mended"), named)]


class AnswerForm(DrawnForm, forms.Form):
    """The answer to a comment."""

    answer = forms.CharField(label=pgettext_lazy("form", "Answer"), widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class CommentActForm(forms.Form):
    """Which comment is settled, opened again or taken back; the reason for taking back."""

    comment = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    expected_version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    reason = forms.CharField(required=False)
