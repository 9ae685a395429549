"""How coverage is asked for."""

from apps.accounts.models import User
from apps.jobs import services as jobs


def ask_for_coverage(by: User | None = None) -> None:
    """Ask, in the transaction that changes what sensors see, that it be computed again."""
    jobs.ask_once(kind="coverage", arguments={}, by=by)
