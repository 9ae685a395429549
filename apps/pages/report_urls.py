from django.urls import path

from apps.pages import reports

app_name = "reports"
urlpatterns = [
    path("", reports.reports, name="list"),
    path("ask/", reports.ask, name="ask"),
    path("map/", reports.handed_over, name="map"),
    path("schedules/", reports.schedules, name="schedules"),
    path("schedules/<int:pk>/stop/", reports.stop_schedule, name="schedule-stop"),
    path("jobs/<uuid:uid>/again/", reports.again, name="again"),
    path("<uuid:uid>/", reports.report, name="report"),
    path("<uuid:uid>/deliveries/<uuid:delivery>/", reports.send_again, name="send-again"),
    path("<uuid:uid>/deliveries/<uuid:delivery>/stop/", reports.stop_sending, name="stop-sending"),
    path("<uuid:uid>/verify/", reports.verify, name="verify"),
]
