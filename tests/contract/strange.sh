#!/bin/sh
# Strange requests to every operation, and what was answered to them against the description.
exec sh "$(dirname "$0")/validated.sh" strange
