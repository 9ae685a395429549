from django.urls import path

from apps.pages import construction, construction_writes

app_name = "construction"
urlpatterns = [
    path("", construction.board, name="board"),
    path("land/", construction.land, name="land"),
    path("lots/new/", construction_writes.new_lot, name="new-lot"),
    path("lots/<str:code>/", construction.lot, name="lot"),
    path("lots/<str:code>/stretch/", construction_writes.stretch, name="lot-stretch"),
    path("lots/<str:code>/elements/", construction_writes.elements, name="lot-elements"),
    path("lots/<str:code>/act/", construction_writes.act, name="lot-act"),
]
