"""The Django app of the whole: editions, their pages and their releases."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Forum")
    default_auto_field = "django.db.models.BigAutoField"


class ForumAdminConfig(AdminConfig):
    """Django's admin, with our own front door."""

    default_site = "forum.admin_site.ForumAdminSite"
