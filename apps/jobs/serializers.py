from rest_framework import serializers

from apps.jobs.models import Job


class JobOut(serializers.ModelSerializer):
    """A job: what was asked, how far it is, what came of it."""

    asked_by = serializers.CharField(
        source="asked_by.username", allow_null=True, help_text="Who asked for it."
    )
    percent = serializers.IntegerField(
        allow_null=True, help_text="How far it is; null while that is not known."
    )

    class Meta:
        model = Job
        fields = [
            "uid",
            "kind",
            "arguments",
            "state",
            "asked_by",
            "asked_at",
            "started_at",
            "finished_at",
            "attempts",
            "done",
            "total",
            "percent",
            "result",
            "failure",
        ]
        extra_kwargs = {
            "kind": {"help_text": "Type of job, such as coverage or placement."},
            "state": {"help_text": "queued, running, done, failed or cancelled."},
            "attempts": {"help_text": "How often it was begun; more than 1 if a worker died at it."},
            "result": {"help_text": "What it found; null until it is done."},
            "failure": {"help_text": "Why it failed; empty if it did not."},
        }
