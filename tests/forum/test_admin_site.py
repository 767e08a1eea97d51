"""forum/admin_site.py: passwords, one-time codes, and a limit to guessing."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.codes import read_as_by_camera

pytestmark = pytest.mark.django_db

PASSWORD = "a long one, for tests"


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser("olga", password=PASSWORD)


def log_in(client, **given):
    data = {"username": "olga", "password": PASSWORD, "next": reverse("admin:index"), **given}
    return client.post(reverse("admin:login"), data)


def is_in(client):
    return client.get(reverse("admin:index")).status_code == 200


def code_of(device):
    return f"{totp(device.bin_key):06d}"


def test_a_password_is_enough_without_a_device(client, editor):
    response = log_in(client)

    assert response.status_code == 302
    assert is_in(client)


def test_with_a_device_a_password_alone_is_not_enough(client, editor):
    call_command("one_time_codes", "olga", stdout=StringIO())

    response = log_in(client)

    assert "Enter the one-time code of your device." in response.content.decode()
    assert not is_in(client)


def test_a_code_opens_the_door_once(client, editor):
    call_command("one_time_codes", "olga", stdout=StringIO())
    code = code_of(TOTPDevice.objects.get())

    assert log_in(client, otp_token=code).status_code == 302
    assert is_in(client)
    client.logout()
    assert "wrong or was used" in log_in(client, otp_token=code).content.decode()


def test_a_spare_code_opens_the_door_without_the_app(client, editor):
    call_command("one_time_codes", "olga", stdout=StringIO())

    log_in(client, otp_token=StaticToken.objects.first().token)

    assert is_in(client)
    assert StaticToken.objects.count() == 7


def test_a_wrong_code_does_not(client, editor):
    call_command("one_time_codes", "olga", stdout=StringIO())

    response = log_in(client, otp_token="000000")

    assert "This one-time code is wrong" in response.content.decode()
    assert not is_in(client)


def test_who_logged_in_before_the_device_was_set_up_is_asked_again(client, editor):
    log_in(client)

    call_command("one_time_codes", "olga", stdout=StringIO())

    assert not is_in(client)


def test_the_setting_closes_the_door_to_all_without_a_code(client, editor, settings):
    settings.ADMIN_REQUIRES_OTP = True

    log_in(client)

    assert not is_in(client)


def test_codes_can_be_taken_back(client, editor):
    call_command("one_time_codes", "olga", stdout=StringIO())
    call_command("one_time_codes", "olga", remove=True, stdout=StringIO())

    log_in(client)

    assert is_in(client)


def test_the_command_prints_what_an_app_needs(editor):
    out = StringIO()

    call_command("one_time_codes", "olga", stdout=out)

    assert TOTPDevice.objects.get().config_url in out.getvalue()
    assert StaticToken.objects.first().token in out.getvalue()


def test_the_command_draws_the_address_for_a_camera(editor):
    out = StringIO()

    call_command("one_time_codes", "olga", stdout=out)

    lines = [line for line in out.getvalue().splitlines() if line.startswith("█")]
    dark = {
        (x, 2 * y + below)
        for y, line in enumerate(lines)
        for x, block in enumerate(line)
        for below in (0, 1)
        if block in (" ▄" if below == 0 else " ▀")
    }
    assert read_as_by_camera(dark, len(lines[0])) == TOTPDevice.objects.get().config_url


def test_the_command_names_an_unknown_user():
    with pytest.raises(CommandError, match="There is no user 'nobody'"):
        call_command("one_time_codes", "nobody")


def test_guessing_ends_after_ten_tries(client, editor):
    for _ in range(10):
        log_in(client, password="wrong")

    response = log_in(client)

    assert response.status_code == 429
    assert not is_in(client)


def test_secrets_of_devices_are_not_shown(client, editor):
    log_in(client)

    assert client.get("/admin/otp_totp/totpdevice/").status_code in (404, 503)
