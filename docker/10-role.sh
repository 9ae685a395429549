#!/bin/bash
# Runs once, in an empty database: the owner of the tables, the web's role, which owns none, and the database.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
    --set password="$(cat /run/secrets/database_password)" \
    --set web_password="$(cat /run/secrets/web_database_password)" <<'SQL'
CREATE ROLE border_gis LOGIN PASSWORD :'password';
ALTER ROLE border_gis SET max_parallel_workers_per_gather = 0;
ALTER ROLE border_gis SET jit = off;
CREATE ROLE border_gis_web LOGIN PASSWORD :'web_password';
ALTER ROLE border_gis_web SET max_parallel_workers_per_gather = 0;
ALTER ROLE border_gis_web SET jit = off;
CREATE DATABASE border_gis OWNER border_gis;
\connect border_gis
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
SQL
