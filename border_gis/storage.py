from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Hashed names also in the relative imports of our ES modules, so that no browser mixes two releases."""

    support_js_module_import_aggregation = True
