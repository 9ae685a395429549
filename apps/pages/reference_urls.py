from django.urls import path

from apps.pages import reference, reference_facts

app_name = "reference"
urlpatterns = [
    path("", reference.index, name="index"),
    path("<slug:name>/", reference.listing, name="list"),
    path("<slug:name>/new/", reference.new_object, name="new"),
    path("<slug:name>/facts/", reference_facts.facts, name="facts"),
    path("<slug:name>/facts/new/", reference_facts.new_fact, name="new-fact"),
    path("<slug:name>/things/<str:uid>/", reference.one_object, name="object"),
    path("<slug:name>/things/<str:uid>/remove/", reference.remove, name="remove"),
]
