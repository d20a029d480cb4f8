from django.urls import path

from ngo2.questionnaires.views import (
    answering,
    comparing,
    deciding,
    devices,
    files,
    form,
    offline,
    paper,
    questions,
    trying,
    uploading,
)

app_name = "questionnaires"
urlpatterns = [
    path("forms/<int:pk>/", form.form, name="form"),
    path("forms/<int:pk>/form.xlsx", form.workbook, name="workbook"),
    path("forms/<int:pk>/files/", files.files, name="files"),
    path("forms/<int:pk>/compare/", comparing.comparison, name="compare"),
    path("forms/<int:pk>/upload/", uploading.upload, name="upload"),
    path("forms/<int:pk>/try/", trying.try_out, name="try"),
    path("forms/<int:pk>/questions/new/", questions.new_question, name="new_question"),
    path("forms/<int:pk>/questions/<str:name>/", questions.question, name="question"),
    path("forms/<int:pk>/questions/<str:name>/show/", deciding.show_if, name="show_if"),
    path("editions/<int:pk>/paper/", paper.paper, name="paper"),
    path("editions/<int:pk>/key/", paper.key, name="key"),
    path("answer/answers-sw.js", offline.worker, name="worker"),
    path("answer/shell.json", offline.shell, name="shell"),
    path("answer/<str:token>/", answering.answer, name="answer"),
    path("answer/<str:token>/look/", answering.look, name="look"),
    path("answer/<str:token>/done/", answering.done, name="done"),
    path("answer/<str:token>/withdraw/", answering.withdraw, name="withdraw"),
    path("answer/<str:token>/facts/", answering.facts, name="facts"),
    path("answer/<str:token>/app/", offline.app, name="app"),
    path("answer/<str:token>/app/form.json", offline.form, name="app_form"),
    path("answer/<str:token>/app/submission", offline.submission, name="app_submission"),
    path("answer/<str:token>/app/media/<str:name>", offline.medium, name="app_medium"),
    path("answer/<str:token>/app/files/<str:name>", offline.file, name="app_file"),
    path("forms/<int:pk>/devices/", devices.devices, name="devices"),
    path("forms/<int:pk>/devices/<int:device>/revoke/", devices.revoke, name="revoke_device"),
]
