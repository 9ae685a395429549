from django.urls import path

from apps.land import api

urlpatterns = [path("parcels/", api.ParcelList.as_view(), name="parcels")]
