#!/bin/sh
# Creates Temporal's two databases and brings their tables up to the version of this image. May be repeated.
set -eu

for part in temporal visibility; do
  case $part in
    temporal) export SQL_DATABASE=temporal ;;
    visibility) export SQL_DATABASE=temporal_visibility ;;
  esac
  # Creating fails where the database exists, so it is tried only where there is none to set up.
  if ! temporal-sql-tool setup-schema --version 0.0; then
    temporal-sql-tool create-database
    temporal-sql-tool setup-schema --version 0.0
  fi
  temporal-sql-tool update-schema --schema-dir "${SCHEMAS:-/etc/temporal/schema}/postgresql/v12/$part/versioned"
done
