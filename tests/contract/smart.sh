#!/bin/sh
# A token by SMART Backend Services, got by another library (smart.mjs).
exec node "$(dirname "$0")/smart.mjs" "${1:-$BASE_URL}"
