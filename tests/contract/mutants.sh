#!/bin/sh
# Bodies that almost fit, and what was answered to them against the description.
exec sh "$(dirname "$0")/validated.sh" mutants
