#!/bin/sh
# The figures of two years as CSV, read by DuckDB.
exec node "$(dirname "$0")/duckdb.mjs" "${1:-$BASE_URL}"
