"""The door of the application server, which stays shut while production settings are unsafe."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from articles.checks import refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()
if settings.PRODUCTION:
    refuse_unsafe_settings()
