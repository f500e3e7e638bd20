"""Addresses of the reports and exports. Every line belongs to one question; append your own."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
