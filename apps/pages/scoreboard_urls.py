from django.urls import path

from apps.pages import new_tasks, scoreboard

app_name = "scoreboard"
urlpatterns = [
    path("", scoreboard.board_page, name="board"),
    path("tasks/", scoreboard.tasks_page, name="tasks"),
    path("tasks/new/", new_tasks.new_task, name="new-task"),
    path("directions/new/", new_tasks.new_direction, name="new-direction"),
    path("tasks/<str:code>/", scoreboard.tell_task, name="tell-task"),
    path("figures/new/", scoreboard.new_figure, name="new-figure"),
    path("snapshots/", scoreboard.snapshots_page, name="snapshots"),
    path("snapshots/<uuid:uid>/", scoreboard.snapshot_page, name="snapshot"),
    path("snapshots/<uuid:uid>/verify/", scoreboard.verify_snapshot, name="snapshot-verify"),
    path("snapshots/<uuid:uid>/difference/", scoreboard.difference_page, name="snapshot-difference"),
    path("<str:code>/", scoreboard.figure_page, name="figure"),
    path("<str:code>/note/", scoreboard.write_note, name="note"),
    path("<str:code>/observation/", scoreboard.tell_value, name="tell"),
    path("<str:code>/target/", scoreboard.set_target, name="target"),
    path("<str:code>/chart.<str:kind>", scoreboard.chart_picture, name="chart"),
]
