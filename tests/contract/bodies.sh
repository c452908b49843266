#!/bin/sh
# Bodies that the description alone shows to be wrong are 400, others are not.
exec sh "$(dirname "$0")/validated.sh" bodies
