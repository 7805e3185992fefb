from django import forms
from django.utils.translation import gettext_lazy as _

from digests.models import Frequency


class FrequencyForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("How often would you like your digest?"),
        help_text=_("The hour is Lima's."),
        choices=Frequency,
        widget=forms.RadioSelect,
    )
