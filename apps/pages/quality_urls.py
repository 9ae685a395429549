from django.urls import path

from apps.pages import quality_pages

app_name = "quality"
urlpatterns = [
    path("", quality_pages.page, name="page"),
    path("<slug:code>/", quality_pages.check, name="check"),
]
