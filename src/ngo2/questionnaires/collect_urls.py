"""For programs, so without a language in the address: what follows the key of a form is named by OpenRosa."""

from django.urls import path

from ngo2.questionnaires.views import openrosa

app_name = "collect"
urlpatterns = [
    path("<slug:key>/formList", openrosa.form_list, name="form_list"),
    path("<slug:key>/submission", openrosa.submission, name="submission"),
    path("<slug:key>/forms/<int:number>/form.xml", openrosa.form_xml, name="form_xml"),
    path("<slug:key>/forms/<int:number>/manifest", openrosa.manifest, name="manifest"),
    path("<slug:key>/forms/<int:number>/media/<str:name>", openrosa.medium, name="medium"),
]
