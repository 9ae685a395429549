from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_user_name_in_any_letters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accessevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("signed_in", "signed in"),
                    ("signed_out", "signed out"),
                    ("sign_in_failed", "sign-in failed"),
                    ("locked_out", "locked out after wrong passwords"),
                    ("factor_refused", "second factor refused"),
                    ("password_refused", "password refused when asked again"),
                    ("refused", "refused"),
                    ("person_made", "account made"),
                    ("person_changed", "account changed"),
                    ("password_reset", "password reset"),
                    ("password_changed", "own password changed"),
                    ("factor_added", "second factor added"),
                    ("factor_removed", "second factor removed"),
                    ("codes_renewed", "recovery codes renewed"),
                    ("session_ended", "session ended"),
                    ("granted", "stretch granted"),
                    ("grant_revoked", "grant revoked"),
                    ("token_made", "token made"),
                    ("token_revoked", "token revoked"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
    ]
