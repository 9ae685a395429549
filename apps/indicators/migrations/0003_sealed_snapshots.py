from django.db import migrations

SEAL = """
CREATE FUNCTION refuse_to_change_snapshot() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a snapshot is never changed or deleted' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER snapshot_sealed BEFORE UPDATE OR DELETE ON indicators_snapshot
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_snapshot();
"""
UNSEAL = """
DROP TRIGGER snapshot_sealed ON indicators_snapshot;
DROP FUNCTION refuse_to_change_snapshot();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_scoreboard")]
    operations = [migrations.RunSQL(SEAL, UNSEAL)]
