"""Administrators see who is connected; secrets, tokens and addresses of allauth stand in settings or nowhere."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialApp, SocialToken
from django.contrib import admin

for _model in (EmailAddress, SocialApp, SocialToken):
    admin.site.unregister(_model)
