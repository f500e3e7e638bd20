"""The way in and the first page."""

from django.urls import path

from geo_eplan.home.entrance import EntranceView
from geo_eplan.home.views import home

urlpatterns = [
    path("", home, name="home"),
    path("accounts/login/", EntranceView.as_view(), name="account_login"),
]
