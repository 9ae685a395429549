from rest_framework.throttling import SimpleRateThrottle


class PersonThrottle(SimpleRateThrottle):
    """So many requests a minute a person, then 429 with Retry-After."""

    scope = "person"

    def get_cache_key(self, request, view) -> str | None:
        if not request.user or not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


class ExportThrottle(PersonThrottle):
    """Exports are dear: fewer of them a minute."""

    scope = "export"
