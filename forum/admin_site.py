"""The admin's front door: a password, and a one-time code of those who have set one up."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp import user_has_device
from django_otp.forms import OTPAuthenticationFormMixin
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice


class LoginForm(OTPAuthenticationFormMixin, AdminAuthenticationForm):
    """Asks for a one-time code, and insists on it where the user has a device or must have one."""

    otp_token = forms.CharField(
        label=_("One-time code"),
        required=False,
        help_text=_("Only if you have set one up."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    otp_error_messages: ClassVar[dict[str, Any]] = {
        **OTPAuthenticationFormMixin.otp_error_messages,
        "token_required": _("Enter the one-time code of your device."),
        "device_required": _("Set up one-time codes first: ask for `one_time_codes`."),
        "invalid_token": _("This one-time code is wrong or was used already."),
    }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        user = self.get_user()
        if user is not None and _needs_code(user):
            self.clean_otp(user)
        return cleaned

    def _chosen_device(self, user: Any) -> Device | None:
        # django-otp wants one device to be named, so that a wrong code counts against no other.
        # An app's codes are digits, spare codes have letters.
        is_of_app = self.cleaned_data.get("otp_token", "").isdigit()
        devices = TOTPDevice.objects if is_of_app else StaticDevice.objects
        device: Device | None = devices.filter(user=user, confirmed=True).first()
        return device


class ForumAdminSite(AdminSite):
    """The admin, closed to those whose one-time code was not asked for yet."""

    site_title = _("Forum")
    site_header = _("Forum")
    index_title = _("What shall be edited?")
    # The lists need the width; the index is one click away.
    enable_nav_sidebar = False
    login_form = LoginForm
    login_template = "admin/forum/login.html"

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Register models, except devices: `one_time_codes` sets them up, and their secrets are
        nothing to look at."""
        models = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else [*model_or_iterable]
        )
        super().register(
            [model for model in models if not issubclass(model, Device)], *args, **options
        )

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List what organisers edit first, in the order of the settings; the machinery last."""
        order = {name: place for place, name in enumerate(("forum", "programme", "speakers"))}
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: order.get(app["app_label"], len(order)))

    def has_permission(self, request: HttpRequest) -> bool:
        if not super().has_permission(request):
            return False
        user: Any = request.user
        return bool(user.is_verified()) or not _needs_code(user)


def _needs_code(user: Any) -> bool:
    return settings.ADMIN_REQUIRES_OTP or user_has_device(user)
