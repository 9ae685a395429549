from django.urls import path

from apps.pages import jobs, surveillance

app_name = "surveillance"
urlpatterns = [
    path("", surveillance.board, name="board"),
    path("compute/", surveillance.compute, name="compute"),
    path("place/", surveillance.place, name="place"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:uid>/", jobs.job, name="job"),
    path("jobs/<uuid:uid>/cancel/", jobs.cancel, name="job-cancel"),
]
