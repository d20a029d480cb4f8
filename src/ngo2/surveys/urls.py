from django.urls import path

from ngo2.surveys.views import belonging, feedback, invited, papers, public, quotas, results, running

app_name = "surveys"
urlpatterns = [
    path("s/<str:token>/", invited.invited, name="invited"),
    path("s/<str:token>/no/", invited.refuse, name="refuse"),
    path("surveys/waves/<int:pk>/begin/", invited.open_to_all, name="begin"),
    path("surveys/run/", running.running, name="running"),
    path("surveys/<int:pk>/", running.survey, name="survey"),
    path("surveys/<int:pk>/texts/", running.change, name="change"),
    path("surveys/<int:pk>/form/", running.new_form, name="new_form"),
    path("surveys/waves/<int:pk>/", running.wave, name="wave"),
    path("surveys/waves/<int:pk>/results/", results.results, name="results"),
    path("surveys/waves/<int:pk>/results/words/", results.said, name="said"),
    path("surveys/waves/<int:pk>/results/table.<slug:ending>", results.table, name="results_table"),
    path("surveys/", public.surveys, name="surveys"),
    path("surveys/waves/<int:pk>/letters/", papers.letters, name="letters"),
    path("surveys/waves/<int:pk>/letters/<int:batch>.pdf", papers.letters_file, name="letters_file"),
    path("surveys/waves/<int:pk>/poster.pdf", papers.poster, name="poster"),
    path("surveys/waves/<int:pk>/quotas/", quotas.quotas, name="quotas"),
    path("surveys/feedback/<str:token>/", feedback.feedback, name="feedback"),
    path("surveys/record/<str:token>/", belonging.own_record, name="own_record"),
    path("surveys/waves/<int:pk>/answers/<int:invitation>/", running.judge, name="judge"),
]
