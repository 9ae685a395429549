from django.urls import path

from apps.jobs import api

urlpatterns = [
    path("jobs/", api.JobList.as_view(), name="jobs"),
    path("jobs/<uuid:uid>/", api.JobDetail.as_view(), name="job"),
    path("jobs/<uuid:uid>/cancel/", api.JobCancel.as_view(), name="job-cancel"),
]
