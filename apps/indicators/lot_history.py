"""Which change sets wrote on a lot: on itself, its metres and elements, its contracts with their terms and payments."""

from django.db.models import Q

from apps.construction.models import Contract
from apps.ledger.models import ChangeSet, Operation

MOST_SETS = 50


def history(code: str) -> list[ChangeSet]:
    """Return the newest applied change sets that wrote on a lot, newest first."""
    agreed = list(Contract.objects.filter(lot__code=code).values_list("code", flat=True))
    written = Operation.objects.filter(
        Q(target="lot", uid=code)
        | Q(target__in=("lot_stretch", "lot_element"), key__lot=code)
        | Q(target="contract", uid__in=agreed)
        | Q(target__in=("contract_terms", "payment"), key__contract__in=agreed)
    )
    sets = ChangeSet.objects.filter(seq__isnull=False, pk__in=written.values("change_set"))
    sets = sets.select_related("author", "approver", "undoes").prefetch_related("undone_by")
    return list(sets.with_operation_count().order_by("-seq")[:MOST_SETS])
