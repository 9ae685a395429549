"""What the description of the API says of every address alike: the places in its path, and its refusals."""

ERROR = {
    "type": "object",
    "description": "Why a request was refused.",
    "properties": {
        "error": {
            "type": "object",
            "description": "The first thing that was wrong.",
            "properties": {
                "code": {"type": "string", "description": "The refusal as a word, such as stale_write."},
                "message": {"type": "string", "description": "What was wrong, in the reader's language."},
                "where": {
                    "type": "string",
                    "nullable": True,
                    "description": "Path of the field at fault, such as operations[0].to_km; null: all.",
                },
                "detail": {"type": "object", "description": "What a program needs to go on."},
                "request_id": {
                    "type": "string",
                    "description": "The request in the log, as the header X-Request-ID says: name it when you ask.",
                },
            },
        }
    },
}
READS = {
    "400": "A parameter or the body is wrong; `where` names the field.",
    "401": "Not signed in, or the token is unknown, revoked or has expired.",
    "403": "This role or reading level may not.",
    "404": "There is no such thing, or it is not for you to see.",
    "429": "Too many requests of this person; Retry-After says in how many seconds to ask again.",
    "503": "The database or the ledger cannot be reached now; nothing was changed.",
}
WRITES = {
    "409": "The register holds something that this would contradict; `detail` names it.",
    "412": "Somebody changed the same place since it was read; `detail` holds both versions.",
    "413": "More was sent than is taken at once.",
    "415": "The body is of a type that this address does not take.",
    "422": "This Idempotency-Key was used for another request.",
    "428": "If-Match, or what else says which state was read, is missing.",
}
PLACES = {
    ("change-sets", "uid"): "uid of the change set.",
    ("change-sets", "n"): "Number of the operation in the draft, counted from 0.",
    ("computed-layers", "name"): "Name of the layer: coverage_family, coverage_depth or gap.",
    ("documents", "uid"): "uid of the document.",
    ("documents", "tie"): "uid of what ties the document to a place.",
    ("figures", "code"): "Figure, such as K1.",
    ("figures", "partition"): "What the routes are cut by: section, unit or segment.",
    ("jobs", "uid"): "uid of the job.",
    ("layers", "name"): "Name of the layer, such as `work`.",
    ("lots", "code"): "Code of the lot.",
    ("quality", "code"): "Check, such as no_status: as listed by the checks.",
    ("reports", "uid"): "uid of the report.",
    ("reports", "name"): "Path of a file inside the archive, as the report lists it.",
    ("routes", "code"): "Route code, such as LV-RU.",
    ("saved-views", "id"): "Number of the saved view, one's own.",
    ("segments", "code"): "Code of the segment; one that is gone is known too.",
    ("sensors", "code"): "Code of the sensor.",
    ("snapshots", "uid"): "uid of a snapshot.",
    ("snapshots", "other"): "uid of the snapshot to compare with, earlier or later.",
}
"""What stands in a path: by the collection that the path begins with, and the name of the place."""


def with_places(result: dict, generator, request, public) -> dict:
    """Say what each part of a path that varies stands for."""
    for path, methods in result["paths"].items():
        collection = path.removeprefix("/api/v1/").partition("/")[0]
        for operation in methods.values():
            for one in operation.get("parameters", ()):
                if one["in"] == "path" and (collection, one["name"]) in PLACES:
                    one["description"] = PLACES[collection, one["name"]]
    return result


def with_refusals(result: dict, generator, request, public) -> dict:
    """Add the refusals that any address may answer with to its description."""
    result["components"]["schemas"]["Refusal"] = ERROR
    for path in result["paths"].values():
        for method, operation in path.items():
            refusals = READS | (WRITES if method != "get" else {})
            for status, text in refusals.items():
                operation["responses"].setdefault(status, _refusal(text))
    return result


def _refusal(text: str) -> dict:
    schema = {"$ref": "#/components/schemas/Refusal"}
    return {"description": text, "content": {"application/json": {"schema": schema}}}
