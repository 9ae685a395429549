from django.db import migrations

DROP_OPERATIONS = """
CREATE FUNCTION public.ledger_drop_operations(of_set bigint, numbers integer[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM public.ledger_operation o USING public.ledger_changeset s
        WHERE s.id = o.change_set_id AND s.id = of_set AND s.seq IS NULL
            AND (numbers IS NULL OR o.n = ANY (numbers))
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION public.ledger_drop_operations(bigint, integer[]) FROM PUBLIC;
"""
POLICIES = """
ALTER TABLE public.ledger_changeset ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody_reads ON public.ledger_changeset FOR SELECT USING (true);
CREATE POLICY anybody_adds ON public.ledger_changeset FOR INSERT WITH CHECK (true);
CREATE POLICY drafts_change ON public.ledger_changeset FOR UPDATE USING (seq IS NULL) WITH CHECK (true);
CREATE POLICY drafts_go ON public.ledger_changeset FOR DELETE USING (seq IS NULL);
ALTER TABLE public.ledger_comment ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody_reads ON public.ledger_comment FOR SELECT USING (true);
CREATE POLICY anybody_adds ON public.ledger_comment FOR INSERT WITH CHECK (true);
CREATE POLICY go_with_drafts ON public.ledger_comment FOR DELETE USING (
    EXISTS (SELECT FROM public.ledger_changeset s WHERE s.id = change_set_id AND s.seq IS NULL)
);
"""
NO_POLICIES = """
DROP POLICY go_with_drafts ON public.ledger_comment;
DROP POLICY anybody_adds ON public.ledger_comment;
DROP POLICY everybody_reads ON public.ledger_comment;
ALTER TABLE public.ledger_comment DISABLE ROW LEVEL SECURITY;
DROP POLICY drafts_go ON public.ledger_changeset;
DROP POLICY drafts_change ON public.ledger_changeset;
DROP POLICY anybody_adds ON public.ledger_changeset;
DROP POLICY everybody_reads ON public.ledger_changeset;
ALTER TABLE public.ledger_changeset DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """What is applied stays for every role but the tables' owner; a draft's operations go by one function.

    Operations are written by COPY, which PostgreSQL refuses on tables with row policies: hence the function.
    """

    dependencies = [("ledger", "0002_comments_idempotency")]
    operations = [
        migrations.RunSQL(DROP_OPERATIONS, "DROP FUNCTION public.ledger_drop_operations(bigint, integer[])"),
        migrations.RunSQL(POLICIES, NO_POLICIES),
    ]
