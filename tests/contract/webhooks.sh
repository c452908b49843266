#!/bin/sh
# What webhooks are sent, taken by another library (webhooks.mjs).
exec node "$(dirname "$0")/webhooks.mjs" "${1:-$BASE_URL}"
