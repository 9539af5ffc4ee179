"""Ten fields of the kinds that the portal's pages hold."""

from django import forms


class PageForm(forms.Form):
    name = forms.CharField(label="Namn", max_length=200)
    email = forms.EmailField(label="E-post")
    phone = forms.CharField(label="Telefon", max_length=200)
    costs = forms.IntegerField(label="Kostnader", min_value=0)
    other_costs = forms.IntegerField(label="Övriga kostnader", min_value=0)
    kind = forms.ChoiceField(
        label="Hur har ni gått till väga?",
        choices=[("a", "Själva"), ("b", "Tillsammans"), ("c", "Genom andra")],
        widget=forms.RadioSelect,
    )
    efforts = forms.MultipleChoiceField(
        label="Vilka insatser?",
        choices=[("one", "Utbildning"), ("two", "Handledning"), ("three", "Samverkan")],
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(label="Beskriv", widget=forms.Textarea, max_length=2000)
    result = forms.CharField(label="Resultat", widget=forms.Textarea, max_length=2000)
    note = forms.CharField(label="Övrigt", required=False, max_length=200)
