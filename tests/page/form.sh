#!/bin/sh
# A form drawn from the model of the instance at BASE_URL, by a page of the tests.
exec node "$(dirname "$0")/form.mjs" "${1:-$BASE_URL}"
