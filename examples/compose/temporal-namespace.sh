#!/bin/sh
# Creates the namespace where there is none. May be repeated.
set -eu

for attempt in 1 2 3 4 5 6 7 8 9 10; do
  temporal operator cluster health && break
  echo "Temporal is not serving yet ($attempt of 10)"
  sleep 3
done
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 30d
