from django.urls import path

from ngo2.kernel.maps import views

app_name = "maps"
urlpatterns = [
    path(
        "map/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"
    ),  # first: the most asked for
    path("map/base/<int:z>/<int:x>/<int:y>", views.base_tile, name="base_tile"),
    path("map/<slug:layer>.json", views.tilejson, name="tilejson"),
]
