"""Forms of the jobs application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs.models import JobDescription, Language


class JobForm(forms.ModelForm[JobDescription]):
    """A job description as people edit it.

    `opened_at` carries when the form was opened, so that a save by somebody else in between is noticed.
    """

    opened_at = forms.CharField(required=False, widget=forms.HiddenInput)
    use_my_version = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = JobDescription
        fields = [
            "title",
            "reference",
            "department",
            "classification",
            "location",
            "language",
            "status",
            "effective_date",
            "text",
        ]
        widgets = {
            "effective_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text": forms.Textarea(attrs={"rows": 24}),
            "department": forms.TextInput(attrs={"list": "departments"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["opened_at"].initial = self.instance.updated_at.isoformat()
        for name in self.instance.guessed:
            field = self.fields[name]
            field.help_text = " ".join(
                filter(None, [str(field.help_text), gettext("Read from the document: check it.")])
            )

    def clean(self) -> dict[str, Any]:
        """Refuse to write over what somebody else saved since the form was opened.

        It belongs into the transaction that then saves the job, which is held against others until that ends.
        """
        cleaned = super().clean() or {}
        if not self.instance.pk:
            return cleaned
        held = JobDescription.objects.select_for_update(no_key=True).filter(pk=self.instance.pk)
        current = held.only("updated_at").first()
        if current is None:  # saving would bring it back
            raise forms.ValidationError(
                _("This job description was deleted meanwhile. Nothing was recorded."), code="gone"
            )
        opened_at = "" if cleaned.get("use_my_version") else cleaned.get("opened_at")
        if opened_at and current.updated_at.isoformat() != opened_at:
            raise forms.ValidationError(
                _("Somebody else saved this job since you opened it. Your changes are still below."), code="conflict"
            )
        return cleaned


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; how many and how large is for the service to judge, file by file."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """Return the list of files, which may be empty."""
        files = data if isinstance(data, list | tuple) else [data]
        return [file for file in files if file]


class BatchForm(forms.Form):
    """What a browser says of an upload before it sends the files one by one."""

    department = forms.CharField(required=False, max_length=128)
    language = forms.ChoiceField(required=False, choices=[("", ""), *Language.choices])
    built_in_engine = forms.BooleanField(required=False)
    expected = forms.IntegerField(min_value=1)


class FileForm(forms.Form):
    """One file of an upload, with the key by which it is known when it is sent again."""

    file = forms.FileField(allow_empty_file=True)
    key = forms.UUIDField()


class UploadForm(forms.Form):
    """Files to take in."""

    files = SeveralFilesField(  # type: ignore[assignment]  # the form's own "files" is given as an argument, not read here
        label=_("Files"),
        required=False,
        widget=SeveralFilesInput(attrs={"multiple": True, "accept": ".docx,.doc,.pdf,.rtf,.odt,.html,.md,.txt,.zip"}),
    )
    department = forms.CharField(
        label=_("Department"),
        required=False,
        max_length=128,
        help_text=_("Optional. For all files that do not name theirs."),
        widget=forms.TextInput(attrs={"list": "departments"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As each text shows")), *Language.choices],
        help_text=_("Optional. For all files."),
    )
    built_in_engine = forms.BooleanField(
        label=_("Find the skills with the built-in engine"),
        required=False,
        help_text=_("Spends no call to Lightcast on these files."),
    )
