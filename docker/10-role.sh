#!/bin/bash
# Runs once, in an empty database: the web's own role, which is no superuser, and its database.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
    --set password="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE border_gis LOGIN PASSWORD :'password';
ALTER ROLE border_gis SET max_parallel_workers_per_gather = 0;
ALTER ROLE border_gis SET jit = off;
CREATE DATABASE border_gis OWNER border_gis;
\connect border_gis
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
SQL
