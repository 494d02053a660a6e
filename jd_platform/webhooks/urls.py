"""Addresses of one's webhooks."""

from django.urls import path

from jd_platform.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhooks, name="list"),
    path("<uuid:webhook_id>/", views.webhook, name="detail"),
    path("<uuid:webhook_id>/delete/", views.delete, name="delete"),
    path("<uuid:webhook_id>/<slug:action>/", views.act, name="act"),
    path("deliveries/<uuid:delivery_id>/again/", views.send_again, name="send_again"),
]
