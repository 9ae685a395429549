from rest_framework import serializers

from apps.jobs.models import Job


class JobOut(serializers.ModelSerializer):
    """A job: what was asked, how far it is, what came of it."""

    asked_by = serializers.CharField(
        source="asked_by.username", allow_null=True, help_text="Who asked for it; null: the system itself."
    )
    percent = serializers.IntegerField(
        allow_null=True, help_text="How far it is, percent; 100 once it is done, null while not known."
    )
    not_needed = serializers.IntegerField(
        help_text="Steps of `total` that a job which is done could leave out; 0 until then."
    )

    stopping = serializers.BooleanField(
        source="is_stopping", help_text="Whether it still runs though somebody asked that it stop."
    )

    class Meta:
        model = Job
        fields = [
            "uid",
            "kind",
            "arguments",
            "state",
            "stopping",
            "asked_by",
            "asked_at",
            "started_at",
            "finished_at",
            "attempts",
            "put_off",
            "not_before",
            "done",
            "total",
            "percent",
            "not_needed",
            "result",
            "failure",
        ]
        extra_kwargs = {
            "uid": {"help_text": "Of the job."},
            "arguments": {"help_text": "What it was asked to do, by name."},
            "asked_at": {"help_text": "When it was asked for, ISO 8601 with its offset."},
            "started_at": {"help_text": "When it was begun, ISO 8601 with its offset; null until then."},
            "finished_at": {"help_text": "When it ended, ISO 8601 with its offset; null until then."},
            "done": {"help_text": "Steps done, of `total`."},
            "total": {"help_text": "Steps in all; 0 while that is not known."},
            "kind": {"help_text": "Type of job, such as coverage or placement."},
            "state": {"help_text": "queued, running, done, failed or cancelled."},
            "attempts": {
                "help_text": "How often it was begun; more than 1 if a worker died at it or it was put off."
            },
            "put_off": {"help_text": "How often it was tried in vain and put off to a later try."},
            "not_before": {
                "help_text": "When it is tried again at the earliest, ISO 8601 with its offset; null: at once."
            },
            "result": {"help_text": "What it found; null until it is done."},
            "failure": {
                "help_text": "Why it failed, or why its last try did, in the asker's language; else empty."
            },
        }
