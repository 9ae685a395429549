from django.urls import path

from apps.pages import jobs, placement, surveillance, terrain

app_name = "surveillance"
urlpatterns = [
    path("", surveillance.board, name="board"),
    path("compute/", surveillance.compute, name="compute"),
    path("placement/", placement.placement, name="placement"),
    path("placement/<uuid:uid>/", placement.answer, name="placement-answer"),
    path("placement/<uuid:uid>/draft/", placement.draft, name="placement-draft"),
    path("terrain/", terrain.terrain, name="terrain"),
    path("terrain/<str:code>/retire/", terrain.retire, name="terrain-retire"),
    path("terrain/<str:code>/reinstate/", terrain.reinstate, name="terrain-reinstate"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:uid>/", jobs.job, name="job"),
    path("jobs/<uuid:uid>/cancel/", jobs.cancel, name="job-cancel"),
]
